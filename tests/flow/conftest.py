"""Flow acts on a real database, under the law of the invented country."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flow.house import House, calm_pack, opened
from tests.store.databases import Database, database, own_database, server, template

__all__ = ["database", "own_database", "server", "template"]


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """A house with somebody in every role."""
    with opened(database, calm_pack()) as made:
        yield made
