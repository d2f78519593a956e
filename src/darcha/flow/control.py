"""Controls: the officer who was drawn puts the result on record."""

from __future__ import annotations

from uuid import UUID

import msgspec

from darcha.flow.file import Change, document_of
from darcha.flow.judge import goods
from darcha.flow.parts import Files, loader, placer
from darcha.flow.step import Call, Decision, Step
from darcha.law.control import CONTROL, ControlFacts, Result, discrepancies
from darcha.law.document import Declaration
from darcha.law.errors import Refused
from darcha.law.finding import Finding
from darcha.law.lifecycle import Unmet, try_move
from darcha.store.read.control import owners
from darcha.store.rows import Control
from darcha.store.write.record import canonical


class Record(msgspec.Struct, frozen=True):
    """The result of a control."""

    control: UUID
    result: Result


class Recorded(msgspec.Struct, frozen=True):
    """What the result means: where it parts from the declaration, and how the file stands."""

    control: UUID
    declaration: UUID
    findings: tuple[Finding, ...]
    stage: str


def facts(control: Control, document: Declaration, result: Result | None = None) -> ControlFacts:
    """The facts of a control, with a result that somebody wants to record or without."""
    return ControlFacts(
        forms_ordered=frozenset(control.forms),
        forms_done=frozenset(result.forms) if result else frozenset(),
        items_declared=frozenset(item.sequence_numeric or 0 for item in goods(document)),
        items_checked=frozenset(found.sequence for found in result.items) if result else frozenset(),
    )


def _decide(call: Call[Record], context: Files) -> Decision[Recorded]:
    given = call.input
    file = context.of("control", given.control)
    assert file.control is not None
    document = document_of(file.version)
    moved = try_move(CONTROL, file.control.state, "control.record", facts(file.control, document, given.result))
    if isinstance(moved, Unmet):
        raise Refused(act="control.record", why=moved.why)
    found = discrepancies(given.result, document, context.law)
    change = Change(file, call.actor, call.at)
    control = change.control(state=moved.state, done_at=call.at, result=canonical(given.result).decode())
    change.found_wrong(found)
    change.journal(
        "control.record",
        "control",
        control.id,
        {"forms": given.result.forms, "discrepancies": [(finding.code, finding.pointer) for finding in found]},
    )
    outcome = change.outcome(context.law)
    return Decision(Recorded(control.id, file.declaration.id, found, file.declaration.stage), outcome)


def _part(given: Record) -> UUID:
    return given.control


record: Step[Record, Files, Recorded] = Step("control.record", loader(_part, owners), placer("control", _part), _decide)
