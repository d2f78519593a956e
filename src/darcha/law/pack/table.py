"""Rows of a pack from the lines of an official table, read exactly as the pack's own files are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import get_origin, get_type_hints

import msgspec

from darcha.law.codes import compact_hs
from darcha.law.errors import Invalid, PackError
from darcha.law.finding import Finding
from darcha.law.pack.cells import csv_of
from darcha.law.pack.key import key_of
from darcha.law.pack.load import TABLES, at, load
from darcha.law.pack.rows.base import Row
from darcha.law.text import text

NO_FIELD = text(
    "table.column",
    "{file}: the column {found} is no field of {table}",
    "Map it to one of these, with its language where it is a text, or to nothing: {expected}.",
)
NOT_GIVEN = text("table.missing", "{file}: {table} needs {found}, which no column gives", "Map a column to it.")
TWO_COLUMNS = text(
    "table.two_columns", "{file}: the column {found} is a second one for {expected}", "Map it to nothing."
)
TWO_ROWS = text(
    "table.two_rows",
    "{file}, line {line}: {found} from {day} stands in line {first} already",
    "Keep one of the two lines.",
)

_CODES = frozenset({("tariff", "code"), ("rates", "prefix"), ("quotas", "prefix"), ("floors", "prefix")})
"""Commodity codes, which are printed with spaces."""


class Line(msgspec.Struct, frozen=True):
    """A line of a table: its number in the file it came in, and its cells by field; an empty cell is no cell."""

    number: int
    cells: dict[str, str]


class Place(msgspec.Struct, frozen=True):
    """Where lines came from: the file, and each field that is read from it with its column."""

    file: str
    fields: tuple[tuple[str, str], ...]

    def column(self, field: str) -> str:
        """The column of a field; that of its first language where only the text is named."""
        named = dict(self.fields)
        return named.get(field) or next((c for name, c in self.fields if name.startswith(f"{field}.")), field)

    def move(self, found: Finding, line: int, field: str) -> Finding:
        """A finding at a line and field of the file it is really about."""
        moved = at(NO_FIELD, self.file, line, self.column(field))
        return msgspec.structs.replace(found, pointer=moved.pointer, params=found.params | moved.params)


def rows_of(
    table: str, lines: Sequence[Line], given: Mapping[str, str], files: Mapping[str, bytes], place: Place
) -> tuple[Row, ...]:
    """The rows that ``lines`` mean, in their order; ``given`` holds where a line has nothing (act, source, from).

    ``files`` are those of the pack. Raises :class:`Invalid` with all that is wrong at once, each finding at
    ``/file/line/column``; of columns that fit no field nothing but these is told.
    """
    wrong = tuple(_columns(table, place, given))
    if wrong:
        raise Invalid(wrong)
    alone = {name: data for name, data in files.items() if name in {"pack.toml", "sources.toml"}}
    complete = [{**given, **_compact(table, line.cells)} for line in lines]
    try:
        pack = load({**alone, f"{table}.csv": csv_of(complete)})
    except PackError as error:
        moved = [(found, lines[int(found.params["line"]) - 2].number) for found in error.findings]
        raise Invalid([place.move(found, line, found.params["field"]) for found, line in moved]) from None
    rows: tuple[Row, ...] = getattr(pack, table)
    repeated = tuple(_repeated(table, rows, lines, place))
    if repeated:
        raise Invalid(repeated)
    return rows


def _columns(table: str, place: Place, given: Iterable[str]) -> Iterator[Finding]:
    """Columns that are no field of the table, two for one field, and fields that rows need and nothing gives."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(TABLES[table])}
    hints = get_type_hints(TABLES[table])
    texts = {name for name, field in fields.items() if get_origin(hints[field.name]) is dict}
    for index, (name, column) in enumerate(place.fields):
        head, dot, _ = name.partition(".")
        if head not in fields or bool(dot) != (head in texts):
            yield at(NO_FIELD, place.file, 1, column, table=table, found=column, expected=", ".join(fields))
        if name in dict(place.fields[:index]):
            yield at(TWO_COLUMNS, place.file, 1, column, found=column, expected=name)
    have = {*given, *(name.partition(".")[0] for name, _ in place.fields)}
    for name, field in fields.items():
        if field.required and name not in have:
            yield at(NOT_GIVEN, place.file, 1, name, table=table, found=name)


def _repeated(table: str, rows: Sequence[Row], lines: Sequence[Line], place: Place) -> Iterator[Finding]:
    """Rows of one key that begin on the same day."""
    first: dict[tuple[str, date], int] = {}
    for row, line in zip(rows, lines, strict=True):
        key = (key_of(table, row), row.start)
        if first.setdefault(key, line.number) != line.number:
            yield at(TWO_ROWS, place.file, line.number, table=table, found=key[0], day=row.start, first=first[key])


def _compact(table: str, cells: Mapping[str, str]) -> dict[str, str]:
    return {name: compact_hs(cell) if (table, name) in _CODES else cell for name, cell in cells.items()}
