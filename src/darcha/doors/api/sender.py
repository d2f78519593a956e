"""Who calls the API: an API token, or the session of a person who logged in (then with Django's CSRF token)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from darcha.doors import connection
from darcha.doors.identify import IDENTITIES
from darcha.law.access import Actor


class ApiToken(HttpBearer):
    """``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, _token: str) -> Actor:
        """The actor behind the token. Raises :class:`darcha.law.errors.UnknownSender`."""
        return _identified(request)


class LoggedIn(APIKeyCookie):
    """The session cookie; acts that change something need the CSRF token of a page as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """None without a cookie, so that its lack is told as an unknown sender and not as a forged request."""
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, _key: str | None) -> Actor:
        """The actor behind the session. Raises :class:`darcha.law.errors.UnknownSender`."""
        return _identified(request)


def _identified(request: HttpRequest) -> Actor:
    with connection() as opened:
        return IDENTITIES.identify(opened, request.headers)


SENDERS = [ApiToken(), LoggedIn()]
"""The ways to be known, in the order in which they are tried."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor whom one of :data:`SENDERS` found behind ``request``."""
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found
