"""Which lane of control a declaration takes: by profiles, or at random."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from darcha.law.condition import Matcher, compile_all
from darcha.law.dossier import Dossier
from darcha.law.draw import share
from darcha.law.finding import Finding
from darcha.law.pack.model import Lane, Profile
from darcha.law.text import text
from darcha.law.view import item_views

RANDOM = "random"
"""What stands as the profile of a reason where chance selected."""

FEW = 100
"""As many declarations a day is taken to have at the least, so that caps do not bind its first few by chance."""

NOT_THE_SAME = text(
    "risk.verify", "{field} is on record as {found}, done again it is {expected}", "Have the selection looked into."
)


class ProfileSet:
    """The profiles in force on a day, compiled; immutable once made, so one serves all declarations of the day."""

    def __init__(self, profiles: Iterable[Profile], day: date) -> None:
        self.rows = {profile.code: profile for profile in profiles if profile.holds(day)}
        self.matcher: Matcher = compile_all({code: row.condition for code, row in self.rows.items()})


class RiskFacts(msgspec.Struct, frozen=True):
    """What selection needs beside document and law.

    ``values`` are the assessed customs values of the items in their order (empty: as declared); ``at_random`` is false
    where chance is to be left out, as in trials of profiles. ``total`` is how many declarations were selected this day
    before this one, ``taken`` how many of them went into each lane, for whatever reason.
    """

    trusted: bool = False
    values: tuple[Decimal | None, ...] = ()
    at_random: bool = True
    taken: dict[str, int] = {}
    total: int = 0


class Reason(msgspec.Struct, frozen=True):
    """Why a lane was asked for: the profile (or chance) and the sequence number of the item that met it.

    ``full`` is the lane that the profile asked for, where the day's cap of it was reached and a lower one taken.
    """

    profile: str
    lane: str
    item: int | None = None
    full: str | None = None


class Channel(msgspec.Struct, frozen=True):
    """What a trader may see of a selection: the lane and the forms of control it stands for."""

    lane: str
    forms: tuple[str, ...]


class Selection(msgspec.Struct, frozen=True):
    """A selection with its reasons, which only a holder of the right ``risk.explain`` may see.

    ``share`` is the number that was drawn, from 0 up to 1: anybody who holds the day's seed can draw it again, and
    with the ``facts`` as they were then do the whole selection again (:func:`verify`). ``shadow`` are the hits of
    profiles on trial, which select nothing. ``presence`` are the agencies that ask to be present at the control.
    """

    lane: str
    forms: tuple[str, ...]
    reasons: tuple[Reason, ...]
    share: Decimal
    shadow: tuple[Reason, ...] = ()
    presence: tuple[str, ...] = ()
    facts: RiskFacts = RiskFacts()

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
    hits = _hits(dossier, profiles, facts)
    landing = _landing(lanes, facts)
    reasons = [_reason(row, item, landing) for row, item in hits if not row.shadow]
    drawn = share(seed, subject_id)
    chosen = _by_chance(lanes, drawn, facts.trusted) if facts.at_random else None
    if chosen:
        reasons.append(Reason(RANDOM, chosen.code))
    asked = {reason.lane for reason in reasons}
    lane = max((lane for lane in lanes if lane.code in asked), key=lambda lane: lane.rank, default=lanes[0])
    return Selection(
        lane=lane.code,
        forms=lane.forms,
        reasons=tuple(reasons),
        share=drawn,
        shadow=tuple([Reason(row.code, row.lane, item) for row, item in hits if row.shadow]),
        presence=tuple(sorted({row.agency for row, _ in hits if row.presence and not row.shadow})),
        facts=facts,
    )


def verify(
    selection: Selection, dossier: Dossier, profiles: ProfileSet, seed: bytes, subject_id: str
) -> tuple[Finding, ...]:
    """What of ``selection`` comes out otherwise when it is done again: nothing, if nobody has bent it.

    Document, law and profiles are those of then; ``seed`` is the one that was committed to.
    """
    again = select(dossier, profiles, seed, subject_id, selection.facts)
    pairs = [(name, getattr(selection, name), getattr(again, name)) for name in Selection.__struct_fields__]
    return tuple(
        NOT_THE_SAME.at(f"/{name}", field=name, found=_words(found), expected=_words(expected))
        for name, found, expected in pairs
        if found != expected
    )


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(one.profile if isinstance(one, Reason) else str(one) for one in value) or "nothing"
    return str(value)


def _hits(dossier: Dossier, profiles: ProfileSet, facts: RiskFacts) -> Sequence[tuple[Profile, int]]:
    """The profiles that apply, each with the sequence number of the item that met it."""
    rows, match = profiles.rows, profiles.matcher.match
    views = item_views(dossier, facts.values, facts.trusted)
    found = [(rows[code], view.goods.sequence) for view in views for code in match(view)]
    return [(row, item) for row, item in found if row.trusted or row.mandatory] if facts.trusted else found


def _landing(lanes: Sequence[Lane], facts: RiskFacts) -> dict[str, str]:
    """Where hits for each lane land if they are not mandatory: there, or where it is full in the next that is not."""
    lowest, day = lanes[0], max(facts.total + 1, FEW)
    landing, below = {}, lowest.code
    for lane in lanes:
        if lane is lowest or lane.cap is None or facts.taken.get(lane.code, 0) < lane.cap * day:
            below = lane.code
        landing[lane.code] = below
    return landing


def _reason(row: Profile, item: int, landing: Mapping[str, str]) -> Reason:
    lane = row.lane if row.mandatory else landing.get(row.lane, row.lane)
    return Reason(row.code, lane, item, None if lane == row.lane else row.lane)


def _by_chance(lanes: Sequence[Lane], drawn: Decimal, trusted: bool) -> Lane | None:
    """The lane that the drawn number falls to; the rates lie end to end, the highest lane first."""
    reached = Decimal(0)
    for lane in reversed(lanes):
        reached += lane.trusted_rate if trusted and lane.trusted_rate is not None else lane.random_rate
        if drawn < reached:
            return lane
    return None
