"""The one status line that trader, agency, post and Situation Centre all read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from darcha.law.release.decide import Missing, decide
from darcha.law.release.facts import Facts

Stage = Literal["cure", "permits", "control", "payment", "security", "release", "released", "withdrawn"]


class Status(msgspec.Struct, frozen=True):
    """Where a declaration stands: the stage, who holds it, since when, when it is due, and all that is missing.

    The stage ``release`` means that nothing is missing and the system is about to release.
    """

    stage: Stage
    holder: str | None
    since: datetime
    due: datetime | None = None
    missing: tuple[Missing, ...] = ()


def status(facts: Facts) -> Status:
    """The status that the facts amount to. The first thing missing gives the stage; all are listed.

    Without a promise of its own a stage is due when release is (``facts.release_due``).
    """
    if facts.state != "lodged":
        return Status(facts.state, None, facts.changed_at or facts.lodged_at)
    missing = decide(facts).missing
    if not missing:
        return Status("release", "system", facts.changed_at or facts.lodged_at, facts.release_due)
    first = missing[0]
    return Status(first.what, first.holder, first.since, first.due or facts.release_due, missing)
