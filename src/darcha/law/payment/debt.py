"""The life of a debt: from the day after its term to its payment, with what follows in between and by when.

What was done is on record (the moments in the facts); the state is read from it. The order of the steps is that of
enforced collection: a demand, time to comply or to pay in parts, the register of pledges, an order to the bank, at
last the debtor's property. The penalty runs on until the debt is paid (see :mod:`darcha.law.payment.balance`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law import clock
from darcha.law.lifecycle import Lifecycle, Move, need
from darcha.law.snapshot import Snapshot

State = Literal["due", "owed", "demanded", "spread", "registered", "collecting", "levied", "paid"]
Holder = Literal["customs", "payer"]

DEMAND, COMPLY, COLLECT, LEVY, SPREAD = (
    "debt_demand",
    "debt_comply",
    "debt_collect",
    "debt_property",
    "debt_instalments",
)
"""Clocks of a pack: to demand, to comply, to order collection, until property is taken, to pay in parts."""


class DebtFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A debt as its moves see it.

    ``term`` is the last day on which it could be paid in time, ``left`` what is unpaid of principal, interest and
    penalty. The moments say when each step was taken; ``part_late`` that a part was not paid on its day. ``dues``
    are the terms read (clock → the moment it is up), see :func:`with_dues`.
    """

    now: datetime
    term: date
    left: Decimal
    arisen: bool
    notice: bool = False
    part_late: bool = False
    demanded_at: datetime | None = None
    spread_at: datetime | None = None
    registered_at: datetime | None = None
    ordered_at: datetime | None = None
    levied_at: datetime | None = None
    dues: Mapping[str, datetime] = {}


@need
def term_is_over(facts: DebtFacts) -> bool:
    """The term to pay is over."""
    return facts.arisen


@need
def something_unpaid(facts: DebtFacts) -> bool:
    """Something is still unpaid."""
    return facts.left > 0


@need
def nothing_unpaid(facts: DebtFacts) -> bool:
    """Principal, interest and penalty are paid."""
    return facts.left <= 0


@need
def debtor_gave_notice(facts: DebtFacts) -> bool:
    """The debtor has given notice that the debt will be paid in parts."""
    return facts.notice


@need
def demand_not_met(facts: DebtFacts) -> bool:
    """The term of the demand is over, or a part was not paid on its day."""
    return facts.part_late or (facts.spread_at is None and _passed(facts, COMPLY))


@need
def long_unpaid(facts: DebtFacts) -> bool:
    """The debt is so old that property may be taken."""
    return _passed(facts, LEVY)


def _passed(facts: DebtFacts, code: str) -> bool:
    due = facts.dues.get(code)
    return due is not None and facts.now > due


_ALL = frozenset({"due", "owed", "demanded", "spread", "registered", "collecting", "levied"})

DEBT = Lifecycle(
    subject="debt",
    initial="due",
    final=frozenset({"paid"}),
    moves=(
        Move("debt.arise", frozenset({"due"}), "owed", (term_is_over, something_unpaid)),
        Move("debt.demand", frozenset({"owed"}), "demanded", (something_unpaid,)),
        Move("debt.spread", frozenset({"owed", "demanded"}), "spread", (something_unpaid, debtor_gave_notice)),
        Move("debt.register", frozenset({"demanded", "spread"}), "registered", (something_unpaid, demand_not_met)),
        Move("debt.collect", frozenset({"registered"}), "collecting", (something_unpaid,)),
        Move("debt.levy", frozenset({"collecting"}), "levied", (something_unpaid, long_unpaid)),
        Move("debt.settle", _ALL, "paid", (nothing_unpaid,)),
    ),
)
"""Payment ends it from anywhere."""


class Due(msgspec.Struct, frozen=True):
    """An act that is to be done next: by whom, from when on (None: now), until when (None: no term), whether late."""

    act: str
    holder: Holder
    after: datetime | None = None
    due: datetime | None = None
    late: bool = False


class Standing(msgspec.Struct, frozen=True):
    """Where a debt stands: its state, since when, and what is to be done next."""

    state: State
    since: datetime | None
    acts: tuple[Due, ...] = ()


_NEXT: dict[State, tuple[tuple[str, Holder, str | None, str | None], ...]] = {
    "due": (),
    "owed": (("debt.demand", "customs", None, DEMAND), ("debt.settle", "payer", None, None)),
    "demanded": (("debt.settle", "payer", None, COMPLY), ("debt.register", "customs", COMPLY, COLLECT)),
    "spread": (("debt.settle", "payer", None, SPREAD),),
    "registered": (("debt.collect", "customs", None, COLLECT), ("debt.settle", "payer", None, None)),
    "collecting": (("debt.settle", "payer", None, None), ("debt.levy", "customs", LEVY, None)),
    "levied": (("debt.settle", "payer", None, None),),
    "paid": (),
}
"""State → what is to be done next: act, holder, the clock after which it may be done, the clock by which."""


def with_dues(facts: DebtFacts, snapshot: Snapshot) -> DebtFacts:
    """The facts with their terms read; a clock that the pack does not hold, or that has not started, is left out."""
    arose = snapshot.calendar.start_of(facts.term + timedelta(days=1))
    dues: dict[str, datetime] = {}
    starts = (
        (DEMAND, arose),
        (COMPLY, facts.demanded_at),
        (SPREAD, facts.spread_at),
        (LEVY, arose),
    )
    for code, start in starts:
        _start(dues, snapshot, code, start)
    _start(dues, snapshot, COLLECT, dues.get(COMPLY))
    return msgspec.structs.replace(facts, dues=dues)


def _start(dues: dict[str, datetime], snapshot: Snapshot, code: str, start: datetime | None) -> None:
    row = snapshot.clocks.get(code)
    if row is not None and start is not None:
        dues[code] = clock.due(row, snapshot.calendar, start)


def standing(facts: DebtFacts) -> Standing:
    """Where the debt stands by what is on record, and what is to be done next."""
    state, since = _state(facts)
    return Standing(state, since, tuple(_due(facts, *one) for one in _NEXT[state]))


def _state(facts: DebtFacts) -> tuple[State, datetime | None]:
    if facts.left <= 0:
        return "paid", None
    steps: tuple[tuple[State, datetime | None], ...] = (
        ("levied", facts.levied_at),
        ("collecting", facts.ordered_at),
        ("registered", facts.registered_at),
        ("spread", facts.spread_at),
        ("demanded", facts.demanded_at),
    )
    reached = next((step for step in steps if step[1] is not None), None)
    return reached or ("owed" if facts.arisen else "due", None)


def _due(facts: DebtFacts, act: str, holder: Holder, after: str | None, by: str | None) -> Due:
    opens = facts.dues.get(after) if after else None
    due = facts.dues.get(by) if by else None
    return Due(act, holder, opens, due, due is not None and facts.now > due)
