"""A store operation is a generator of statements; who drives it decides whether it runs on a thread or in a loop.

Every read and write exists once. ``run`` drives it on a psycopg connection, ``arun`` on an asynchronous one; the
generator sees rows as tuples, and what was refused as an exception at its ``yield``.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, TypeVar

import msgspec
import psycopg
from psycopg import AsyncConnection, Connection


class Fetch(msgspec.Struct, frozen=True):
    """One statement with its parameters; its rows come back, or none."""

    sql: str
    params: dict[str, Any] | Sequence[Any] = ()


class Copy(msgspec.Struct, frozen=True):
    """Rows into a table by binary COPY; ``types`` are PostgreSQL type names, one a column."""

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    @property
    def sql(self) -> str:
        """The COPY statement."""
        return f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN (FORMAT BINARY)"


Statement = Fetch | Copy
Rows = list[tuple[Any, ...]]
T = TypeVar("T")
Op = Generator[Statement, Rows, T]


REFUSED = (psycopg.Error, OverflowError, UnicodeError)
"""How a statement is refused: by the server, or by the driver that cannot put a value into the column's type."""


def _advance(op: Op[T], answer: Rows | Exception | None) -> Statement:
    if answer is None:
        return next(op)
    return op.throw(answer) if isinstance(answer, Exception) else op.send(answer)


def run(connection: Connection[Any], op: Op[T]) -> T:
    """Drive ``op`` to its result on ``connection``, inside whatever transaction that has open."""
    answer: Rows | Exception | None = None
    with connection.cursor() as cursor:
        while True:
            try:
                statement = _advance(op, answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            try:
                if isinstance(statement, Copy):
                    with cursor.copy(statement.sql.encode()) as copy:
                        copy.set_types(statement.types)
                        for row in statement.rows:
                            copy.write_row(row)
                    answer = []
                else:
                    cursor.execute(statement.sql.encode(), statement.params or None)
                    answer = cursor.fetchall() if cursor.description else []
            except REFUSED as error:
                answer = error


async def arun(connection: AsyncConnection[Any], op: Op[T]) -> T:
    """Drive ``op`` to its result on an asynchronous ``connection``."""
    answer: Rows | Exception | None = None
    async with connection.cursor() as cursor:
        while True:
            try:
                statement = _advance(op, answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            try:
                if isinstance(statement, Copy):
                    async with cursor.copy(statement.sql.encode()) as copy:
                        copy.set_types(statement.types)
                        for row in statement.rows:
                            await copy.write_row(row)
                    answer = []
                else:
                    await cursor.execute(statement.sql.encode(), statement.params or None)
                    answer = await cursor.fetchall() if cursor.description else []
            except REFUSED as error:
                answer = error
