"""Why a channel was chosen, or would be: shown to those who may know, and every look is journalled."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

import msgspec

from darcha.flow.file import place
from darcha.flow.judge import judge, law_of
from darcha.flow.step import Call, Decision, Step
from darcha.law.access import Place
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.errors import NotFound
from darcha.law.pack import Pack
from darcha.law.risk import Selection
from darcha.store.ids import new_id
from darcha.store.read import declaration as read
from darcha.store.read import pack as packs
from darcha.store.read.declaration import File
from darcha.store.statement import Op
from darcha.store.write.record import Act, Outcome


class Explain(msgspec.Struct, frozen=True):
    """The declaration whose channel is asked about."""

    declaration: UUID


def _load(calls: Sequence[Call[Explain]]) -> Op[dict[UUID, File]]:
    return (yield from read.files(call.input.declaration for call in calls))


def _file(call: Call[Explain], context: dict[UUID, File]) -> File:
    if call.input.declaration not in context:
        raise NotFound(subject="declaration", key=call.input.declaration)
    return context[call.input.declaration]


def _place(call: Call[Explain], context: dict[UUID, File]) -> Place:
    return place(_file(call, context))


def _decide(call: Call[Explain], context: dict[UUID, File]) -> Decision[Selection | None]:
    file = _file(call, context)
    selection = msgspec.json.decode(file.version.selection, type=Selection | None)
    look = Act(
        "risk.explain",
        call.actor.id,
        "declaration",
        file.declaration.id,
        {"file": file.declaration.id, "version": file.declaration.version},
    )
    return Decision(selection, Outcome(at=call.at, acts=[look]))


explain: Step[Explain, dict[UUID, File], Selection | None] = Step("risk.explain", _load, _place, _decide)


class Foresee(msgspec.Struct, frozen=True):
    """A document that has not been lodged, and the seed to draw with."""

    document: Declaration
    seed: bytes


def _current(_calls: Sequence[Call[Foresee]]) -> Op[Pack]:
    return (yield from packs.current())


def _nowhere(_call: Call[Foresee], _pack: Pack) -> Place:
    return Place()


def _foreseen(call: Call[Foresee], pack: Pack) -> Decision[Selection | None]:
    document = call.input.document
    draw = (call.input.seed, document.functional_reference_id or "")
    selection = judge(gather(document, law_of(pack, call.at), call.at), draw=draw).selection
    digest = hashlib.sha256(msgspec.json.encode(document)).hexdigest()
    look = Act("risk.explain", call.actor.id, "document", new_id(), {"document": digest})
    return Decision(selection, Outcome(at=call.at, acts=[look]))


foresee: Step[Foresee, Pack, Selection | None] = Step("risk.explain", _current, _nowhere, _foreseen)
