"""The file of one declaration while an act changes it: rows in, rows out, its release and status derived.

Every act on a declaration, its permits, its control or its bill goes through here. The file collects what the act
changes; :meth:`Change.outcome` derives stage, holder, due and release from the evidence, writes the declaration's new
row, and journals the release as an act of its own when nothing is missing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from darcha.flow.facts import release_facts
from darcha.law import release
from darcha.law.access import SYSTEM, Actor, Place
from darcha.law.document import Declaration
from darcha.law.finding import Finding, errors
from darcha.law.snapshot import Snapshot
from darcha.store.read.declaration import File
from darcha.store.rows import Archived, Bill, Control, Permit, Row, Version
from darcha.store.write.record import Act, Outcome


def place(file: File) -> Place:
    """Where a file is, for the scope of rights."""
    declaration = file.declaration
    return Place(
        firm=declaration.firm,
        agencies=frozenset(permit.agency for permit in file.permits),
        post=declaration.post,
        officer=file.control.officer if file.control else None,
    )


def document_of(version: Version) -> Declaration:
    """The document of a version."""
    return msgspec.json.decode(version.document, type=Declaration)


def findings_of(version: Version) -> tuple[Finding, ...]:
    """What was found in a version when it was lodged."""
    return msgspec.json.decode(version.findings, type=tuple[Finding, ...])


def open_errors(version: Version) -> int:
    """How many findings of a version have to be cured."""
    return len(errors(findings_of(version)))


class Change:
    """What one act changes in a file."""

    def __init__(self, file: File, actor: Actor, at: datetime, *, new: bool = False) -> None:
        self.file = file
        self.actor = actor
        self.at = at
        self._new = new
        self._before = file.declaration
        self._outcome = Outcome(at=at, acts=[], inserts=[], replaces=[], archive=[], takes={})

    def add(self, *rows: Row) -> None:
        """Add new rows."""
        self._outcome.inserts += rows
        for row in rows:
            if isinstance(row, Permit):
                self.file.permits.append(row)
            elif isinstance(row, Control):
                self.file.control = row
            elif isinstance(row, Bill):
                self.file.bill = row

    def put(self, rows: Iterable[Row]) -> None:
        """Add new rows that belong to the version: no other part of the file."""
        self._outcome.inserts += rows

    def permit(self, old: Permit, **changes: Any) -> Permit:
        """Put a permit into a new state."""
        new = msgspec.structs.replace(old, **changes, changed_at=self.at, revision=old.revision + 1)
        self.file.permits[self.file.permits.index(old)] = new
        self._outcome.replaces.append(new)
        return new

    def control(self, **changes: Any) -> Control:
        """Put the control into a new state."""
        old = self.file.control
        assert old is not None
        self.file.control = new = msgspec.structs.replace(old, **changes, revision=old.revision + 1)
        self._outcome.replaces.append(new)
        return new

    def bill(self, **changes: Any) -> Bill:
        """Put the bill into a new state."""
        old = self.file.bill
        assert old is not None
        self.file.bill = new = msgspec.structs.replace(old, **changes, changed_at=self.at, revision=old.revision + 1)
        self._outcome.replaces.append(new)
        return new

    def declaration(self, **changes: Any) -> None:
        """Change the declaration's own row."""
        self.file.declaration = msgspec.structs.replace(self.file.declaration, **changes)

    def found_wrong(self, found: Sequence[Finding]) -> None:
        """Count what a control found wrong beside what the version has open."""
        self.declaration(errors=open_errors(self.file.version) + len(errors(tuple(found))))

    def keep(self, archived: Archived) -> None:
        """Keep bytes as they were."""
        self._outcome.archive.append(archived)

    def select(self, day: date, lane: str) -> None:
        """Count the declaration in the lane that it was selected into."""
        self._outcome.selected = (day, lane)

    def take(self, balance: str, quantity: Any) -> None:
        """Take a quantity off a balance; negative gives it back."""
        self._outcome.takes[balance] = self._outcome.takes.get(balance, 0) + quantity

    def journal(self, act: str, subject: str, subject_id: UUID, facts: dict[str, Any]) -> None:
        """Journal an act of the actor on a part of this file."""
        self._write(act, self.actor, subject, subject_id, facts)

    def journal_system(self, act: str, subject: str, subject_id: UUID, facts: dict[str, Any]) -> None:
        """Journal what followed by itself."""
        self._write(act, SYSTEM, subject, subject_id, facts)

    def _write(self, act: str, actor: Actor, subject: str, subject_id: UUID, facts: dict[str, Any]) -> None:
        self._outcome.acts.append(Act(act, actor.id, subject, subject_id, {"file": self._before.id} | facts))

    def outcome(self, snapshot: Snapshot) -> Outcome:
        """Everything to be written: the derived state of the declaration comes last."""
        facts = release_facts(self.file, snapshot, self.at)
        released = self.file.declaration.state == "lodged" and release.decide(facts).released
        if released:
            facts = msgspec.structs.replace(facts, state="released", changed_at=self.at)
        status = release.status(facts)
        declaration = msgspec.structs.replace(
            self.file.declaration,
            state=facts.state,
            stage=status.stage,
            holder=status.holder or "",
            due_at=status.due,
            changed_at=self.at,
            released_at=self.at if released else self.file.declaration.released_at,
            revision=self._before.revision + (0 if self._new else 1),
        )
        self.file.declaration = declaration
        moved = {
            "number": declaration.number,
            "post": declaration.post,
            "lane": declaration.lane,
            "direction": declaration.direction,
            "lodged_at": declaration.lodged_at,
            "from": None if self._new else [self._before.stage, self._before.holder],
            "to": [declaration.stage, declaration.holder],
        }
        if released:
            self.journal_system("release.decide", "declaration", declaration.id, {})
        acts = self._outcome.acts
        # The firm is told of the act itself and of the release; what else followed it reads in the status.
        for place in {0, len(acts) - 1} if released else {0}:
            acts[place] = msgspec.structs.replace(
                acts[place], messages=((declaration.firm, self._notice(acts[place].act)),)
            )
        acts[-1] = msgspec.structs.replace(acts[-1], facts=acts[-1].facts | {"move": moved})
        (self._outcome.inserts if self._new else self._outcome.replaces).append(declaration)
        return self._outcome

    def _notice(self, act: str) -> str:
        """The message to the firm: what happened to which declaration and how it stands now."""
        declaration = self.file.declaration
        return msgspec.json.encode(
            {
                "act": act,
                "declaration": declaration.id,
                "number": declaration.number,
                "reference": declaration.reference,
                "version": declaration.version,
                "stage": declaration.stage,
                "holder": declaration.holder,
                "due": declaration.due_at,
                "at": self.at,
            },
            order="sorted",
        ).decode()
