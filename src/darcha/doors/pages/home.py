"""The first page of each role: what needs the visitor now."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from darcha.doors.assets import ASSETS
from darcha.doors.pages.context import desks
from darcha.doors.pages.declaration.lines import PAGE, lines
from darcha.doors.pages.gate import Visit, public
from darcha.law.access import may
from darcha.store.read import declaration as declarations
from darcha.store.read import draft as drafts
from darcha.store.rows import Declaration


def key_of(text: str) -> UUID | None:
    """An identifier from an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def next_address(visit: Visit, rows: list[Declaration]) -> str:
    """The address of the page after this one, or an empty text on the last."""
    if len(rows) <= PAGE:
        return ""
    query = {"q": visit.request.GET.get("q", ""), "after": str(rows[PAGE - 1].id)}
    return "?" + urlencode({name: value for name, value in query.items() if value})


@public()
def home(visit: Visit) -> HttpResponse:
    """The start page: for everybody, for a trader, or the desk of the visitor's role."""
    actor = visit.known
    if actor is None:
        return visit.show("home.html")
    if may(actor, "declaration.draft"):
        return _trader(visit)
    places = desks(actor)
    if len(places) == 1 or any(may(actor, act) for act in ("permit.propose", "control.record", "payment.record")):
        return redirect(places[0][0])
    return visit.show("desks.html", {"desks": places})


def _trader(visit: Visit) -> HttpResponse:
    query = visit.request.GET.get("q", "").strip()[:100]
    after = key_of(visit.request.GET.get("after", ""))
    rows = visit.look(declarations.mine(visit.actor.firms, search=query, after=after, limit=PAGE + 1))
    shown = lines(visit, rows[:PAGE])
    first = not (query or after)
    return visit.show(
        "trader.html",
        {
            "query": query,
            "lines": shown,
            "needing": [line for line in shown if line.todo] if first else [],
            "drafts": visit.look(drafts.mine(visit.actor.id)) if first else [],
            "following": next_address(visit, rows),
            "first": reverse("home") if after else "",
        },
    )


@public()
def licences(visit: Visit) -> HttpResponse:
    """The files of others that our pages load."""
    return visit.show("licences.html", {"assets": ASSETS})
