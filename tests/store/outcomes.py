"""Makers of rows and outcomes, as a lodgement would write them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from darcha.store.ids import new_id
from darcha.store.rows import Archived, Charge, Control, Declaration, GoodsItem, Version
from darcha.store.write.record import Act, Outcome

NOW = datetime.now(UTC)
NUMBER = f"70001/{NOW:%d.%m.%Y}/{{:07d}}"


def declaration(nth: int = 1, **changes: Any) -> Declaration:
    values: dict[str, Any] = {
        "id": new_id(),
        "number": NUMBER.format(nth),
        "reference": f"R-{nth}",
        "sender": "f1",
        "firm": "f1",
        "post": "70001",
        "procedure": "40",
        "direction": "IM",
        "title": "Apples “Golden”, 20 t",
        "version": 1,
        "state": "lodged",
        "lane": "green",
        "stage": "payment",
        "holder": "f1",
        "errors": 0,
        "value": Decimal("1000.00"),
        "total": Decimal("250.10"),
        "currency": "XTS",
        "pack": "p1",
        "lodged_at": NOW,
        "changed_at": NOW,
        "due_at": None,
        "released_at": None,
        "revision": 1,
    }
    return Declaration(**(values | changes))


def control(of: UUID, **changes: Any) -> Control:
    values: dict[str, Any] = {
        "id": new_id(),
        "declaration": of,
        "post": "70001",
        "lane": "red",
        "forms": ("documents", 'a "quoted" form', "back\\slash", "x,y", ""),
        "officer": "o1",
        "candidates": (),
        "day": NOW.date(),
        "state": "assigned",
        "assigned_at": NOW,
        "due_at": None,
        "done_at": None,
        "result": "",
        "revision": 1,
    }
    return Control(**(values | changes))


def act(name: str, of: UUID, **changes: Any) -> Act:
    values: dict[str, Any] = {
        "act": name,
        "actor": "u1",
        "subject": "declaration",
        "subject_id": of,
        "facts": {"lane": "green"},
    }
    return Act(**(values | changes))


def lodged(nth: int = 1, *, items: int = 2, **changes: Any) -> Outcome:
    """A lodgement: a declaration with its version, goods items and two charges each, and its archived message."""
    head = declaration(nth, **changes)
    message = f"message {nth} {head.id}".encode()
    digest = hashlib.sha256(message).digest()
    version = Version(
        id=new_id(),
        declaration=head.id,
        version=1,
        document='{"type":"IM"}',
        findings="[]",
        assessment="[]",
        selection="{}",
        pack="p1",
        message=digest,
        actor="u1",
        at=NOW,
    )
    inside: list[GoodsItem | Charge] = []
    for sequence in range(1, items + 1):
        inside.append(
            GoodsItem(
                id=new_id(),
                declaration=head.id,
                version=1,
                sequence=sequence,
                code="0808108000",
                origin="XA",
                description="Apples",
                gross_mass=Decimal("100.5"),
                net_mass=Decimal(99),
                value=Decimal("500.00"),
            )
        )
        inside += [
            Charge(
                id=new_id(),
                declaration=head.id,
                version=1,
                sequence=sequence,
                kind=kind,
                base=Decimal("500.00"),
                rate="10 %",
                amount=Decimal("50.00"),
                currency="XTS",
            )
            for kind in ("duty", "vat")
        ]
    archived = Archived(id=new_id(), digest=digest, direction="in", media_type="text/plain", content=message, at=NOW)
    return Outcome(
        at=NOW,
        acts=[act("declaration.receive", head.id), act("declaration.lodge", head.id, messages=(("f1", "{}"),))],
        inserts=[head, version, *inside],
        archive=[archived],
    )
