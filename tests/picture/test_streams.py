"""The stream behind a real server: whole at first, then what changes, for those who may see it, as long as they may."""

from __future__ import annotations

import asyncio
import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from darcha.picture import fold, streams
from darcha.picture.show import PARTS
from tests.flow.house import House
from tests.picture.sealing import seal_all
from tests.picture.served import serving
from tests.picture.told import Told, write
from tests.store.databases import Database

pytestmark = pytest.mark.database


@pytest.fixture
def port(house: House, journal: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(streams, "EVERY", 0.05)
    monkeypatch.setattr(streams.Broadcaster.__init__, "__defaults__", (0.05,))
    with serving(journal.app) as made:
        yield made


@contextmanager
def listening(port: int, name: str = "manager", language: str = "en") -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", f"/streams/picture?language={language}", headers={"x-name": name})
        yield connection.getresponse()
    finally:
        connection.close()


def event(response: http.client.HTTPResponse) -> tuple[str, str]:
    """The kind of the next event, or nothing for a comment, and its data."""
    kind, data = "", list[str]()
    while (line := response.readline().decode().rstrip("\n")) or not (kind or data):
        if line.startswith("data: "):
            data.append(line.removeprefix("data: "))
        elif line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith(":"):
            data.append(line)
    return kind, "\n".join(data)


def ids(html: str) -> set[str]:
    return set(re.findall(r'^<\w+ id="(\w+)"', html, re.MULTILINE))


def happens(house: House, journal: Database) -> None:
    write(house.connection, Told(lodged_at=house.at).act("declaration.lodge", to=("payment", "trader")))
    seal_all(journal)
    fold.advance(house.connection)


@pytest.mark.parametrize(("name", "status"), [("nobody", 401), ("trader", 403), ("cashier", 403)])
def test_who_may_not_see_it_gets_no_stream(port: int, name: str, status: int) -> None:
    with listening(port, name) as response:
        assert response.status == status
        assert "event:" not in response.read().decode()


def test_it_begins_whole_and_goes_on_with_what_changed(port: int, house: House, journal: Database) -> None:
    with listening(port) as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Accel-Buffering"] == "no"
        kind, first = event(response)
        assert (kind, ids(first)) == ("picture", set(PARTS))
        happens(house, journal)
        changed = set[str]()
        while "posts" not in changed:
            changed |= ids(event(response)[1])
        assert {"events", "kpis", "freshness"} <= changed
        assert "map" not in changed, "the invented country's posts have no place, so their map never changes"


def test_who_comes_later_begins_whole_too_in_the_language_asked_for(port: int) -> None:
    with listening(port) as first:
        event(first)
        with listening(port, language="ru") as second:
            _, html = event(second)
            assert ids(html) == set(PARTS)
            assert "Открыто сейчас" in html
        with listening(port, language="xx") as third:
            assert "Open now" in event(third)[1]


def test_who_loses_the_right_is_sent_away(port: int, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "TRUST", 0.2)
    try:
        with listening(port) as response:
            assert event(response)[0] == "picture"
            house.sql("UPDATE person SET roles = '{trader}' WHERE id = 'manager' RETURNING id")
            kinds = {""}
            while "gone" not in kinds:
                kinds.add(event(response)[0])
            assert response.read() == b""
    finally:
        house.sql("UPDATE person SET roles = '{manager}' WHERE id = 'manager' RETURNING id")


def test_no_more_viewers_than_a_process_bears(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST", 1)
    with listening(port) as first:
        event(first)
        with listening(port) as second:
            assert second.status == 503


class _NoPool:
    """A database that is away."""

    def __init__(self) -> None:
        self.asked = 0

    def connection(self) -> Any:
        self.asked += 1
        raise OSError("away")


def test_a_database_that_is_away_is_waited_for() -> None:
    pool = _NoPool()

    async def main() -> None:
        broadcaster = streams.Broadcaster(pool, every=0.001)  # type: ignore[arg-type]
        task = asyncio.create_task(broadcaster.run())
        await asyncio.sleep(0.02)
        assert pool.asked == 0, "nobody listens, nobody looks"
        viewer = broadcaster.join("en")
        assert await viewer.taken(0.05) is None
        assert pool.asked > 1
        broadcaster.leave(viewer)
        assert not broadcaster.viewers
        task.cancel()

    asyncio.run(main())


def test_a_slow_viewer_holds_the_newest_of_each_part_and_no_more() -> None:
    async def main() -> None:
        viewer = streams.Viewer("en", {"kpis": "0", "map": "m"})
        for number in range(1000):
            viewer.offer({"kpis": str(number)})
        assert await viewer.taken(1) == {"kpis": "999", "map": "m"}
        assert await viewer.taken(0.01) is None

    asyncio.run(main())


def test_lines_of_data_are_fields_of_their_own() -> None:
    assert streams.event("picture", "a\nb") == "event: picture\ndata: a\ndata: b\n\n"
    assert streams.event("gone", "") == "event: gone\ndata: \n\n"
