"""The fold: journal entries into counts. A full refold of the journal gives the same as folding it as it grew.

The fold is a sum: what a piece of the journal adds depends on nothing before it, so pieces may be folded in any order
and added up. It reads the journal by its leaf index and writes its own rollups and the cursor in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from darcha.picture.evidence import Entry, Move, outcomes, sealed, whole
from darcha.picture.histogram import bucket
from darcha.picture.rollups import Rollups, add, stored
from darcha.store.loop import steadily
from darcha.store.read import pack
from darcha.store.statement import Fetch, Op
from darcha.store.statement import run as drive

BATCH = 5000
"""Entries of one turn."""

CLOSED = frozenset({"released", "withdrawn"})
"""Stages in which nothing is open."""

RELEASE_MINUTES = "release"
IN_TIME, LATE = "permit.decide.in_time", "permit.decide.late"
"""Kinds of a day beside the acts: cases decided within their clock, and after it."""


def _lane(_: Entry[Any], move: Move | None) -> str:
    return move.lane if move else ""


def _agency(entry: Entry[Any], _: Move | None) -> str:
    return str(entry.facts.agency)


def _currency(entry: Entry[Any], _: Move | None) -> str:
    return str(entry.facts.currency)


FOLDED: Mapping[str, Callable[[Entry[Any], Move | None], str]] = {
    "declaration.lodge": _lane,
    "declaration.amend": _lane,
    "declaration.withdraw": _lane,
    "permit.open": _agency,
    "permit.ask": _agency,
    "permit.answer": _agency,
    "permit.propose": _agency,
    "permit.decide": _agency,
    "permit.cure": _agency,
    "permit.close": _agency,
    "control.assign": _lane,
    "control.record": _lane,
    "payment.record": _currency,
    "release.decide": _lane,
}
"""The acts that are counted, and by what a day's count of each is divided."""

NOT_FOLDED: Mapping[str, str] = {
    "draw.commit": "speaks of no declaration: it is asked for where a draw is checked",
    "risk.explain": "somebody looked: nothing moved",
}
"""The acts that are not, with the reason."""


def fold(entries: Iterable[Entry[Any]], zone: tzinfo) -> Rollups:
    """What whole outcomes, in leaf order, add to the picture. Days are those of ``zone``."""
    made = Rollups()
    for together, move in outcomes(entries):
        for entry in together:
            if entry.act in FOLDED:
                _count(made, entry, move, zone)
        if move is not None:
            _stage(made, move)
    return made


def _count(made: Rollups, entry: Entry[Any], move: Move | None, zone: tzinfo) -> None:
    day = entry.at.astimezone(zone).date()
    post = move.post if move else ""
    part = FOLDED[entry.act](entry, move)
    made.hours[entry.act, _hour(entry.at), post, _lane(entry, move)] += 1
    made.days[day, entry.act, post, part] += 1
    if entry.act == "payment.record":
        made.amounts[day, entry.act, post, part] += entry.facts.amount
    elif entry.act == "permit.decide" and entry.facts.due is not None:
        made.days[day, LATE if entry.at > entry.facts.due else IN_TIME, post, part] += 1
    elif entry.act == "release.decide" and move is not None:
        made.minutes[day, RELEASE_MINUTES, post, bucket(entry.at - move.lodged_at)] += 1


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _stage(made: Rollups, move: Move) -> None:
    if move.before is not None and move.before[0] not in CLOSED:
        made.stages[move.post, *move.before] -= 1
    if move.to[0] not in CLOSED:
        made.stages[move.post, *move.to] += 1


def advance(connection: Connection[Any], limit: int = BATCH) -> int:
    """Fold what was sealed since the cursor, about ``limit`` entries at most, in one transaction; how many were."""
    with connection.transaction():
        return drive(connection, _advanced(limit))


def _advanced(limit: int) -> Op[int]:
    yield Fetch("INSERT INTO fold_cursor VALUES ('picture', 0, 'epoch') ON CONFLICT DO NOTHING")
    # Nobody else folds meanwhile; who only reads or writes the journal is not held up.
    ((first,),) = yield Fetch("SELECT next FROM fold_cursor WHERE name = 'picture' FOR UPDATE")
    entries, left = yield from _piece(first, limit)
    if entries:
        yield from add(fold(entries, (yield from zone())))
    yield Fetch(
        "UPDATE fold_cursor SET next = %s, at = CASE WHEN %s THEN at ELSE now() END WHERE name = 'picture'",
        (first + len(entries), left),
    )
    return len(entries)


def _piece(first: int, limit: int, end: int | None = None) -> Op[tuple[list[Entry[Any]], bool]]:
    """Whole outcomes from a leaf on, and whether more may be left.

    Where the log ends (or at ``end``) nothing is half: an outcome is committed, and sealed, as a whole.
    """
    while True:
        upto = first + limit if end is None else min(first + limit, end)
        entries = yield from sealed(first, upto)
        if len(entries) < limit or upto == end:
            return entries, False
        if count := whole(entries):
            return entries[:count], True
        limit *= 2


def zone() -> Op[tzinfo]:
    """The zone whose days are counted: that of the country."""
    return ZoneInfo((yield from pack.current()).time_zone)


def run(address: str, *, stop: Event, every: float = 1.0) -> None:
    """Fold steadily until told to stop."""

    def turn(connection: Connection[Any]) -> bool:
        return advance(connection) > 0

    steadily(turn, address, every=every, stop=stop)


def refold(connection: Connection[Any], upto: int | None = None) -> Rollups:
    """The rollups of the whole journal, or of its first ``upto`` leaves, computed from nothing into memory."""
    with connection.transaction():
        return drive(connection, _refolded(upto))


def _refolded(upto: int | None) -> Op[Rollups]:
    made, first, left = Rollups(), 0, True
    days_of = yield from zone()
    while left:
        entries, left = yield from _piece(first, BATCH, upto)
        made += fold(entries, days_of)
        first += len(entries)
    return made


def compare(connection: Connection[Any]) -> list[str]:
    """Where the stored rollups part from a full refold up to the cursor, one line a figure; empty when nowhere."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return drive(connection, _compared())


def _compared() -> Op[list[str]]:
    cursor = yield Fetch("SELECT next FROM fold_cursor WHERE name = 'picture'")
    upto = cursor[0][0] if cursor else 0
    kept = yield from stored()
    return kept.differences((yield from _refolded(upto)) if upto else Rollups())
