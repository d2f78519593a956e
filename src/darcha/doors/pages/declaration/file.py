"""The file of one consignment: one page for everybody who may see it, with the acts that are open to each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from darcha.doors import labels, show
from darcha.doors.pages.declaration import keep
from darcha.doors.pages.declaration.compare import differences
from darcha.doors.pages.declaration.lines import PAGE, lines
from darcha.doors.pages.gate import Visit, page
from darcha.doors.pages.permit import case_of
from darcha.doors.words import money, words
from darcha.flow.declaration import Withdraw, withdraw
from darcha.flow.file import document_of
from darcha.flow.judge import goods
from darcha.flow.risk import Explain, explain
from darcha.flow.view import FileView, view
from darcha.law.access import may
from darcha.law.control import Result
from darcha.law.dossier import commodity_code
from darcha.law.finding import errors
from darcha.store.read import declaration as read

ORDER = ("cure", "permits", "control", "payment")


class Step(msgspec.Struct, frozen=True):
    """A stage in the row of stages: done, now, stop (now, and with the reader) or to do."""

    label: str
    css: str
    note: str


class Waiting(msgspec.Struct, frozen=True):
    """Something that is missing: what, who holds it, since when and until when."""

    what: str
    holder: str
    mine: bool
    since: datetime
    due: datetime | None


def stages(seen: FileView) -> list[Step]:
    """The stages of a file and how far it has come."""
    missing = {one.what for one in seen.status.missing}
    over = seen.status.stage in ("released", "withdrawn")
    steps = [Step(gettext("Lodged"), "done", gettext("done"))]
    for what in ORDER:
        if seen.status.stage == "withdrawn":
            css, note = "", ""
        elif over or what not in missing:
            css, note = "done", gettext("done")
        else:
            current = seen.status.stage == what
            css, note = ("now", gettext("now")) if current else ("", gettext("to do"))
        steps.append(Step(labels.stage(what), css, note))
    last = seen.status.stage if over else "released"
    steps.append(Step(labels.stage(last), "done" if over else "", gettext("done") if over else gettext("to do")))
    return steps


def waiting(visit: Visit, seen: FileView) -> list[Waiting]:
    """Everything that is missing, in the order in which it is worked off."""
    offices = labels.offices(visit.pack)
    permits = {str(permit.id): permit.type for permit in seen.file.permits}
    found = []
    for one in seen.status.missing:
        what = labels.stage(one.what)
        if one.subject in permits:
            row = seen.law.permits.get(permits[one.subject])
            what = words(row.name) if row else permits[one.subject]
        elif one.what == "payment" and seen.file.bill:
            what += ": " + money(seen.file.bill.total - seen.file.bill.paid, seen.file.bill.currency)
        who = labels.holder(one.holder, offices, visit.actor)
        mine = one.holder == visit.actor.id or (one.holder == "trader" and "trader" in visit.actor.roles)
        found.append(Waiting(what, who, mine, one.since, one.due))
    return found


def items(seen: FileView) -> list[dict[str, object]]:
    """The goods items as a table shows them."""
    values = {item.sequence: item.customs_value for item in seen.assessment.items}
    return [
        {
            "sequence": item.sequence_numeric or number,
            "description": item.commodity.description if item.commodity else "",
            "code": commodity_code(item) or "",
            "origin": item.origin[0].country_code if item.origin else "",
            "net": item.commodity.goods_measure.net_net_weight_measure.value
            if item.commodity and item.commodity.goods_measure and item.commodity.goods_measure.net_net_weight_measure
            else None,
            "value": values.get(item.sequence_numeric or number),
        }
        for number, item in enumerate(goods(seen.document), 1)
    ]


@page("declaration.read")
def file(visit: Visit, key: UUID) -> HttpResponse:
    """The file of a consignment."""
    seen = visit.look(view(visit.actor, key, visit.now))
    return visit.show("declaration/file.html", context(visit, seen))


def context(visit: Visit, seen: FileView) -> dict[str, object]:
    """What the page of a file shows."""
    row, law = seen.file.declaration, seen.law
    post, procedure = law.posts.get(row.post), law.procedures.get(row.procedure)
    control, bill = seen.file.control, seen.file.bill
    return {
        "view": seen,
        "people": seen.people,
        "row": row,
        "title": row.title or row.number,
        "post": words(post.name) if post else row.post,
        "procedure": words(procedure.name) if procedure else row.procedure,
        "lane": labels.channel(row.lane, law.lanes.values()),
        "stages": stages(seen),
        "stage": labels.stage(row.stage),
        "stage_tag": labels.STAGE_TAGS.get(row.stage, "none"),
        "holder": labels.holder(row.holder, labels.offices(visit.pack), visit.actor),
        "waiting": waiting(visit, seen),
        "findings": show.findings(seen.findings, law),
        "open": len(errors(seen.findings)),
        "cases": [case_of(visit, seen, permit) for permit in seen.file.permits],
        "items": items(seen),
        "charges": show.charges(seen.assessment, law),
        "forms": [labels.form(form) for form in control.forms] if control else [],
        "result": msgspec.json.decode(control.result, type=Result | None) if control else None,
        "outstanding": bill.total - bill.paid if bill else None,
        "offers": {offer.act for offer in seen.offers if not offer.unmet},
        "recordable": any(not offer.unmet or offer.act == "control.record" for offer in seen.control_offers),
        "payable": bill is not None and may(visit.actor, "payment.record") and bill.paid < bill.total,
        "explainable": may(visit.actor, "risk.explain"),
        "methods": labels.METHODS,
        "evidence": may(visit.actor, "evidence.verify"),
    }


@page("declaration.amend", "POST")
def amend(visit: Visit, key: UUID) -> HttpResponse:
    """Begin an amendment: a draft filled with the last version."""
    seen = visit.look(view(visit.actor, key, visit.now))
    if "declaration.amend" not in {offer.act for offer in seen.offers}:
        messages.warning(visit.request, gettext("This declaration cannot be amended any more."))
        return redirect("declaration.read", key=key)
    return redirect("declaration.draft", key=keep.begin(visit, seen.document, key).id)


@page("declaration.withdraw", "GET", "POST")
def withdrawal(visit: Visit, key: UUID) -> HttpResponse:
    """Withdraw a declaration: asked once more, with the reason."""
    seen = visit.look(view(visit.actor, key, visit.now))
    reason = visit.said("reason")
    if visit.posted and reason:
        visit.do(withdraw, Withdraw(key, reason[:2000]))
        messages.success(visit.request, gettext("The declaration was withdrawn."))
        return redirect("declaration.read", key=key)
    status = 422 if visit.posted else 200
    return visit.show("declaration/withdraw.html", {"row": seen.file.declaration, "missing": visit.posted}, status)


@page("declaration.read")
def versions(visit: Visit, key: UUID) -> HttpResponse:
    """Two versions compared, field by field: the newest and the one before, or the two that are asked for."""
    seen = visit.look(view(visit.actor, key, visit.now))
    by_number = {version.version: version for version in seen.versions}
    newest = max(by_number)
    new = _chosen(visit, "to", by_number, newest)
    old = _chosen(visit, "from", by_number, max(new - 1, min(by_number)))
    changed = differences(document_of(by_number[old]), document_of(by_number[new]))
    context = {"row": seen.file.declaration, "versions": seen.versions, "old": old, "new": new, "changed": changed}
    return visit.show("declaration/versions.html", context)


def _chosen(visit: Visit, name: str, known: Collection[int], otherwise: int) -> int:
    text = visit.request.GET.get(name, "")
    return int(text) if text.isdigit() and int(text) in known else otherwise


@page("risk.explain", "POST")
def why(visit: Visit, key: UUID) -> HttpResponse:
    """Why a channel was chosen; the look itself is journalled."""
    selection = visit.do(explain, Explain(key))
    seen = visit.look(view(visit.actor, key, visit.now))
    profiles = {row.code: words(row.reason) for row in visit.pack.profiles}
    context = {
        "row": seen.file.declaration,
        "selection": selection,
        "profiles": profiles,
        "lane": labels.channel(selection.lane, seen.law.lanes.values()) if selection else None,
    }
    return visit.show("declaration/why.html", context)


@page("declaration.read")
def find(visit: Visit) -> HttpResponse:
    """Find a declaration by its number; those whose right covers the country see the newest."""
    number = visit.request.GET.get("q", "").strip()
    missing = False
    if number:
        key = visit.look(read.by_number(number))
        if key is not None:
            return redirect("declaration.read", key=key)
        missing = True
    rows = visit.look(read.newest(limit=PAGE)) if may(visit.actor, "picture.read") else []
    context = {"query": number, "missing": missing, "lines": lines(visit, rows)}
    return visit.show("declaration/find.html", context, 404 if missing else 200)
