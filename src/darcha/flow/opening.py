"""What lodging and amending write: version, items and charges, permit cases, control, bill, quantities taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

import msgspec

from darcha.flow.facts import RELEASE_CLOCK
from darcha.flow.file import Change
from darcha.flow.judge import Judgement, goods
from darcha.law import clock
from darcha.law.control import AFTER_RELEASE, Result, discrepancies
from darcha.law.document import Declaration
from darcha.law.draw import draw
from darcha.law.finding import Finding
from darcha.law.permit import Need
from darcha.law.snapshot import Snapshot
from darcha.store import rows
from darcha.store.ids import new_id
from darcha.store.read.declaration import File
from darcha.store.rows import WriteOff

_ZERO = Decimal(0)

Held = Mapping[tuple[str, int], Decimal]
"""Quantities a declaration holds of balances, by balance and item."""


class Given(Protocol):
    """What came in: a document and the very bytes it was read from."""

    @property
    def document(self) -> Declaration:
        """The canonical document."""

    @property
    def message(self) -> bytes:
        """The bytes."""

    @property
    def media_type(self) -> str:
        """What kind of bytes."""


def title(document: Declaration) -> str:
    """What a declaration is called in a list: its first goods, and how many lines more."""
    items = goods(document)
    first = items[0].commodity.description if items and items[0].commodity else None
    more = f" +{len(items) - 1}" if len(items) > 1 else ""
    return (first or "")[:120] + more


def received(given: Given, at: datetime) -> rows.Archived:
    """Bytes received, for the archive."""
    return rows.Archived(
        id=new_id(),
        digest=hashlib.sha256(given.message).digest(),
        direction="in",
        media_type=given.media_type,
        content=given.message,
        at=at,
    )


def _version(
    declaration: UUID, number: int, given: Given, judgement: Judgement, pack: str, who: str, at: datetime
) -> rows.Version:
    return rows.Version(
        id=new_id(),
        declaration=declaration,
        version=number,
        document=msgspec.json.encode(given.document).decode(),
        findings=msgspec.json.encode(judgement.findings).decode(),
        assessment=msgspec.json.encode(judgement.assessment).decode(),
        selection=msgspec.json.encode(judgement.selection).decode(),
        pack=pack,
        message=hashlib.sha256(given.message).digest(),
        actor=who,
        at=at,
    )


def new_file(
    given: Given,
    judgement: Judgement,
    law: Snapshot,
    at: datetime,
    **known: Any,
) -> File:
    """The file of a declaration lodged just now; ``known`` are id, number, reference, firm, post and sender."""
    document = given.document
    items = goods(document)
    asked = items[0].government_procedure[0].current_code if items and items[0].government_procedure else None
    procedure = law.procedures.get(asked or "")
    declaration = rows.Declaration(
        **known,
        procedure=asked or "",
        direction=procedure.direction if procedure else "",
        title=title(document),
        version=1,
        state="lodged",
        lane=judgement.selection.lane if judgement.selection else "",
        stage="",
        holder="",
        errors=judgement.errors,
        value=sum((item.customs_value for item in judgement.assessment.items), Decimal(0)),
        total=judgement.assessment.total,
        currency=judgement.assessment.currency,
        pack=law.pack.digest,
        lodged_at=at,
        changed_at=at,
        due_at=None,
        released_at=None,
        revision=1,
    )
    version = _version(declaration.id, 1, given, judgement, law.pack.digest, declaration.sender, at)
    return File(declaration, version, [], None, None)


def renew(change: Change, given: Given, judgement: Judgement, law: Snapshot) -> None:
    """Put a file into its next version. A lane once selected is not left by amending: only a higher one is taken."""
    row = change.file.declaration
    selected = judgement.selection.lane if judgement.selection else row.lane
    rank = {code: lane.rank for code, lane in law.lanes.items()}
    change.file.version = _version(
        row.id, row.version + 1, given, judgement, law.pack.digest, change.actor.id, change.at
    )
    change.declaration(
        version=row.version + 1,
        title=title(given.document),
        lane=max(row.lane, selected, key=lambda lane: rank.get(lane, -1)),
        errors=judgement.errors,
        value=sum((item.customs_value for item in judgement.assessment.items), Decimal(0)),
        total=judgement.assessment.total,
        pack=law.pack.digest,
    )
    change.found_wrong(found_by_control(change.file, given.document, law))


def found_by_control(file: File, document: Declaration, law: Snapshot) -> tuple[Finding, ...]:
    """Where the goods as a control found them part from a document."""
    if file.control is None or file.control.state != "done":
        return ()
    return discrepancies(msgspec.json.decode(file.control.result, type=Result), document, law)


def lines(change: Change, judgement: Judgement) -> None:
    """Write the goods items and the charges of the file's version, and the version itself."""
    of: dict[str, Any] = {"declaration": change.file.declaration.id, "version": change.file.declaration.version}
    change.add(change.file.version)
    currency = judgement.assessment.currency
    # Where figures were too large to be counted, nothing is assessed and the items are kept all the same.
    values = [item.customs_value for item in judgement.assessment.items]
    change.put(
        rows.GoodsItem(
            id=new_id(),
            **of,
            sequence=item.sequence,
            code=item.code or "",
            origin=item.origin or "",
            description=item.description,
            gross_mass=_ZERO if item.gross_mass is None else item.gross_mass,
            net_mass=_ZERO if item.net_mass is None else item.net_mass,
            value=values[item.index] if values else _ZERO,
        )
        for item in judgement.dossier.items
    )
    charged = [(item.sequence, charge) for item in judgement.assessment.items for charge in item.charges]
    charged += [(0, charge) for charge in judgement.assessment.charges]
    change.put(
        rows.Charge(
            id=new_id(),
            **of,
            sequence=sequence,
            kind=charge.kind,
            base=charge.base,
            rate=charge.expression,
            amount=charge.amount,
            currency=currency,
        )
        for sequence, charge in charged
    )


def bill(change: Change, judgement: Judgement) -> None:
    """Make the bill of a new file, or bring the one it has to the new total; what was paid stays paid."""
    row, total = change.file.declaration, judgement.assessment.total
    if change.file.bill is not None:
        if change.file.bill.total != total:
            change.bill(total=total)
    elif total:
        change.add(
            rows.Bill(
                id=new_id(),
                declaration=row.id,
                number=row.number,
                firm=row.firm,
                currency=row.currency,
                total=total,
                paid=Decimal(0),
                changed_at=change.at,
                revision=1,
            )
        )


# Quantities -----------------------------------------------------------------------------------------------------------


def held(write_offs: Mapping[UUID, Sequence[WriteOff]]) -> dict[UUID, dict[tuple[str, int], Decimal]]:
    """What each declaration holds of balances now: its write-offs and givings-back summed."""
    found: dict[UUID, dict[tuple[str, int], Decimal]] = {}
    for declaration, taken in write_offs.items():
        sums = found.setdefault(declaration, {})
        for one in taken:
            key = one.balance, one.sequence
            sums[key] = sums.get(key, Decimal(0)) + one.quantity
    return found


def give_back(quotas: dict[str, Decimal], holds: Held) -> None:
    """Count what a declaration holds as free again, before it is judged anew."""
    for (code, _), quantity in holds.items():
        quotas[code] = quotas.get(code, Decimal(0)) + quantity


def quantities(change: Change, judgement: Judgement | None, quotas: dict[str, Decimal], holds: Held) -> None:
    """Write off what the judgement uses and give back what is held and not used; later calls see what is left.

    ``quotas`` is what is left with everything that this file held already counted as free (:func:`give_back`).
    """
    wanted: dict[tuple[str, int], Decimal] = {}
    for use in judgement.assessment.uses if judgement else ():
        wanted[use.code, use.item] = use.quantity
        quotas[use.code] -= use.quantity
    for key in sorted({*holds, *wanted}):
        code, sequence = key
        quantity = wanted.get(key, Decimal(0)) - holds.get(key, Decimal(0))
        if quantity:
            change.take(code, quantity)
            change.add(
                WriteOff(
                    id=new_id(),
                    balance=code,
                    declaration=change.file.declaration.id,
                    version=change.file.declaration.version,
                    sequence=sequence,
                    quantity=quantity,
                    at=change.at,
                )
            )


# Permits --------------------------------------------------------------------------------------------------------------


def _stands(need: Need, permit: rows.Permit) -> bool:
    return permit.key == need.key and permit.state != "closed"


def permits(change: Change, judgement: Judgement, law: Snapshot) -> None:
    """Open a case for each need that has none; close cases that nothing needs any more."""
    cases = [permit for permit in change.file.permits if permit.state != "closed"]
    close(change, [permit for permit in cases if not any(_stands(need, permit) for need in judgement.needs)])
    for need in judgement.needs:
        if not any(_stands(need, permit) for permit in cases):
            _open(change, need, law)


def _open(change: Change, need: Need, law: Snapshot) -> None:
    row = change.file.declaration
    term = law.clocks.get(need.clock)
    permit = rows.Permit(
        id=new_id(),
        declaration=row.id,
        number=f"{row.number}/{need.type}",
        firm=row.firm,
        post=row.post,
        type=need.type,
        agency=need.agency,
        key=need.key,
        items=tuple(index + 1 for index in need.items),
        quantity=need.quantity,
        unit=need.unit,
        state="open",
        holder=need.agency,
        opened_at=change.at,
        due_at=clock.due(term, law.calendar, change.at) if term else None,
        stops="[]",
        dialogue="[]",
        proposal="null",
        decision="null",
        changed_at=change.at,
        revision=1,
    )
    change.add(permit)
    facts = {"type": need.type, "agency": need.agency, "norm": need.act, "clock": need.clock, "due": permit.due_at}
    change.journal_system("permit.open", "permit", permit.id, facts)


def close(change: Change, cases: Iterable[rows.Permit]) -> None:
    """Close permit cases that nothing needs any more."""
    for permit in cases:
        change.permit(permit, state="closed", holder="")
        change.journal_system("permit.close", "permit", permit.id, {"type": permit.type, "agency": permit.agency})


# Control --------------------------------------------------------------------------------------------------------------


def control(change: Change, law: Snapshot, seed: bytes, candidates: Sequence[str]) -> None:
    """Assign the control that the lane asks for before release, to an officer drawn from those of the post.

    A file that has had a control in this lane is not controlled again. Where a post has nobody to draw from, the
    control waits for the post itself: it is assigned to the post's code.
    """
    row = change.file.declaration
    lane = law.lanes.get(row.lane)
    forms = tuple(form for form in (lane.forms if lane else ()) if form != AFTER_RELEASE)
    if not forms or (change.file.control is not None and change.file.control.lane == row.lane):
        return
    key = new_id()
    officer = draw(seed, str(key), candidates) if candidates else row.post
    term = law.clocks.get(RELEASE_CLOCK)
    assigned = rows.Control(
        id=key,
        declaration=row.id,
        post=row.post,
        lane=row.lane,
        forms=forms,
        officer=officer,
        candidates=tuple(candidates),
        day=law.day,
        state="assigned",
        assigned_at=change.at,
        due_at=clock.due(term, law.calendar, change.at) if term else None,
        done_at=None,
        result="null",
        revision=1,
    )
    change.add(assigned)
    facts = {"lane": row.lane, "forms": forms, "officer": officer, "candidates": candidates, "day": law.day}
    change.journal_system("control.assign", "control", key, facts)


def told(change: Change, judgement: Judgement) -> dict[str, Any]:
    """What the journal says of a version beside the digests of its rows."""
    row = change.file.declaration
    return {
        "number": row.number,
        "version": row.version,
        "message": change.file.version.message.hex(),
        "pack": row.pack,
        "findings": [(finding.code, finding.pointer) for finding in judgement.findings],
        "errors": judgement.errors,
        "lane": row.lane,
        "total": row.total,
        "currency": row.currency,
    }
