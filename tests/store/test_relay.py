"""The relay: every message of a sealed entry reaches its receivers, in order, at least once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from psycopg import Connection

from darcha.law.errors import Unavailable
from darcha.store import loop, relay
from darcha.store.connect import connect
from darcha.store.relay import Envelope, Receiver
from tests.store.databases import Database
from tests.store.journal.sealing import by_hand, lodge, rows, sealed, write
from tests.store.outcomes import NOW, act, lodged

pytestmark = pytest.mark.database


class Post:
    """A transport that remembers what it delivered; ``dead`` receivers take nothing, ``after`` bounds the others."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Envelope]] = []
        self.dead: set[str] = set()
        self.after = 1000

    def __call__(self, receiver: Receiver, message: Envelope) -> None:
        if receiver.name in self.dead:
            raise Unavailable(part=receiver.name)
        if len(self.sent) >= self.after:
            raise OSError("full")
        self.sent.append((receiver.name, message))

    def kinds(self, name: str) -> list[tuple[int, str]]:
        return [(message.index, message.kind) for receiver, message in self.sent if receiver == name]


@pytest.fixture
def app(own_database: Database) -> Iterator[Connection[Any]]:
    with connect(own_database.app) as connection:
        connection.autocommit = True
        yield connection


@pytest.fixture
def post() -> Post:
    return Post()


def receiver(app: Connection[Any], name: str, transport: str = "post", address: str = "") -> None:
    app.execute("INSERT INTO receiver (name, transport, address) VALUES (%s, %s, %s)", (name, transport, address))


def tell(database: Database, *receivers: str) -> None:
    """One commit with an entry and a message to each."""
    outcome = lodged(1)
    outcome.acts = [
        act(f"told.{name}", outcome.acts[0].subject_id, messages=((name, f'{{"to":"{name}"}}'),)) for name in receivers
    ]
    outcome.inserts, outcome.archive = [], []
    write(database, outcome)


def carry(app: Connection[Any], post: Post, now: datetime = NOW) -> bool:
    return relay.relay(app, now, {"post": post})


def state(app: Connection[Any], name: str) -> tuple[Any, ...]:
    query = "SELECT cursor, failures, retry_at, problem FROM receiver WHERE name = %s"
    return tuple(app.execute(query, (name,)).fetchall()[0])


def test_a_message_waits_for_the_seal_of_its_entry(own_database: Database, app: Connection[Any], post: Post) -> None:
    receiver(app, "f1")
    tell(own_database, "f1")
    assert not carry(app, post)
    assert post.sent == []
    sealed(own_database)
    assert not carry(app, post)
    assert post.kinds("f1") == [(0, "told.f1")]
    assert not carry(app, post)
    assert len(post.sent) == 1


def test_receivers_get_theirs_and_everybodys_in_the_order_of_the_log(
    own_database: Database, app: Connection[Any], post: Post
) -> None:
    for name in ("f1", "f2"):
        receiver(app, name)
    tell(own_database, "f1", "f2", "f3")
    tell(own_database, "*", "f1")
    sealed(own_database)
    carry(app, post)
    assert post.kinds("f1") == [(0, "told.f1"), (3, "told.*"), (4, "told.f1")]
    assert post.kinds("f2") == [(1, "told.f2"), (3, "told.*")]
    message = post.sent[0][1]
    row = rows(own_database, "SELECT id, entry, subject_id, payload FROM outbox WHERE receiver = 'f1' ORDER BY id")[0]
    assert (message.id, message.entry, message.subject_id, bytes(message.payload).decode()) == row


def test_a_dead_receiver_backs_off_alone(own_database: Database, app: Connection[Any], post: Post) -> None:
    for name in ("alive", "dead"):
        receiver(app, name)
    post.dead.add("dead")
    tell(own_database, "dead", "alive", "*")
    sealed(own_database)
    carry(app, post)
    assert len(post.kinds("alive")) == 2
    assert state(app, "alive") == (3, 0, None, "")
    assert state(app, "dead") == (0, 1, NOW + timedelta(seconds=2), "dead is not available at the moment.")
    carry(app, post, NOW + timedelta(seconds=1))
    assert state(app, "dead")[1] == 1
    carry(app, post, NOW + timedelta(seconds=2))
    assert state(app, "dead")[1:3] == (2, NOW + timedelta(seconds=6))
    app.execute("UPDATE receiver SET failures = 90 WHERE name = 'dead'")
    late = NOW + timedelta(days=1)
    carry(app, post, late)
    assert state(app, "dead")[2] == late + timedelta(hours=1)
    post.dead.clear()
    carry(app, post, late + timedelta(hours=1))
    assert post.kinds("dead") == [(0, "told.dead"), (2, "told.*")]
    assert state(app, "dead") == (3, 0, None, "")


def test_what_was_begun_goes_on_where_it_stopped(own_database: Database, app: Connection[Any], post: Post) -> None:
    receiver(app, "f1")
    for _ in range(3):
        tell(own_database, "f1")
    sealed(own_database)
    post.after = 2
    carry(app, post)
    assert state(app, "f1")[:2] == (2, 1)
    post.after = 1000
    carry(app, post, NOW + timedelta(seconds=2))
    assert [index for index, _ in post.kinds("f1")] == [0, 1, 2]


def test_a_crash_before_the_cursor_moved_sends_again_under_the_same_id(
    own_database: Database, app: Connection[Any], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver(app, "f1")
    tell(own_database, "f1")
    sealed(own_database)
    deliver = relay._deliver
    monkeypatch.setattr(relay, "_deliver", lambda *args: (deliver(*args), 1 / 0)[0])
    with pytest.raises(ZeroDivisionError):
        carry(app, post)
    monkeypatch.undo()
    carry(app, post)
    assert len(post.sent) == 2
    assert post.sent[0] == post.sent[1]


def test_setting_the_cursor_back_sends_everything_from_there_again(
    own_database: Database, app: Connection[Any], post: Post
) -> None:
    receiver(app, "f1")
    for _ in range(3):
        tell(own_database, "f1")
    sealed(own_database)
    carry(app, post)
    app.execute("UPDATE receiver SET cursor = 1")
    carry(app, post)
    assert [index for index, _ in post.kinds("f1")] == [0, 1, 2, 1, 2]


def test_a_cursor_set_back_during_a_delivery_stays_back(
    own_database: Database, app: Connection[Any], post: Post
) -> None:
    receiver(app, "f1")
    tell(own_database, "f1")
    sealed(own_database)
    carry(app, post)
    tell(own_database, "f1")
    sealed(own_database)

    def send(to: Receiver, message: Envelope) -> None:
        post(to, message)
        with connect(own_database.app) as other:
            other.execute("UPDATE receiver SET cursor = 0")

    relay.relay(app, NOW, {"post": send})
    assert state(app, "f1")[0] == 0
    carry(app, post)
    assert [index for index, _ in post.kinds("f1")] == [0, 1, 0, 1]


def test_a_long_way_is_gone_in_windows(
    own_database: Database, app: Connection[Any], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "WINDOW", 2)
    receiver(app, "f1")
    lodge(own_database, 2)
    tell(own_database, "f1")
    sealed(own_database)
    assert [carry(app, post) for _ in range(4)] == [True, True, False, False]
    assert [index for index, _ in post.kinds("f1")] == [1, 3, 4]
    assert state(app, "f1")[0] == 5


def test_a_receiver_without_a_transport_is_told_so(own_database: Database, app: Connection[Any], post: Post) -> None:
    receiver(app, "f1", "pigeon")
    tell(own_database, "f1")
    sealed(own_database)
    assert not carry(app, post)
    assert state(app, "f1")[3] == "There is no transport 'pigeon'."


def test_one_relay_works_at_a_time(own_database: Database, app: Connection[Any], post: Post) -> None:
    receiver(app, "f1")
    tell(own_database, "f1")
    sealed(own_database)
    with connect(own_database.app) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (relay._LOCK,))
        assert not carry(app, post)
        assert post.sent == []
        other.execute("SELECT pg_advisory_unlock(%s)", (relay._LOCK,))
    carry(app, post)
    assert len(post.sent) == 1


def test_a_folder_gets_whole_files_that_sort_in_order(
    own_database: Database, app: Connection[Any], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    receiver(app, "f1", "folder", str(folder))
    tell(own_database, "f1", "f1")
    tell(own_database, "f1")
    sealed(own_database)
    assert not relay.relay(app, NOW)
    assert "No such file" in state(app, "f1")[3]
    folder.mkdir()
    relay.relay(app, NOW + timedelta(seconds=2))
    files = sorted(folder.iterdir())
    outbox = rows(own_database, "SELECT id FROM outbox JOIN leaf USING (entry) ORDER BY index")
    assert [file.name for file in files] == [f"{n:015d}-{key}.json" for n, (key,) in enumerate(outbox)]
    content = msgspec.json.decode(files[0].read_bytes())
    assert content["payload"] == {"to": "f1"}
    assert (content["index"], content["kind"], content["receiver"]) == (0, "told.f1", "f1")
    app.execute("UPDATE receiver SET cursor = 0")
    relay.relay(app, NOW)
    assert sorted(folder.iterdir()) == files


def test_the_loop_relays_through_a_loss_of_the_database_and_ends(
    own_database: Database, app: Connection[Any], tmp_path: Path
) -> None:
    receiver(app, "f1", "folder", str(tmp_path))
    stop = threading.Event()
    runner = threading.Thread(target=relay.run, args=(own_database.app,), kwargs={"every": 0.01, "stop": stop})
    runner.start()
    for many in (1, 2):
        tell(own_database, "f1")
        sealed(own_database)
        for _ in range(500):
            if len(list(tmp_path.glob("*.json"))) == many:
                break
            stop.wait(0.01)
        assert len(list(tmp_path.glob("*.json"))) == many
        by_hand(
            own_database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'darcha_app' AND datname = current_database() AND query NOT LIKE 'INSERT%'",
        )
    stop.set()
    runner.join(5)
    assert not runner.is_alive()


def test_a_loop_waits_longer_from_failure_to_failure(own_database: Database) -> None:
    """Each failure doubles the wait, up to a minute; a turn that succeeds starts anew; more work does not wait."""
    turns: list[Any] = [OSError, Unavailable(part="x"), True, OSError, False, *[OSError] * 9]
    waits: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0)
            if not turns:
                self.set()
            return self.is_set()

    def turn(_: Connection[Any]) -> bool:
        now = turns.pop(0)
        if isinstance(now, bool):
            return now
        raise now

    loop.steadily(turn, own_database.app, every=1, stop=Stop())
    assert waits == [2, 4, 2, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
