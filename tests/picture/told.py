"""Made-up evidence: outcomes as acts on declarations journal them, for folding and for writing into a journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Connection

from darcha.picture.evidence import Entry, decode
from darcha.store.ids import new_id
from darcha.store.statement import run
from darcha.store.write.record import Act, Outcome, record

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""Noon of a Monday in the invented country."""


class Told(msgspec.Struct):
    """One declaration as its evidence tells of it: each method is an act, and says what it journals."""

    post: str = "P1"
    lane: str = "green"
    lodged_at: datetime = NOON
    file: UUID = msgspec.field(default_factory=new_id)
    stage: tuple[str, str] | None = None

    @property
    def number(self) -> str:
        return f"{self.post}/{self.lodged_at:%d.%m.%Y}/0000001"

    def act(self, *acts: str, to: tuple[str, str], after: timedelta = timedelta(0), **facts: Any) -> Outcome:
        """The outcome of an act and of what followed from it; ``facts`` are told of the first."""
        moved = {
            "number": self.number,
            "post": self.post,
            "lane": self.lane,
            "direction": "import",
            "lodged_at": self.lodged_at,
            "from": self.stage,
            "to": to,
        }
        self.stage = to
        told = [{"file": self.file} | (facts if position == 0 else {}) for position in range(len(acts))]
        told[-1]["move"] = moved
        made = [Act(act, "somebody", "declaration", self.file, said) for act, said in zip(acts, told, strict=True)]
        return Outcome(at=self.lodged_at + after, acts=made)


def entries(*outcomes: Outcome) -> list[Entry[Any]]:
    """The entries of outcomes, as they are read from the journal."""
    return [
        decode(act.act, msgspec.json.encode({"act": act.act, "at": outcome.at, "facts": act.facts}))
        for outcome in outcomes
        for act in outcome.acts
    ]


def write(connection: Connection[Any], *outcomes: Outcome) -> None:
    """Put outcomes into the journal, to be sealed."""
    with connection.transaction():
        assert not any(run(connection, record(outcomes)))
