"""The witness remembers where the log stood and takes nothing that does not continue it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from darcha.law.errors import EvidenceError
from darcha.store.connect import connect
from darcha.store.journal import merkle
from darcha.store.journal.checkpoint import Checkpoint, read_note, sign
from darcha.store.journal.witness import FileWitness, Telling
from tests.store.databases import Database
from tests.store.journal.sealing import KEY, PUBLIC, by_hand, lodge, sealed

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Log:
    """A log in memory; ``twist`` changes its first leaf."""

    def __init__(self, twist: bytes = b"") -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.tree = merkle.Range()
        self.twist = twist

    def at(self, size: int, key: Ed25519PrivateKey = KEY) -> Checkpoint:
        while self.tree.size < size:
            index = self.tree.size
            leaf = self.nodes[0, index] = merkle.leaf_hash(self.twist + bytes([index]))
            self.nodes |= {(level, i): value for level, i, value in self.tree.append(leaf)}
        root = merkle.resume(size, self.get).root()
        return sign(size, root, NOW, (), key)

    def get(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def proof(self, first: int, second: int) -> list[bytes]:
        return merkle.consistency(first, second, self.get)


@pytest.fixture
def witness(tmp_path: Path) -> FileWitness:
    return FileWitness(tmp_path / "witness", PUBLIC)


def test_checkpoints_that_continue_each_other_are_taken(witness: FileWitness) -> None:
    log, size = Log(), 0
    for new in (3, 4, 4, 11):
        point = log.at(new)
        witness.accept(point, log.proof(size, new))
        size = new
        assert witness.size() == new
    assert [read_note(note, PUBLIC).size for note in witness.notes()] == [3, 4, 11]


def test_nothing_else_is_taken(witness: FileWitness) -> None:
    log, other = Log(), Log(b"!")
    witness.accept(log.at(5), [])
    refused = [
        (log.at(9), []),
        (other.at(9), other.proof(5, 9)),
        (other.at(5), []),
        (log.at(4), []),
        (log.at(9, Ed25519PrivateKey.generate()), log.proof(5, 9)),
    ]
    for point, proof in refused:
        with pytest.raises(EvidenceError):
            witness.accept(point, proof)
    assert [read_note(note, PUBLIC).size for note in witness.notes()] == [5]


def test_a_line_cut_off_by_a_crash_is_as_if_never_written(witness: FileWitness, tmp_path: Path) -> None:
    log, file = Log(), tmp_path / "witness"
    for torn in (b'{"prev', b""):
        file.write_bytes(torn)
        assert (witness.size(), list(witness.notes())) == (0, [])
    witness.accept(log.at(3), [])
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:100])
    assert witness.size() == 3
    witness.accept(log.at(8), log.proof(3, 8))
    assert [read_note(note, PUBLIC).size for note in witness.notes()] == [3, 8]
    assert file.read_bytes().startswith(whole + b"{")


@pytest.mark.parametrize("harm", ["take out", "swap", "change", "garble"])
def test_a_line_that_was_taken_out_or_changed_is_found(witness: FileWitness, tmp_path: Path, harm: str) -> None:
    log, size, file = Log(), 0, tmp_path / "witness"
    for new in (1, 2, 5, 9):
        witness.accept(log.at(new), log.proof(size, new))
        size = new
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1:3] = {
        "take out": lines[2:3],
        "swap": [lines[2], lines[1]],
        "change": [lines[1].replace(b"\\n2\\n", b"\\n3\\n"), lines[2]],
        "garble": [b"\xff\n", lines[2]],
    }[harm]
    file.write_bytes(b"".join(lines))
    with pytest.raises(EvidenceError):
        list(witness.notes())


@pytest.mark.database
def test_a_witness_that_was_away_is_told_where_the_log_is_now(own_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "mount"
    witness = FileWitness(folder / "witness", PUBLIC)
    telling = Telling(witness)
    with connect(own_database.app) as connection:
        connection.autocommit = True
        assert telling.tell(connection)
        for _ in range(3):
            lodge(own_database)
            sealed(own_database)
            assert not telling.tell(connection)
        folder.mkdir()
        assert telling.tell(connection)
        assert witness.size() == 6
        lodge(own_database)
        sealed(own_database)
        assert telling.tell(connection)
        assert telling.tell(connection)
    assert [read_note(note, PUBLIC).size for note in witness.notes()] == [6, 8]


@pytest.mark.database
def test_a_shortened_log_is_told_to_nobody_and_said_once(
    own_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    witness = FileWitness(tmp_path / "witness", PUBLIC)
    telling = Telling(witness)
    with connect(own_database.app) as connection, caplog.at_level(logging.ERROR):
        connection.autocommit = True
        lodge(own_database)
        sealed(own_database)
        assert telling.tell(connection)
        by_hand(own_database, "DELETE FROM checkpoint")
        assert not telling.tell(connection)
        assert not telling.tell(connection)
    assert caplog.text.count("has fewer now") == 1
