"""Permit cases: the agency's queue and case page, the trader's answers and cures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from darcha.doors import labels, show
from darcha.doors.pages.gate import Page, Visit, page
from darcha.doors.words import mark, words
from darcha.flow import permit as flow
from darcha.flow.judge import goods
from darcha.flow.permit import Ask, Cure, Decide, Decided, Reply, Said
from darcha.flow.view import FileView, view
from darcha.law.errors import NotFound
from darcha.law.lifecycle import Offer
from darcha.law.pack.model import Ground, PermitType
from darcha.store.read import permit as read
from darcha.store.rows import Permit

DONE = {
    "permit.ask": mark("The question was sent. The clock stands until the answer."),
    "permit.answer": mark("The answer was sent."),
    "permit.cure": mark("The cure was sent. The agency examines it."),
    "permit.propose": mark("The decision was proposed. Another officer decides."),
    "permit.decide": mark("The decision was made."),
}


class Case(msgspec.Struct, frozen=True):
    """A permit case as it is shown, with the acts open to the reader and what each still needs."""

    row: Permit
    kind: PermitType | None
    name: str
    agency: str
    state: str
    tag: str
    due: datetime | None
    said: tuple[Said, ...]
    proposal: Decided | None
    decision: Decided | None
    grounds: dict[str, Ground]
    offers: dict[str, Offer]
    choices: dict[str, dict[str, Offer]]
    example: bool

    @property
    def items(self) -> str:
        """The goods items by their numbers."""
        return ", ".join(map(str, self.row.items))

    @property
    def running(self) -> bool:
        """Whether somebody still has to act."""
        return self.row.state in ("open", "asked", "proposed", "refused")


def case_of(visit: Visit, seen: FileView, permit: Permit) -> Case:
    """A permit of a file, ready to be shown."""
    kind = seen.law.permits.get(permit.type)
    agency = labels.offices(visit.pack).get(permit.agency, permit.agency)
    offers = seen.permit_offers.get(permit.id, ())
    proposal = flow.proposal_of(permit)
    choices: dict[str, dict[str, Offer]] = {}
    for offer in offers:
        if offer.choice:
            choices.setdefault(offer.act, {})[offer.choice] = offer
    return Case(
        row=permit,
        kind=kind,
        name=words(kind.name) if kind else permit.type,
        agency=agency,
        state=gettext(labels.PERMIT_STATES.get(permit.state, permit.state)),
        tag=labels.PERMIT_TAGS.get(permit.state, ""),
        due=permit.due_at if permit.state in ("open", "proposed") else None,
        said=flow.dialogue_of(permit),
        proposal=proposal,
        decision=flow.decision_of(permit),
        grounds={code: seen.law.grounds[code] for code in (kind.grounds if kind else ()) if code in seen.law.grounds},
        offers={offer.act: offer for offer in offers},
        choices=choices,
        example=kind is not None and kind.status == "illustrative",
    )


@page("permit.propose")
def queue(visit: Visit) -> HttpResponse:
    """What waits for the visitor's agencies, the least time left first."""
    names = {row.code: words(row.name) for row in visit.pack.permits}
    rows = visit.look(read.queue(visit.actor.agencies))
    lines = [(row, names.get(row.type, row.type), gettext(labels.PERMIT_STATES[row.state])) for row in rows]
    return visit.show("permit/queue.html", {"lines": lines, "tags": labels.PERMIT_TAGS})


def _found(visit: Visit, key: UUID) -> tuple[FileView, Case]:
    owner = visit.look(read.owners([key])).get(key)
    if owner is None:
        raise NotFound(subject="permit", key=key)
    seen = visit.look(view(visit.actor, owner, visit.now))
    permit = next(permit for permit in seen.file.permits if permit.id == key)
    return seen, case_of(visit, seen, permit)


@page("permit.propose")
def case(visit: Visit, key: UUID) -> HttpResponse:
    """The case page of an agency's officer."""
    seen, found = _found(visit, key)
    return visit.show("permit/case.html", case_context(seen, found))


def case_context(seen: FileView, found: Case) -> dict[str, Any]:
    """What the agency needs to see of a consignment, and the acts on its case."""
    document = seen.document
    items = goods(document)
    chosen = [(number, items[number - 1]) for number in found.row.items if 0 < number <= len(items)]
    forbidden = [words(texts) for texts in (found.kind.forbidden_documents if found.kind else ())]
    documents = [words(row.name) for row in seen.law.documents.values()]
    clock = seen.law.clocks.get(found.kind.clock) if found.kind else None
    return {
        "case": found,
        "people": seen.people,
        "row": seen.file.declaration,
        "document": document,
        "items": chosen,
        "forbidden": forbidden,
        "documents": [name for name in documents if name not in forbidden],
        "term": show.term(clock),
        "clock": clock,
        "least": min((ground.cure_days for ground in found.grounds.values()), default=0),
    }


def _given(visit: Visit, act: str, key: UUID) -> Any:
    """The input of an act, from its form."""
    text = visit.said("text")[:4000]
    post = visit.request.POST
    if act == "permit.ask":
        return Ask(key, text, tuple(post.getlist("documents")))
    if act in ("permit.answer", "permit.cure"):
        return (Reply if act == "permit.answer" else Cure)(key, text)
    days = visit.said("cure_days")
    return Decide(
        permit=key,
        choice="refuse" if visit.said("choice") == "refuse" else "grant",
        text=text,
        grounds=tuple(post.getlist("grounds")),
        norm=visit.said("norm"),
        cure_days=int(days) if days.isdigit() and len(days) < 5 else 0,
        about_cure=tuple(post.getlist("about_cure")),
    )


def _act(act: str, step: Any, back: Callable[[Any], HttpResponse]) -> Page:
    """The page that an act's form is sent to."""

    def do(visit: Visit, key: UUID) -> HttpResponse:
        answer = visit.do(step, _given(visit, act, key))
        messages.success(visit.request, gettext(DONE[act]))
        return back(answer)

    do.__name__ = act.replace(".", "_")
    do.__doc__ = f"Carry out {act}."
    return page(act, "POST")(do)


def _to_file(answer: flow.PermitAnswer) -> HttpResponse:
    return redirect("declaration.read", key=answer.declaration)


def _to_case(answer: flow.PermitAnswer) -> HttpResponse:
    return redirect("permit.case", key=answer.permit)


ask = _act("permit.ask", flow.ask, _to_case)
answer = _act("permit.answer", flow.answer, _to_file)
cure = _act("permit.cure", flow.cure, _to_file)
propose = _act("permit.propose", flow.propose, _to_case)
decide = _act("permit.decide", flow.decide, _to_case)
