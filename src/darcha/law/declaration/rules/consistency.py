"""Rules of consistency: direction, countries and times that have to go together."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.declaration.facts import Facts, moment
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.rule import Findings, rule


@rule("D080", at=f"{ITEM}.government_procedure[].current_code")
def one_direction(facts: Facts) -> Findings:
    """Procedure {given} is an {direction}, the declaration an {expected}.

    Put goods of different directions into declarations of their own.
    """
    for item in facts.items:
        if item.direction is not None and item.direction != facts.direction:
            yield one_direction.found(
                item.index, 0, given=item.procedure, direction=item.direction, expected=facts.direction
            )


@rule("D081", at=f"{ITEM}.destination.country_code")
def import_comes_here(facts: Facts) -> Findings:
    """The destination of an import is {given}, not this country.

    Correct the destination, or choose transit.
    """
    for item in facts.items:
        if item.direction == "import" and item.destination and item.destination != facts.law.country:
            yield import_comes_here.found(item.index, given=item.destination)


@rule("D082", at=f"{ITEM}.destination.country_code")
def export_goes_away(facts: Facts) -> Findings:
    """The destination of an export is this country.

    Give the country that the goods go to.
    """
    for item in facts.items:
        if item.direction == "export" and item.destination == facts.law.country:
            yield export_goes_away.found(item.index)


@rule("D083", at=f"{ITEM}.export_country.id")
def export_leaves_here(facts: Facts) -> Findings:
    """An export is said to be sent from {given}.

    Exports are sent from this country: correct the country, or choose transit.
    """
    for item in facts.items:
        if item.direction == "export" and item.export_country and item.export_country != facts.law.country:
            yield export_leaves_here.found(item.index, given=item.export_country)


@rule("D084", at=f"{ITEM}.export_country.id")
def import_comes_from_abroad(facts: Facts) -> Findings:
    """An import is said to be sent from this country.

    Give the country that the goods were sent from.
    """
    for item in facts.items:
        if item.direction == "import" and item.export_country == facts.law.country:
            yield import_comes_from_abroad.found(item.index)


@rule("D085", at="acceptance_date_time")
def accepted_not_in_future(facts: Facts) -> Findings:
    """The acceptance on {given} is still to come.

    Leave the time of acceptance out: it is set when the declaration is lodged.
    """
    yield from (accepted_not_in_future.found(given=t) for t in _future(facts, facts.declaration.acceptance_date_time))


@rule("D086", at="issue_date_time")
def issued_not_in_future(facts: Facts) -> Findings:
    """The declaration is dated {given}, which is still to come.

    Correct the date.
    """
    yield from (issued_not_in_future.found(given=t) for t in _future(facts, facts.declaration.issue_date_time))


@rule("D087", at="goods_shipment.invoice.issue_date_time")
def invoiced_not_in_future(facts: Facts) -> Findings:
    """The invoice is dated {given}, which is still to come.

    Correct the date of the invoice.
    """
    yield from (invoiced_not_in_future.found(given=t) for t in _future(facts, _invoice_date(facts)))


def _invoice_date(facts: Facts) -> str | None:
    return facts.shipment.invoice.issue_date_time if facts.shipment.invoice else None


def _future(facts: Facts, text: str | None) -> Iterator[str]:
    """``text``, if it is a time after now."""
    when = moment(text, facts.law.pack.time_zone) if text else None
    if text is not None and when is not None and when > facts.now:
        yield text


@rule("D088", at="issue_date_time")
def dates_exist(facts: Facts) -> Findings:
    """There is no such date as {given}.

    Write dates as year, month and day, such as 2026-03-31.
    """
    document = facts.declaration
    for text in (document.acceptance_date_time, document.issue_date_time, _invoice_date(facts)):
        if text is not None and moment(text, facts.law.pack.time_zone) is None:
            yield dates_exist.found(given=text)
