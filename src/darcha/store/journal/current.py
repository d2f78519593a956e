"""The current state against its evidence: rows against the digests of their last entries, sums against their parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg import Connection

from darcha.store.journal.named import Expected, Key, Named
from darcha.store.journal.problem import Problems
from darcha.store.read.fetch import made
from darcha.store.rows import CURRENT, Row
from darcha.store.write.record import row_bytes, row_digest


def check_rows(connection: Connection[Any], named: Named, problems: Problems) -> int:
    """Compare every current row with the last entry that names it; returns how many rows there are."""
    count = 0
    for least, most, expected in named.spans():
        for kind in CURRENT:
            rows = _read(connection, kind, least, most)
            for key, digest, many in _grouped(rows) if kind.inside else _alone(rows):
                count += many
                _compare(key, digest, expected, problems)
        for key, seal in expected.items():
            problems.add("row", key, f"is gone; entry {seal.entry} is the last that names it")
    return count


def _compare(key: Key, digest: str, expected: Expected, problems: Problems) -> None:
    seal = expected.pop(key, None)
    if seal is None:
        problems.add("row", key, "is named by no entry: it was not written by an act")
    elif digest != seal.digest.hex():
        problems.add("row", key, f"is not as entry {seal.entry} left it: it was changed without an act")


def _read(connection: Connection[Any], kind: type[Row], least: UUID, most: UUID) -> Iterator[Row]:
    """The rows of a table in a span of keys; rows inside another are found by its key, in the order of writing."""
    names = kind.__struct_fields__
    key, order = ("declaration", "declaration, version, id") if kind.inside else ("id", "id")
    with connection.cursor("rows") as cursor:
        cursor.itersize = 1000
        cursor.execute(
            f"SELECT {', '.join(names)} FROM {kind.table} WHERE {key} BETWEEN %s AND %s ORDER BY {order}".encode(),
            (least, most),
        )
        for values in cursor:
            yield made(kind, values)


def _alone(rows: Iterator[Row]) -> Iterator[tuple[Key, str, int]]:
    for row in rows:
        yield Key(row.table, row.id), row_digest(row), 1


def _grouped(rows: Iterator[Any]) -> Iterator[tuple[Key, str, int]]:
    for (table, declaration, version), group in groupby(rows, lambda row: (row.table, row.declaration, row.version)):
        digest, many = hashlib.sha256(table.encode()), 0
        for row in group:
            digest.update(row_bytes(row))
            many += 1
        yield Key(table, declaration, version), digest.hexdigest(), many


_PATTERN = r"^[^/]+/\d{2}\.\d{2}\.\d{4}/\d{7,15}$"

_BOOKS = {
    "balance": """
        SELECT coalesce(b.code, w.balance),
               format('has %s used and %s written off', coalesce(b.used::text, 'nothing'), coalesce(w.used, 0))
          FROM balance b FULL JOIN (SELECT balance, sum(quantity) AS used FROM write_off GROUP BY balance) w
            ON w.balance = b.code
         WHERE b.used IS DISTINCT FROM coalesce(w.used, 0)""",
    "number": rf"""
        SELECT coalesce(g.post, n.post) || '/' || coalesce(g.day, to_char(n.day, 'DD.MM.YYYY')),
               format('%s numbers were given; %s declarations have %s different ones, up to %s',
                      coalesce(n.last, 0), coalesce(g.many, 0), coalesce(g.different, 0), coalesce(g.most, 0))
          FROM (SELECT split_part(number, '/', 1) AS post, split_part(number, '/', 2) AS day, count(*) AS many,
                       count(DISTINCT number) AS different, max(split_part(number, '/', 3)::bigint) AS most
                  FROM declaration WHERE number ~ '{_PATTERN}' GROUP BY 1, 2) g
          FULL JOIN number n ON n.post = g.post AND to_char(n.day, 'DD.MM.YYYY') = g.day
         WHERE (g.many, g.different, g.most) IS DISTINCT FROM (n.last, n.last, n.last)
         UNION ALL
        SELECT number, 'is not a number as we give them' FROM declaration WHERE number !~ '{_PATTERN}'""",
    "archive": """
        SELECT 'archive ' || id, 'its content does not have its digest' FROM archive WHERE sha256(content) <> digest
         UNION ALL
        SELECT 'version ' || id, 'its message is not in the archive' FROM version v
         WHERE NOT EXISTS (SELECT FROM archive a WHERE a.digest = v.message)""",
}
"""Sums and references that must agree: (where, what) of all that do not, by kind of problem."""


def check_books(connection: Connection[Any], problems: Problems) -> None:
    """Balances against what was written off, numbers without gaps or doubles, archived bytes against their digests."""
    for kind, query in _BOOKS.items():
        with connection.cursor("books") as cursor:
            for where, what in cursor.execute(query.encode()):
                problems.add(kind, where, what)
