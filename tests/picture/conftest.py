"""The picture on a real database, its page in Django, its stream behind a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
if "darcha.picture" not in settings.INSTALLED_APPS:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "darcha.picture"]
django.setup()

import psycopg  # noqa: E402  Django has to be set up first

from darcha.store.connect import OPTIONS  # noqa: E402
from darcha.store.server import Running  # noqa: E402
from tests.flow.house import House, opened  # noqa: E402
from tests.makers import mini_pack  # noqa: E402
from tests.store.databases import Database, _cloned, database, own_database, server, template  # noqa: E402

__all__ = ["database", "own_database", "server", "template"]

_EMPTIED = (
    "journal, leaf, merkle_node, checkpoint, seal_queue, declaration, permit, fold_cursor,"
    " rollup_hour, rollup_day, rollup_minutes, rollup_stage"
)


@pytest.fixture(scope="session")
def kept(server: Running, template: str) -> Iterator[Database]:
    """A database for the tests of the picture alone."""
    with _cloned(server, template) as made:
        yield made


@pytest.fixture
def journal(kept: Database) -> Iterator[Database]:
    """A database with an empty journal: quicker than a new database for each test."""
    yield kept
    with psycopg.connect(kept.superuser, options=OPTIONS, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {_EMPTIED}".encode())


@pytest.fixture
def house(journal: Database) -> Iterator[House]:
    """A house with somebody in every role, whose journal nobody else writes."""
    with opened(journal, mini_pack()) as made:
        yield made
