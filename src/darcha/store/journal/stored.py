"""The log as it is stored: its newest checkpoint and its nodes."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from darcha.law.errors import EvidenceError
from darcha.store.journal import merkle
from darcha.store.journal.checkpoint import Checkpoint

COLUMNS = "size, root, at, consistency, key_id, signature"
"""The columns of a checkpoint, in the order that :func:`checkpoint` takes them."""


def checkpoint(row: tuple[Any, ...]) -> Checkpoint:
    """The checkpoint in a row of :data:`COLUMNS`."""
    size, root, at, consistency, name, signature = row
    return Checkpoint(size=size, root=root, at=at, consistency=tuple(consistency), key_id=name, signature=signature)


def newest(connection: Connection[Any]) -> Checkpoint | None:
    """The newest checkpoint, or None before the first seal."""
    row = connection.execute(f"SELECT {COLUMNS} FROM checkpoint ORDER BY size DESC LIMIT 1".encode()).fetchone()
    return checkpoint(row) if row else None


class Nodes:
    """The full nodes of the log: those just made, then those stored. A :data:`merkle.Get`."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self.made: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of node (level, index); raises EvidenceError where it is missing."""
        if found := self.made.get((level, index)):
            return found
        if level == 0:
            row = self._connection.execute("SELECT hash FROM leaf WHERE index = %s", (index,)).fetchone()
        else:
            row = self._connection.execute(
                "SELECT hash FROM merkle_node WHERE level = %s AND index = %s", (level, index)
            ).fetchone()
        if row is None:
            raise EvidenceError(why=f"node {level}/{index} of the log is missing")
        return bytes(row[0])


def consistency(connection: Connection[Any], first: int, second: int) -> tuple[bytes, ...]:
    """The proof that the stored log of ``second`` leaves continues that of ``first``."""
    return tuple(merkle.consistency(first, second, Nodes(connection)))
