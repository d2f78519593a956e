"""Payments: money received for a bill. Paid is never chosen: it follows from what came in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from darcha.flow.file import Change
from darcha.flow.parts import Files, loader, placer
from darcha.flow.step import Call, Decision, Step
from darcha.law.access import Place
from darcha.law.errors import Refused
from darcha.law.lifecycle import Unmet, try_move
from darcha.law.payment import PAYMENT, PaymentFacts
from darcha.law.payment import bill as account_of
from darcha.store.ids import new_id
from darcha.store.read.fetch import of_declarations
from darcha.store.read.payment import owners
from darcha.store.rows import Payment
from darcha.store.statement import Op


class Receive(msgspec.Struct, frozen=True):
    """Money at the cashier: how much, how, and the paper or transfer that shows it."""

    bill: UUID
    amount: Decimal
    method: str
    document: str


class Received(msgspec.Struct, frozen=True):
    """How the bill stands now, and the declaration with it."""

    payment: UUID
    declaration: UUID
    outstanding: Decimal
    credit: Decimal
    currency: str
    stage: str


class _Desk(msgspec.Struct):
    """The files of a batch, and the payment documents already recorded for each of them."""

    files: Files
    known: set[tuple[UUID, str]]


def _load(calls: Sequence[Call[Receive]]) -> Op[_Desk]:
    files = yield from loader(_part, owners)(calls)
    paid = yield from of_declarations(Payment, list(files.files))
    return _Desk(files, {(key, payment.document) for key, payments in paid.items() for payment in payments})


def _place(call: Call[Receive], context: _Desk) -> Place:
    return placer("bill", _part)(call, context.files)


def _decide(call: Call[Receive], context: _Desk) -> Decision[Received]:
    given = call.input
    file = context.files.of("bill", given.bill)
    assert file.bill is not None
    key = file.declaration.id, given.document.strip()
    facts = PaymentFacts(
        amount=given.amount,
        currency=file.bill.currency,
        bill_currency=file.bill.currency,
        reference=key[1],
        reference_known=key in context.known,
        declaration_open=file.declaration.state != "withdrawn",
    )
    moved = try_move(PAYMENT, PAYMENT.initial, "payment.record", facts)
    if isinstance(moved, Unmet):
        raise Refused(act="payment.record", why=moved.why)
    context.known.add(key)
    change = Change(file, call.actor, call.at)
    bill = change.bill(paid=file.bill.paid + given.amount)
    payment = Payment(
        id=new_id(),
        bill=bill.id,
        declaration=file.declaration.id,
        amount=given.amount,
        currency=bill.currency,
        method=given.method,
        document=key[1],
        cashier=call.actor.id,
        received_at=call.at,
    )
    change.add(payment)
    change.journal(
        "payment.record",
        "bill",
        bill.id,
        {"payment": payment.id, "amount": payment.amount, "currency": payment.currency, "method": payment.method},
    )
    outcome = change.outcome(context.files.law)
    account = account_of(bill.total, [bill.paid], bill.currency)
    answer = Received(
        payment=payment.id,
        declaration=file.declaration.id,
        outstanding=account.outstanding,
        credit=account.credit,
        currency=bill.currency,
        stage=file.declaration.stage,
    )
    return Decision(answer, outcome)


def _part(given: Receive) -> UUID:
    return given.bill


record: Step[Receive, _Desk, Received] = Step("payment.record", _load, _place, _decide)
