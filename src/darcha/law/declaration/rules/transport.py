"""Rules of transport: how the goods come, in what, and by which way."""

from __future__ import annotations

import re

from darcha.law.codes import (
    AIR,
    RAIL,
    ROAD,
    TRANSPORT_MODES,
    compact_container,
    is_container,
    is_flight,
    is_wagon,
)
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier
from darcha.law.rule import Findings, rule
from darcha.law.text import EMPTY

CONSIGNMENT = "goods_shipment.consignment"
_EQUIPMENT = f"{CONSIGNMENT}.transport_equipment"
_FLIGHT_TYPES = (None, "40")
"""How the identification of an aircraft is marked if it is a flight number (UN/EDIFACT 8179 and the WCO model)."""


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


@rule("D073", at=f"{_EQUIPMENT}[].id")
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


@rule("D074", at=_EQUIPMENT)
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
    listed = [compact_container(equipment.id or "") for equipment in dossier.consignment.transport_equipment]
    for item in dossier.items:
        for index, equipment in enumerate(item.commodity.transport_equipment):
            number = compact_container(equipment.id or "")
            if number not in listed:
                yield item_container_listed.found(item.index, index, given=number or "without a number")


@rule("D079", at=f"{ITEM}.packaging[].marks_numbers_id", severity="warning")
def marks_given(dossier: Dossier) -> Findings:
    """The marks of the packages are missing.

    State what is written on the packages, so that they can be found; 'no marks' if there is nothing.
    """
    for item in dossier.items:
        for index, packaging in enumerate(item.packaging):
            if not packaging.marks_numbers_id:
                yield marks_given.found(item.index, index)


@rule("D135", at=f"{_EQUIPMENT}[].seal[].id")
def seals_numbered(dossier: Dossier) -> Findings:
    """A seal is listed without its number.

    Give the number on the seal.
    """
    for index, equipment in enumerate(dossier.consignment.transport_equipment):
        for number, seal in enumerate(equipment.seal):
            if not seal.id:
                yield seals_numbered.found(index, number)


@rule("D136", at=f"{_EQUIPMENT}[].seal", severity="warning")
def transit_sealed(dossier: Dossier) -> Findings:
    """Container {given} goes in transit and no seal of it is listed.

    List the seals with their numbers if it is sealed already; else it is sealed at the post.
    """
    if dossier.direction == "transit":
        for index, equipment in enumerate(dossier.consignment.transport_equipment):
            if not equipment.seal:
                yield transit_sealed.found(index, given=equipment.id or EMPTY)


@rule("D137", at=f"{CONSIGNMENT}.container_code")
def container_indicator_right(dossier: Dossier) -> Findings:
    """The goods are said not to be in containers, but container {given} is listed.

    Correct the indicator, or take the container off the list.
    """
    if dossier.consignment.container_code == "0":
        numbers = [compact_container(one.id or "") for one in dossier.consignment.transport_equipment]
        for number in [number for number in numbers if is_container(number)][:1]:
            yield container_indicator_right.found(given=number)


@rule("D138", at="border_transport_means.id")
def wagon_number_right(dossier: Dossier) -> Findings:
    """{given} is not the number of a wagon.

    Read the number on the wagon again: eight digits (or twelve), of which the last one checks the others.
    """
    given = dossier.means.id
    if given and dossier.means.mode_code == RAIL:
        numbers = re.findall(r"\d+", compact_container(given))
        if not numbers or not all(is_wagon(number) for number in numbers):
            yield wagon_number_right.found(given=given)


@rule("D139", at="border_transport_means.id")
def flight_number_shaped(dossier: Dossier) -> Findings:
    """{given} is not the number of a flight.

    Give the two signs of the airline and the number of the flight, such as XX 123.
    """
    means = dossier.means
    flies = means.mode_code == AIR and means.identification_type_code in _FLIGHT_TYPES
    if flies and means.id and not is_flight(means.id):
        yield flight_number_shaped.found(given=means.id)


@rule("D141", at="border_transport_means.registration_nationality_code", severity="warning")
def vehicle_country_given(dossier: Dossier) -> Findings:
    """The country in which the vehicle is registered is missing.

    Give it by its two letters (ISO 3166).
    """
    means = dossier.means
    if means.mode_code == ROAD and means.id and not means.registration_nationality_code:
        yield vehicle_country_given.found()
