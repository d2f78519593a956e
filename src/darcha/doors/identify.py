"""Who is at the door: one answer for pages, API, intake and streams.

A sender is known by an API token (``Authorization: Bearer …``, looked up by its SHA-256) or by the session of a person
who logged in. What was found is kept for :data:`LIFE` seconds, so that a token or mandate that ends is felt by then.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import Error, connections
from django.http import HttpRequest, parse_cookie
from psycopg import Connection, OperationalError
from psycopg_pool import AsyncConnectionPool

from darcha.doors.words import mark
from darcha.flow.run import alook, look
from darcha.law.access import Actor
from darcha.law.errors import Unavailable, UnknownSender
from darcha.store.read import party
from darcha.store.statement import Op

LIFE = 4.0
"""Seconds that an identity is kept: below the five within which a revocation has to work."""

WAIT = 2.0
"""Seconds that a sender waits for a database that is away."""

_MOST = 10_000
_LONGEST = 512


class Token(msgspec.Struct, frozen=True):
    """An API token, by the SHA-256 of its characters."""

    digest: bytes


class Session(msgspec.Struct, frozen=True):
    """The session of a person who logged in, by its key."""

    key: str


Credential = Token | Session


def credential(headers: Mapping[str, str]) -> Credential:
    """What the sender shows; a token goes before a session. Raises :class:`UnknownSender` if there is nothing."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme:
        if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST:
            raise UnknownSender
        return Token(hashlib.sha256(token.strip().encode()).digest())
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not 0 < len(key) <= _LONGEST:
        raise UnknownSender
    return Session(key)


class Identities:
    """The identities that one process has seen lately. ``clock`` gives seconds that never go back."""

    def __init__(self, life: float = LIFE, clock: Callable[[], float] = time.monotonic) -> None:
        self._life = life
        self._clock = clock
        self._kept: dict[Credential, tuple[float, Actor]] = {}

    def identify(self, connection: Connection[Any], headers: Mapping[str, str]) -> Actor:
        """The actor behind a request. Raises :class:`UnknownSender`; :class:`Unavailable` without a database."""
        shown = credential(headers)
        known = self._known(shown)
        return known or self._keep(shown, look(connection, _asked(shown, _session_of(shown))))

    async def aidentify(self, pool: AsyncConnectionPool[Any], headers: Mapping[str, str]) -> Actor:
        """The same in an event loop; a connection is taken only for what is not kept."""
        shown = credential(headers)
        if (known := self._known(shown)) is not None:
            return known
        person = await asyncio.to_thread(_session_apart, shown) if isinstance(shown, Session) else None
        try:
            async with pool.connection(timeout=WAIT) as connection:
                return self._keep(shown, await alook(connection, _asked(shown, person)))
        except OperationalError as error:
            raise Unavailable(part=mark("The database")) from error

    def _known(self, shown: Credential) -> Actor | None:
        since, actor = self._kept.get(shown, (None, None))
        return actor if since is not None and self._clock() - since < self._life else None

    def _keep(self, shown: Credential, actor: Actor | None) -> Actor:
        if actor is None:
            self._kept.pop(shown, None)
            raise UnknownSender
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[shown] = (self._clock(), actor)
        return actor


IDENTITIES = Identities()
"""What this process knows: one for all its doors."""


def _asked(shown: Credential, person: str | None) -> Op[Actor | None]:
    if isinstance(shown, Token):
        return (yield from party.actor_by_token(shown.digest))
    return (yield from party.actor(person)) if person else None


def _session_of(shown: Credential) -> str | None:
    """The person who logged in under a session, as Django's own checks have it; blocks on the database."""
    if not isinstance(shown, Session):
        return None
    request = HttpRequest()
    request.session = SessionStore(shown.key)
    try:
        user = get_user(request)
        return str(user.pk) if user.is_authenticated else None
    except Error as error:
        raise Unavailable(part=mark("The database")) from error


def _session_apart(shown: Session) -> str | None:
    """The same in a thread of its own, which leaves no connection of Django's behind."""
    try:
        return _session_of(shown)
    finally:
        connections.close_all()
