"""Bytes of a country's files into a :class:`~darcha.law.pack.model.Pack`.

The files of a pack (names relative to its folder):

``pack.toml``                  code, name, currency, languages, time zone, weekend
``sources.toml``               what the short keys stand for that rows name as their source
``<table>[.<part>].toml``      rows of one table as ``[[row]]``; ``[defaults]`` holds what rows of the file share
``<table>[.<part>].csv``       the same as lines; ``name.ru`` is a column for a text, an empty cell is an absent field
``cases/<name>.toml``          one consignment worked by hand

A table is a field of ``Pack`` (``procedures``, ``posts``, …). Files whose names end in ``.md`` are for readers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import msgspec

from darcha.law.errors import PackError
from darcha.law.finding import Finding
from darcha.law.pack.model import Case, Pack, Row
from darcha.law.text import Text, text


def _tables() -> dict[str, type[Row]]:
    """The tables of a pack: the fields of ``Pack`` that are tuples of rows."""
    hints = ((name, get_args(hint)) for name, hint in get_type_hints(Pack).items())
    return {n: a[0] for n, a in hints if a and isinstance(a[0], type) and issubclass(a[0], Row)}


TABLES: dict[str, type[Row]] = _tables()
"""Name of a table and of its files → the class of its rows."""

_HEADER = tuple(f.name for f in msgspec.structs.fields(Pack) if f.name not in {*TABLES, "cases", "digest"})


NO_HEADER = text("pack.header", "{file} is missing", "Add it: code, name, currency, languages, time_zone, weekend.")
NO_TABLE = text("pack.table", "{file} is not a file of a pack", "Name it after its table, one of: {expected}.")
UNREADABLE = text(
    "pack.unreadable", "{file} cannot be read: {problem}", "It must be UTF-8, and TOML or CSV by its name."
)
WRONG_FIELD = text("pack.field", "{file}, line {line}: {field}: {problem}", "Give what the table asks for: {expected}.")
WRONG_CELLS = text("pack.cells", "{file}, line {line}: not as many cells as columns", "Complete or shorten the line.")
NO_SOURCE = text("pack.source", "{file}, line {line}: source {found} is not listed", "Add it to sources.toml.")


class Raw(msgspec.Struct, frozen=True):
    """One row as it stands in its file, before conversion."""

    file: str
    line: int
    data: dict[str, Any]


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A file of rows."""

    defaults: dict[str, Any] = {}
    row: list[dict[str, Any]] = []


def digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 by which a pack is known: over names and contents, names sorted, each preceded by its length."""
    sha = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            sha.update(len(part).to_bytes(8, "big") + part)
    return sha.hexdigest()


def load(files: Mapping[str, bytes]) -> Pack:
    """Build the pack; raise :class:`~darcha.law.errors.PackError` with every finding at once.

    A finding's pointer is ``/file/line/field``; its params hold ``file``, ``line``, ``field`` and what its words need.
    """
    findings: list[Finding] = []
    header, sources = _heads(files, findings)
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    cases: list[Case] = []
    for name in sorted(files):
        if name in {"pack.toml", "sources.toml"} or name.endswith(".md"):
            continue
        if name.startswith("cases/") and name.endswith(".toml"):
            cases.extend(_case(name, files[name], findings))
        elif (table := name.split(".", 1)[0]) in TABLES and name.endswith((".toml", ".csv")):
            rows[table].extend(_rows(name, files[name], TABLES[table], sources, findings))
        else:
            findings.append(at(NO_TABLE, name, found=name, expected=", ".join(TABLES)))
    if findings:
        raise PackError(findings)
    tables = {name: tuple(found) for name, found in rows.items()}
    try:
        return msgspec.convert(
            {**header, **tables, "cases": tuple(cases), "digest": digest(files)}, Pack, from_attributes=True
        )
    except msgspec.ValidationError as error:
        raise PackError([_invalid(Raw("pack.toml", 1, {}), Pack, error)]) from None


def at(words: Text, file: str, line: int = 0, field: str = "", **params: object) -> Finding:
    """A finding about the pack's own files."""
    name = file.replace("~", "~0").replace("/", "~1")
    pointer = "".join(f"/{part}" for part in (name, line, field) if part)
    return words.at(pointer, file=file, line=line, field=field, **params)


def _heads(files: Mapping[str, bytes], findings: list[Finding]) -> tuple[dict[str, Any], dict[str, str]]:
    """The header of the pack and its sources by key."""
    header = _toml("pack.toml", files.get("pack.toml", b""), findings)
    if "pack.toml" not in files:
        findings.append(at(NO_HEADER, "pack.toml"))
    findings.extend(
        at(WRONG_FIELD, "pack.toml", 1, field, problem="this field is not known", expected=", ".join(_HEADER))
        for field in header
        if field not in _HEADER
    )
    sources = _toml("sources.toml", files.get("sources.toml", b""), findings)
    return header, {key: str(text) for key, text in sources.items()}


def _toml(name: str, data: bytes, findings: list[Finding]) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        findings.append(at(UNREADABLE, name, problem=str(error)))
        return {}


def _raw_toml(name: str, data: bytes, findings: list[Finding]) -> Iterator[Raw]:
    """The ``[[row]]`` tables of a file, with the line on which each begins."""
    try:
        table = msgspec.convert(_toml(name, data, findings), _Table)
    except msgspec.ValidationError as error:
        findings.append(_invalid(Raw(name, 1, {}), _Table, error))
        return
    lines = [
        n for n, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1) if line.strip() == "[[row]]"
    ]
    for index, row in enumerate(table.row):
        yield Raw(name, lines[index] if len(lines) == len(table.row) else index + 1, {**table.defaults, **row})


def _raw_csv(name: str, data: bytes, findings: list[Finding]) -> Iterator[Raw]:
    """The lines of a file; ``name.ru`` becomes the text ``name`` in ``ru``."""
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        for cells in reader:
            row: dict[str, Any] = {}
            for column, cell in cells.items():
                if column is None or cell is None:
                    findings.append(at(WRONG_CELLS, name, reader.line_num))
                elif cell:
                    head, _, tail = column.partition(".")
                    row.update({head: {**row.get(head, {}), tail: cell}} if tail else {column: cell})
            yield Raw(name, reader.line_num, row)
    except (UnicodeDecodeError, csv.Error) as error:
        findings.append(at(UNREADABLE, name, problem=str(error)))


def _rows(
    name: str, data: bytes, kind: type[Row], sources: Mapping[str, str], findings: list[Finding]
) -> Iterator[Row]:
    """The rows of one file, converted; what cannot be is a finding."""
    cells = name.endswith(".csv")
    for raw in (_raw_csv if cells else _raw_toml)(name, data, findings):
        row = raw.data
        if "source" in row:
            key = str(row["source"])
            if key not in sources:
                findings.append(at(NO_SOURCE, name, raw.line, "source", found=key))
            row = {**row, "source": sources.get(key, key)}
        try:
            yield msgspec.convert(row, kind, strict=not cells)
        except msgspec.ValidationError as error:
            findings.append(_invalid(raw, kind, error))


def _case(name: str, data: bytes, findings: list[Finding]) -> Iterator[Case]:
    raw = Raw(name, 1, _toml(name, data, findings))
    if raw.data:
        try:
            yield msgspec.convert({"name": name.removeprefix("cases/").removesuffix(".toml"), **raw.data}, Case)
        except msgspec.ValidationError as error:
            findings.append(_invalid(raw, Case, error))


def _invalid(raw: Raw, kind: type[msgspec.Struct], error: msgspec.ValidationError) -> Finding:
    """What the converter says, taken apart: the field from its path or its quotes, the rest as the problem."""
    what, _, path = str(error).partition(" - at `$")
    field = path.rstrip("`").lstrip(".") or (what.split("`")[1] if "field `" in what else "")
    return at(WRONG_FIELD, raw.file, raw.line, field, problem=what, expected=", ".join(kind.__struct_fields__))
