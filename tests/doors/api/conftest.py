"""The API on a database, as Django's client meets it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.doors.intake.conftest import database, own_database, server, template, trade
from tests.doors.intake.trade import Trade, django_at

__all__ = ["database", "own_database", "server", "template", "trade"]


@pytest.fixture
def client(trade: Trade) -> Iterator[Client]:
    """A client that Django checks for forged requests as it checks a browser."""
    with django_at(trade):
        yield Client(enforce_csrf_checks=True, raise_request_exception=False)
