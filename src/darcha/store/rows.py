"""The rows of the current state, as structs: one class a table, one field a column, in the order of the table.

The catalogue of the database is compared with these classes in a test. Texts named ``document``, ``findings`` and the
like hold canonical JSON: kept as written, so that a digest over them stays true.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import msgspec


class Row(msgspec.Struct, frozen=True, array_like=True):
    """The base: ``table`` is the table's name. Rows of ``inside`` are sealed together with the row they belong to."""

    table: ClassVar[str]
    inside: ClassVar[bool] = False

    id: UUID


class Declaration(Row, frozen=True, kw_only=True):
    """A lodged declaration as it stands: who, where, what, how far."""

    table: ClassVar[str] = "declaration"
    number: str
    reference: str
    sender: str
    firm: str
    post: str
    procedure: str
    direction: str
    title: str
    version: int
    state: str
    lane: str
    stage: str
    holder: str
    errors: int
    value: Decimal
    total: Decimal
    currency: str
    pack: str
    lodged_at: datetime
    changed_at: datetime
    due_at: datetime | None
    released_at: datetime | None
    revision: int


class Version(Row, frozen=True, kw_only=True):
    """One lodged version: the document as it was, what was found in it and what came of it. Never changed."""

    table: ClassVar[str] = "version"
    declaration: UUID
    version: int
    document: str
    findings: str
    assessment: str
    selection: str
    pack: str
    message: bytes
    actor: str
    at: datetime


class GoodsItem(Row, frozen=True, kw_only=True):
    """A goods item of one version, in columns."""

    table: ClassVar[str] = "goods_item"
    inside: ClassVar[bool] = True
    declaration: UUID
    version: int
    sequence: int
    code: str
    origin: str
    description: str
    gross_mass: Decimal
    net_mass: Decimal
    value: Decimal


class Charge(Row, frozen=True, kw_only=True):
    """A charge of one version; sequence 0 stands for the declaration as a whole."""

    table: ClassVar[str] = "charge"
    inside: ClassVar[bool] = True
    declaration: UUID
    version: int
    sequence: int
    kind: str
    base: Decimal
    rate: str
    amount: Decimal
    currency: str


class Permit(Row, frozen=True, kw_only=True):
    """A permit case that a declaration opened."""

    table: ClassVar[str] = "permit"
    declaration: UUID
    number: str
    firm: str
    post: str
    type: str
    agency: str
    key: str
    items: tuple[int, ...]
    quantity: Decimal | None
    unit: str | None
    state: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    stops: str
    dialogue: str
    proposal: str
    decision: str
    changed_at: datetime
    revision: int


class Control(Row, frozen=True, kw_only=True):
    """A control assigned to an officer who was drawn."""

    table: ClassVar[str] = "control"
    declaration: UUID
    post: str
    lane: str
    forms: tuple[str, ...]
    officer: str
    candidates: tuple[str, ...]
    day: date
    state: str
    assigned_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    result: str
    revision: int


class Bill(Row, frozen=True, kw_only=True):
    """What a declaration owes and what was paid of it."""

    table: ClassVar[str] = "bill"
    declaration: UUID
    number: str
    firm: str
    currency: str
    total: Decimal
    paid: Decimal
    changed_at: datetime
    revision: int


class Payment(Row, frozen=True, kw_only=True):
    """Money received."""

    table: ClassVar[str] = "payment"
    bill: UUID
    declaration: UUID
    amount: Decimal
    currency: str
    method: str
    document: str
    cashier: str
    received_at: datetime


class WriteOff(Row, frozen=True, kw_only=True):
    """A quantity taken off a balance by one line of one version; negative when given back."""

    table: ClassVar[str] = "write_off"
    balance: str
    declaration: UUID
    version: int
    sequence: int
    quantity: Decimal
    at: datetime


class Archived(Row, frozen=True, kw_only=True):
    """Bytes received or sent, as they were."""

    table: ClassVar[str] = "archive"
    digest: bytes
    direction: str
    media_type: str
    content: bytes
    at: datetime


class Entry(Row, frozen=True, kw_only=True):
    """A journal entry; ``body`` is its canonical bytes, ``digest`` their SHA-256."""

    table: ClassVar[str] = "journal"
    at: datetime
    actor: str
    act: str
    subject: str
    subject_id: UUID
    body: bytes
    digest: bytes


class Message(Row, frozen=True, kw_only=True):
    """A message out, written with what it tells of; the relay sends it when its entry is sealed."""

    table: ClassVar[str] = "outbox"
    entry: UUID
    receiver: str
    kind: str
    subject_id: UUID
    payload: str
    at: datetime


CURRENT = (Declaration, Version, GoodsItem, Charge, Permit, Control, Bill, Payment, WriteOff)
"""Rows whose last state the journal seals, so that a change by hand is found."""

TABLES: dict[str, type[Row]] = {row.table: row for row in (*CURRENT, Archived, Entry, Message)}
