"""Every error of the API as a problem document: ours, django-ninja's, the database's, and addresses that are none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

import django.db
import msgspec
import psycopg
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from darcha.doors import present
from darcha.doors.message import TooLarge, WrongMethod
from darcha.doors.words import mark
from darcha.law.errors import DarchaError, Invalid, NotFound, Unavailable, UnknownSender
from darcha.law.text import text

_log = logging.getLogger(__name__)

_PARAMETER = text(
    "I004",
    "The parameter {name} is not what it should be: {reason}",
    "Give it as the description of the operation says.",
)


class Forged(DarchaError):
    """A session's request without the token of a page of ours."""

    code = "request.forged"
    status = 403
    text = "The request does not show that it comes from a page of ours."
    cure = "Send the page's token in the header X-CSRFToken, or use an API token."


class BadRequest(DarchaError):
    """A request that HTTP itself does not allow."""

    code = "request.bad"
    status = 400
    text = "The request cannot be understood."
    cure = "Send it as the description of the operation says."


def answer(error: DarchaError) -> HttpResponse:
    """An error as a problem document in the language that is active."""
    told = present.problem(error)
    headers = present.problem_headers(error)
    return HttpResponse(msgspec.json.encode(told), present.PROBLEM, told.status, headers=headers)


def _invalid(error: ValidationError) -> Invalid:
    return Invalid(
        [
            _PARAMETER.at("", name=".".join(str(step) for step in one["loc"][1:]), reason=one["msg"])
            for one in error.errors
        ]
    )


def _of_http(error: HttpError) -> DarchaError:
    match error.status_code:
        case HTTPStatus.UNAUTHORIZED:
            return UnknownSender()
        case HTTPStatus.FORBIDDEN:
            return Forged()
        case _:
            return BadRequest()


def as_ours(error: Exception, path: str = "") -> DarchaError:
    """Whatever went wrong, as one of our errors; what nobody foresaw is logged."""
    match error:
        case DarchaError():
            return error
        case ValidationError():
            return _invalid(error)
        case HttpError():
            return _of_http(error)
        case Http404():
            return NotFound(subject=mark("page"), key=path)
        case RequestDataTooBig():
            return TooLarge()
        case psycopg.OperationalError() | django.db.OperationalError() | django.db.InterfaceError():
            return Unavailable(part=mark("The database"))
        case _:
            _log.error("An operation of the API failed", exc_info=error)
            return DarchaError()


def handle_all(api: NinjaAPI) -> None:
    """Let ``api`` answer every exception with a problem document."""

    def handle(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        assert isinstance(error, Exception)
        return answer(as_ours(error, request.path))

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handle)


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """The answer of every address that is none of the API's."""
    return answer(NotFound(subject=mark("page"), key=request.path))


def method_told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose refusal of an HTTP method is a problem document, too.

    Where a session could be misused, :class:`darcha.doors.api.sender.LoggedIn` asks for Django's CSRF token by itself.
    """

    @csrf_exempt
    @wraps(view)
    def told(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        allowed = response.headers.get("Allow", "")
        refusal = answer(WrongMethod(method=request.method, allowed=allowed))
        refusal.headers["Allow"] = allowed
        return refusal

    return told
