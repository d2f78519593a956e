"""Permit cases: asked about, answered, proposed, decided, cured, under the clock of their agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from darcha.flow.facts import stops
from darcha.flow.file import Change
from darcha.flow.parts import Files, loader, placer
from darcha.flow.step import Call, Decision, Step
from darcha.law import clock
from darcha.law.access import Place
from darcha.law.clock import Interval
from darcha.law.errors import Refused
from darcha.law.lifecycle import Unmet, try_move
from darcha.law.permit import PERMIT, PermitFacts
from darcha.law.release import TRADER
from darcha.law.snapshot import Snapshot
from darcha.store.read.permit import owners
from darcha.store.rows import Permit
from darcha.store.write.record import canonical


class Ask(msgspec.Struct, frozen=True):
    """A question to the applicant; ``documents`` names documents asked for, in the words of the pack."""

    permit: UUID
    text: str
    documents: tuple[str, ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """The applicant's answer."""

    permit: UUID
    text: str


class Cure(msgspec.Struct, frozen=True):
    """What the applicant did about the grounds of a refusal."""

    permit: UUID
    text: str


class Decide(msgspec.Struct, frozen=True):
    """A decision, or the proposal of one; a refusal has grounds of the closed list, their norm and days to cure."""

    permit: UUID
    choice: Literal["grant", "refuse"]
    text: str = ""
    grounds: tuple[str, ...] = ()
    norm: str = ""
    cure_days: int = 0
    about_cure: tuple[str, ...] = ()


class Decided(msgspec.Struct, frozen=True):
    """What is on record of a proposal or a decision."""

    by: str
    at: datetime
    choice: Literal["grant", "refuse"]
    text: str = ""
    grounds: tuple[str, ...] = ()
    norm: str = ""
    cure_due: datetime | None = None
    first_grounds: tuple[str, ...] | None = None


class Said(msgspec.Struct, frozen=True):
    """One contribution to the dialogue of a case."""

    act: str
    by: str
    at: datetime
    text: str


class PermitAnswer(msgspec.Struct, frozen=True):
    """How the case stands, and the declaration with it."""

    permit: UUID
    declaration: UUID
    state: str
    due: datetime | None
    stage: str


G = TypeVar("G", Ask, Reply, Cure, Decide)


def permit_of(context: Files, key: UUID) -> Permit:
    """A permit among the files of a batch, as the calls before have left it."""
    return next(permit for permit in context.of("permit", key).permits if permit.id == key)


def proposal_of(permit: Permit) -> Decided | None:
    """What was proposed."""
    return msgspec.json.decode(permit.proposal, type=Decided | None)


def decision_of(permit: Permit) -> Decided | None:
    """What was decided last."""
    return msgspec.json.decode(permit.decision, type=Decided | None)


def dialogue_of(permit: Permit) -> tuple[Said, ...]:
    """Questions, answers and cures, oldest first."""
    return msgspec.json.decode(permit.dialogue, type=tuple[Said, ...])


def facts(permit: Permit, law: Snapshot, actor: str, now: datetime, given: Any = None) -> PermitFacts:
    """The facts of a case, with what the actor puts in or without."""
    kind = law.permits.get(permit.type)
    proposal, decision = proposal_of(permit), decision_of(permit)
    return PermitFacts(
        now=now,
        actor=actor,
        four_eyes=kind.four_eyes if kind else False,
        proposer=proposal.by if proposal else None,
        proposed=proposal.choice if proposal else None,
        choice=getattr(given, "choice", None),
        words=getattr(given, "text", ""),
        requested=frozenset(getattr(given, "documents", ())),
        forbidden=frozenset((*kind.forbidden, *(word for words in kind.forbidden_documents for word in words.values())))
        if kind
        else frozenset(),
        allowed={code: law.grounds[code].cure_days for code in kind.grounds if code in law.grounds} if kind else {},
        grounds=frozenset(getattr(given, "grounds", ())),
        norm=getattr(given, "norm", ""),
        cure_days=getattr(given, "cure_days", 0),
        first_grounds=_first_grounds(decision),
        about_cure=frozenset(getattr(given, "about_cure", ())),
        cure_due=decision.cure_due if decision else None,
    )


def _first_grounds(decision: Decided | None) -> frozenset[str] | None:
    """The grounds of the first refusal of a case, which bind every later one."""
    if decision is None or decision.choice != "refuse":
        return None
    return frozenset(decision.first_grounds or decision.grounds)


def _moved(act: str, permit: Permit, context: Files, call: Call[Any]) -> str:
    given = facts(permit, context.law, call.actor.id, call.at, call.input)
    moved = try_move(PERMIT, permit.state, act, given, getattr(call.input, "choice", None))
    if isinstance(moved, Unmet):
        raise Refused(act=act, why=moved.why)
    return moved.state


def _due(
    permit: Permit, law: Snapshot, now: datetime, stood: tuple[Interval, ...], dialogue: tuple[Said, ...]
) -> datetime | None:
    """By when the agency has to decide: after a cure within the term of a re-examination, where the type has one."""
    kind = law.permits.get(permit.type)
    cured = next((said.at for said in reversed(dialogue) if said.act == "permit.cure"), None)
    code, start = (kind.recheck, cured) if kind and kind.recheck and cured else (kind and kind.clock, permit.opened_at)
    term = law.clocks.get(code or "")
    return clock.read(term, law.calendar, start, now, stood).due if term else permit.due_at


def _saying(permit: Permit, act: str, call: Call[Any]) -> tuple[Said, ...]:
    return (*dialogue_of(permit), Said(act, call.actor.id, call.at, call.input.text))


def _stop(call: Call[Any], permit: Permit) -> dict[str, Any]:
    """The clock stands: the case is with the applicant."""
    return {"stops": canonical((*stops(permit), Interval(call.at))).decode(), "holder": TRADER}


def _run_on(act: str, call: Call[Any], permit: Permit, law: Snapshot) -> dict[str, Any]:
    """The clock runs again: the case is with the agency, its term lengthened by the time it stood."""
    stood = tuple(msgspec.structs.replace(stop, end=call.at) if stop.end is None else stop for stop in stops(permit))
    dialogue = _saying(permit, act, call)
    return {
        "stops": canonical(stood).decode(),
        "holder": permit.agency,
        "due_at": _due(permit, law, call.at, stood, dialogue),
        "dialogue": canonical(dialogue).decode(),
    }


def _ask(call: Call[Ask], permit: Permit, _law: Snapshot) -> dict[str, Any]:
    return _stop(call, permit) | {"dialogue": canonical(_saying(permit, "permit.ask", call)).decode()}


def _answer(call: Call[Reply], permit: Permit, law: Snapshot) -> dict[str, Any]:
    return _run_on("permit.answer", call, permit, law)


def _cure(call: Call[Cure], permit: Permit, law: Snapshot) -> dict[str, Any]:
    return _run_on("permit.cure", call, permit, law) | {"proposal": "null"}


def _on_record(call: Call[Decide], permit: Permit, law: Snapshot) -> Decided:
    given, before = call.input, decision_of(permit)
    refused = given.choice == "refuse"
    first = _first_grounds(before)
    return Decided(
        by=call.actor.id,
        at=call.at,
        choice=given.choice,
        text=given.text,
        grounds=given.grounds,
        norm=given.norm,
        cure_due=law.calendar.end_of(law.calendar.add_working_days(law.calendar.day_of(call.at), given.cure_days))
        if refused
        else None,
        first_grounds=tuple(sorted(first)) if first is not None else None,
    )


def _propose(call: Call[Decide], permit: Permit, law: Snapshot) -> dict[str, Any]:
    return {"proposal": canonical(_on_record(call, permit, law)).decode()}


def _decide(call: Call[Decide], permit: Permit, law: Snapshot) -> dict[str, Any]:
    decided = canonical(_on_record(call, permit, law)).decode()
    if call.input.choice == "refuse":
        return _stop(call, permit) | {"decision": decided}
    return {"decision": decided, "holder": ""}


def _part(given: Ask | Reply | Cure | Decide) -> UUID:
    return given.permit


def _step(act: str, changes: Callable[[Call[G], Permit, Snapshot], dict[str, Any]]) -> Step[G, Files, PermitAnswer]:
    """A step on a permit case: the lifecycle admits it, ``changes`` says what it does to the row."""

    def decide(call: Call[G], context: Files) -> Decision[PermitAnswer]:
        file = context.of("permit", call.input.permit)
        before = permit_of(context, call.input.permit)
        state = _moved(act, before, context, call)
        change = Change(file, call.actor, call.at)
        after = change.permit(before, state=state, **changes(call, before, context.law))
        told = {"type": after.type, "agency": after.agency, "state": state, "due": after.due_at, "given": call.input}
        change.journal(act, "permit", after.id, told)
        outcome = change.outcome(context.law)
        return Decision(
            PermitAnswer(after.id, file.declaration.id, state, after.due_at, file.declaration.stage), outcome
        )

    def where(call: Call[G], context: Files) -> Place:
        at_file = placer("permit", _part)(call, context)
        # The right of an agency is over its own cases, not over every case of the file.
        return msgspec.structs.replace(at_file, agencies=frozenset({permit_of(context, call.input.permit).agency}))

    return Step(act, loader(_part, owners), where, decide)


ask: Step[Ask, Files, PermitAnswer] = _step("permit.ask", _ask)
answer: Step[Reply, Files, PermitAnswer] = _step("permit.answer", _answer)
cure: Step[Cure, Files, PermitAnswer] = _step("permit.cure", _cure)
propose: Step[Decide, Files, PermitAnswer] = _step("permit.propose", _propose)
decide: Step[Decide, Files, PermitAnswer] = _step("permit.decide", _decide)
