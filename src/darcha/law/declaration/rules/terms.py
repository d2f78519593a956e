"""Rules of terms: what the law gives time for, as far as the declaration itself says when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TypeVar

from darcha.law.clock import due
from darcha.law.declaration.rules.regimes import day_of, earlier_declarations, stated
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.document import AdditionalInformation
from darcha.law.dossier import Dossier, Goods, Placed, moment
from darcha.law.pack.model import Clock
from darcha.law.rule import Findings, rule

E = TypeVar("E")
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)
"""Between these, days can be counted on and back in every time zone; nothing that is declared lies beyond."""

_STATED = "additional_information[].limit_date_time"


def _day(dossier: Dossier, one: Placed[AdditionalInformation]) -> date | None:
    """The day that a statement names; None if it names none that there is."""
    text = one.element.limit_date_time
    when = moment(text, dossier.law.pack.time_zone) if text else None
    return dossier.law.calendar.day_of(when) if when and _FIRST < when < _LAST else None


def _last(dossier: Dossier, clock: Clock, started: date) -> date:
    """The last day of a term that began on the day ``started``."""
    calendar = dossier.law.calendar
    return calendar.day_of(due(clock, calendar, calendar.start_of(started)))


def _about(dossier: Dossier, one: Placed[E]) -> Goods | None:
    """The item that something is about: the one it stands in, or the first if it stands in the whole."""
    return one.goods or next(iter(dossier.items), None)


@rule("D114", at=_STATED, takes={"statements": "list"})
def stay_within_term(dossier: Dossier) -> Findings:
    """The goods are to stay until {given}, the longest term of the procedure ends on {last}.

    State an earlier day.
    """
    if not dossier.statements:
        return
    for one in stated(dossier, stay_within_term.words(dossier.law.rules, "statements")):
        day, goods = _day(dossier, one), _about(dossier, one)
        term = goods.regime.term if goods and goods.regime else None
        clock = dossier.law.clocks.get(term or "")
        if day and clock and day > (last := _last(dossier, clock, dossier.law.day)):
            yield stay_within_term.found_at(f"{one.pointer}/limit_date_time", given=day, last=last)


@rule("D115", at=f"{ITEM}.previous_document[].id", takes={"regimes": "list", "types": "list", "shape": "pattern"})
def brought_back_in_time(dossier: Dossier) -> Findings:
    """The goods left under declaration {given}; the term for bringing them back ended on {last}.

    Declare them for another procedure.
    """
    rows = dossier.law.rules
    for one in earlier_declarations(dossier, brought_back_in_time):
        goods = _about(dossier, one)
        regime = goods.regime if goods else None
        if regime is None or regime.code not in brought_back_in_time.words(rows, "regimes"):
            continue
        left = day_of(one.element.id or "", rows[brought_back_in_time.code].params["shape"])
        clock = dossier.law.clocks.get(regime.term or "")
        if left and clock and left < dossier.law.day and (last := _last(dossier, clock, left)) < dossier.law.day:
            yield brought_back_in_time.found_at(f"{one.pointer}/id", given=one.element.id, last=last)


@rule("D117", at=_STATED, takes={"statements": "list", "clock": "list"}, severity="warning")
def declared_in_time(dossier: Dossier) -> Findings:
    """The goods were presented on {given}; they were to be declared by {last}.

    Nothing has to be changed if the day is right; expect to be asked why it took so long.
    """
    if not dossier.statements:
        return
    rows = dossier.law.rules
    clock = dossier.law.clocks.get(declared_in_time.words(rows, "clock")[0])
    for one in stated(dossier, declared_in_time.words(rows, "statements")):
        day = _day(dossier, one)
        if day and clock and day < dossier.law.day and (last := _last(dossier, clock, day)) < dossier.law.day:
            yield declared_in_time.found_at(f"{one.pointer}/limit_date_time", given=day, last=last)


@rule("D118", at=_STATED, takes={"statements": "list", "regimes": "list", "clock": "list"})
def shelf_life_long_enough(dossier: Dossier) -> Findings:
    """The goods can be used until {given}: to be kept in a warehouse they had to be placed there by {last}.

    Choose another procedure.
    """
    if not dossier.statements:
        return
    rows = dossier.law.rules
    regimes = shelf_life_long_enough.words(rows, "regimes")
    clock = dossier.law.clocks.get(shelf_life_long_enough.words(rows, "clock")[0])
    for one in stated(dossier, shelf_life_long_enough.words(rows, "statements")):
        day, goods = _day(dossier, one), _about(dossier, one)
        kept = goods is not None and goods.regime is not None and goods.regime.code in regimes
        if kept and day and clock and (last := _last(dossier, clock, day)) < dossier.law.day:
            yield shelf_life_long_enough.found_at(f"{one.pointer}/limit_date_time", given=day, last=last)
