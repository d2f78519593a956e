"""Answers of the intake: JSON, or WCO XML for those who ask for it; errors as problem documents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from django.utils import translation
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from darcha import wire
from darcha.doors import present
from darcha.doors.message import WrongMethod
from darcha.doors.words import mark
from darcha.flow.declaration import Lodged
from darcha.law.errors import DarchaError, NotFound
from darcha.law.finding import Finding
from darcha.store.ids import made_at
from darcha.wire import responses

_XML = "application/xml"


def encoded(content: object, status: int, headers: Mapping[str, str], media_type: str = "application/json") -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(content), status, headers=dict(headers), media_type=media_type)


def accepted(request: Request, lodged: Lodged, read: Sequence[Finding], laws: Mapping[str, str]) -> Response:
    """A lodged declaration as its answer; ``read`` is what reading the message had told of."""
    language = present.language(request.headers)
    status = HTTPStatus.OK if lodged.duplicate else HTTPStatus.CREATED
    headers = {"Content-Language": language, "Location": f"/api/v1/declarations/{lodged.id}"}
    with translation.override(language):
        if not _wants_xml(request.headers):
            return encoded(present.accepted(lodged, read, laws), status, headers)
        told = responses.accepted(
            lodged.reference,
            lodged.number,
            lodged.version,
            # The key of a declaration is made at the moment of its acceptance.
            datetime.fromtimestamp(made_at(lodged.id), UTC),
            datetime.now(UTC),
            findings=(*read, *lodged.findings),
            message=str(lodged.id),
            translate=translation.gettext,
        )
    return Response(wire.write(told, wire.Format.wco), status, headers, media_type=_XML)


def _wants_xml(headers: Mapping[str, str]) -> bool:
    """Whether the sender asks for XML and not for JSON as well."""
    asked = {kind.partition(";")[0].strip() for kind in headers.get("accept", "").lower().split(",")}
    return bool(asked & {_XML, "text/xml"}) and "application/json" not in asked


def refused(request: Request, error: DarchaError) -> Response:
    """An error as a problem document in the sender's language."""
    language = present.language(request.headers)
    with translation.override(language):
        told = present.problem(error)
    headers = {"Content-Language": language, **present.problem_headers(error)}
    return encoded(told, told.status, headers, present.PROBLEM)


async def _http(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: an unknown address, a wrong method."""
    assert isinstance(error, HTTPException)
    headers = error.headers or {}
    if error.status_code == 405:
        answer = refused(request, WrongMethod(method=request.method, allowed=headers.get("Allow", "")))
    else:
        answer = refused(request, NotFound(subject=mark("page"), key=request.url.path))
    answer.headers.update(headers)
    return answer


async def _ours(request: Request, _: Exception) -> Response:
    """A mistake of ours: the sender gets a problem document, the log has the rest."""
    return refused(request, DarchaError())


handlers: dict[Any, Callable[[Request, Exception], Awaitable[Response]]] = {HTTPException: _http, Exception: _ours}
"""The exception handlers that make every error a problem document."""
