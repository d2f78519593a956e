"""Who is at the door: tokens, sessions, and how long an identity is kept."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from darcha.doors.identify import LIFE, Identities, Session, Token, credential
from darcha.law.access import Actor
from darcha.law.errors import Unavailable, UnknownSender
from darcha.store.connect import async_pool, connect
from darcha.store.statement import Fetch, Op, run
from darcha.store.write import party
from tests.doors.intake.conftest import database, own_database, server, template, trade
from tests.doors.intake.trade import FIRM, Trade, django_at, logged_in

__all__ = ["database", "own_database", "server", "template", "trade"]

COOKIE = settings.SESSION_COOKIE_NAME


class Clock:
    """A clock that a test turns."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def cookie(key: str | None) -> dict[str, str]:
    return {"cookie": f"other=1; {COOKIE}={key}"}


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        (bearer("abc"), Token(hashlib.sha256(b"abc").digest())),
        ({"authorization": "bearer abc"}, Token(hashlib.sha256(b"abc").digest())),
        (cookie("key"), Session("key")),
        (bearer("abc") | cookie("key"), Token(hashlib.sha256(b"abc").digest())),
    ],
)
def test_a_token_goes_before_a_session(headers: dict[str, str], shown: Token | Session) -> None:
    assert credential(headers) == shown


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer  "},
        {"authorization": "Basic dG9tOm9yYW5nZXM="},
        bearer("x" * 513),
        {"authorization": "Basic x"} | cookie("key"),
        cookie(""),
        cookie("x" * 513),
        {"cookie": "\udcff;;=;"},
    ],
)
def test_who_shows_nothing_is_not_known(headers: dict[str, str]) -> None:
    with pytest.raises(UnknownSender):
        credential(headers)


@pytest.fixture
def here(trade: Trade) -> Iterator[Trade]:
    with django_at(trade):
        yield trade


def ask(identities: Identities, trade: Trade, headers: dict[str, str]) -> Actor:
    with connect(trade.address) as connection:
        return identities.identify(connection, headers)


def aask(identities: Identities, trade: Trade, headers: dict[str, str]) -> Actor:
    async def main() -> Actor:
        async with async_pool(trade.address) as pool:
            return await identities.aidentify(pool, headers)

    return asyncio.run(main())


WAYS = pytest.mark.parametrize("way", [ask, aask])
database_too = pytest.mark.database


@database_too
@WAYS
def test_a_token_is_its_person_with_mandates(here: Trade, way: object) -> None:
    assert callable(way)
    actor = way(Identities(), here, bearer(here.trader))
    assert actor == Actor("tom", "Tom Trader", frozenset({"trader"}), frozenset({FIRM}))


@database_too
@WAYS
def test_a_session_is_its_person(here: Trade, way: object) -> None:
    assert callable(way)
    assert way(Identities(), here, cookie(logged_in("tom"))).id == "tom"


@database_too
@WAYS
def test_what_nobody_gave_out_is_not_known(here: Trade, way: object) -> None:
    assert callable(way)
    for headers in (bearer("nonsense"), cookie("nonsense")):
        with pytest.raises(UnknownSender):
            way(Identities(), here, headers)


@database_too
def test_a_session_ends_with_its_time_and_with_the_password(here: Trade) -> None:
    expired = SessionStore(logged_in("tom"))
    expired.set_expiry(timedelta(seconds=-1))
    expired.save()
    with pytest.raises(UnknownSender):
        ask(Identities(), here, cookie(expired.session_key))
    with pytest.raises(UnknownSender):
        ask(Identities(), here, cookie(logged_in("tom", **{HASH_SESSION_KEY: "of an earlier password"})))


@database_too
def test_an_identity_is_kept_for_its_life_and_no_longer(here: Trade) -> None:
    clock = Clock()
    identities = Identities(clock=clock)
    with connect(here.address) as connection:
        token = run(connection, party.token("tom", "kept", datetime.now(UTC)))
    assert ask(identities, here, bearer(token)).id == "tom"
    with connect(here.address) as connection:
        run(connection, party.revoke_token(hashlib.sha256(token.encode()).digest(), datetime.now(UTC)))
    clock.now += LIFE - 0.1
    assert ask(identities, here, bearer(token)).id == "tom"
    clock.now += 0.1
    with pytest.raises(UnknownSender):
        ask(identities, here, bearer(token))
    assert LIFE < 5


@database_too
def test_a_mandate_that_ends_and_a_person_who_leaves_are_felt(here: Trade) -> None:
    with connect(here.address) as connection:
        run(connection, party.person("lea", "Lea", make_password(None), ["trader"]))
        run(connection, party.mandate("lea", FIRM, date(2026, 1, 1)))
        token = run(connection, party.token("lea", "t", datetime.now(UTC)))
    clock = Clock()
    identities = Identities(clock=clock)
    assert ask(identities, here, bearer(token)).firms == {FIRM}
    with connect(here.address) as connection:
        run(connection, party.mandate("lea", FIRM, date(2026, 1, 1), date(2026, 1, 2)))
    clock.now += LIFE
    assert ask(identities, here, bearer(token)).firms == frozenset()
    with connect(here.address) as connection:
        run(connection, _leave("lea"))
    clock.now += LIFE
    with pytest.raises(UnknownSender):
        ask(identities, here, bearer(token))


def _leave(person: str) -> Op[None]:
    yield Fetch("UPDATE person SET active = false WHERE id = %s", (person,))


@database_too
def test_what_is_kept_is_bounded(here: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darcha.doors.identify._MOST", 2)
    identities = Identities()
    for token in (here.trader, here.stranger, here.inspector):
        ask(identities, here, bearer(token))
    assert len(identities._kept) <= 2


def test_without_a_database_the_sender_is_told_to_come_again() -> None:
    async def main() -> None:
        async with async_pool("postgresql://app@127.0.0.1:1/none") as pool:
            await Identities().aidentify(pool, bearer("abc"))

    with pytest.raises(Unavailable):
        asyncio.run(main())


def test_without_djangos_database_the_sender_is_told_to_come_again() -> None:
    away = Trade("postgresql://app:x@127.0.0.1:1/none", "", "", "")
    with django_at(away), pytest.raises(Unavailable):
        aask(Identities(), away, cookie("key"))
