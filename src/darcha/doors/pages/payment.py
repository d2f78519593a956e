"""Payments: finding a bill by its number and recording money received for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from darcha.doors import labels, show
from darcha.doors.pages.declaration.forms.derive import number
from darcha.doors.pages.declaration.forms.tree import NUMBER
from darcha.doors.pages.gate import Visit, page
from darcha.doors.words import mark, money
from darcha.flow.payment import Receive, record
from darcha.flow.view import view
from darcha.law.errors import NotFound
from darcha.store.read import payment as read

NO_DOCUMENT = mark("Enter the number of the payment document")


@page("payment.record")
def queue(visit: Visit) -> HttpResponse:
    """Bills not yet paid in full, found by a part of the declaration's number."""
    query = visit.request.GET.get("q", "").strip()[:100]
    bills = visit.look(read.queue(query))
    return visit.show("payment/queue.html", {"query": query, "lines": [(b, b.total - b.paid) for b in bills]})


@page("payment.record", "GET", "POST")
def bill(visit: Visit, key: UUID) -> HttpResponse:
    """One bill, what was paid of it, and recording a payment; a part of it may be paid."""
    owner = visit.look(read.owners([key])).get(key)
    if owner is None:
        raise NotFound(subject="bill", key=key)
    seen = visit.look(view(visit.actor, owner, visit.now))
    row = seen.file.bill
    if row is None:
        raise NotFound(subject="bill", key=key)
    wrong: dict[str, str] = {}
    if visit.posted:
        amount = number(visit.said("amount"))
        if amount is None or amount <= 0:
            wrong["amount"] = NUMBER
        if not visit.said("document"):
            wrong["document"] = NO_DOCUMENT
        if amount is not None and not wrong:
            method = visit.said("method") if visit.said("method") in labels.METHODS else "transfer"
            received = visit.do(record, Receive(key, amount, method, visit.said("document")[:140]))
            said = gettext("Recorded: %(paid)s. Outstanding: %(left)s.")
            figures = {"paid": money(amount, row.currency), "left": money(received.outstanding, row.currency)}
            messages.success(visit.request, said % figures)
            return redirect("payment.record", key=key)
    context = {
        "bill": row,
        "row": seen.file.declaration,
        "outstanding": row.total - row.paid,
        "payments": seen.payments,
        "people": seen.people,
        "charges": show.charges(seen.assessment, seen.law),
        "methods": [(code, gettext(name)) for code, name in labels.METHODS.items()],
        "names": {code: gettext(name) for code, name in labels.METHODS.items()},
        "wrong": {name: gettext(problem) for name, problem in wrong.items()},
        "said": visit.request.POST,
    }
    return visit.show("payment/bill.html", context, 422 if wrong else 200)
