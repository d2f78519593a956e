"""The intake on a database, behind a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
django.setup()

from darcha.doors import intake  # noqa: E402  Django has to be set up first
from tests.doors.intake.trade import Served, Trade, serving, settle  # noqa: E402
from tests.store.databases import Database, database, own_database, server, template  # noqa: E402

__all__ = ["database", "own_database", "server", "template"]

PATIENCE = intake.Patience(silence=0.5, whole=2.0)


@pytest.fixture(scope="session")
def trade(database: Database) -> Trade:
    return settle(database.app)


@pytest.fixture(scope="session")
def door(trade: Trade) -> Iterator[Served]:
    """The intake as one process has it."""
    with serving(intake.application(trade.address, PATIENCE)) as served:
        yield served
