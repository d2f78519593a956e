"""The walk along the log: every entry against its leaf, every checkpoint against the leaves below it."""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection

from darcha.law.errors import EvidenceError
from darcha.store.journal import merkle, stored
from darcha.store.journal.checkpoint import read_note
from darcha.store.journal.named import Named
from darcha.store.journal.problem import Problems

BATCH = 1000
"""Entries held in memory at a time."""


_UNREADABLE = (msgspec.DecodeError, ValueError, KeyError, struct.error, RecursionError)
"""What a body can be that no act of ours wrote."""


class Body(msgspec.Struct, frozen=True):
    """What the columns of an entry repeat of its body, and the rows it seals as (table, key, digest)."""

    id: UUID
    at: datetime
    actor: str
    act: str
    subject: str
    subject_id: UUID
    rows: list[tuple[str, str, str]]


class Entry(NamedTuple):
    """The columns of an entry."""

    id: UUID
    at: datetime
    actor: str
    act: str
    subject: str
    subject_id: UUID
    body: bytes
    digest: bytes


class _Mark(NamedTuple):
    """A root that was signed, and where the signature is kept."""

    size: int
    root: bytes
    kind: str
    where: str


def walk(
    connection: Connection[Any], key: Ed25519PublicKey, notes: Iterable[str], named: Named, problems: Problems
) -> int:
    """Check leaves, entries, inner nodes, checkpoints and witnessed ``notes``; returns the number of leaves."""
    log = _Log(heapq.merge(_checkpoints(connection, key, problems), _witnessed(notes, key, problems)), problems)
    for leaves in _leaves(connection):
        entries = read(connection, [entry for _, entry, _ in leaves])
        full: list[merkle.Node] = []
        for index, name, value in leaves:
            full += log.append(index, value)
            entry = entries.get(name)
            if entry is None:
                problems.add("leaf", f"leaf {index}", f"entry {name} is sealed here and gone from the journal")
            elif value != merkle.leaf_hash(check(entry, named, problems)):
                problems.add("entry", f"entry {name}", f"changed since it was sealed as leaf {index}")
        _compare_nodes(connection, full, problems)
    log.close()
    return log.tree.size


def queued(connection: Connection[Any], named: Named, problems: Problems) -> int:
    """Check the entries that wait for their seal, as far as they are in the journal; returns their number."""
    count = 0
    with connection.cursor("queue") as cursor:
        cursor.execute(
            "SELECT entry FROM seal_queue, unnest(entries) WITH ORDINALITY AS one(entry, place) ORDER BY id, place"
        )
        while rows := cursor.fetchmany(BATCH):
            names = [name for (name,) in rows if name is not None]
            entries = read(connection, names)
            for name in names:
                if name in entries:
                    check(entries[name], named, problems)
                    count += 1
                else:
                    problems.add("queue", f"entry {name}", "waits for its seal and is not in the journal")
    return count


def one_to_one(connection: Connection[Any], problems: Problems) -> None:
    """Every entry has one leaf, or waits in the queue."""
    for kind, where, what, query in (
        ("leaf", "entry", "is sealed more than once", "SELECT entry FROM leaf GROUP BY entry HAVING count(*) > 1"),
        (
            "entry",
            "entry",
            "is neither sealed nor waiting for it: it was not written with its commit",
            "SELECT id FROM journal EXCEPT SELECT entry FROM leaf EXCEPT SELECT unnest(entries) FROM seal_queue",
        ),
        (
            "queue",
            "entry",
            "waits for its seal and is sealed already",
            "SELECT unnest(entries) FROM seal_queue INTERSECT SELECT entry FROM leaf",
        ),
    ):
        with connection.cursor("one_to_one") as cursor:
            for (name,) in cursor.execute(query.encode()):
                problems.add(kind, f"{where} {name}", what)


def read(connection: Connection[Any], names: list[UUID]) -> dict[UUID, Entry]:
    """The entries of these names that are in the journal."""
    if not names:
        return {}
    rows = connection.execute(
        f"SELECT {', '.join(Entry._fields)} FROM journal"
        " WHERE id BETWEEN %(least)s AND %(most)s AND id = ANY(%(names)s)".encode(),
        {"names": names, "least": min(names), "most": max(names)},
    )
    return {row[0]: Entry(*row) for row in rows}


def check(entry: Entry, named: Named, problems: Problems) -> bytes:
    """Check an entry's columns against its body and note the rows it names; returns the digest of the body."""
    digest = sha256(entry.body).digest()
    where = f"entry {entry.id}"
    if digest != entry.digest:
        problems.add("entry", where, "its body does not have the digest that stands beside it")
    try:
        body = msgspec.json.decode(entry.body, type=Body)
        for table, key, seal in body.rows:
            named.add(table, key, seal, entry.id)
    except _UNREADABLE as error:
        problems.add("entry", where, f"its body cannot be read: {error}")
        return digest
    for name in Body.__struct_fields__[:-1]:
        if getattr(body, name) != getattr(entry, name):
            problems.add("entry", where, f"column {name} does not say what the body says")
    return digest


class _Log:
    """The log rebuilt from its leaves, compared with every signed root as it reaches its size."""

    def __init__(self, marks: Iterator[_Mark], problems: Problems) -> None:
        self.tree = merkle.Range()
        self._marks = marks
        self._next = next(marks, None)
        self._problems = problems
        self._covered = 0
        self._whole = True

    def append(self, index: int, value: bytes) -> list[merkle.Node]:
        """Append a leaf; without the leaves before it no root above can be told any more."""
        if index != self.tree.size and self._whole:
            self._problems.add("leaf", f"leaf {self.tree.size}", f"is missing: leaf {index} follows")
            self._whole = False
        full = self.tree.append(value)
        while self._next and self._next.size <= self.tree.size:
            self._compare(self._next)
            self._next = next(self._marks, None)
        return full

    def close(self) -> None:
        """What was signed beyond the last leaf, and leaves that nobody signed."""
        for mark in chain([self._next] if self._next else [], self._marks):
            self._problems.add(mark.kind, mark.where, f"speaks of {mark.size} leaves; there are {self.tree.size}")
        if self._covered < self.tree.size:
            self._problems.add("leaf", f"leaf {self._covered}", "and those after it are not under any checkpoint")

    def _compare(self, mark: _Mark) -> None:
        if mark.kind == "checkpoint":
            self._covered = mark.size
        if self._whole and mark.root != self.tree.root():
            self._problems.add(mark.kind, mark.where, "its root is not that of the leaves")


def _leaves(connection: Connection[Any]) -> Iterator[list[tuple[int, UUID, bytes]]]:
    with connection.cursor("leaves") as cursor:
        cursor.execute("SELECT index, entry, hash FROM leaf ORDER BY index")
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _compare_nodes(connection: Connection[Any], full: list[merkle.Node], problems: Problems) -> None:
    """The stored inner nodes, which proofs are made of."""
    found = connection.execute(
        "SELECT level, index, hash FROM merkle_node"
        " WHERE (level, index) IN (SELECT * FROM unnest(%s::int2[], %s::int8[]))",
        ([level for level, _, _ in full], [index for _, index, _ in full]),
    )
    kept = {(level, index): value for level, index, value in found}
    for level, index, value in full:
        if kept.get((level, index)) != value:
            problems.add("node", f"node {level}/{index}", "is missing or not that of the leaves")


def _checkpoints(connection: Connection[Any], key: Ed25519PublicKey, problems: Problems) -> Iterator[_Mark]:
    """The stored checkpoints, each signed and shown to continue the one before."""
    size, root = 0, merkle.Range().root()
    with connection.cursor("checkpoints") as cursor:
        cursor.execute(f"SELECT {stored.COLUMNS} FROM checkpoint ORDER BY size".encode())
        for row in cursor:
            found = stored.checkpoint(row)
            where = f"checkpoint {found.size}"
            if not found.signed_by(key):
                problems.add("checkpoint", where, "is not signed by the known key")
            if not merkle.consistent(size, found.size, root, found.root, found.consistency):
                problems.add("checkpoint", where, f"its proof does not show that it continues checkpoint {size}")
            size, root = found.size, found.root
            yield _Mark(size, root, "checkpoint", where)


def _witnessed(notes: Iterable[str], key: Ed25519PublicKey, problems: Problems) -> Iterator[_Mark]:
    """The witnessed notes, as far as they can be read; they come in the order of their sizes."""
    size = 0
    try:
        for note in notes:
            found = read_note(note, key)
            if found.size < size:
                problems.add("witness", f"note of size {found.size}", f"follows one of size {size}")
                return
            size = found.size
            yield _Mark(size, found.root, "witness", f"note of size {size}")
    except EvidenceError as error:
        problems.add("witness", f"the note after size {size}", str(error))
