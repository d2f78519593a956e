"""A small trade to test the doors of systems with: a pack in force, firms, people with tokens, a server to talk to."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.message import Message
from typing import Any

import msgspec
import psycopg
import uvicorn
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from psycopg.conninfo import conninfo_to_dict
from starlette.applications import Starlette

from darcha.store.connect import connect
from darcha.store.read import pack as packs
from darcha.store.statement import Fetch, Op, run
from darcha.store.write import party
from tests.makers import declaration, mini_pack

FIRM = "200000002"
"""The importer of the declarations that the makers make."""


class Trade(msgspec.Struct):
    """Where the database is, and the API tokens: of the firm's trader, of another firm's, and of an inspector."""

    address: str
    trader: str
    stranger: str
    inspector: str


def settle(address: str) -> Trade:
    """Put the makers' pack into force, register firms and people; the trader's password is ``oranges``."""
    with connect(address) as connection:
        return run(connection, _settled(address))


def _settled(address: str) -> Op[Trade]:
    pack = mini_pack()
    # The pack of the makers has no files: it is put where the store keeps what it has read.
    packs.remember(pack)
    now = datetime.now(UTC)
    yield Fetch(
        "INSERT INTO pack (digest, code, valid_from, author, approver, content) VALUES (%s, 'xa', %s, 'a', 'b', '{}')",
        (pack.digest, datetime(2026, 1, 1, tzinfo=UTC)),
    )
    yield from party.firm(FIRM, "Greengrocer")
    yield from party.firm("400000004", "Somebody else")
    yield from party.person("tom", "Tom Trader", make_password("oranges"), ["trader"])
    yield from party.person("sue", "Sue Stranger", "", ["trader"])
    yield from party.person("ian", "Ian Inspector", "", ["inspector"], posts=["P1"])
    yield from party.mandate("tom", FIRM, date(2026, 1, 1))
    yield from party.mandate("sue", "400000004", date(2026, 1, 1))
    trader = yield from party.token("tom", "test", now)
    stranger = yield from party.token("sue", "test", now)
    inspector = yield from party.token("ian", "test", now)
    return Trade(address, trader, stranger, inspector)


def message(reference: str | None = "REF-1", **changes: Any) -> bytes:
    """A declaration of the trader's firm as canonical JSON."""
    return msgspec.json.encode(declaration(functional_reference_id=reference, **changes))


def count(trade: Trade, table: str) -> int:
    """How many rows a table has."""
    with psycopg.connect(trade.address, options="-c search_path=darcha") as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert found is not None
    return int(found[0])


class Answer(msgspec.Struct):
    """What came back, and after how many seconds."""

    status: int
    headers: Message
    content: bytes
    seconds: float

    @property
    def told(self) -> Any:
        """The body, read as JSON."""
        return msgspec.json.decode(self.content)


class Served(msgspec.Struct):
    """An application behind a real server on a port of this machine."""

    port: int

    def send(
        self,
        path: str = "/intake/declarations",
        content: bytes | None = None,
        token: str = "",
        method: str = "POST",
        **headers: str,
    ) -> Answer:
        """One request on a connection of its own."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            given["Authorization"] = f"Bearer {token}"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, content, given)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read(), time.monotonic() - began)
        finally:
            connection.close()

    def raw(self) -> socket.socket:
        """A bare connection, for what no decent client would do."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


@contextmanager
def serving(application: Starlette) -> Iterator[Served]:
    """The application served by uvicorn in a thread, and stopped as a process would be."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application, log_level="critical", loop="uvloop", http="httptools", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        try:
            yield Served(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


@contextmanager
def django_at(trade: Trade) -> Iterator[None]:
    """Django, its sessions and its people on the database of the trade."""
    default = connections.databases["default"]
    parts = conninfo_to_dict(trade.address)
    here = {"NAME": parts["dbname"], "USER": parts["user"], "PASSWORD": parts["password"], "HOST": parts["host"]}
    here["PORT"] = str(parts.get("port", ""))
    before = {name: default[name] for name in here}
    connections.close_all()
    default.update(here)
    try:
        yield
    finally:
        connections.close_all()
        default.update(before)


def logged_in(person: str, **changes: object) -> str:
    """The key of a session as a log-in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = person
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = get_user_model().objects.get(pk=person).get_session_auth_hash()
    session.update(changes)
    session.save()
    assert session.session_key is not None
    return session.session_key
