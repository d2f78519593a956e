"""Declarations: lodged, amended, withdrawn. Acceptance is never refused; what is wrong is found and cured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from darcha.flow import opening
from darcha.flow.draw import day_seed
from darcha.flow.file import Change, findings_of, place
from darcha.flow.judge import Judgement, firm_of, goods, judge, law_of, local_day, quotas_of
from darcha.flow.step import Call, Decision, Step
from darcha.law.access import Place
from darcha.law.declaration import DECLARATION
from darcha.law.document import Declaration
from darcha.law.dossier import Dossier, gather
from darcha.law.errors import Conflict, NotAuthorised, NotFound, Refused
from darcha.law.finding import Finding
from darcha.law.lifecycle import Unmet, try_move
from darcha.law.snapshot import Snapshot
from darcha.store.ids import new_id
from darcha.store.read import declaration as read
from darcha.store.read import pack, party, reference
from darcha.store.read.declaration import File
from darcha.store.statement import Op
from darcha.store.write import balance, number, selected
from darcha.store.write.reference import claim

NOWHERE = "00000"
"""The number of a declaration that names no known post begins so: it is registered all the same."""


class Lodge(msgspec.Struct, frozen=True):
    """A declaration as it came: the document and the very bytes it was read from."""

    document: Declaration
    message: bytes
    media_type: str = "application/json"
    firm: str | None = None

    @property
    def digest(self) -> bytes:
        """What was sent, by SHA-256."""
        return hashlib.sha256(self.message).digest()


class Amend(msgspec.Struct, frozen=True):
    """A new version of a lodged declaration."""

    declaration: UUID
    document: Declaration
    message: bytes
    media_type: str = "application/json"


class Withdraw(msgspec.Struct, frozen=True):
    """The wish to withdraw a declaration, with its reason."""

    declaration: UUID
    reason: str


class Lodged(msgspec.Struct, frozen=True):
    """How a declaration stands after an act: its number, channel, what was found, what it needs and owes."""

    id: UUID
    number: str
    reference: str
    version: int
    state: str
    stage: str
    holder: str
    lane: str
    forms: tuple[str, ...]
    findings: tuple[Finding, ...]
    permits: tuple[tuple[str, str, UUID, datetime | None], ...]
    total: Decimal
    currency: str
    lodged_at: datetime
    due: datetime | None
    duplicate: bool = False


class _Lodging(msgspec.Struct):
    """What lodging loads for a batch."""

    law: Snapshot
    dossiers: dict[int, Dossier]
    seed: bytes
    firms: dict[str, tuple[str, bool, str]]
    inspectors: dict[str, list[str]]
    quotas: dict[str, Decimal]
    taken: dict[str, int]
    numbers: dict[int, str]
    ids: dict[int, UUID]
    claimed: dict[tuple[str, str], tuple[bytes, UUID]]
    earlier: dict[UUID, File]
    made: dict[UUID, Lodged]


def lodged(file: File, snapshot: Snapshot, findings: Iterable[Finding], *, duplicate: bool = False) -> Lodged:
    """A file as the answer to its trader."""
    row = file.declaration
    lane = snapshot.lanes.get(row.lane)
    return Lodged(
        id=row.id,
        number=row.number,
        reference=row.reference,
        version=row.version,
        state=row.state,
        stage=row.stage,
        holder=row.holder,
        lane=row.lane,
        forms=lane.forms if lane else (),
        findings=tuple(findings),
        permits=tuple((p.type, p.agency, p.id, p.due_at) for p in file.permits if p.state != "closed"),
        total=row.total,
        currency=row.currency,
        lodged_at=row.lodged_at,
        due=row.due_at,
        duplicate=duplicate,
    )


def _key(call: Call[Lodge]) -> tuple[str, str]:
    """What makes a lodgement the same lodgement: its sender and the sender's reference, else its bytes."""
    given = call.input
    return call.actor.id, given.document.functional_reference_id or given.digest.hex()


def _firm(call: Call[Lodge], snapshot: Snapshot) -> str | None:
    return call.input.firm or firm_of(call.input.document, snapshot)


def _load(calls: Sequence[Call[Lodge]]) -> Op[_Lodging]:
    current = yield from pack.current()
    at = max(call.at for call in calls)
    law = law_of(current, at)
    ids = {id(call): new_id() for call in calls}
    able = [call for call in calls if _firm(call, law) in call.actor.firms]
    won = yield from claim([(*_key(call), call.input.digest, ids[id(call)]) for call in able])
    winners = [call for call in able if ids[id(call)] in won]
    claimed = yield from reference.claimed(sorted({_key(call) for call in able if ids[id(call)] not in won}))
    posts = [_post(call.input.document, law) for call in winners]
    numbers = yield from number.take(posts, law.day)
    dossiers = {id(call): gather(call.input.document, law, call.at) for call in winners}
    return _Lodging(
        law=law,
        dossiers=dossiers,
        seed=(yield from day_seed(law.day, at)),
        firms=(yield from party.firms(filter(None, (_firm(call, law) for call in calls)))),
        inspectors=(yield from party.inspectors(sorted(set(posts)))),
        quotas=(yield from balance.lock(code for dossier in dossiers.values() for code in quotas_of(dossier))),
        taken=(yield from selected.counts(law.day)),
        numbers={id(call): given for call, given in zip(winners, numbers, strict=True)},
        ids=ids,
        claimed=claimed,
        earlier=(yield from read.files(declaration for _, declaration in claimed.values())),
        made={},
    )


def _post(document: Declaration, law: Snapshot) -> str:
    post = document.declaration_office_id
    return post if post in law.posts else NOWHERE


def _place(call: Call[Lodge], context: _Lodging) -> Place:
    return Place(firm=_firm(call, context.law))


def _decide(call: Call[Lodge], context: _Lodging) -> Decision[Lodged]:
    number_ = context.numbers.get(id(call))
    if number_ is None:
        return Decision(_again(call, context), None)
    key = context.ids[id(call)]
    firm = _firm(call, context.law) or ""
    if firm not in context.firms:
        raise NotAuthorised(act="declaration.lodge", why=f"the firm {firm} is not registered")
    judgement = judge(
        context.dossiers[id(call)],
        trusted=context.firms[firm][1],
        quotas=context.quotas,
        draw=(context.seed, str(key)),
        taken=context.taken,
    )
    given = call.input
    file = opening.new_file(
        given,
        judgement,
        context.law,
        call.at,
        id=key,
        number=number_,
        reference=_key(call)[1],
        firm=firm,
        post=_post(given.document, context.law),
        sender=call.actor.id,
    )
    change = Change(file, call.actor, call.at, new=True)
    lane = change.file.declaration.lane
    context.taken[lane] = context.taken.get(lane, 0) + 1
    change.select(context.law.day, lane)
    change.journal("declaration.lodge", "declaration", key, opening.told(change, judgement))
    _write(change, given, judgement, context, {})
    outcome = change.outcome(context.law)
    answer = context.made[key] = lodged(file, context.law, judgement.findings)
    return Decision(answer, outcome)


def _again(call: Call[Lodge], context: _Lodging) -> Lodged:
    """The answer to what was sent before: how that declaration stands; other content is a conflict."""
    digest, declaration = context.claimed[_key(call)]
    if digest != call.input.digest:
        raise Conflict(reference=_key(call)[1], sent=call.input.digest.hex(), known=digest.hex())
    if (made := context.made.get(declaration)) is not None:
        return msgspec.structs.replace(made, duplicate=True)
    file = context.earlier[declaration]
    return lodged(file, context.law, findings_of(file.version), duplicate=True)


def _write(
    change: Change, given: Lodge | Amend, judgement: Judgement, context: _Lodging | _Changing, holds: opening.Held
) -> None:
    """Write what a judged version brings with it."""
    law = context.law if isinstance(context, _Lodging) else context.law[change.file.declaration.id]
    change.keep(opening.received(given, change.at))
    opening.lines(change, judgement)
    opening.quantities(change, judgement, context.quotas, holds)
    opening.bill(change, judgement)
    opening.permits(change, judgement, law)
    opening.control(change, law, context.seed, context.inspectors.get(change.file.declaration.post, []))


lodge: Step[Lodge, _Lodging, Lodged] = Step("declaration.lodge", _load, _place, _decide)


class _Changing(msgspec.Struct):
    """What amending and withdrawing load for a batch."""

    law: dict[UUID, Snapshot]
    files: dict[UUID, File]
    seed: bytes
    firms: dict[str, tuple[str, bool, str]]
    inspectors: dict[str, list[str]]
    quotas: dict[str, Decimal]
    taken: Mapping[UUID, Mapping[tuple[str, int], Decimal]]


def _load_changing(calls: Sequence[Call[Amend]] | Sequence[Call[Withdraw]]) -> Op[_Changing]:
    current = yield from pack.current()
    files = yield from read.files((call.input.declaration for call in calls), lock=True)
    # Rates are those of the day of acceptance: an amendment does not move it.
    law = {key: law_of(current, file.declaration.lodged_at) for key, file in files.items()}
    taken = opening.held((yield from read.write_offs(list(files))))
    codes = {code for held in taken.values() for code, _ in held}
    for call in calls:
        if isinstance(call.input, Amend) and call.input.declaration in law:
            codes |= quotas_of(gather(call.input.document, law[call.input.declaration], call.at))
    at = max(call.at for call in calls)
    return _Changing(
        law=law,
        files=files,
        seed=(yield from day_seed(local_day(current, at), at)),
        firms=(yield from party.firms(file.declaration.firm for file in files.values())),
        inspectors=(yield from party.inspectors(sorted({file.declaration.post for file in files.values()}))),
        quotas=(yield from balance.lock(codes)),
        taken=taken,
    )


def _file(call: Call[Amend] | Call[Withdraw], context: _Changing) -> File:
    file = context.files.get(call.input.declaration)
    if file is None:
        raise NotFound(subject="declaration", key=call.input.declaration)
    return file


def _changing_place(call: Call[Amend] | Call[Withdraw], context: _Changing) -> Place:
    return place(_file(call, context))


def _move(file: File, act: str) -> str:
    moved = try_move(DECLARATION, file.declaration.state, act, None)
    if isinstance(moved, Unmet):
        raise Refused(act=act, why=moved.why)
    return moved.state


def _decide_amend(call: Call[Amend], context: _Changing) -> Decision[Lodged]:
    file, given = _file(call, context), call.input
    law = context.law[given.declaration]
    _move(file, "declaration.amend")
    firm = firm_of(given.document, law)
    if firm is not None and firm != file.declaration.firm:
        raise Refused(act="declaration.amend", why="a declaration cannot be given to another firm")
    holds = context.taken.get(file.declaration.id, {})
    opening.give_back(context.quotas, holds)
    judgement = judge(
        gather(given.document, law, call.at),
        trusted=context.firms[file.declaration.firm][1],
        quotas=context.quotas,
        draw=(context.seed, str(file.declaration.id)),
    )
    change = Change(file, call.actor, call.at)
    opening.renew(change, given, judgement, law)
    change.journal("declaration.amend", "declaration", file.declaration.id, opening.told(change, judgement))
    _write(change, given, judgement, context, holds)
    outcome = change.outcome(law)
    found = (*judgement.findings, *opening.found_by_control(file, given.document, law))
    return Decision(lodged(file, law, found), outcome)


def _decide_withdraw(call: Call[Withdraw], context: _Changing) -> Decision[Lodged]:
    file = _file(call, context)
    law = context.law[call.input.declaration]
    change = Change(file, call.actor, call.at)
    change.declaration(state=_move(file, "declaration.withdraw"))
    change.journal("declaration.withdraw", "declaration", file.declaration.id, {"reason": call.input.reason})
    opening.close(change, [permit for permit in file.permits if permit.state != "closed"])
    if file.bill is not None:
        change.bill(total=Decimal(0))  # what was paid is the payer's credit
    holds = context.taken.get(file.declaration.id, {})
    opening.give_back(context.quotas, holds)
    opening.quantities(change, None, context.quotas, holds)
    outcome = change.outcome(law)
    return Decision(lodged(file, law, ()), outcome)


amend: Step[Amend, _Changing, Lodged] = Step("declaration.amend", _load_changing, _changing_place, _decide_amend)
withdraw: Step[Withdraw, _Changing, Lodged] = Step(
    "declaration.withdraw", _load_changing, _changing_place, _decide_withdraw
)


def preview(document: Declaration, at: datetime) -> Op[Judgement]:
    """What lodging would find, need and charge, without lodging: no channel, and quotas as they stand unlocked."""
    current = yield from pack.current()
    return judge(gather(document, law_of(current, at), at))


__all__ = ["Amend", "Lodge", "Lodged", "Withdraw", "amend", "goods", "lodge", "lodged", "preview", "withdraw"]
