"""Logging in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from darcha.doors.pages.gate import Visit, public

TRIES = 5
"""Failures of one name from one address, after which it has to wait."""

WAIT = 5 * 60
"""For how many seconds."""


def _counter(request: HttpRequest, name: str) -> str:
    return f"login:{request.META.get('REMOTE_ADDR', '')}:{name.casefold()[:70].encode().hex()}"


def _next(visit: Visit) -> str:
    """Where the visitor was going, if that is here."""
    wanted = visit.said("next") or visit.request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {visit.request.get_host()}, visit.request.is_secure())
    return wanted if safe else reverse("home")


@public("GET", "POST")
def login(visit: Visit) -> HttpResponse:
    """The log-in page, and logging in."""
    if not visit.posted:
        return visit.show("login.html", {"next": _next(visit)})
    name = visit.said("username")
    counter = _counter(visit.request, name)
    if cache.get(counter, 0) >= TRIES:
        minutes = WAIT // 60
        wrong = ngettext(
            "Too many attempts. Wait %(minutes)d minute and try again.",
            "Too many attempts. Wait %(minutes)d minutes and try again.",
            minutes,
        )
        return _again(visit, name, wrong % {"minutes": minutes}, 429)
    person = auth.authenticate(visit.request, username=name, password=visit.request.POST.get("password", ""))
    if person is None:
        cache.add(counter, 0, WAIT)
        cache.incr(counter)
        return _again(visit, name, gettext("The user name or the password is not right."), 401)
    cache.delete(counter)
    auth.login(visit.request, person)
    response = redirect(_next(visit))
    if settings.LANGUAGE_COOKIE_NAME not in visit.request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def _again(visit: Visit, name: str, wrong: str, status: int) -> HttpResponse:
    return visit.show("login.html", {"next": _next(visit), "username": name, "wrong": wrong}, status)


@public("POST")
def logout(visit: Visit) -> HttpResponse:
    """Logging out."""
    auth.logout(visit.request)
    return redirect("home")
