"""The rows that entries name, with the digest that the last one gave each: kept on disk, read back by time.

A history has more rows than memory holds. So each naming is appended to a file chosen by the time in the row's key
(UUIDv7), and one such file at a time is read into a table and compared with the rows of that time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from darcha.store.rows import CURRENT


class Key(NamedTuple):
    """A row, or with a ``version`` all rows of a table that lie inside that version of declaration ``id``."""

    table: str
    id: UUID
    version: int = 0

    def __str__(self) -> str:
        return f"{self.table} {self.id}" + (f"/{self.version}" if self.version else "")


class Seal(NamedTuple):
    """The SHA-256 that an entry gave a row."""

    digest: bytes
    entry: UUID


Expected = dict[Key, Seal]

_TABLES = [kind.table for kind in CURRENT]
_NUMBERS = {table: number for number, table in enumerate(_TABLES)}
_RECORD = struct.Struct("<B16sq32s16s")
_SPAN = 80 + 26
"""Bits of a key below its file's number: 2^26 milliseconds, about 19 hours, share a file."""
_BUFFER = 16 * 1024


class Named:
    """The namings of all entries, added in the order of the log; ``folder`` is a temporary one of the caller's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._buffers: dict[int, bytearray] = {}

    def add(self, table: str, key: str, digest: str, entry: UUID) -> None:
        """Add one naming; raises ValueError, KeyError or struct.error where it names no row of ours."""
        row, _, version = key.partition("/")
        name = UUID(row)
        buffer = self._buffers.setdefault(name.int >> _SPAN, bytearray())
        seal = bytes.fromhex(digest)
        if len(seal) != 32:
            raise ValueError(digest)
        buffer += _RECORD.pack(_NUMBERS[table], name.bytes, int(version or 0), seal, entry.bytes)
        if len(buffer) > _BUFFER:
            self._flush(name.int >> _SPAN)

    def spans(self) -> Iterator[tuple[UUID, UUID, Expected]]:
        """The first and last possible key of each span of time, with the rows named in it; together all keys."""
        # Without any naming there is one span, of all keys, for the rows that should not be there.
        starts = sorted(self._buffers) or [0]
        least = 0
        for number, following in zip(starts, [*starts[1:], 1 << (128 - _SPAN)], strict=True):
            self._flush(number)
            most = (following << _SPAN) - 1
            yield UUID(int=least), UUID(int=most), self._read(number)
            least = most + 1

    def _flush(self, number: int) -> None:
        buffer = self._buffers.setdefault(number, bytearray())
        with (self._folder / f"{number:x}").open("ab") as file:
            file.write(buffer)
        buffer.clear()

    def _read(self, number: int) -> Expected:
        found: Expected = {}
        for table, row, version, digest, entry in _RECORD.iter_unpack((self._folder / f"{number:x}").read_bytes()):
            found[Key(_TABLES[table], UUID(bytes=row), version)] = Seal(digest, UUID(bytes=entry))
        return found
