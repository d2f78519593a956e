"""Witnesses: who keeps the checkpoints where the database's owner cannot reach, so that a rewritten log is found.

A witness remembers the newest checkpoint that it accepted and accepts only what provably continues it.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection

from darcha.law.errors import EvidenceError
from darcha.store.journal import merkle, stored
from darcha.store.journal.checkpoint import Checkpoint, read_note

log = logging.getLogger(__name__)


class Witness(Protocol):
    """Somebody else who remembers where the log stood."""

    def size(self) -> int:
        """The size of the newest checkpoint accepted; 0 before the first."""

    def accept(self, checkpoint: Checkpoint, consistency: Sequence[bytes]) -> None:
        """Take a newer checkpoint, with the proof that it continues the one of :meth:`size`.

        Raises EvidenceError where it does not, OSError where the witness cannot be reached.
        """


class Telling:
    """Keeps one witness up to date; a witness that is away or refuses is told again at every turn."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._problem = ""

    def tell(self, connection: Connection[Any]) -> bool:
        """Show the witness the newest checkpoint unless it has it; False where that failed (logged once)."""
        try:
            self._tell(connection)
        except (OSError, EvidenceError) as error:
            if str(error) != self._problem:
                log.error("%s: %s", self._witness, error)  # noqa: TRY400 - the sentence says it all
            self._problem = str(error)
            return False
        self._problem = ""
        return True

    def _tell(self, connection: Connection[Any]) -> None:
        newest, size = stored.newest(connection), self._witness.size()
        if newest is None or newest.size < size:
            if size:
                raise EvidenceError(why=f"the log was seen with {size} entries and has fewer now")
            return
        if newest.size > size:
            self._witness.accept(newest, stored.consistency(connection, size, newest.size))


class Line(msgspec.Struct, frozen=True):
    """One line of a witness file; ``previous`` is the SHA-256 of the line before, so that none can be taken out."""

    previous: str
    note: str
    consistency: tuple[bytes, ...]


_NOTHING = sha256().hexdigest()
_LONGEST = 64 * 1024
"""More bytes than any line has: a proof has at most two hashes a level of the tree."""


class FileWitness:
    """A file of signed notes, best on another machine's disk; each line is on that disk before ``accept`` returns."""

    def __init__(self, path: Path, key: Ed25519PublicKey) -> None:
        self.path = path
        self._key = key

    def __str__(self) -> str:
        return f"witness {self.path}"

    def size(self) -> int:
        """The size in the last line."""
        if not self.path.exists():
            return 0
        with self.path.open("rb") as file:
            last = _last(file)
        return self._read(last).size if last else 0

    def accept(self, checkpoint: Checkpoint, consistency: Sequence[bytes]) -> None:
        """Append a line, after checking signature and proof. Without effect for the checkpoint of the last line."""
        if not checkpoint.signed_by(self._key):
            raise EvidenceError(why=f"the checkpoint of size {checkpoint.size} is not signed by the known key")
        with self.path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            last = _last(file)
            _drop_torn(file)
            if last and not self._continues(self._read(last), checkpoint, consistency):
                return
            line = Line(sha256(last).hexdigest() if last else _NOTHING, checkpoint.note(self._key), tuple(consistency))
            file.write(msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if not last:
            _sync_folder(self.path.parent)

    def notes(self) -> Iterator[str]:
        """The notes of all lines, the oldest first; raises EvidenceError where a line is missing or changed."""
        previous = _NOTHING
        with self.path.open("rb") as file:
            for number, content in enumerate(file, 1):
                if not content.endswith(b"\n"):
                    return  # A line cut off by a crash was never accepted.
                line = _decode(content[:-1])
                if line.previous != previous:
                    raise EvidenceError(why=f"line {number} of {self.path} does not follow the line before it")
                previous = sha256(content[:-1]).hexdigest()
                yield line.note

    def _continues(self, last: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
        """Whether ``new`` adds to ``last``; raises EvidenceError where it contradicts it."""
        if not merkle.consistent(last.size, new.size, last.root, new.root, proof):
            raise EvidenceError(why=f"the log of {new.size} entries does not continue the one seen with {last.size}")
        return new.size > last.size

    def _read(self, line: bytes) -> Checkpoint:
        return read_note(_decode(line).note, self._key)


def _decode(line: bytes) -> Line:
    try:
        return msgspec.json.decode(line, type=Line)
    except msgspec.DecodeError as error:
        raise EvidenceError(why=f"a line of the witness cannot be read: {error}") from error


def _last(file: IO[bytes]) -> bytes:
    """The last whole line, without its end; empty where there is none."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 2 * _LONGEST))
    whole = file.read().rpartition(b"\n")[0]
    return whole.rpartition(b"\n")[2]


def _drop_torn(file: IO[bytes]) -> None:
    """Take away what a crash left after the last whole line."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 2 * _LONGEST))
    torn = file.read().rpartition(b"\n")[2]
    if torn:
        file.truncate(end - len(torn))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
