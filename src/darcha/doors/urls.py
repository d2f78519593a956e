"""The addresses of the pages, named by their acts, with the API beside them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from darcha.doors.assets import asset
from darcha.doors.pages import control, evidence, gate, home, payment, permit, person, tariff
from darcha.doors.pages.declaration import draft, file, lodge
from darcha.law.errors import DarchaError, NotAuthorised, NotFound

PUBLIC = frozenset({"home", "licences", "language", "person.login", "person.logout", "asset"})
"""The names of the addresses that need nobody logged in."""

NO_RIGHT = "no role of yours holds this right"
"""What is said where nothing more is known."""

urlpatterns = [
    path("", home.home, name="home"),
    path("log-in", person.login, name="person.login"),
    path("log-out", person.logout, name="person.logout"),
    path("language", set_language, name="language"),
    path("licences", home.licences, name="licences"),
    path("static/<path:path>", asset, name="asset"),
    path("drafts/new", draft.begin, name="declaration.draft.begin"),
    path("drafts/upload", draft.upload, name="declaration.draft.upload"),
    path("drafts/<uuid:key>", draft.tasks, name="declaration.draft"),
    path("drafts/<uuid:key>/aside", draft.aside, name="declaration.draft.aside"),
    path("drafts/<uuid:key>/check", lodge.check, name="declaration.lodge"),
    path("drafts/<uuid:key>/discard", draft.discard, name="declaration.draft.discard"),
    path("drafts/<uuid:key>/<slug:name>", draft.section, name="declaration.draft.section"),
    path("tariff/search", tariff.found, name="tariff.search"),
    path("declarations", file.find, name="declaration.find"),
    path("declarations/<uuid:key>", file.file, name="declaration.read"),
    path("declarations/<uuid:key>/amend", file.amend, name="declaration.amend"),
    path("declarations/<uuid:key>/withdraw", file.withdrawal, name="declaration.withdraw"),
    path("declarations/<uuid:key>/versions", file.versions, name="declaration.versions"),
    path("declarations/<uuid:key>/why", file.why, name="risk.explain"),
    path("permits", permit.queue, name="permit.queue"),
    path("permits/<uuid:key>", permit.case, name="permit.case"),
    path("permits/<uuid:key>/ask", permit.ask, name="permit.ask"),
    path("permits/<uuid:key>/answer", permit.answer, name="permit.answer"),
    path("permits/<uuid:key>/cure", permit.cure, name="permit.cure"),
    path("permits/<uuid:key>/propose", permit.propose, name="permit.propose"),
    path("permits/<uuid:key>/decide", permit.decide, name="permit.decide"),
    path("controls", control.queue, name="control.queue"),
    path("controls/<uuid:key>", control.control, name="control.record"),
    path("payments", payment.queue, name="payment.queue"),
    path("payments/<uuid:key>", payment.bill, name="payment.record"),
    path("evidence", evidence.evidence, name="evidence.verify"),
    path("api/v1/", include("darcha.doors.api.urls")),
]


def _answer(error: DarchaError, request: HttpRequest) -> HttpResponse:
    visit = gate.Visit(request)
    request.visit = visit  # type: ignore[attr-defined]
    return visit.refuse(error)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """There is no such page."""
    return _answer(NotFound(subject="page", key=request.path), request)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django refused something itself."""
    return _answer(NotAuthorised(act=request.path, why=str(exception) or NO_RIGHT), request)


def failed(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side; the page needs neither database nor log-in."""
    request.visit = None  # type: ignore[attr-defined]
    return gate.Visit(request).refuse(DarchaError())


handler403 = forbidden
handler404 = not_found
handler500 = failed
