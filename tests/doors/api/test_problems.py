"""Whatever goes wrong has its problem document."""

from __future__ import annotations

import django.db
import psycopg
import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from darcha.doors.api.problems import as_ours
from darcha.law.errors import Stale


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Stale(subject="declaration"), "state.stale"),
        (AuthenticationError(), "sender.unknown"),
        (AuthorizationError(), "request.forged"),
        (HttpError(400, "Cannot parse request body"), "request.bad"),
        (ValidationError([{"loc": ("query", "limit"), "msg": "too small"}]), "input.invalid"),
        (Http404(), "not_found"),
        (RequestDataTooBig(), "message.too_large"),
        (psycopg.OperationalError("gone"), "unavailable"),
        (django.db.OperationalError("gone"), "unavailable"),
        (django.db.InterfaceError("gone"), "unavailable"),
        (ZeroDivisionError(), "error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_error_is_one_of_ours(error: Exception, code: str) -> None:
    assert as_ours(error, "/somewhere").code == code
