"""The limit: the very rows that the lodging wrote, encoded already, written by bare COPY on one connection.

In tables of the same columns and indexes, in transactions of as many declarations as the run committed together,
as durable as the run was.
"""

from __future__ import annotations

import math
import time
from typing import Any

import psycopg
from psycopg import Connection

TABLES = (
    *("archive", "declaration", "version", "goods_item", "charge", "permit", "control", "bill", "write_off"),
    *("journal", "outbox", "reference"),
)
"""The tables that a lodgement writes."""

SAMPLE = 4000
"""Declarations at most that are written again."""

_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


def rows(connection: Connection[Any]) -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    for table in TABLES:
        (counts[table],) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or (0,)  # noqa: S608
    return counts


def batch(connection: Connection[Any]) -> int:
    """The median of the declarations that were committed together."""
    found = connection.execute(
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY together)"
        " FROM (SELECT count(*) AS together FROM declaration GROUP BY xmin::text) AS commits"
    ).fetchone()
    return int(found[0]) if found and found[0] else 1


def limit(address: str, together: int) -> float:
    """Declarations a second by bare COPY, ``together`` in each transaction. ``address`` may make a schema."""
    with psycopg.connect(address, options="-c search_path=darcha", autocommit=True) as connection:
        sample = {table: _taken(connection, table) for table in TABLES}
        parts = math.ceil(len(sample["declaration"]) / together)
        blobs = [[(table, _part(taken, part, parts)) for table, taken in sample.items()] for part in range(parts)]
        connection.execute("CREATE SCHEMA bench")
        for table in TABLES:
            connection.execute(f"CREATE TABLE bench.{table} (LIKE {table} INCLUDING ALL)".encode())
        connection.execute("CHECKPOINT")
        began = time.perf_counter()
        for blob in blobs:
            _write(connection, blob)
        return len(sample["declaration"]) / (time.perf_counter() - began)


def _taken(connection: Connection[Any], table: str) -> list[bytes]:
    """The rows of the last :data:`SAMPLE` declarations as COPY encodes them; keys rise with time in all tables."""
    key = "declaration" if table == "reference" else "id"
    query = (
        f"COPY (SELECT * FROM {table} WHERE {key} >= (SELECT id FROM"  # noqa: S608 - our own names
        f" (SELECT id FROM declaration ORDER BY id DESC LIMIT {SAMPLE}) AS last ORDER BY id LIMIT 1))"
        " TO STDOUT (FORMAT BINARY)"
    )
    with connection.cursor() as cursor, cursor.copy(query.encode()) as copy:
        return _rows(b"".join(copy))


def _rows(whole: bytes) -> list[bytes]:
    """The rows of a binary COPY, told apart by the lengths of their fields."""
    found, at = [], len(_HEAD)
    while (fields := int.from_bytes(whole[at : at + 2], signed=True)) >= 0:
        start, at = at, at + 2
        for _ in range(fields):
            at += 4 + max(int.from_bytes(whole[at : at + 4], signed=True), 0)
        found.append(whole[start:at])
    return found


def _part(taken: list[bytes], part: int, parts: int) -> bytes:
    first, last = len(taken) * part // parts, len(taken) * (part + 1) // parts
    return _HEAD + b"".join(taken[first:last]) + _END


def _write(connection: Connection[Any], blobs: list[tuple[str, bytes]]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        for table, blob in blobs:
            if len(blob) > len(_HEAD) + len(_END):
                with cursor.copy(f"COPY bench.{table} FROM STDIN (FORMAT BINARY)".encode()) as copy:
                    copy.write(blob)
