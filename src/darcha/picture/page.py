"""The page of the Situation Centre. It is complete without JavaScript; with it, the stream keeps it moving."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render, resolve_url
from django.urls import path
from django.utils.translation import get_language

from darcha.flow.run import look, now
from darcha.law.access import why_not
from darcha.picture import show, words
from darcha.picture.norm import Kept
from darcha.picture.read import picture
from darcha.store.statement import Op

T = TypeVar("T")

ACT = "picture.read"
STREAM = "/streams/picture"

KEPT = Kept()
"""The norms of this process."""


def _look(op: Op[T]) -> T:
    """Read on the connection that Django has for this thread."""
    connection.ensure_connection()
    return look(connection.connection, op)


def centre(request: HttpRequest) -> HttpResponse:
    """The Situation Centre, for who holds the right to see it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    actor = request.user.actor(frozenset())
    if why_not(actor, ACT) is not None:
        return render(request, "darcha/picture/closed.html", status=403)
    moment = now()
    seen = _look(picture(moment, _look(KEPT.norms(moment))))
    local = moment.astimezone(ZoneInfo(seen.pack.time_zone))
    return render(
        request,
        "darcha/picture/centre.html",
        {
            "parts": show.parts(seen),
            "country": words.words(seen.pack.name),
            "clock": f"{local:%H:%M:%S}",
            "day": f"{local:%d.%m.%Y}",
            "zone": seen.pack.time_zone,
            "offset": get_timezone_gmt(local, width="iso8601_short", locale="en"),
            "viewer": actor.name,
            "stream": f"{STREAM}?{urlencode({'language': get_language() or settings.LANGUAGE_CODE})}",
        },
    )


centre.act = ACT  # type: ignore[attr-defined]  # as every page of a door says which right it asks for

urlpatterns = [path("centre/", centre, name=ACT), path("centre", centre)]
