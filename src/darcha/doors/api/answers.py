"""What the API answers: the shapes, and how they are made of what flow and store give.

Amounts are decimals in quotes, moments ISO 8601 in UTC. Of a control the trader sees its form and state, not who was
drawn nor why.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec

from darcha.doors.present import Told, tell_all
from darcha.flow.permit import Decided, Said, decision_of, dialogue_of
from darcha.flow.view import FileView
from darcha.law.access import Act
from darcha.law.release import Status
from darcha.law.tariff import Assessment
from darcha.store import rows

S = TypeVar("S", bound=msgspec.Struct)


class Line(msgspec.Struct, frozen=True):
    """A declaration in one line: who, where, what, how far."""

    id: UUID
    number: str
    reference: str
    firm: str
    post: str
    procedure: str
    direction: str
    title: str
    version: int
    state: str
    stage: str
    holder: str
    lane: str
    errors: int
    value: Decimal
    total: Decimal
    currency: str
    lodged_at: datetime
    changed_at: datetime
    due_at: datetime | None
    released_at: datetime | None


class Page(msgspec.Struct, frozen=True):
    """Some declarations, newest first; ``next`` is the cursor of the page after, absent at the end."""

    items: tuple[Line, ...]
    next: UUID | None


class Lodgement(msgspec.Struct, frozen=True):
    """One version: when it came and the SHA-256 of its bytes."""

    version: int
    at: datetime
    digest: str


class PermitCase(msgspec.Struct, frozen=True):
    """A permit case: where it stands, who holds it, what was asked and decided."""

    id: UUID
    number: str
    type: str
    agency: str
    items: tuple[int, ...]
    state: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    dialogue: tuple[Said, ...]
    decision: Decided | None


class ControlForm(msgspec.Struct, frozen=True):
    """A control by its lane and forms."""

    lane: str
    forms: tuple[str, ...]
    state: str
    assigned_at: datetime
    due_at: datetime | None
    done_at: datetime | None


class BillState(msgspec.Struct, frozen=True):
    """What is owed and what was paid of it."""

    id: UUID
    number: str
    currency: str
    total: Decimal
    paid: Decimal


class Receipt(msgspec.Struct, frozen=True):
    """Money received."""

    amount: Decimal
    currency: str
    method: str
    document: str
    received_at: datetime


class Open(msgspec.Struct, frozen=True):
    """An act that is open to the caller now, and what it still needs."""

    act: str
    unmet: tuple[str, ...]


class File(msgspec.Struct, frozen=True):
    """Everything about one declaration that the caller may see."""

    declaration: Line
    status: Status
    versions: tuple[Lodgement, ...]
    findings: tuple[Told, ...]
    assessment: Assessment
    permits: tuple[PermitCase, ...]
    control: ControlForm | None
    bill: BillState | None
    payments: tuple[Receipt, ...]
    acts: tuple[Open, ...]


class Right(msgspec.Struct, frozen=True):
    """That a role may do an act within a scope."""

    role: str
    scope: str


class Known(msgspec.Struct, frozen=True):
    """An act: its name, its label, who may do it."""

    name: str
    label: str
    rights: tuple[Right, ...]


class Acts(msgspec.Struct, frozen=True):
    """All acts."""

    acts: tuple[Known, ...]


def line(row: rows.Declaration) -> Line:
    """A declaration in one line."""
    return msgspec.convert(row, Line, from_attributes=True)


def page(found: list[rows.Declaration], limit: int) -> Page:
    """A page of at most ``limit`` of the ``found``, which may be one more: the sign that there is a next page."""
    shown = found[:limit]
    return Page(tuple(map(line, shown)), shown[-1].id if len(found) > limit else None)


def file(view: FileView) -> File:
    """A file as the API shows it."""
    kept = view.file
    return File(
        declaration=line(kept.declaration),
        status=view.status,
        versions=tuple(Lodgement(one.version, one.at, one.message.hex()) for one in view.versions),
        findings=tell_all(view.findings, {code: row.act for code, row in view.law.rules.items()}),
        assessment=view.assessment,
        permits=tuple(map(_case, kept.permits)),
        control=_converted(kept.control, ControlForm),
        bill=_converted(kept.bill, BillState),
        payments=tuple(msgspec.convert(one, Receipt, from_attributes=True) for one in view.payments),
        acts=tuple(Open(offer.act, tuple(need.label for need in offer.unmet)) for offer in view.offers),
    )


def known(act: Act, label: str) -> Known:
    """An act with its label in the reader's language."""
    return Known(act.name, label, tuple(Right(role, scope) for role, scope in act.rights))


def _case(permit: rows.Permit) -> PermitCase:
    return PermitCase(
        id=permit.id,
        number=permit.number,
        type=permit.type,
        agency=permit.agency,
        items=permit.items,
        state=permit.state,
        holder=permit.holder,
        opened_at=permit.opened_at,
        due_at=permit.due_at,
        dialogue=dialogue_of(permit),
        decision=decision_of(permit),
    )


def _converted(row: object | None, kind: type[S]) -> S | None:
    return None if row is None else msgspec.convert(row, kind, from_attributes=True)
