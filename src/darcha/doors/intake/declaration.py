"""Declarations lodged by systems: identify, read, commit in groups, answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from darcha.doors.identify import IDENTITIES, WAIT, Identities
from darcha.doors.intake.answer import accepted, encoded, refused
from darcha.doors.intake.body import Patience, body
from darcha.doors.intake.commit import Committer
from darcha.doors.message import Message, receive
from darcha.doors.words import mark
from darcha.flow import declaration
from darcha.flow.declaration import Lodge, Lodged
from darcha.flow.judge import law_of
from darcha.flow.run import aact_many, alook, now
from darcha.flow.step import Call, authorise
from darcha.law.errors import DarchaError, Unavailable, UnknownSender
from darcha.store.connect import async_pool
from darcha.store.read import pack

_BIG = 256 * 1024
"""From this size on a message is read in a thread, so that the others do not wait for it."""


class Intake:
    """What the routes share: the pool, who is known, the committer, and the norms behind the rules in force."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Any]], patience: Patience) -> None:
        self.pool = pool
        self.patience = patience
        self.identities: Identities = IDENTITIES
        self.committer: Committer[Call[Lodge], Lodged] = Committer(self._lodge)
        self.laws: dict[str, str] = {}

    async def _lodge(self, calls: Sequence[Call[Lodge]]) -> Sequence[Lodged | DarchaError]:
        async with self.pool.connection(timeout=WAIT) as connection:
            law = law_of(await alook(connection, pack.current()), now())
            self.laws = {code: row.act for code, row in law.rules.items()}
            return await aact_many(connection, declaration.lodge, calls)


@asynccontextmanager
async def opened(address: str, patience: Patience) -> AsyncIterator[Intake]:
    """The intake on the database at ``address``, which may be away: senders are told so until it comes."""
    async with async_pool(address) as pool:
        intake = Intake(pool, patience)
        async with intake.committer:
            yield intake


async def lodge(request: Request) -> Response:
    """``POST /intake/declarations``: a declaration as JSON or WCO XML, told apart by its content.

    201 accepted, 200 the same was sent before, 401/403 who or whether, 408/413 too slow or too large, 409 the reference
    has other content, 422 unreadable, 503 come again.
    """
    intake: Intake = request.state.intake
    try:
        if "authorization" not in request.headers:
            # A session would let another site's page send in its owner's name; pages lodge by forms of their own.
            raise UnknownSender
        actor = await intake.identities.aidentify(intake.pool, request.headers)
        authorise(actor, "declaration.lodge")
        message = await _message(request, intake.patience)
        given = Lodge(message.document, message.content, message.media_type)
        lodged = await intake.committer.submit(Call(actor, given, now()))
    except DarchaError as error:
        return refused(request, error)
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # Nobody is left to read it.
    return accepted(request, lodged, message.findings, intake.laws)


async def _message(request: Request, patience: Patience) -> Message:
    content = await body(request, patience)
    key = request.headers.get("idempotency-key")
    return await asyncio.to_thread(receive, content, key) if len(content) > _BIG else receive(content, key)


async def health(request: Request) -> Response:
    """``GET /intake/health``: whether messages are taken now, and how many wait; 503 without a database."""
    intake: Intake = request.state.intake
    try:
        async with intake.pool.connection(timeout=1) as connection:
            await connection.execute("SELECT 1")
    except psycopg.Error:
        return refused(request, Unavailable(part=mark("The database")))
    return encoded({"status": "ready", "waiting": intake.committer.waiting}, HTTPStatus.OK, {})
