"""A revised table put into the files of a pack, so that they stay as readable as they were.

Rows that end keep their place and their comments, and get their last day; rows that give way are taken out; new rows
come into ``<table>.<day>.csv``.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from darcha.law.errors import PackError
from darcha.law.pack.cells import cells, csv_of, lines_of
from darcha.law.pack.key import key_of
from darcha.law.pack.load import at, load
from darcha.law.pack.revise import Key, Revision
from darcha.law.pack.rows.base import Row
from darcha.law.text import text

NOT_REWRITTEN = text(
    "table.files",
    "The rows of {file} that end cannot be marked in their files",
    "Write every row of a TOML file under a line [[row]] of its own, with its last day on a line of its own.",
)

_ROW = "[[row]]"
_TO = re.compile(r"to\s*=")
_FROM = re.compile(r"from\s*=")


def rewritten(files: Mapping[str, bytes], revision: Revision, day: date) -> dict[str, bytes]:
    """The files of a pack with a revision in them; ``day`` names the file of the new rows.

    Raises :class:`PackError` where a file is too unusual to be rewritten: what it then says is not what was meant.
    """
    table = revision.difference.table
    made = dict(files)
    for name in files:
        if name.split(".", 1)[0] == table:
            keys = _keys(table, _alone(files, table, name))
            if not revision.dropped.union(revision.ended).isdisjoint(keys):
                made[name] = (_csv if name.endswith(".csv") else _toml)(files[name], keys, revision)
    if revision.added:
        name = f"{table}.{day}.csv"
        before = lines_of(made[name]) if name in made else []
        made[name] = csv_of([*before, *_lines(revision.added, made)])
    if _by_key(table, _alone(made, table)) != _by_key(table, revision.rows):
        raise PackError([at(NOT_REWRITTEN, table)])
    return made


def _alone(files: Mapping[str, bytes], table: str, name: str = "") -> tuple[Row, ...]:
    """The rows of a table, or of one file of it, in the order in which they stand there."""
    chosen = {name} if name else {file for file in files if file.split(".", 1)[0] == table}
    heads = {"pack.toml", "sources.toml"}
    rows: tuple[Row, ...] = getattr(load({file: files[file] for file in files.keys() & (chosen | heads)}), table)
    return rows


def _keys(table: str, rows: Iterable[Row]) -> list[Key]:
    return [(key_of(table, row), row.start) for row in rows]


def _by_key(table: str, rows: Sequence[Row]) -> list[tuple[Key, Row]]:
    return sorted(zip(_keys(table, rows), rows, strict=True), key=lambda pair: pair[0])


def _lines(rows: Iterable[Row], files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Rows as lines, with the short key of their source."""
    keys = {words: key for key, words in tomllib.loads(files["sources.toml"].decode("utf-8-sig")).items()}
    return [{**cells(row), "source": keys[row.source]} for row in rows]


def _csv(data: bytes, keys: Sequence[Key], revision: Revision) -> bytes:
    lines = lines_of(data)
    for key, line in zip(keys, lines, strict=True):
        if key in revision.ended:
            line["to"] = str(revision.ended[key] or "")
    head = next(csv.reader([data.decode("utf-8-sig").partition("\n")[0]]))
    return csv_of([line for key, line in zip(keys, lines, strict=True) if key not in revision.dropped], head)


def _toml(data: bytes, keys: Sequence[Key], revision: Revision) -> bytes:
    lines = [f"{line}\n" for line in data.decode("utf-8-sig").splitlines()]
    heads = [number for number, line in enumerate(lines) if line.strip() == _ROW]
    if len(heads) != len(keys):
        return data
    made = lines[: heads[0]]
    for key, (first, end) in zip(keys, pairwise((*heads, len(lines))), strict=True):
        made += _block(lines[first:end], key, revision)
    return "".join(made).encode()


def _block(block: list[str], key: Key, revision: Revision) -> list[str]:
    """The lines of one row, with what stands between it and the next."""
    if key in revision.dropped:
        last = max(number for number, line in enumerate(block) if line.strip() and not line.startswith("#"))
        return block[last + 1 :]
    if key not in revision.ended:
        return block
    below = next((number for number, line in enumerate(block) if number and line.startswith("[")), len(block))
    fields = [line for line in block[:below] if not _TO.match(line)]
    if end := revision.ended[key]:
        place = next((number for number, line in enumerate(fields) if _FROM.match(line)), 0)
        fields.insert(place + 1, f"to = {end}\n")
    return fields + block[below:]
