"""What every template knows: who is here, where they can go, which languages there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from darcha.doors.pages.gate import Visit
from darcha.doors.words import mark, tongue
from darcha.law.access import Actor, may
from darcha.law.errors import DarchaError

CENTRE = "/centre"
"""Where the picture is served; it is no page of ours."""

_DESKS = (
    ("declaration.draft", "home", mark("Consignments")),
    ("permit.propose", "permit.queue", mark("Permit cases")),
    ("control.record", "control.queue", mark("My controls")),
    ("payment.record", "payment.queue", mark("Payments")),
    ("declaration.read", "declaration.find", mark("Find a declaration")),
    ("picture.read", CENTRE, mark("Situation Centre")),
    ("evidence.verify", "evidence.verify", mark("Evidence")),
)


def desks(actor: Actor | None) -> list[tuple[str, str]]:
    """The places an actor works at, as (address, label): what the head of every page leads to."""
    if actor is None:
        return []
    seeks = not may(actor, "declaration.draft")  # traders find theirs among their consignments
    return [
        (name if name.startswith("/") else reverse(name), label)
        for act, name, label in _DESKS
        if may(actor, act) and (seeks or name != "declaration.find")
    ]


def _tongues(country: Sequence[str]) -> list[str]:
    """The languages to choose from: the country's as far as there are catalogues, English, the one being read."""
    known = [code for code, _ in settings.LANGUAGES]
    offered = dict.fromkeys((*(country or known), settings.LANGUAGE_CODE, get_language() or settings.LANGUAGE_CODE))
    return [code for code in offered if code in known]


def house(request: HttpRequest) -> dict[str, Any]:
    """The frame of a page. It never fails: an error page is drawn in it too."""
    visit: Visit | None = getattr(request, "visit", None)
    languages: Sequence[str] = ()
    try:
        actor = visit.known if visit else None
        country, languages = (visit.pack.name, visit.pack.languages) if visit else ({}, ())
    except DarchaError:
        actor, country = None, {}
    places = desks(actor)
    within = [address for address, _ in places if request.path.startswith(address) and address != "/"]
    return {
        "actor": actor,
        "country": country,
        "places": places,
        "here": max(within, key=len, default=places[0][0] if places else "/"),
        "tongues": [(code, tongue(code)) for code in _tongues(languages)],
        "path": request.get_full_path() if request.method == "GET" else request.path,
    }
