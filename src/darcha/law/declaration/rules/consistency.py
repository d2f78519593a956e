"""Rules of consistency: direction, countries and times that have to go together."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier, moment
from darcha.law.rule import Findings, rule


@rule("D080", at=f"{ITEM}.government_procedure[].current_code")
def one_direction(dossier: Dossier) -> Findings:
    """Procedure {given} is an {direction}, the declaration an {expected}.

    Put goods of different directions into declarations of their own.
    """
    for item in dossier.items:
        if item.direction is not None and item.direction != dossier.direction:
            yield one_direction.found(
                item.index, 0, given=item.procedure, direction=item.direction, expected=dossier.direction
            )


@rule("D081", at=f"{ITEM}.destination.country_code")
def import_comes_here(dossier: Dossier) -> Findings:
    """The destination of an import is {given}, not this country.

    Correct the destination, or choose transit.
    """
    for item in dossier.items:
        if item.direction == "import" and item.destination and item.destination != dossier.law.country:
            yield import_comes_here.found(item.index, given=item.destination)


@rule("D082", at=f"{ITEM}.destination.country_code")
def export_goes_away(dossier: Dossier) -> Findings:
    """The destination of an export is this country.

    Give the country that the goods go to.
    """
    for item in dossier.items:
        if item.direction == "export" and item.destination == dossier.law.country:
            yield export_goes_away.found(item.index)


@rule("D083", at=f"{ITEM}.export_country.id")
def export_leaves_here(dossier: Dossier) -> Findings:
    """An export is said to be sent from {given}.

    Exports are sent from this country: correct the country, or choose transit.
    """
    for item in dossier.items:
        if item.direction == "export" and item.export_country and item.export_country != dossier.law.country:
            yield export_leaves_here.found(item.index, given=item.export_country)


@rule("D084", at=f"{ITEM}.export_country.id")
def import_comes_from_abroad(dossier: Dossier) -> Findings:
    """An import is said to be sent from this country.

    Give the country that the goods were sent from.
    """
    for item in dossier.items:
        if item.direction == "import" and item.export_country == dossier.law.country:
            yield import_comes_from_abroad.found(item.index)


@rule("D085", at="acceptance_date_time")
def accepted_not_in_future(dossier: Dossier) -> Findings:
    """The acceptance on {given} is still to come.

    Leave the time of acceptance out: it is set when the declaration is lodged.
    """
    yield from (
        accepted_not_in_future.found(given=t) for t in _future(dossier, dossier.declaration.acceptance_date_time)
    )


@rule("D086", at="issue_date_time")
def issued_not_in_future(dossier: Dossier) -> Findings:
    """The declaration is dated {given}, which is still to come.

    Correct the date.
    """
    yield from (issued_not_in_future.found(given=t) for t in _future(dossier, dossier.declaration.issue_date_time))


@rule("D087", at="goods_shipment.invoice.issue_date_time")
def invoiced_not_in_future(dossier: Dossier) -> Findings:
    """The invoice is dated {given}, which is still to come.

    Correct the date of the invoice.
    """
    yield from (invoiced_not_in_future.found(given=t) for t in _future(dossier, _invoice_date(dossier)))


def _invoice_date(dossier: Dossier) -> str | None:
    return dossier.shipment.invoice.issue_date_time if dossier.shipment.invoice else None


def _future(dossier: Dossier, text: str | None) -> Iterator[str]:
    """``text``, if it is a time after now."""
    when = moment(text, dossier.law.pack.time_zone) if text else None
    if text is not None and when is not None and when > dossier.now:
        yield text


@rule("D088", at="issue_date_time")
def dates_exist(dossier: Dossier) -> Findings:
    """There is no such date as {given}.

    Write dates as year, month and day, such as 2026-03-31.
    """
    document = dossier.declaration
    places = [
        ("/acceptance_date_time", document.acceptance_date_time),
        ("/issue_date_time", document.issue_date_time),
        ("/goods_shipment/invoice/issue_date_time", _invoice_date(dossier)),
    ]
    places += [(f"{pointer}/effective_date_time", one.effective_date_time) for one, pointer, _ in dossier.documents]
    places += [(f"{pointer}/limit_date_time", one.limit_date_time) for one, pointer, _ in dossier.statements]
    for pointer, text in places:
        if text is not None and moment(text, dossier.law.pack.time_zone) is None:
            yield dates_exist.found_at(pointer, given=text)
