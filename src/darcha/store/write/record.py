"""Record: any number of outcomes written with set-based statements, in the caller's one transaction.

Rows are written by table, with one COPY or one UPDATE each; every outcome's journal entries seal the digests of the
rows they wrote. If the database refuses the batch for one bad row, the batch is halved with savepoints until that
outcome stands alone: it is answered with an error, and all the others are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, get_type_hints
from uuid import UUID

import msgspec
import psycopg

from darcha.law.errors import DarchaError, Stale
from darcha.store.ids import new_id
from darcha.store.rows import Archived, Entry, Message, Row
from darcha.store.statement import Copy, Fetch, Op
from darcha.store.write import balance, selected

_TYPES: dict[Any, str] = {
    UUID: "uuid",
    str: "text",
    int: "int8",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
    bytes: "bytea",
    str | None: "text",
    Decimal | None: "numeric",
    datetime | None: "timestamptz",
    tuple[str, ...]: "text[]",
    tuple[int, ...]: "int8[]",
}


_UNWRITABLE = (psycopg.DataError, psycopg.IntegrityError, OverflowError, UnicodeError, Stale)
"""What one outcome can be refused for, and what leaves the connection as it was."""


class Act(msgspec.Struct, frozen=True):
    """What is to be journalled: the act, by whom, on what, with which facts."""

    act: str
    actor: str
    subject: str
    subject_id: UUID
    facts: dict[str, Any]
    messages: tuple[tuple[str, str], ...] = ()
    """Messages out: (receiver, payload as canonical JSON)."""


class Outcome(msgspec.Struct):
    """What one decided input writes: new rows, rows in a new state, bytes for the archive, entries."""

    at: datetime
    acts: list[Act] = []
    inserts: list[Row] = []
    replaces: list[Row] = []
    archive: list[Archived] = []
    takes: dict[str, Decimal] = {}
    """Quantities taken off balances by code; negative when given back. The caller holds their locks."""
    selected: tuple[date, str] | None = None
    """The day and the lane of a declaration that was selected, to be counted."""


class Unwritable(DarchaError):
    """The database refused one outcome's rows; the others of its batch were written."""

    code = "record.unwritable"
    status = 422
    text = "The data cannot be stored: {why}."
    cure = "Remove unusual characters or sizes from the values and send it again."


@cache
def columns(kind: type[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a row class and their PostgreSQL types."""
    hints = get_type_hints(kind)
    names = kind.__struct_fields__
    return names, tuple(_TYPES[hints[name]] for name in names)


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value: JSON in UTF-8, keys sorted, no spaces."""
    return msgspec.json.encode(value, order="sorted")


def row_digest(row: Row) -> str:
    """The digest that the journal keeps of a row: SHA-256 of its table and its columns."""
    return hashlib.sha256(row.table.encode() + row_bytes(row)).hexdigest()


def row_bytes(row: Row) -> bytes:
    """The canonical bytes of a row: its columns as a JSON list, the same before it is written and after it is read."""
    if not any(map(_is_odd, _delicate(type(row))(row))):
        return msgspec.json.encode(row)
    return msgspec.json.encode([_plain(value) for value in msgspec.structs.astuple(row)])


def _is_odd(value: Decimal | datetime | None) -> bool:
    """Whether the database would write a number or a moment otherwise: an exponent, a minus zero, an offset."""
    if type(value) is Decimal:
        return "E" in str(value) or (not value and value.is_signed())
    return isinstance(value, datetime) and value.tzinfo is not UTC


@cache
def _delicate(kind: type[Row]) -> Callable[[Row], tuple[Any, ...]]:
    """The numbers and moments of a row, which can be written in more than one way."""
    names = [name for name, column in zip(*columns(kind), strict=True) if column in ("numeric", "timestamptz")]
    # Names that every row has keep the getter's answer a tuple.
    return attrgetter("id", "table", *names)


def _plain(value: Any) -> Any:
    """A value as the database gives it back: numbers keep their places but know no exponent and no minus zero."""
    if isinstance(value, Decimal):
        return format(value or value.copy_abs(), "f")
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _sealed(outcome: Outcome) -> list[tuple[str, str, str]]:
    """(table, id, digest) of every row written; rows inside another are folded into one digest a table and parent."""
    sealed: list[tuple[str, str, str]] = []
    inside: dict[tuple[str, str], Any] = {}
    for row in (*outcome.inserts, *outcome.replaces):
        if row.inside:
            key = (row.table, f"{row.declaration}/{row.version}")  # type: ignore[attr-defined]
            inside.setdefault(key, hashlib.sha256(row.table.encode())).update(row_bytes(row))
        else:
            sealed.append((row.table, str(row.id), row_digest(row)))
    return sealed + [(table, key, digest.hexdigest()) for (table, key), digest in inside.items()]


def _entries(outcome: Outcome) -> tuple[list[Entry], list[Message]]:
    """The journal entries of an outcome (the last one seals its rows) and its messages out."""
    entries, messages = [], []
    for position, act in enumerate(outcome.acts, 1):
        key = new_id()
        body = canonical(
            {
                "id": key,
                "at": outcome.at,
                "actor": act.actor,
                "act": act.act,
                "subject": act.subject,
                "subject_id": act.subject_id,
                "facts": act.facts,
                "rows": _sealed(outcome) if position == len(outcome.acts) else [],
            }
        )
        entries.append(
            Entry(
                id=key,
                at=outcome.at,
                actor=act.actor,
                act=act.act,
                subject=act.subject,
                subject_id=act.subject_id,
                body=body,
                digest=hashlib.sha256(body).digest(),
            )
        )
        messages += [
            Message(
                id=new_id(),
                entry=key,
                receiver=receiver,
                kind=act.act,
                subject_id=act.subject_id,
                payload=payload,
                at=outcome.at,
            )
            for receiver, payload in act.messages
        ]
    return entries, messages


def _lists(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values of a row with arrays as the driver wants them."""
    return tuple([list(value) if isinstance(value, tuple) else value for value in values])


def _by_kind(rows: Iterable[Row]) -> dict[type[Row], list[Row]]:
    kinds: dict[type[Row], list[Row]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    return kinds


def _insert(kind: type[Row], rows: Sequence[Row]) -> Op[None]:
    names, types = columns(kind)
    values = map(msgspec.structs.astuple, rows)
    arrays = any(column.endswith("[]") for column in types)
    yield Copy(kind.table, names, types, list(map(_lists, values) if arrays else values))


def _replace(kind: type[Row], rows: Sequence[Row]) -> Op[None]:
    """Put rows into their new state; each must still be in the revision that its first change was decided on."""
    names, types = columns(kind)
    expected: dict[UUID, int] = {}
    newest: dict[UUID, Any] = {}
    for row in rows:
        before = newest.get(row.id)
        if before is not None and row.revision != before.revision + 1:  # type: ignore[attr-defined]
            raise Stale(subject=kind.table)  # Decided on a state that a row before it in the batch has replaced.
        expected.setdefault(row.id, row.revision - 1)  # type: ignore[attr-defined]
        newest[row.id] = row
    rows = list(newest.values())
    arrays = ", ".join(
        f"%({n})s::{t}[]" if not t.endswith("[]") else f"%({n})s::text[]" for n, t in zip(names, types, strict=True)
    )
    sets = ", ".join(
        f"{n} = new.{n}" if not t.endswith("[]") else f"{n} = new.{n}::{t}"
        for n, t in zip(names, types, strict=True)
        if n != "id"
    )
    params = {
        n: [_array_text(getattr(row, n)) if t.endswith("[]") else getattr(row, n) for row in rows]
        for n, t in zip(names, types, strict=True)
    }
    changed = yield Fetch(
        f"UPDATE {kind.table} AS old SET {sets}"
        f" FROM unnest({arrays}, %(expected)s::int8[]) AS new({', '.join(names)}, expected)"
        " WHERE old.id = new.id AND old.revision = new.expected RETURNING old.id",
        params | {"expected": [expected[row.id] for row in rows]},
    )
    if len(changed) != len(rows):
        raise Stale(subject=kind.table)


def _array_text(values: Sequence[Any]) -> str:
    """An array column inside unnest: PostgreSQL has no array of arrays of unequal length, so it travels as text."""
    quoted = (str(v).replace("\\", "\\\\").replace('"', '\\"') for v in values)
    return "{" + ",".join(f'"{v}"' for v in quoted) + "}"


def _write(outcomes: Sequence[Outcome]) -> Op[None]:
    made = [_entries(outcome) for outcome in outcomes]
    entries = [entry for found, _ in made for entry in found]
    inserts: list[Row] = [row for outcome in outcomes for row in (*outcome.archive, *outcome.inserts)]
    inserts += [message for _, messages in made for message in messages]
    for kind, rows in _by_kind(inserts).items():
        yield from _insert(kind, rows)
    for kind, rows in _by_kind(row for outcome in outcomes for row in outcome.replaces).items():
        yield from _replace(kind, rows)
    yield from balance.take(outcome.takes for outcome in outcomes)
    yield from selected.add(outcome.selected for outcome in outcomes if outcome.selected)
    if entries:
        yield from _insert(Entry, entries)
        yield Fetch("INSERT INTO seal_queue (entries) VALUES (%s)", ([entry.id for entry in entries],))


def record(outcomes: Sequence[Outcome]) -> Op[list[DarchaError | None]]:
    """Write ``outcomes``; for each None, or the error that kept it (alone) from being written."""
    if not outcomes:
        return []
    yield Fetch("SAVEPOINT batch")
    try:
        yield from _write(outcomes)
    except _UNWRITABLE as error:
        yield Fetch("ROLLBACK TO SAVEPOINT batch")
        if len(outcomes) == 1:
            return [error if isinstance(error, DarchaError) else Unwritable(why=str(error).splitlines()[0])]
        half = len(outcomes) // 2
        first = yield from record(outcomes[:half])
        second = yield from record(outcomes[half:])
        return first + second
    yield Fetch("RELEASE SAVEPOINT batch")
    return [None] * len(outcomes)
