"""Drafts: a list of tasks, a page for each section, saved as typed and safe in two windows."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from darcha.doors import message, show
from darcha.doors.pages.declaration import keep
from darcha.doors.pages.declaration.forms import choices, sheet, tree
from darcha.doors.pages.declaration.forms.derive import recur
from darcha.doors.pages.declaration.forms.fields import SECTIONS, Section
from darcha.doors.pages.declaration.keep import Changed, Open
from darcha.doors.pages.gate import Visit, page
from darcha.doors.pages.tariff import found_headings
from darcha.doors.present import problem, tell
from darcha.doors.words import mark
from darcha.flow.declaration import preview
from darcha.flow.judge import Judgement, law_of
from darcha.law.errors import DarchaError, NotFound
from darcha.law.finding import errors

PROGRESS = {"done": mark("Completed"), "begun": mark("In progress"), "new": mark("Not yet started")}
PROGRESS_TAGS = {"begun": "", "new": "none"}
_CURRENCY = "invoice_amount.currency"


def judged(visit: Visit, opened: Open) -> tuple[Judgement, dict[str, str]]:
    """What lodging would say of a draft now, and what cannot be read of it."""
    document, problems = tree.to_document(opened.tree)
    return visit.look(preview(document, visit.now)), problems


def section_of(name: str) -> Section:
    """A section by its name."""
    if name not in SECTIONS:
        raise NotFound(subject="section", key=name)
    return SECTIONS[name]


def lists(visit: Visit) -> sheet.Lists:
    """The lists of choices for a visitor."""
    firms = [(code, f"{name} · {code}") for code, (name, _) in keep.firms(visit).items()]
    return choices.lists(visit.pack, visit.day, firms)


def field_address(key: UUID, pointer: str) -> str:
    """Where the field of a finding is filled in."""
    section, name = sheet.place_of(pointer)
    anchor = "#" + sheet.anchor(name) if name else ""
    return reverse("declaration.draft.section", args=[key, section]) + "?check=1" + anchor


@page("declaration.draft", "POST")
def begin(visit: Visit) -> HttpResponse:
    """Begin a declaration."""
    return redirect("declaration.draft", key=keep.begin(visit).id)


@page("declaration.draft")
def tasks(visit: Visit, key: UUID) -> HttpResponse:
    """The sections of a draft and how far each is."""
    opened = keep.open_draft(visit, key)
    steps = [
        (section.title, reverse("declaration.draft.section", args=[key, name]), sheet.progress(opened.tree, section))
        for name, section in SECTIONS.items()
    ]
    told = [(title, address, PROGRESS[how], how, PROGRESS_TAGS.get(how, "")) for title, address, how in steps]
    ready = all(how == "done" for _, _, how in steps[:3])
    return visit.show("draft/tasks.html", {"draft": opened.row, "steps": told, "ready": ready, "kept": opened.kept})


@page("declaration.draft", "GET", "POST")
def section(visit: Visit, key: UUID, name: str) -> HttpResponse:
    """One section of a draft: shown, saved as typed, rows added and removed."""
    part = section_of(name)
    if not visit.posted:
        return _shown(visit, keep.open_draft(visit, key), part)
    try:
        opened = keep.change(visit, key, part, visit.said("seen"), lambda typed: _edit(visit, typed, part))
    except Changed as changed:
        return _changed(visit, changed.theirs, part)
    if visit.request.headers.get("HX-Request"):
        response = visit.show("draft/saved.html", {"seen": sheet.seen(opened.tree, part)})
        response["HX-Trigger"] = "saved"
        return response
    return _after(visit, opened, part)


def _edit(visit: Visit, typed: tree.Tree, part: Section) -> None:
    before = tree.text(typed, _CURRENCY)
    sheet.apply(typed, part, visit.request.POST)
    if tree.text(typed, _CURRENCY) != before:
        recur(typed, before)
    if (group := visit.said("add")) in {group.rows for group in part.groups if group.rows}:
        tree.add(typed, group)
    if (gone := sheet.row_of(visit.said("drop"), part)) is not None:
        tree.drop(typed, *gone)
    name, _, code = visit.said("take").partition("=")
    if name.endswith(".id") and code.isdigit():
        sheet.apply(typed, part, {name: code})


def _after(visit: Visit, opened: Open, part: Section) -> HttpResponse:
    """Where saving leads: back to the rows that changed, to what has to be mended, or on."""
    key = opened.row.id
    here = reverse("declaration.draft.section", args=[key, part.name])
    if visit.said("find"):
        return _shown(visit, opened, part)
    if rows := visit.said("add") or visit.said("drop").rpartition("[")[0]:
        return redirect(f"{here}#{sheet.anchor(rows)}")
    if taken := visit.said("take").partition("=")[0]:
        return redirect(f"{here}#{sheet.anchor(taken)}")
    if _unreadable(opened, part):
        return _shown(visit, opened, part)
    following = sheet.section_after(part.name)
    if visit.said("go") == "next" and following:
        return redirect("declaration.draft.section", key=key, name=following)
    return redirect("declaration.draft", key=key)


def _unreadable(opened: Open, part: Section) -> dict[str, tuple[str, ...]]:
    """What cannot be read of a section, by field."""
    _, problems = tree.to_document(opened.tree)
    return {name: (gettext(problem),) for name, problem in problems.items() if sheet.belongs(name, part)}


def _shown(visit: Visit, opened: Open, part: Section) -> HttpResponse:
    wrong: Mapping[str, tuple[str, ...]] = {}
    if visit.posted or visit.request.GET.get("check"):
        wrong = _unreadable(opened, part)
    if visit.request.GET.get("check"):
        judgement, _ = judged(visit, opened)
        wrong = sheet.by_field(errors(judgement.findings), lambda finding: tell(finding).text) | dict(wrong)
    return visit.show("draft/section.html", _context(visit, opened, part, wrong) | _searched(visit))


def _context(visit: Visit, opened: Open, part: Section, wrong: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    blocks = sheet.shown(opened.tree, part, lists(visit), wrong)
    fields = [field for block in blocks for row in block.rows for field in row.fields]
    order = list(SECTIONS)
    return {
        "draft": opened.row,
        "section": part,
        "blocks": blocks,
        "bad": [field for field in fields if field.wrong],
        "seen": sheet.seen(opened.tree, part),
        "step": order.index(part.name) + 1,
        "steps": len(order),
        "last": part.name == order[-1],
        "currency": tree.text(opened.tree, _CURRENCY),
        "headings": law_of(visit.pack, visit.now).headings,
    }


def _searched(visit: Visit) -> dict[str, object]:
    """The codes found for the field whose search button was pressed, without JavaScript."""
    name = visit.said("find")
    return {"searched": name, "found": found_headings(visit, visit.said(name))} if name else {}


def _changed(visit: Visit, theirs: Open, part: Section) -> HttpResponse:
    """Another window saved this section: show the other's values beside one's own, and lose neither."""
    mine = tree.copied(theirs.tree)
    sheet.apply(mine, part, visit.request.POST)
    differences = sheet.differences(mine, theirs.tree, part)
    if visit.request.headers.get("HX-Request"):
        return visit.show("draft/saved.html", {"seen": visit.said("seen"), "changed": True})
    context = _context(visit, Open(theirs.row, keep.Kept(mine)), part, {})
    context |= {"seen": sheet.seen(theirs.tree, part), "others": differences}
    return visit.show("draft/section.html", context, 409)


@page("declaration.draft")
def aside(visit: Visit, key: UUID) -> HttpResponse:
    """Beside the form: what is found, needed and owed as things stand."""
    judgement, problems = judged(visit, keep.open_draft(visit, key))
    law = law_of(visit.pack, visit.now)
    return visit.show(
        "draft/aside.html",
        {
            "key": key,
            "open": len(errors(judgement.findings)) + len(problems),
            "needs": show.needs(judgement.needs, law),
            "sums": show.sums(judgement.assessment, law),
            "total": judgement.assessment.total,
            "currency": judgement.assessment.currency,
        },
    )


@page("declaration.draft", "POST")
def discard(visit: Visit, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    keep.discard(visit, key)
    messages.info(visit.request, gettext("The draft was discarded."))
    return redirect("home")


@page("declaration.draft", "GET", "POST")
def upload(visit: Visit) -> HttpResponse:
    """A draft from a file of one declaration, in any format that is read."""
    if not visit.posted:
        return visit.show("draft/upload.html")
    file = visit.request.FILES.get("file")
    if file is None:
        return visit.show("draft/upload.html", {"missing": True}, 422)
    try:
        received = message.receive(file.read(message.MOST + 1))
    except DarchaError as error:
        law = law_of(visit.pack, visit.now)
        context = {"error": problem(error), "findings": show.findings(error.findings, law)}
        return visit.show("draft/upload.html", context, error.status)
    row = keep.begin(visit, received.document)
    for finding in received.findings:
        messages.warning(visit.request, tell(finding).text)
    return redirect("declaration.lodge", key=row.id)
