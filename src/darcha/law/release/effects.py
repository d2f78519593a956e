"""What follows for releases when a permit that they used is suspended or annulled.

A suspension holds from its day on. An annulment holds from its day on too, unless it is from the issue of the permit:
then the permit was never there. Goods that are not released yet are held; for goods that went while the permit did not
hold, another permit has to be brought and a control after release is called for; for all others nothing follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from darcha.law.release.facts import Basis

ANNULLED = "annulled_permit"
"""The ground, by the code of its row, on which an obligation to bring another permit is opened after release."""

Follows = Literal["hold", "replace", "nothing"]


class PermitChange(msgspec.Struct, frozen=True):
    """A permit that no longer holds: its case, what was done to it, since when; ``from_issue``: as if never issued."""

    permit: str
    state: Literal["suspended", "annulled"]
    since: datetime
    from_issue: bool = False


class Use(msgspec.Struct, frozen=True):
    """A declaration that used the permit, and when its goods were released (None: they are not)."""

    declaration: str
    released_at: datetime | None = None


class Effect(msgspec.Struct, frozen=True):
    """What follows for one declaration: its goods are held; another permit has to be brought for them; or nothing.

    ``opens`` is the obligation that is opened, ``control`` says whether a control after release is called for.
    """

    declaration: str
    follows: Follows
    since: datetime
    opens: Basis | None = None
    control: bool = False


def effects(change: PermitChange, uses: Iterable[Use]) -> tuple[Effect, ...]:
    """What follows from ``change`` for each declaration that used the permit, in the order of ``uses``."""
    return tuple(_effect(change, use) for use in uses)


def _effect(change: PermitChange, use: Use) -> Effect:
    if use.released_at is None:
        return Effect(use.declaration, "hold", change.since)
    void = change.state == "annulled" and change.from_issue
    if use.released_at < change.since and not void:
        return Effect(use.declaration, "nothing", change.since)
    return Effect(use.declaration, "replace", change.since, Basis(ANNULLED, change.permit), control=True)
