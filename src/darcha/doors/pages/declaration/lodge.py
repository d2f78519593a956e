"""Check and send: the answers once more, what is wrong, needed and owed, and the act of lodging."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from darcha.doors import show
from darcha.doors.pages.declaration import draft, keep
from darcha.doors.pages.declaration.forms import sheet, tree
from darcha.doors.pages.declaration.forms.derive import prune
from darcha.doors.pages.declaration.forms.fields import SECTIONS
from darcha.doors.pages.gate import Visit, page
from darcha.doors.words import mark
from darcha.flow.declaration import Amend, Lodge, Lodged, amend, lodge
from darcha.flow.judge import law_of
from darcha.law.errors import Invalid
from darcha.law.finding import Finding, errors
from darcha.law.text import text
from darcha.wire import Format, write

UNREADABLE = text("F001", mark("This value cannot be read"), mark("Correct the field before you send the declaration."))


@page("declaration.lodge", "GET", "POST")
def check(visit: Visit, key: UUID) -> HttpResponse:
    """The check page of a draft, and sending it."""
    opened = keep.open_draft(visit, key)
    if visit.posted:
        answer = _send(visit, opened)
        keep.discard(visit, key)
        said = (
            gettext("Amended: version %(version)s of %(number)s.")
            if opened.kept.amends
            else gettext("Lodged under the number %(number)s.")
        )
        messages.success(visit.request, said % {"number": answer.number, "version": answer.version})
        return redirect("declaration.read", key=answer.id)
    return visit.show("draft/check.html", _context(visit, opened))


def _context(visit: Visit, opened: keep.Open) -> dict[str, object]:
    judgement, problems = draft.judged(visit, opened)
    law = law_of(visit.pack, visit.now)
    key = opened.row.id
    unread = [UNREADABLE.at("/" + name.replace("[", "/").replace("]", "").replace(".", "/")) for name in problems]
    found: tuple[Finding, ...] = (*unread, *judgement.findings)
    lists = draft.lists(visit)
    return {
        "draft": opened.row,
        "kept": opened.kept,
        "sections": [(part, sheet.shown(opened.tree, part, lists, {})) for part in SECTIONS.values()],
        "findings": show.findings(found, law, lambda pointer: draft.field_address(key, pointer)),
        "open": len(errors(found)),
        "unreadable": bool(problems),
        "needs": show.needs(judgement.needs, law),
        "charges": show.charges(judgement.assessment, law),
        "total": judgement.assessment.total,
        "currency": judgement.assessment.currency,
    }


def _send(visit: Visit, opened: keep.Open) -> Lodged:
    """Lodge or amend; what cannot be read at all is cured first."""
    prune(opened.tree)
    document, problems = tree.to_document(opened.tree)
    if problems:
        raise Invalid([UNREADABLE.at(f"/{name}") for name in problems])
    content = write(document, Format.json)
    if opened.kept.amends is not None:
        return visit.do(amend, Amend(opened.kept.amends, document, content))
    return visit.do(lodge, Lodge(document, content, firm=None))
