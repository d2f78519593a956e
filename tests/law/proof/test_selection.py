"""What the check finds wrong with lanes and profiles."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law.condition import Condition
from darcha.law.pack.model import Agency, Pack, Profile
from darcha.law.proof.selection import check_selection
from darcha.law.text import explain
from tests.makers import mini_pack, row, words

D = Decimal
DAY = date(2026, 1, 1)


def lane(**changes: Any) -> Pack:
    """The pack with its highest lane changed."""
    pack = mini_pack()
    return msgspec.structs.replace(
        pack, lanes=(*pack.lanes[:-1], msgspec.structs.replace(pack.lanes[-1], **{"random_rate": D("0.1"), **changes}))
    )


def profile(**changes: Any) -> Pack:
    """The pack with one profile."""
    given = {"code": "P", "lane": "red", "condition": Condition(), "reason": words("P"), "author": "a", "approver": "b"}
    return mini_pack(profiles=(row(Profile, **{**given, **changes}),))


@pytest.mark.parametrize(
    "pack",
    [
        mini_pack(),
        lane(random_rate=D(0), trusted_rate=D(0)),
        lane(random_rate=D(1)),
        lane(trusted_rate=D("0.1")),
        lane(cap=D("0.1"), expected_rate=D("0.1")),
        lane(cap=D(1), expected_rate=D(0)),
        lane(expected_rate=D(1)),
        profile(),
        profile(mandatory=True, trusted=False, expected=D(0)),
        profile(shadow=True, expected=D(1)),
        profile(agency="PLANT", presence=True),
    ],
)
def test_what_can_select_is_sound(pack: Pack) -> None:
    assert list(check_selection(pack)) == []


@pytest.mark.parametrize(
    ("pack", "code", "pointer"),
    [
        (lane(random_rate=D("-0.1")), "pack.figure", "/lanes/red/random_rate"),
        (lane(random_rate=D("1.1")), "pack.figure", "/lanes/red/random_rate"),
        (lane(trusted_rate=D(0)), "pack.figure", "/lanes/red/trusted_rate"),
        (lane(trusted_rate=D("0.11")), "pack.figure", "/lanes/red/trusted_rate"),
        (lane(cap=D("0.09")), "pack.figure", "/lanes/red/cap"),
        (lane(cap=D("1.01")), "pack.figure", "/lanes/red/cap"),
        (lane(expected_rate=D("-0.1")), "pack.figure", "/lanes/red/expected_rate"),
        (lane(expected_rate=D("1.1")), "pack.figure", "/lanes/red/expected_rate"),
        (lane(cap=D("0.2"), expected_rate=D("0.3")), "pack.figure", "/lanes/red/expected_rate"),
        (lane(rank=1), "pack.lanes.rank", "/lanes/red/rank"),
        (profile(approver="a"), "pack.profile.approver", "/profiles/0/approver"),
        (profile(mandatory=True, shadow=True), "pack.profile.shadow", "/profiles/0/shadow"),
        (profile(expected=D("1.1")), "pack.figure", "/profiles/P/expected"),
        (profile(expected=D("-0.1")), "pack.figure", "/profiles/P/expected"),
        (profile(agency="NOBODY"), "pack.profile.agency", "/profiles/0/agency"),
    ],
)
def test_each_fault_is_found(pack: Pack, code: str, pointer: str) -> None:
    assert (code, pointer) in [(finding.code, finding.pointer) for finding in check_selection(pack)]
    assert all("–" not in explain(finding).label for finding in check_selection(pack))


def test_more_cannot_be_drawn_at_random_than_there_is() -> None:
    pack = mini_pack()
    rates = {"green": D("0.3"), "yellow": D("0.3"), "red": D("0.4")}

    def at(**changes: Decimal) -> Pack:
        lanes = tuple(
            msgspec.structs.replace(one, random_rate={**rates, **changes}[one.code], start=DAY) for one in pack.lanes
        )
        return msgspec.structs.replace(pack, lanes=lanes)

    assert list(check_selection(at())) == []
    (finding,) = check_selection(at(red=D("0.41")))
    assert explain(finding).label == "On 2026-01-01 the shares drawn at random come to 1.01"


def test_lanes_of_other_days_do_not_count() -> None:
    old = tuple(msgspec.structs.replace(one, end=date(2025, 12, 31)) for one in mini_pack().lanes)
    new = tuple(msgspec.structs.replace(one, start=DAY, end=None) for one in old)
    assert list(check_selection(mini_pack(lanes=(*old, *new)))) == []


def test_an_owner_is_there_as_long_as_its_profile() -> None:
    later = row(Agency, code="LATE", name=words("Late"), start=DAY)
    (finding,) = check_selection(msgspec.structs.replace(profile(agency="LATE"), agencies=(later,)))
    assert explain(finding).label == "profiles P: there is no agency LATE on 2020-01-01"
    renamed = (msgspec.structs.replace(later, start=date(2020, 1, 1), end=date(2025, 12, 31)), later)
    assert list(check_selection(msgspec.structs.replace(profile(agency="LATE"), agencies=renamed[::-1]))) == []


def test_lanes_are_told_apart_where_their_ranks_are_one() -> None:
    (finding,) = check_selection(lane(rank=1))
    assert explain(finding).label == "lanes yellow and red have one rank on 2020-01-01"
