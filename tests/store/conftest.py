"""The tests of the store have a database."""

from __future__ import annotations

from tests.store.databases import database, own_database, server, template

__all__ = ["database", "own_database", "server", "template"]
