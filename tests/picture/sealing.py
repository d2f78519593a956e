"""Sealing what was journalled, as the sealer does each second."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from darcha.store.connect import connect
from darcha.store.journal.sealer import seal
from tests.store.databases import Database

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def seal_all(database: Database) -> None:
    with connect(database.sealer) as connection:
        connection.autocommit = True
        while seal(connection, _KEY, datetime.now(UTC)) is not None:
            pass
