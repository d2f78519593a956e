"""A start that goes wrong leaves nothing running and nothing locked, and a long one says what it waits for."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from darcha.store import server
from darcha.store.server import ServerFailed, running
from darcha.store.server.folder import layout
from darcha.store.server.processes import living

pytestmark = pytest.mark.database


def test_a_start_that_fails_half_way_can_be_repeated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ServerFailed(why="no roles today", cure="wait")

    with monkeypatch.context() as patch:
        patch.setattr(running, "provision", refuse)
        with pytest.raises(ServerFailed, match="no roles today"):
            server.start(folder, durable=False)
    with monkeypatch.context() as patch:
        patch.setattr(running, "_RECOVERY", -1)
        with pytest.raises(ServerFailed, match="not ready after"):
            server.start(folder, durable=False)
    assert not living(layout(folder).cluster)
    heard: list[str] = []
    monkeypatch.setattr(running, "_TELL", -1)
    with server.serving(folder, durable=False, progress=heard.append) as up:
        assert server.is_running(up)
    assert heard[0].startswith("the database is recovering, 0 s so far")


def test_a_key_that_is_gone(folder: Path) -> None:
    with server.serving(folder, durable=False) as up:
        (up.place.keys / "app.password").unlink()
        with pytest.raises(ServerFailed, match=r"key of app cannot be read: No such file .*app\.password"):
            up.address("app")
    with server.serving(folder, durable=False) as up:  # A new one is made, and the role given it.
        psycopg.connect(up.address("app")).close()
