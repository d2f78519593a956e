"""Writing and sealing, as the tests of the evidence need it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from darcha.store.connect import connect
from darcha.store.journal.checkpoint import Checkpoint
from darcha.store.journal.sealer import seal
from darcha.store.statement import run
from darcha.store.write.number import take
from darcha.store.write.record import Outcome, record
from tests.store.databases import Database
from tests.store.outcomes import NOW, lodged

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()


def write(database: Database, *outcomes: Outcome) -> None:
    with connect(database.app) as connection:
        assert run(connection, record(outcomes)) == [None] * len(outcomes)


def lodge(database: Database, many: int = 1) -> list[Outcome]:
    """Lodgements with numbers that were really taken, in one commit."""
    with connect(database.app) as connection:
        numbers = run(connection, take(["70001"] * many, NOW.date()))
        outcomes = [lodged(int(number[-7:]), number=number) for number in numbers]
        assert run(connection, record(outcomes)) == [None] * many
    return outcomes


def sealed(database: Database, key: Ed25519PrivateKey = KEY) -> Checkpoint:
    """Seal what waits, in one batch."""
    with connect(database.sealer) as connection:
        made = seal(connection, key, datetime.now(UTC))
    assert made is not None
    return made


def rows(database: Database, query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connect(database.app) as connection:
        return connection.execute(query.encode(), params).fetchall()


def by_hand(database: Database, *statements: str) -> None:
    """What only the superuser can do."""
    with connect(database.superuser) as connection:
        for statement in statements:
            assert connection.execute(statement.encode()).rowcount, statement


def entries(database: Database) -> list[UUID]:
    """The sealed entries in their order."""
    return [entry for (entry,) in rows(database, "SELECT entry FROM leaf ORDER BY index")]
