"""Rules of the way: where transit leads, through which countries, and what secures it."""

from __future__ import annotations

from darcha.law.declaration.rules.transport import CONSIGNMENT
from darcha.law.dossier import Dossier
from darcha.law.rule import Findings, rule
from darcha.law.text import EMPTY


@rule("D076", at="exit_office.id")
def transit_office_known(dossier: Dossier) -> Findings:
    """Transit needs the post at which it ends; {given} is none.

    Give the post at which the goods leave or are presented.
    """
    given = dossier.declaration.exit_office.id if dossier.declaration.exit_office else None
    if dossier.direction == "transit" and given not in dossier.law.posts:
        yield transit_office_known.found(given=given or "nothing")


@rule("D077", at=f"{CONSIGNMENT}.itinerary")
def transit_route_given(dossier: Dossier) -> Findings:
    """Transit needs its route.

    Give the countries of the route in their order.
    """
    if dossier.direction == "transit" and not dossier.consignment.itinerary:
        yield transit_route_given.found()


@rule("D078", at=f"{CONSIGNMENT}.itinerary[].routing_country_code")
def route_countries_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the countries of the route by their two letters (ISO 3166).
    """
    for index, step in enumerate(dossier.consignment.itinerary):
        if step.routing_country_code not in dossier.law.countries:
            yield route_countries_known.found(index, given=step.routing_country_code or EMPTY)


@rule("D109", at="obligation_guarantee", takes={"types": "list", "reasons": "list"})
def transit_secured(dossier: Dossier) -> Findings:
    """Transit is not secured.

    Give the guarantee, cite the carnet, or state by its code why none is needed.
    """
    if dossier.direction != "transit" or dossier.declaration.obligation_guarantee:
        return
    types, reasons = (transit_secured.words(dossier.law.rules, name) for name in ("types", "reasons"))
    said = [one.element.statement_code for one in dossier.statements]
    if not dossier.cited.intersection(types) and not any(reason in said for reason in reasons):
        yield transit_secured.found()


@rule("D110", at="obligation_guarantee[].reference_id")
def guarantee_numbered(dossier: Dossier) -> Findings:
    """A guarantee is given without its number.

    Give the number under which the guarantee is kept.
    """
    for index, guarantee in enumerate(dossier.declaration.obligation_guarantee):
        if not (guarantee.reference_id or guarantee.id):
            yield guarantee_numbered.found(index)


@rule("D142", at=f"{CONSIGNMENT}.itinerary", severity="warning")
def transit_passes_here(dossier: Dossier) -> Findings:
    """The route of the transit does not pass through this country.

    Give all the countries of the route in their order.
    """
    route = [step.routing_country_code for step in dossier.consignment.itinerary]
    if dossier.direction == "transit" and route and dossier.law.country not in route:
        yield transit_passes_here.found()


@rule("D143", at=f"{CONSIGNMENT}.itinerary[].routing_country_code", severity="warning")
def route_ends_at_destination(dossier: Dossier) -> Findings:
    """The route ends in {given}, the goods are bound for {expected}.

    Give the countries of the route in their order, or correct the destination.
    """
    route = dossier.consignment.itinerary
    if route and dossier.items:
        last, expected = route[-1].routing_country_code, dossier.items[0].destination
        if expected and last and last != expected:
            yield route_ends_at_destination.found(len(route) - 1, given=last, expected=expected)


@rule("D144", at="exit_office.id")
def transit_leads_elsewhere(dossier: Dossier) -> Findings:
    """The transit ends at {given}, where it begins.

    Give the post at which the goods leave or are presented.
    """
    last = dossier.declaration.exit_office.id if dossier.declaration.exit_office else None
    if dossier.direction == "transit" and last and last == dossier.declaration.declaration_office_id:
        yield transit_leads_elsewhere.found(given=last)
