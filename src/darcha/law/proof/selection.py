"""Lanes and profiles that can select: shares that can be drawn, lanes in one order, every profile seen by two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from darcha.law.finding import Finding
from darcha.law.money import add_all
from darcha.law.pack.model import Lane, Pack, Profile
from darcha.law.proof.dating import uncovered
from darcha.law.proof.figure import figure
from darcha.law.text import text

SAME_RANK = text("pack.lanes.rank", "lanes {one} and {other} have one rank on {day}", "Give each lane a rank.")
TOO_MUCH_CHANCE = text(
    "pack.lanes.chance", "On {day} the shares drawn at random come to {sum}", "Let them come to 1 at the most."
)
TWO_EYES = text("pack.profile.approver", "profiles {row}: approved by its own author", "Let another person approve it.")
NO_OWNER = text("pack.profile.agency", "profiles {row}: there is no agency {found} on {day}", "Name one of agencies.")
IDLE = text(
    "pack.profile.shadow",
    "profiles {row}: mandatory, and in the shadow it selects nothing",
    "Leave out mandatory, or shadow.",
)

_CUSTOMS = "customs"


def check_selection(pack: Pack) -> Iterator[Finding]:
    """What is wrong with lanes and profiles, each and together."""
    for lane in pack.lanes:
        yield from _lane(lane)
    for day in sorted({lane.start for lane in pack.lanes}):
        yield from _lanes_on(day, [lane for lane in pack.lanes if lane.holds(day)])
    for index, row in enumerate(pack.profiles):
        yield from _profile(f"/profiles/{index}", row, pack)


def _lane(row: Lane) -> Iterator[Finding]:
    """Shares from 0 to 1; that of trusted traders lower, but never off; a cap that leaves room for chance."""
    if not 0 <= row.random_rate <= 1:
        yield figure("lanes", row.code, "random_rate", row.random_rate, "a share from 0 to 1")
    trusted = row.trusted_rate
    if trusted is not None and not (0 < trusted <= row.random_rate or trusted == row.random_rate == 0):
        yield figure("lanes", row.code, "trusted_rate", trusted, "a share above 0, at most random_rate")
    if row.cap is not None and not row.random_rate <= row.cap <= 1:
        yield figure("lanes", row.code, "cap", row.cap, "a share from random_rate to 1")
    most = 1 if row.cap is None else row.cap
    if row.expected_rate is not None and not 0 <= row.expected_rate <= most:
        yield figure("lanes", row.code, "expected_rate", row.expected_rate, "a share from 0 to the cap")


def _lanes_on(day: date, lanes: list[Lane]) -> Iterator[Finding]:
    ranks: dict[int, Lane] = {}
    for lane in lanes:
        other = ranks.setdefault(lane.rank, lane)
        if other is not lane:
            yield SAME_RANK.at(f"/lanes/{lane.code}/rank", one=other.code, other=lane.code, day=day)
    chance = add_all(lane.random_rate for lane in lanes)
    if chance > 1:
        yield TOO_MUCH_CHANCE.at("/lanes", day=day, sum=chance)


def _profile(pointer: str, row: Profile, pack: Pack) -> Iterator[Finding]:
    if row.author == row.approver:
        yield TWO_EYES.at(f"{pointer}/approver", row=row.code)
    if row.mandatory and row.shadow:
        yield IDLE.at(f"{pointer}/shadow", row=row.code)
    if row.expected is not None and not 0 <= row.expected <= 1:
        yield figure("profiles", row.code, "expected", row.expected, "a share from 0 to 1")
    # The customs service is there in every country, whether or not it decides permits.
    owners = sorted((one for one in pack.agencies if one.code == row.agency), key=lambda one: one.start)
    day = None if row.agency == _CUSTOMS else uncovered(owners, row.start, row.end)
    if day is not None:
        yield NO_OWNER.at(f"{pointer}/agency", row=row.code, found=row.agency, day=day)
