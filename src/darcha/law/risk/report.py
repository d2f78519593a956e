"""How good profiles are: what they hit, what was found there, and whether chance would have found as much.

Those whom chance drew are the control group: they are drawn from all, so what is found among them is what is found in
general. A profile is worth what it finds beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from darcha.law.money import add_all, round_to
from darcha.law.pack.model import Lane, Profile
from darcha.law.risk.select import RANDOM, Selection

_PLACE = Decimal("0.0001")
_COEFFICIENT_PLACE = Decimal("0.1")


class Case(msgspec.Struct, frozen=True):
    """A selection and what came of it: whether the control found something, and what it cost (in the caller's unit).

    ``confirmed`` is None where there has been no control, or none that is finished.
    """

    selection: Selection
    confirmed: bool | None = None
    cost: Decimal = Decimal(0)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A profile (or chance) over all cases; a figure is None where there is nothing to count it from.

    ``hits`` are declarations that met it, ``share`` their part of all and ``expected`` the part that was expected;
    ``capped`` are those it would have sent into a lane that was full. Of the hits ``judged`` were controlled, at a
    ``cost``, and ``confirmed`` found to be as suspected. ``coefficient`` is the part confirmed of those judged, on a
    scale from 0 to 10; ``lift`` how many times as much as of those drawn at random (None for these themselves).
    """

    profile: str
    shadow: bool
    hits: int
    capped: int
    judged: int
    confirmed: int
    cost: Decimal
    share: Decimal | None
    expected: Decimal | None
    coefficient: Decimal | None
    lift: Decimal | None


class LaneLine(msgspec.Struct, frozen=True):
    """A lane over all cases: how many took it, their part of all, and the part that was expected."""

    lane: str
    count: int
    share: Decimal | None
    expected: Decimal | None


class Report(msgspec.Struct, frozen=True):
    """All profiles in their order, also those that hit nothing; chance, their control group; the lanes."""

    total: int
    lines: tuple[Line, ...]
    chance: Line
    lanes: tuple[LaneLine, ...]


def report(cases: Iterable[Case], profiles: Mapping[str, Profile], lanes: Mapping[str, Lane]) -> Report:
    """What ``profiles`` and ``lanes`` did over ``cases``; a profile that is no longer known is left out."""
    known = tuple(cases)
    hit = {code: list[Case]() for code in (*profiles, RANDOM)}
    full = dict.fromkeys(hit, 0)
    for case in known:
        reasons = (*case.selection.reasons, *case.selection.shadow)
        # A profile that several items of a declaration meet has hit it once.
        for code in {reason.profile for reason in reasons} & hit.keys():
            hit[code].append(case)
        for code in {reason.profile for reason in reasons if reason.full} & hit.keys():
            full[code] += 1
    chance = _line(RANDOM, hit[RANDOM], 0, len(known), None, None)
    return Report(
        total=len(known),
        lines=tuple(_line(code, hit[code], full[code], len(known), row, chance) for code, row in profiles.items()),
        chance=chance,
        lanes=tuple(_lane(row, known) for row in lanes.values()),
    )


def _line(code: str, hits: list[Case], capped: int, total: int, row: Profile | None, chance: Line | None) -> Line:
    judged = [case for case in hits if case.confirmed is not None]
    confirmed = sum(case.confirmed is True for case in judged)
    return Line(
        profile=code,
        shadow=row is not None and row.shadow,
        hits=len(hits),
        capped=capped,
        judged=len(judged),
        confirmed=confirmed,
        cost=add_all(case.cost for case in judged),
        share=_part(len(hits), total),
        expected=row.expected if row else None,
        coefficient=_part(10 * confirmed, len(judged), _COEFFICIENT_PLACE),
        lift=_part(confirmed * chance.judged, len(judged) * chance.confirmed) if chance else None,
    )


def _lane(row: Lane, cases: tuple[Case, ...]) -> LaneLine:
    count = sum(case.selection.lane == row.code for case in cases)
    return LaneLine(row.code, count, _part(count, len(cases)), row.expected_rate)


def _part(some: int, of: int, place: Decimal = _PLACE) -> Decimal | None:
    return round_to(Decimal(some) / of, place, "half-up") if of else None
