"""Consignments in one status line each, with what waits for the reader."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec

from darcha.doors import labels
from darcha.doors.pages.gate import Visit
from darcha.doors.words import words
from darcha.flow.facts import release_facts
from darcha.flow.judge import law_of
from darcha.law.access import may
from darcha.law.release import TRADER, status
from darcha.store.read import declaration as declarations
from darcha.store.read.declaration import File
from darcha.store.rows import Declaration

PAGE = 25
"""Lines on one page."""


class Line(msgspec.Struct, frozen=True):
    """One consignment in one status line."""

    row: Declaration
    stage: str
    tag: str
    holder: str
    todo: tuple[str, ...] = ()
    """What waits for the reader: findings, an answer, a payment."""


def lines(visit: Visit, rows: list[Declaration]) -> list[Line]:
    """Declarations as status lines."""
    offices = labels.offices(visit.pack)
    waiting = _waiting(visit, rows) if may(visit.actor, "declaration.draft") else {}
    return [
        Line(
            row,
            labels.stage(row.stage),
            labels.STAGE_TAGS.get(row.stage, "none"),
            labels.holder(row.holder, offices, visit.actor),
            waiting.get(row.id, ()),
        )
        for row in rows
    ]


def _waiting(visit: Visit, rows: list[Declaration]) -> dict[UUID, tuple[str, ...]]:
    """What waits for the trader in declarations that are under way, whoever holds them first."""
    files = visit.look(declarations.files([row.id for row in rows if row.state == "lodged"]))
    return {key: tuple(_todo(visit, file)) for key, file in files.items()}


def _todo(visit: Visit, file: File) -> Iterator[str]:
    law = law_of(visit.pack, file.declaration.lodged_at)
    permits = {str(permit.id): permit for permit in file.permits}
    for missing in status(release_facts(file, law, visit.now)).missing:
        if missing.holder == TRADER:
            permit = permits.get(missing.subject)
            kind = law.permits.get(permit.type) if permit else None
            yield words(kind.name) if kind else labels.stage(missing.what)
