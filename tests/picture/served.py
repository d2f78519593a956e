"""The page and the stream as one process has them, on a port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client, override_settings
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from darcha.flow.run import alook
from darcha.law.access import Actor
from darcha.law.errors import UnknownSender
from darcha.picture import page, streams
from darcha.picture.norm import Kept
from darcha.store.models import Person
from darcha.store.read import party


async def identify(pool: AsyncConnectionPool[Any], headers: Mapping[str, str]) -> Actor:
    """Believes who says its name."""
    async with pool.connection() as connection:
        found = await alook(connection, party.actor(headers.get("x-name", "manager")))
    if found is None:
        raise UnknownSender
    return found


def application(address: str) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with streams.lifespan(address) as state:
            yield state

    return Starlette(
        routes=[
            *streams.routes(identify),
            Mount("/static", StaticFiles(packages=[("darcha.picture", "static")])),
            Mount("/", cast("Any", WSGIMiddleware)(get_wsgi_application(), workers=2)),
        ],
        lifespan=lifespan,
    )


@contextmanager
def serving(address: str) -> Iterator[int]:
    """Serve page and stream of a database; gives the port."""
    with socket.socket() as listening, django_on(address):
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application(address), log_level="critical", lifespan="on", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


@contextmanager
def django_on(address: str) -> Iterator[None]:
    """Django on the database at an address, with the addresses of these tests."""
    default = connections.databases["default"]
    parts = conninfo_to_dict(address)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    here: dict[str, Any] = {name: str(parts.get(part, "")) for name, part in names.items()}
    here["CONN_MAX_AGE"] = 0  # The threads that serve the page end without closing what they have open.
    before = {name: default[name] for name in here}
    connections.close_all()
    default.update(here)
    page.KEPT = Kept()
    try:
        with override_settings(ROOT_URLCONF="tests.picture.urls"):
            yield
    finally:
        connections.close_all()
        default.update(before)


def client(person: str = "") -> Client:
    """A browser, logged in as somebody or not."""
    made = Client()
    if person:
        made.force_login(Person.objects.get(id=person))
    return made


def cookie(made: Client) -> dict[str, str]:
    """The session of a browser."""
    return {"name": settings.SESSION_COOKIE_NAME, "value": made.cookies[settings.SESSION_COOKIE_NAME].value}
