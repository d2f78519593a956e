"""From rows to the facts that the law asks for."""

from __future__ import annotations

from datetime import datetime

import msgspec

from darcha.law import clock
from darcha.law.clock import Interval
from darcha.law.release import ControlFact, Facts, PermitFact
from darcha.law.snapshot import Snapshot
from darcha.store.read.declaration import File
from darcha.store.rows import Control, Permit

RELEASE_CLOCK = "release"
"""The clock of a pack that promises the release of goods, from acceptance on."""


def stops(permit: Permit) -> tuple[Interval, ...]:
    """When the clock of a permit case stood: while a question or a cure was with the applicant."""
    return msgspec.json.decode(permit.stops, type=tuple[Interval, ...])


def _others(file: File) -> tuple[Interval, ...]:
    """When other agencies had the file: that time does not count in the clock of customs."""
    return tuple(
        Interval(
            permit.opened_at,
            None if permit.state in ("open", "asked", "proposed", "refused") else permit.changed_at,
            "agency",
        )
        for permit in file.permits
    )


def release_due(file: File, snapshot: Snapshot, now: datetime) -> datetime | None:
    """When customs has promised to release, other agencies' time left out; None if the pack makes no promise."""
    row = snapshot.clocks.get(RELEASE_CLOCK)
    if row is None:
        return None
    return clock.read(row, snapshot.calendar, file.declaration.lodged_at, now, _others(file)).due


def permit_fact(permit: Permit) -> PermitFact:
    """A permit case as release sees it."""
    return PermitFact(str(permit.id), permit.type, permit.agency, permit.state, permit.changed_at, permit.due_at)


def control_fact(control: Control) -> ControlFact:
    """A control as release sees it. To the trader its holder is the post; who was drawn is no business of his."""
    return ControlFact(str(control.id), control.lane, control.state, control.post, control.assigned_at, control.due_at)


def release_facts(file: File, snapshot: Snapshot, now: datetime) -> Facts:
    """Everything that the release of a file depends on."""
    row, bill = file.declaration, file.bill
    return Facts(
        state=row.state,  # type: ignore[arg-type]
        lodged_at=row.lodged_at,
        changed_at=row.released_at or row.changed_at,
        findings_open=row.errors,
        findings_since=file.version.at,
        permits=tuple(permit_fact(permit) for permit in file.permits),
        control=control_fact(file.control) if file.control else None,
        due=row.total,
        paid=bill.paid if bill else row.total * 0,
        currency=row.currency,
        due_since=bill.changed_at if bill else None,
        release_due=release_due(file, snapshot, now),
    )
