"""Which lane of control a declaration takes: by profiles, or at random."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from darcha.law.condition import Matcher, compile_all
from darcha.law.dossier import Dossier
from darcha.law.draw import share
from darcha.law.pack.model import Lane, Profile
from darcha.law.view import item_views

RANDOM = "random"
"""What stands as the profile of a reason where chance selected."""


class ProfileSet:
    """The profiles in force on a day, compiled; immutable once made, so one serves all declarations of the day."""

    def __init__(self, profiles: Iterable[Profile], day: date) -> None:
        self.rows = {profile.code: profile for profile in profiles if profile.holds(day)}
        self.matcher: Matcher = compile_all({code: row.condition for code, row in self.rows.items()})


class RiskFacts(msgspec.Struct, frozen=True):
    """What selection needs beside document and law.

    ``values`` are the assessed customs values of the items in their order (empty: as declared); ``at_random`` is false
    where chance is to be left out, as in trials of profiles.
    """

    trusted: bool = False
    values: tuple[Decimal | None, ...] = ()
    at_random: bool = True


class Reason(msgspec.Struct, frozen=True):
    """Why a lane was asked for: the profile (or chance) and the sequence number of the item that met it."""

    profile: str
    lane: str
    item: int | None = None


class Channel(msgspec.Struct, frozen=True):
    """What a trader may see of a selection: the lane and the forms of control it stands for."""

    lane: str
    forms: tuple[str, ...]


class Selection(msgspec.Struct, frozen=True):
    """A selection with its reasons, which only a holder of the right ``risk.explain`` may see.

    ``share`` is the number that was drawn, from 0 up to 1: anybody who holds the day's seed can draw it again.
    """

    lane: str
    forms: tuple[str, ...]
    reasons: tuple[Reason, ...]
    share: Decimal

    @property
    def channel(self) -> Channel:
        """The part that a trader may see."""
        return Channel(self.lane, self.forms)


def select(
    dossier: Dossier,
    profiles: ProfileSet,
    seed: bytes,
    subject_id: str,
    facts: RiskFacts = RiskFacts(),  # noqa: B008  # frozen
) -> Selection:
    """The lane of the highest rank that a profile or chance asks for; every reason is kept, also of lower lanes.

    Chance is drawn from the day's ``seed`` for ``subject_id``. Raises ValueError if the pack has no lanes.
    """
    lanes = sorted(dossier.law.lanes.values(), key=lambda lane: lane.rank)
    if not lanes:
        raise ValueError("the pack has no lanes on this day")
    reasons = list(_by_profile(dossier, profiles, facts))
    drawn = share(seed, subject_id)
    chosen = _by_chance(lanes, drawn, facts.trusted) if facts.at_random else None
    if chosen:
        reasons.append(Reason(RANDOM, chosen.code))
    asked = {reason.lane for reason in reasons}
    lane = max((lane for lane in lanes if lane.code in asked), key=lambda lane: lane.rank, default=lanes[0])
    return Selection(lane.code, lane.forms, tuple(reasons), drawn)


def _by_profile(dossier: Dossier, profiles: ProfileSet, facts: RiskFacts) -> Iterable[Reason]:
    for view in item_views(dossier, facts.values, facts.trusted):
        for code in profiles.matcher.match(view):
            yield Reason(code, profiles.rows[code].lane, view.goods.sequence)


def _by_chance(lanes: list[Lane], drawn: Decimal, trusted: bool) -> Lane | None:
    """The lane that the drawn number falls to; the rates lie end to end, the highest lane first."""
    reached = Decimal(0)
    for lane in reversed(lanes):
        reached += lane.trusted_rate if trusted and lane.trusted_rate is not None else lane.random_rate
        if drawn < reached:
            return lane
    return None
