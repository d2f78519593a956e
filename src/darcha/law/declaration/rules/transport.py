"""Rules of transport: how the goods come, in what, and by which way."""

from __future__ import annotations

from darcha.law.codes import AIR, RAIL, ROAD, TRANSPORT_MODES, compact_container
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier
from darcha.law.rule import Findings, rule
from darcha.law.text import EMPTY

_CONSIGNMENT = "goods_shipment.consignment"


@rule("D070", at="border_transport_means.mode_code")
def mode_known(dossier: Dossier) -> Findings:
    """{given} is not a mode of transport.

    Give the mode at the border by its digit (UN/ECE Recommendation 19): 2 rail, 3 road, 4 air and so on.
    """
    if dossier.means.mode_code not in TRANSPORT_MODES:
        yield mode_known.found(given=dossier.means.mode_code or EMPTY)


@rule("D071", at="border_transport_means.id")
def vehicle_named(dossier: Dossier) -> Findings:
    """The vehicle, wagon or flight is missing.

    Give the registration of the vehicle, the number of the wagon or the flight.
    """
    vehicles = (
        dossier.means,
        dossier.consignment.arrival_transport_means,
        dossier.consignment.departure_transport_means,
    )
    if dossier.means.mode_code in (RAIL, ROAD, AIR) and not any(v.id for v in vehicles if v is not None):
        yield vehicle_named.found()


@rule("D072", at="border_transport_means.registration_nationality_code")
def vehicle_country_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the country of registration by its two letters (ISO 3166).
    """
    given = dossier.means.registration_nationality_code
    if given and given not in dossier.law.countries:
        yield vehicle_country_known.found(given=given)


@rule("D073", at=f"{_CONSIGNMENT}.transport_equipment[].id")
def container_listed_once(dossier: Dossier) -> Findings:
    """Container {given} is listed twice.

    List it once.
    """
    seen: set[str] = set()
    for index, equipment in enumerate(dossier.consignment.transport_equipment):
        number = compact_container(equipment.id or "")
        if number and number in seen:
            yield container_listed_once.found(index, given=number)
        seen.add(number)


@rule("D074", at=f"{_CONSIGNMENT}.transport_equipment")
def containers_listed(dossier: Dossier) -> Findings:
    """The goods are said to be in containers, but none is listed.

    List the containers by their numbers, or correct the indicator.
    """
    if dossier.consignment.container_code == "1" and not dossier.consignment.transport_equipment:
        yield containers_listed.found()


@rule("D075", at=f"{ITEM}.commodity.transport_equipment[].id")
def item_container_listed(dossier: Dossier) -> Findings:
    """Container {given} of the item is not among those of the consignment.

    List the container with the consignment, or correct its number.
    """
    listed = {compact_container(equipment.id or "") for equipment in dossier.consignment.transport_equipment}
    for item in dossier.items:
        carried = item.item.commodity.transport_equipment if item.item.commodity else ()
        for index, equipment in enumerate(carried):
            number = compact_container(equipment.id or "")
            if number not in listed:
                yield item_container_listed.found(item.index, index, given=number or "without a number")


@rule("D076", at="exit_office.id")
def transit_office_known(dossier: Dossier) -> Findings:
    """Transit needs the post at which it ends; {given} is none.

    Give the post at which the goods leave or are presented.
    """
    given = dossier.declaration.exit_office.id if dossier.declaration.exit_office else None
    if dossier.direction == "transit" and given not in dossier.law.posts:
        yield transit_office_known.found(given=given or "nothing")


@rule("D077", at=f"{_CONSIGNMENT}.itinerary")
def transit_route_given(dossier: Dossier) -> Findings:
    """Transit needs its route.

    Give the countries of the route in their order.
    """
    if dossier.direction == "transit" and not dossier.consignment.itinerary:
        yield transit_route_given.found()


@rule("D078", at=f"{_CONSIGNMENT}.itinerary[].routing_country_code")
def route_countries_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the countries of the route by their two letters (ISO 3166).
    """
    for index, step in enumerate(dossier.consignment.itinerary):
        if step.routing_country_code not in dossier.law.countries:
            yield route_countries_known.found(index, given=step.routing_country_code or EMPTY)


@rule("D079", at=f"{ITEM}.packaging[].marks_numbers_id", severity="warning")
def marks_given(dossier: Dossier) -> Findings:
    """The marks of the packages are missing.

    State what is written on the packages, so that they can be found; 'no marks' if there is nothing.
    """
    for item in dossier.items:
        for index, packaging in enumerate(item.packaging):
            if not packaging.marks_numbers_id:
                yield marks_given.found(item.index, index)
