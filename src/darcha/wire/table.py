"""Tables of rows, as offices send them: CSV, and the first sheet of an XLSX workbook. Which it is, the bytes tell.

The first line that is not empty names the columns. CSV is UTF-8 (or UTF-16 with its mark), its cells apart by comma,
semicolon or tabulator, whichever the first line has most of. A number of a workbook becomes the shortest decimal that
is stored as it, a date ``2027-01-01``; a formula is what it came to when the workbook was last saved.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal

import msgspec
import openpyxl

from darcha.wire.encoding import NOT_TEXT, utf8
from darcha.wire.report import Report, unreadable
from darcha.wire.words import (
    CHARACTER,
    NO_COLUMN,
    NO_ROWS,
    NO_TABLE,
    NO_WORKBOOK,
    REPEATED,
    TOO_LARGE,
    TOO_MANY,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that a workbook may unpack to."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200

_ZIP = b"PK\x03\x04"
_DELIMITERS = ",;\t"

_Row = Sequence[object]
"""The cells of a row as a reader gives them."""


class Line(msgspec.Struct, frozen=True):
    """One row: the number of its line in the file from 1, and its cells in the order of the columns."""

    number: int
    cells: tuple[str, ...]


class Table(msgspec.Struct, frozen=True):
    """Columns by name and the rows under them; a cell is trimmed text, empty where nothing stands."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read(data: bytes) -> Table:
    """The table in ``data``. Raises :class:`darcha.law.errors.Unreadable` with all that is wrong, by line."""
    if len(data) > MOST_BYTES:
        raise unreadable(TOO_LARGE, found=len(data), expected=MOST_BYTES)
    rows = _workbook(data) if data.startswith(_ZIP) else _csv(data)
    report = Report()
    lines = [Line(number, cells) for number, cells in _trimmed(rows, report) if any(cells)]
    if len(lines) < 2:
        raise unreadable(NO_ROWS)
    head, *rest = lines
    table = Table(_columns(head, report), tuple(_fitted(head, line, report) for line in rest))
    report.finish()
    return table


def _csv(data: bytes) -> Iterator[tuple[int, _Row]]:
    content = utf8(data).decode().removeprefix("\ufeff")
    first = next((line for line in content.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise unreadable(NO_TABLE, line=before + 1, found=error) from error


def _workbook(data: bytes) -> Iterator[tuple[int, _Row]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise unreadable(NO_WORKBOOK, found=error) from error
    if size > MOST_UNPACKED:
        raise unreadable(TOO_LARGE, found=size, expected=MOST_UNPACKED)
    try:
        yield from enumerate(_first_sheet(data), 1)
    except Exception as error:  # a broken workbook makes the library fail in any of its parts, each in its own way
        raise unreadable(NO_WORKBOOK, found=f"{type(error).__name__} {error}") from error


def _first_sheet(data: bytes) -> list[_Row]:
    """The rows of the first sheet, cut off one beyond the limits so that these are noticed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and other things that are no data
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its own size need not be so
        return [
            _without_tail(row)
            for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
        ]


def _without_tail(row: _Row) -> _Row:
    length = len(row)
    while length and row[length - 1] is None:
        length -= 1
    return row[:length]


def _trimmed(rows: Iterable[tuple[int, _Row]], report: Report) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows as text, one space between words; too many of them, or characters of no text, are told."""
    for count, (number, row) in enumerate(rows):
        if count > MOST_ROWS:
            raise unreadable(TOO_MANY, name="rows", found=f"more than {MOST_ROWS}", expected=MOST_ROWS)
        cells = tuple(" ".join(shown(cell).split()) for cell in row)
        for cell in cells:
            if strange := NOT_TEXT.search(cell):
                report.add(CHARACTER, line=number, found=f"U+{ord(strange[0]):04X}")
        yield number, cells


def shown(cell: object) -> str:
    """The value of a cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    return str(cell)


def _columns(head: Line, report: Report) -> tuple[str, ...]:
    if len(head.cells) > MOST_COLUMNS:
        report.add(TOO_MANY, name="columns", found=f"more than {MOST_COLUMNS}", expected=MOST_COLUMNS)
    for index, name in enumerate(head.cells):
        if name and name in head.cells[:index]:
            report.add(REPEATED, name=name, line=head.number)
    return tuple(name for name in head.cells if name)


def _fitted(head: Line, line: Line, report: Report) -> Line:
    """The line with a cell for every named column; what stands in none is told."""
    length = max(len(head.cells), len(line.cells))
    names, cells = (cells + ("",) * (length - len(cells)) for cells in (head.cells, line.cells))
    for name, cell in zip(names, cells, strict=True):
        if cell and not name:
            report.add(NO_COLUMN, line=line.number, found=cell)
    return Line(line.number, tuple(cell for name, cell in zip(names, cells, strict=True) if name))
