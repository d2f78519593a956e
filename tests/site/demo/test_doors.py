"""Trade through the real doors, in one process with them: every play comes to its end."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, Self

import msgspec
import pytest
from django.conf import settings
from django.db import connections

from darcha import doors
from darcha.law.pack.model import Pack
from darcha.site import asgi
from darcha.site.demo import house, trade
from darcha.site.demo.book import Book
from darcha.site.demo.browser import Shut
from darcha.site.demo.cast import Cast, renew_tokens, seed
from darcha.site.demo.trade import Address, Keys, Trade
from darcha.store.connect import connect
from tests.doors.intake.trade import Trade as Made
from tests.doors.intake.trade import django_at, serving
from tests.store.databases import Database

PASSWORD = "aa-bb-cc"
PLAYED = {
    "sweets-biscuits-preference": "errors",
    "apples-chicken-biscuits": "three_permits",
    "vodka": "shortage",
    "fridges-washers": "refused_then_granted",
    "grapes": "clean",
    "sugar-transit": "clean",
}


@pytest.fixture
def address(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """The whole of the doors on a database of their own."""
    monkeypatch.setattr(settings, "DATABASE_ADDRESS", own_database.app)
    monkeypatch.setattr(asgi, "_settle_memory", lambda: None)
    # Nothing closes what a thread of the pages keeps open.
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)
    with django_at(Made(own_database.app, "", "", "")), serving(asgi.application()) as served:
        yield Address("127.0.0.1", served.port, served.port)
        doors.close()


@pytest.fixture
def keys(own_database: Database, pack_folder: Path, cast: Cast) -> Keys:
    with connect(own_database.app) as connection:
        connection.autocommit = True
        seed(connection, pack_folder, PASSWORD)
        return Keys(PASSWORD, renew_tokens(connection, cast))


@pytest.fixture
def trading(address: Address, keys: Keys, cast: Cast, book: Book, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Trade:
    """Trade in which nobody takes time, of one consignment for each play."""
    for name, value in (("_HURRY", 0.0), ("_PACE", 0.0), ("_THINKING", (0.0, 0.0)), ("_LEFT", 0), ("_LOOK_AGAIN", 0.0)):
        monkeypatch.setattr(trade, name, value)
    played = tuple(
        msgspec.structs.replace(entry, plays=(PLAYED[entry.code],))
        for entry in book.consignment
        if entry.code in PLAYED
    )
    return Trade(address, cast, msgspec.structs.replace(book, consignment=played), pack, keys)


def stages(database: Database) -> dict[str, tuple[str, int]]:
    """Stage and version of every declaration, by the beginning of its reference."""
    with connect(database.app) as connection:
        found = connection.execute("SELECT reference, stage, version FROM declaration").fetchall()
    return {reference.rpartition("-")[0].lower(): (stage, version) for reference, stage, version in found}


def test_every_play_comes_to_its_end(trading: Trade, own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in PLAYED:
        trading.step()
    monkeypatch.setattr(trade, "_MOST", 0)
    for _ in range(200):
        if not trading._playing:
            break
        trading.step()
    assert stages(own_database) == {
        "sweets-biscuits-preference": ("released", 2),
        "apples-chicken-biscuits": ("released", 1),
        "vodka": ("released", 2),
        "fridges-washers": ("released", 1),
        "grapes": ("released", 1),
        "sugar-transit": ("released", 1),
    }


def test_some_are_left_for_visitors_and_taken_up_by_the_next_run(
    trading: Trade, own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trade, "_LEFT", 1)
    for _ in range(3):
        trading._coming = [entry for entry in trading._book.consignment if entry.code == "sugar-transit"]
        trading._lodge()
    monkeypatch.setattr(trade, "_MOST", 0)
    for _ in range(24):
        trading.step()
    left = [one.left for one in trading._playing.values()]
    # Chance may select one of the three for a control, and one control is left for visitors too.
    assert left.count("payment") == 1
    assert set(left) <= {"payment", "control"}
    book = trading._book
    again = Trade(trading._address, trading._cast, book, trading._pack, Keys(PASSWORD, trading._tokens))
    again.resume()
    assert again._playing.keys() == trading._playing.keys()
    monkeypatch.setattr(trade, "_LEFT", 0)
    for _ in range(16):  # a control that chance has asked for takes more turns than a payment
        again.step()
    assert not again._playing


def test_what_the_doors_refuse_is_given_up_in_the_end(trading: Trade, caplog: pytest.LogCaptureFixture) -> None:
    trading._lodge()
    trading._password = "wrong"
    stop = Event()
    refusals = []

    def step() -> None:
        if not trading._playing:
            stop.set()
            return
        try:
            trading._turn(next(iter(trading._playing.values())))
        except Shut as error:
            refusals.append(str(error))
            raise

    trading.step = step  # type: ignore[method-assign]
    trading.resume = step  # type: ignore[method-assign]
    trade_beat, trade._BEAT = trade._BEAT, 0.0
    try:
        trading.run(stop)
    finally:
        trade._BEAT = trade_beat
    assert len(refusals) == 3
    assert "/log-in: 401" in caplog.text


def test_doors_that_are_away_are_waited_for(
    cast: Cast, book: Book, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trade, "_BEAT", 0.0)
    stop = Event()
    away = Trade(Address("127.0.0.1", 9, 9), cast, book, pack, Keys(PASSWORD, {"trader.aziz": "token"}))
    tried: list[str] = []

    def resume() -> None:
        tried.append("resume")
        stop.set() if len(tried) == 3 else None
        Trade.resume(away)

    away.resume = resume  # type: ignore[method-assign]
    away.run(stop)
    assert tried == ["resume"] * 3


class Kept:
    """Stands for the processes of the house, which run in this process here."""

    turns = 0

    def __init__(self, *_: object) -> None:
        Kept.turns = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def keep(self) -> None:
        Kept.turns += 1
        signal.raise_signal(signal.SIGTERM)


@pytest.fixture
def handlers() -> Iterator[None]:
    """The handlers of signals, put back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_the_house_says_where_it_is_and_stops_when_told(
    address: Address,
    own_database: Database,
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @contextmanager
    def ours(*_: object) -> Iterator[Any]:
        yield own_database

    monkeypatch.setattr(house, "database", ours)
    monkeypatch.setattr(house, "House", Kept)
    monkeypatch.setattr(house, "_free", lambda host, port: None)
    house.run(tmp_path, "127.0.0.1", address.port, seed=5)
    shown = capsys.readouterr().out
    assert all(person.id in shown for person in cast.people)
    assert re.search(rf"http://127\.0\.0\.1:{address.port}/", shown)
    assert (tmp_path / "keys" / "demo.password").read_text() in shown
    assert Kept.turns == 1
    tokens = (tmp_path / "keys" / "demo.tokens").read_text()
    house.run(tmp_path, "127.0.0.1", address.port, trade=False)
    assert (tmp_path / "keys" / "demo.password").read_text() in capsys.readouterr().out
    assert (tmp_path / "keys" / "demo.tokens").read_text() != tokens
