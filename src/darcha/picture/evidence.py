"""Journal entries as the picture reads them: the act, when, and the few facts that move a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from darcha.law.errors import EvidenceError
from darcha.store.statement import Fetch, Op


class Move(msgspec.Struct, frozen=True):
    """How an act left a declaration: where it is, and its stage and holder before (None: new) and after."""

    number: str
    post: str
    lane: str
    lodged_at: datetime
    to: tuple[str, str]
    before: tuple[str, str] | None = msgspec.field(name="from", default=None)


class Facts(msgspec.Struct, frozen=True):
    """What every act says. The last entry of an act's outcome carries its ``move``; ``file`` is the declaration."""

    file: UUID | None = None
    move: Move | None = None


class PermitFacts(Facts, frozen=True):
    """Acts on a permit case; ``due`` is when its agency has to decide."""

    agency: str = ""
    due: datetime | None = None


class PaymentFacts(Facts, frozen=True):
    """Money received."""

    amount: Decimal = Decimal(0)
    currency: str = ""


F = TypeVar("F", bound=Facts)


class Entry(msgspec.Struct, Generic[F], frozen=True):
    """A journal entry."""

    act: str
    at: datetime
    facts: F


_PLAIN = msgspec.json.Decoder(Entry[Facts])
_OF_SUBJECT: dict[str, msgspec.json.Decoder[Any]] = {
    "permit": msgspec.json.Decoder(Entry[PermitFacts]),
    "payment": msgspec.json.Decoder(Entry[PaymentFacts]),
}


def decode(act: str, body: bytes) -> Entry[Any]:
    """The entry in a journal body; EvidenceError where it is not what an act of its kind says."""
    try:
        return _OF_SUBJECT.get(act.partition(".")[0], _PLAIN).decode(body)  # type: ignore[no-any-return]
    except msgspec.DecodeError as error:
        raise EvidenceError(why=f"an entry of {act} cannot be read: {error}") from error


def outcomes(entries: Iterable[Entry[Any]]) -> Iterator[tuple[list[Entry[Any]], Move | None]]:
    """Entries in leaf order by the outcome that wrote them, each with its move.

    An outcome is what one act wrote on one declaration: it stands together in the log and ends with the move. What is
    of no declaration stands alone, without one.
    """
    one: list[Entry[Any]] = []
    for entry in entries:
        if one and entry.facts.file != one[0].facts.file:
            yield one, None
            one = []
        one.append(entry)
        if entry.facts.move is not None or entry.facts.file is None:
            yield one, entry.facts.move
            one = []
    if one:
        yield one, None


def whole(entries: Sequence[Entry[Any]]) -> int:
    """How many of the first entries make whole outcomes."""
    for count in range(len(entries), 0, -1):
        facts = entries[count - 1].facts
        if facts.move is not None or facts.file is None:
            return count
    return 0


def sealed(first: int, upto: int) -> Op[list[Entry[Any]]]:
    """The entries of the leaves from ``first`` to before ``upto``, in leaf order.

    The entries are fetched by their keys and bounds, so that only the partitions that hold them are touched.
    """
    leaves = yield Fetch("SELECT entry FROM leaf WHERE index >= %s AND index < %s ORDER BY index", (first, upto))
    keys = [key for (key,) in leaves]
    if not keys:
        return []
    rows = yield Fetch(
        "SELECT id, act, body FROM journal WHERE id BETWEEN %s AND %s AND id = ANY(%s)", (min(keys), max(keys), keys)
    )
    bodies = {key: (act, body) for key, act, body in rows}
    if len(bodies) != len(keys):
        raise EvidenceError(why="a sealed entry is not in the journal")
    return [decode(*bodies[key]) for key in keys]
