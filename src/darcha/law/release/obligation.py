"""Obligations that stay open after a conditional release: what has to be done, by when, and what follows if it is not.

Each ground on which the goods were released conditionally (a row of the pack) opens one. It ends with the first event
that its row names; the goods are released unconditionally when none is open.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law import clock
from darcha.law.pack.model import Conditional, Status, Words
from darcha.law.pack.rows.payment import End
from darcha.law.release.decide import TRADER
from darcha.law.release.facts import Basis
from darcha.law.snapshot import Snapshot

State = Literal["open", "overdue", "kept", "late"]

_NEVER = datetime.max.replace(tzinfo=UTC)


class Ending(msgspec.Struct, frozen=True):
    """An event after release: what happened, when, and to which subject (empty: to all of the declaration)."""

    how: End
    at: datetime
    subject: str = ""


class ObligationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A conditional release as its obligations see it: when it was, on which grounds, and what happened since."""

    released_at: datetime
    currency: str
    bases: tuple[Basis, ...]
    endings: tuple[Ending, ...] = ()


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """One obligation: its ground and subject, what has to be done, who has to do it, since when and until when.

    ``ends`` are the events of which any one ends it, ``ended`` is when the first came, by ``ended_by``. ``amount`` is
    what is suspended, deferred or secured. ``follows`` says what follows where it is overdue. ``transfer`` says
    whether the goods may be passed to others meanwhile. The state ``late`` is that of one that was met after its due.
    """

    ground: str
    subject: str
    name: Words
    what: Words
    ends: tuple[End, ...]
    holder: str
    since: datetime
    due: datetime | None
    amount: Decimal
    currency: str
    transfer: bool
    secured: bool
    act: str
    source: str
    status: Status
    state: State
    ended: datetime | None = None
    ended_by: End | None = None
    follows: Words | None = None


def obligations(facts: ObligationFacts, snapshot: Snapshot, now: datetime) -> tuple[Obligation, ...]:
    """Every obligation of a release, what is due first first, by the law of the snapshot's day (that of the release).

    Raises KeyError for a ground that the pack does not hold: grounds are taken from its rows.
    """
    made = (_obligation(basis, facts, snapshot, now) for basis in facts.bases)
    return tuple(sorted(made, key=lambda one: (one.due or _NEVER, one.ground, one.subject)))


def open_obligations(facts: ObligationFacts, snapshot: Snapshot, now: datetime) -> tuple[Obligation, ...]:
    """Those that have not been met."""
    return tuple(one for one in obligations(facts, snapshot, now) if one.ended is None)


def _obligation(basis: Basis, facts: ObligationFacts, snapshot: Snapshot, now: datetime) -> Obligation:
    row = snapshot.conditionals[basis.ground]
    due = basis.due or _term(row, basis, facts.released_at, snapshot)
    ending = _ending(row, basis, facts)
    ended = ending.at if ending else None
    state = _state(due, ended, now)
    return Obligation(
        ground=row.code,
        subject=basis.subject,
        name=row.name,
        what=row.what,
        ends=row.ends,
        holder=TRADER,
        since=facts.released_at,
        due=due,
        amount=basis.amount,
        currency=facts.currency,
        transfer=row.transfer,
        secured=row.secured,
        act=row.act,
        source=row.source,
        status=row.status,
        state=state,
        ended=ended,
        ended_by=ending.how if ending else None,
        follows=row.silence if state == "overdue" else None,
    )


def _term(row: Conditional, basis: Basis, since: datetime, snapshot: Snapshot) -> datetime | None:
    """When the row's own term is up, counted from release; None where it names none."""
    if row.term is None:
        return None
    return clock.due(snapshot.clocks[row.term], snapshot.calendar, since, extended=basis.extended)


def _ending(row: Conditional, basis: Basis, facts: ObligationFacts) -> Ending | None:
    """The first event that ends the obligation."""
    fitting = (one for one in facts.endings if one.how in row.ends and one.subject in ("", basis.subject))
    return min(fitting, key=lambda one: one.at, default=None)


def _state(due: datetime | None, ended: datetime | None, now: datetime) -> State:
    late = due is not None and due < (ended or now)
    if ended is None:
        return "overdue" if late else "open"
    return "late" if late else "kept"
