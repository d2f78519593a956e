"""Rows as cells: what one line of a table in a file holds, by column.

The columns are the fields of the row by the names that files use (``from``, ``to``); a text or another mapping has one
for each of its keys (``name.ru``). An absent value has no cell. What no cell can hold plainly (a condition, a list)
stands in it as JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from darcha.law.pack.rows.base import Row


def flat(name: str, value: object) -> dict[str, str]:
    """The cells of one value of the field ``name``."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {f"{name}.{key}": cell for key, below in value.items() for cell in flat(name, below).values()}
    return {name: _cell(value)}


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    plain = msgspec.to_builtins(value)
    return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()


def cells(row: Row) -> dict[str, str]:
    """The cells of a row, what all rows have last; values that are as they would be by themselves are left out."""
    found: dict[str, str] = {}
    for field in sorted(msgspec.structs.fields(row), key=lambda field: field.name in Row.__struct_fields__):
        value = getattr(row, field.name)
        if value != field.default:
            found |= flat(field.encode_name, value)
    return found


def columns(lines: Sequence[Mapping[str, str]], first: Iterable[str] = ()) -> list[str]:
    """All columns that ``lines`` have, beside ``first``, which lead: each once, those of one field side by side."""
    every = dict.fromkeys((*first, *(name for line in lines for name in line)))
    fields = list(dict.fromkeys(name.partition(".")[0] for name in every))
    return sorted(every, key=lambda name: fields.index(name.partition(".")[0]))


def lines_of(data: bytes) -> list[dict[str, str]]:
    """The lines of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def csv_of(lines: Sequence[Mapping[str, str]], first: Iterable[str] = ()) -> bytes:
    """Lines as a CSV file in UTF-8; ``first`` are columns that stand there whether or not a line has them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns(lines, first), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()
