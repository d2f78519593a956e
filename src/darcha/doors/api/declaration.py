"""Declarations over the API: lodge, look, list."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router

from darcha.doors import connection, present
from darcha.doors.api import answers
from darcha.doors.api.describe import JSON, answered, message_body
from darcha.doors.api.sender import actor_of
from darcha.doors.message import receive
from darcha.flow.declaration import Lodge, lodge
from darcha.flow.judge import law_of
from darcha.flow.run import act, look, now
from darcha.flow.step import authorise
from darcha.flow.view import FileView, view
from darcha.law.document import Declaration
from darcha.law.errors import NotFound
from darcha.store.read import declaration as read
from darcha.store.read import pack

_READ = "declaration.read"
_REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)

router = Router(tags=["declaration"])


def encoded(content: object, status: int = HTTPStatus.OK) -> HttpResponse:
    """An answer in JSON."""
    return HttpResponse(msgspec.json.encode(content), JSON, status)


@router.get(
    "/declarations",
    operation_id="declaration.list",
    summary="My declarations, newest first",
    openapi_extra=answered(_READ, answers.Page, HTTPStatus.UNAUTHORIZED, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def own(
    request: HttpRequest,
    cursor: Annotated[UUID | None, Query(description="The page after this one: ``next`` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many on a page.")] = 25,
    search: Annotated[str, Query(max_length=140, description="A part of number, reference or goods.")] = "",
) -> HttpResponse:
    """The declarations of the firms that you act for."""
    actor = actor_of(request)
    authorise(actor, _READ)
    with connection() as opened:
        found = look(opened, read.mine(actor.firms, search=search, after=cursor, limit=limit + 1))
    return encoded(answers.page(found, limit))


@router.post(
    "/declarations",
    operation_id="declaration.lodge",
    summary="Lodge a declaration",
    openapi_extra=message_body()
    | answered(
        "declaration.lodge",
        present.Accepted,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        statuses=(HTTPStatus.CREATED, HTTPStatus.OK),
    ),
)
def lodged(
    request: HttpRequest,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Names the message where ``functional_reference_id`` does not; the same again is no second.",
        ),
    ] = None,
) -> HttpResponse:
    """Accepted whatever is in it, with all that was found; 200 and ``duplicate`` if the very same was sent before."""
    actor = actor_of(request)
    authorise(actor, "declaration.lodge")
    message = receive(request.body, idempotency_key)
    at = now()
    with connection() as opened:
        law = law_of(look(opened, pack.current()), at)
        given = Lodge(message.document, message.content, message.media_type)
        answer = act(opened, lodge, actor, given, at)
    told = present.accepted(answer, message.findings, {code: row.act for code, row in law.rules.items()})
    response = encoded(told, HTTPStatus.OK if answer.duplicate else HTTPStatus.CREATED)
    response.headers["Location"] = f"{request.path}/{answer.id}"
    return response


@router.get(
    "/declarations/by-number",
    operation_id="declaration.find",
    summary="A declaration by its number",
    openapi_extra=answered(_READ, answers.File, *_REFUSALS),
)
def by_number(request: HttpRequest, number: Annotated[str, Query(max_length=140)]) -> HttpResponse:
    """The same as by its id."""
    with connection() as opened:
        found = look(opened, read.by_number(number))
    if found is None:
        raise NotFound(subject="declaration", key=number)
    return encoded(answers.file(_file(request, found)))


@router.get(
    "/declarations/{uuid:declaration}",
    operation_id="declaration.read",
    summary="A declaration with all its parts",
    openapi_extra=answered(_READ, answers.File, *_REFUSALS),
)
def one(request: HttpRequest, declaration: UUID) -> HttpResponse:
    """Status, versions, findings with their cure, charges with their working, permits, control, bill and payments."""
    return encoded(answers.file(_file(request, declaration)))


@router.get(
    "/declarations/{uuid:declaration}/document",
    operation_id="declaration.document",
    summary="The document of a declaration",
    openapi_extra=answered(_READ, Declaration, *_REFUSALS),
)
def document(request: HttpRequest, declaration: UUID) -> HttpResponse:
    """The canonical document of the newest version."""
    return encoded(_file(request, declaration).document)


def _file(request: HttpRequest, declaration: UUID) -> FileView:
    with connection() as opened:
        return look(opened, view(actor_of(request), declaration, now()))
