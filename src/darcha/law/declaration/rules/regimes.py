"""Rules of the regimes: what has to come before, what has to be there, and what of it is cited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from darcha.law.declaration.rules.codes import NO_PREVIOUS
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.document import AdditionalInformation, PreviousDocument
from darcha.law.dossier import Dossier, Placed
from darcha.law.rule import Findings, Rule, rule
from darcha.law.text import EMPTY

_FIRST = date(1900, 1, 1)
_EARLIER = f"{ITEM}.previous_document[]"


def stated(dossier: Dossier, types: Collection[str]) -> Iterator[Placed[AdditionalInformation]]:
    """The statements of these types, of the whole and of the items."""
    return (one for one in dossier.statements if one.element.statement_type_code in types)


def earlier_declarations(dossier: Dossier, by: Rule) -> Iterator[Placed[PreviousDocument]]:
    """The previous documents that are declarations: of the types that the rule's row lists, or of none."""
    if dossier.earlier:
        types = (None, *by.words(dossier.law.rules, "types"))
        yield from (one for one in dossier.earlier if one.element.type_code in types)


def day_of(number: str, shape: str) -> date | None:
    """The day in the number of a declaration, whose ``shape`` has the groups ``year``, ``month`` and ``day``.

    None if there is no such day, or it is before all that can be declared.
    """
    found = re.fullmatch(shape, number)
    try:
        day = date(*(int(found[part]) for part in ("year", "month", "day"))) if found else _FIRST
    except (ValueError, IndexError):
        return None
    return day if day > _FIRST else None


@rule("D100", at=f"{ITEM}.government_procedure[].previous_code")
def previous_fits(dossier: Dossier) -> Findings:
    """Goods under procedure {given} cannot be placed under {asked}.

    Correct the procedure before, or choose another one for the goods.
    """
    for item in dossier.items:
        before, regime = item.before, item.regime
        if before is not None and regime is not None and regime.previous and before.regime not in regime.previous:
            yield previous_fits.found(item.index, 0, given=item.previous, asked=item.procedure)


@rule("D101", at=f"{ITEM}.government_procedure[].previous_code")
def previous_given(dossier: Dossier) -> Findings:
    """Procedure {asked} is for goods that are under another one already, and none is named.

    Give the code of the procedure under which the goods are now.
    """
    for item in dossier.items:
        regime = item.regime
        if regime is not None and regime.previous_required and item.previous in NO_PREVIOUS:
            yield previous_given.found(item.index, 0, asked=item.procedure)


@rule("D102", at=f"{ITEM}.previous_document")
def previous_document_cited(dossier: Dossier) -> Findings:
    """The goods are under procedure {given}, but the declaration that placed them there is not cited.

    Give its number as the previous document.
    """
    for item in dossier.items:
        if item.before is not None and not any(one.goods in (None, item) for one in dossier.earlier):
            yield previous_document_cited.found(item.index, given=item.previous)


@rule("D103", at=f"{_EARLIER}.id", takes={"types": "list", "shape": "pattern"})
def previous_number_shaped(dossier: Dossier) -> Findings:
    """{given} is not the number of a declaration.

    Give the number as it stands on the earlier declaration: post, day and serial number.
    """
    for one in earlier_declarations(dossier, previous_number_shaped):
        given = one.element.id or ""
        if not previous_number_shaped.matches(dossier.law.rules, "shape", given):
            yield previous_number_shaped.found_at(f"{one.pointer}/id", given=given or EMPTY)


@rule("D104", at=f"{_EARLIER}.id", takes={"types": "list", "shape": "pattern"})
def previous_not_in_future(dossier: Dossier) -> Findings:
    """The earlier declaration {given} is of a day that is still to come.

    Correct its number.
    """
    for one in earlier_declarations(dossier, previous_not_in_future):
        shape = dossier.law.rules[previous_not_in_future.code].params["shape"]
        day = day_of(one.element.id or "", shape)
        if day is not None and day > dossier.law.day:
            yield previous_not_in_future.found_at(f"{one.pointer}/id", given=one.element.id)


@rule("D105", at=f"{_EARLIER}.line_numeric", takes={"types": "list"})
def previous_line_given(dossier: Dossier) -> Findings:
    """The line of the earlier declaration is missing.

    Give the number of the item in it, from 1.
    """
    for one in earlier_declarations(dossier, previous_line_given):
        if one.goods is not None and (one.element.line_numeric or 0) < 1:
            yield previous_line_given.found_at(f"{one.pointer}/line_numeric")


@rule("D107", at=f"{ITEM}.government_procedure[].current_code", severity="warning")
def regime_permit_cited(dossier: Dossier) -> Findings:
    """Procedure {asked} needs a permit of the customs service ({type}), which is not cited.

    Cite it if you have it; the goods cannot be placed under the procedure before it is granted.
    """
    for item in dossier.items:
        if item.regime is not None and item.regime.permit is not None:
            permit = dossier.law.permits.get(item.regime.permit)
            if permit is not None and permit.document_code not in dossier.cited:
                yield regime_permit_cited.found(item.index, 0, asked=item.procedure, type=permit.document_code)


@rule("D108", at="goods_shipment.warehouse.id", takes={"regimes": "list"})
def warehouse_named(dossier: Dossier) -> Findings:
    """The warehouse is missing.

    Give the number of the warehouse in which the goods are kept.
    """
    if dossier.shipment.warehouse is not None and dossier.shipment.warehouse.id:
        return
    asked = {item.regime.code for item in dossier.items if item.regime is not None}
    if asked.intersection(warehouse_named.words(dossier.law.rules, "regimes")):
        yield warehouse_named.found()


@rule("D112", at="additional_information[].statement_code", takes={"statements": "list"})
def conditional_ground_known(dossier: Dossier) -> Findings:
    """There is no ground of conditional release {given}.

    Choose a ground of the list.
    """
    if dossier.statements:
        for one in stated(dossier, conditional_ground_known.words(dossier.law.rules, "statements")):
            given = one.element.statement_code
            if given not in dossier.law.conditionals:
                yield conditional_ground_known.found_at(f"{one.pointer}/statement_code", given=given or EMPTY)
