"""The picture as a stream of server-sent events: one reader a process, however many look.

While somebody listens, a single task reads the picture once a second and renders each part once a language; a viewer
is sent the parts that changed. What a viewer has not taken yet is kept as the newest of each part, so that a slow one
never holds more than one whole picture and skips what is out of date.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
from django.conf import settings
from django.utils import translation
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from darcha.flow.run import alook, now
from darcha.flow.step import authorise
from darcha.law.access import Actor
from darcha.law.errors import DarchaError, NotAuthorised, Unavailable, UnknownSender
from darcha.picture.norm import Kept
from darcha.picture.page import ACT, STREAM
from darcha.picture.read import Picture, picture
from darcha.picture.show import parts
from darcha.store.connect import async_pool

Pool = AsyncConnectionPool[AsyncConnection[Any]]
Identify = Callable[[AsyncConnectionPool[Any], Mapping[str, str]], Awaitable[Actor]]

EVERY = 1.0
"""Seconds between two looks."""
SILENCE = 15.0
"""Seconds after which a comment line says that the connection lives."""
TRUST = 60.0
"""Seconds after which a viewer's session and right are asked for again."""
MOST = 500
"""Viewers of one process."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

log = logging.getLogger(__name__)


class Viewer:
    """Somebody who looks: the parts that are still to be sent, the newest of each."""

    def __init__(self, language: str, whole: Mapping[str, str]) -> None:
        self.language = language
        self._parts = dict(whole)
        self._changed = asyncio.Event()
        self.offer({})

    def offer(self, changed: Mapping[str, str]) -> None:
        """Take what changed."""
        self._parts.update(changed)
        if self._parts:
            self._changed.set()

    async def taken(self, patience: float) -> dict[str, str] | None:
        """All that is to be sent, once there is something; None after ``patience`` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), patience)
            self._changed.clear()
            taken, self._parts = self._parts, {}
            return taken
        return None


class Broadcaster:
    """The one task of a process that looks for all its viewers."""

    def __init__(self, pool: Pool, every: float = EVERY) -> None:
        self.pool = pool
        self.every = every
        self.viewers: set[Viewer] = set()
        self._shown: dict[str, dict[str, str]] = {}
        self._somebody = asyncio.Event()
        self._kept = Kept()

    def join(self, language: str) -> Viewer:
        """A new viewer: begins with the whole picture."""
        viewer = Viewer(language, self._shown.get(language, {}))
        self.viewers.add(viewer)
        self._somebody.set()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """The viewer has gone; what nobody sees any more is forgotten."""
        self.viewers.discard(viewer)
        seen = {one.language for one in self.viewers}
        self._shown = {language: shown for language, shown in self._shown.items() if language in seen}
        if not self.viewers:
            self._somebody.clear()

    async def run(self) -> None:
        """Look while somebody listens. A database that is away is waited for: viewers see the age of what they have."""
        while True:
            await self._somebody.wait()
            try:
                await self._turn()
            except (psycopg.Error, DarchaError, OSError) as error:
                log.warning("the picture cannot be read: %s", error)
            await asyncio.sleep(self.every)

    async def _turn(self) -> None:
        moment = now()
        async with self.pool.connection() as connection:
            seen = await alook(connection, picture(moment, await alook(connection, self._kept.norms(moment))))
        for language in {viewer.language for viewer in self.viewers}:
            made = await asyncio.to_thread(_rendered, seen, language)
            before = self._shown.get(language, {})
            changed = {name: html for name, html in made.items() if before.get(name) != html}
            self._shown[language] = made
            for viewer in self.viewers:
                if viewer.language == language:
                    viewer.offer(changed)


def _rendered(seen: Picture, language: str) -> dict[str, str]:
    with translation.override(language):
        return parts(seen)


def event(kind: str, data: str) -> str:
    """One server-sent event; each line of the data is a field of its own."""
    return f"event: {kind}\n" + "".join(f"data: {line}\n" for line in data.splitlines() or [""]) + "\n"


@asynccontextmanager
async def lifespan(address: str) -> AsyncIterator[dict[str, Any]]:
    """The broadcaster of this process while it runs."""
    pool = async_pool(address, least=1, most=2)
    await pool.open()
    broadcaster = Broadcaster(pool)
    task = asyncio.create_task(broadcaster.run(), name="picture")
    try:
        yield {"picture": broadcaster}
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await pool.close()


def _language(request: Request) -> str:
    asked = request.query_params.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def routes(identify: Identify) -> list[Route]:
    """The streams; ``identify`` tells who is at the door."""

    async def _allowed(request: Request, pool: Pool) -> None:
        authorise(await identify(pool, request.headers), ACT)

    async def _events(request: Request, broadcaster: Broadcaster) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        viewer, trusted = broadcaster.join(_language(request)), loop.time()
        try:
            while True:
                taken = await viewer.taken(min(SILENCE, TRUST))
                if loop.time() - trusted >= TRUST:
                    # A database that is away cannot tell; it sends no news either.
                    with suppress(Unavailable):
                        await _allowed(request, broadcaster.pool)
                        trusted = loop.time()
                yield ": still here\n\n" if taken is None else event("picture", "\n".join(taken.values()))
        except (UnknownSender, NotAuthorised):
            yield event("gone", "")
        finally:
            broadcaster.leave(viewer)

    async def stream(request: Request) -> Response:
        """The picture, whole at first, and then what changes of it."""
        broadcaster: Broadcaster = request.state.picture
        try:
            await _allowed(request, broadcaster.pool)
            if len(broadcaster.viewers) >= MOST:
                raise Unavailable(part="The stream")
        except DarchaError as error:
            return PlainTextResponse(str(error), error.status, headers={"Cache-Control": "no-store"})
        return StreamingResponse(_events(request, broadcaster), media_type="text/event-stream", headers=_HEADERS)

    return [Route(STREAM, stream, methods=["GET"])]
