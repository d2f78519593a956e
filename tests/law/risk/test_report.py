"""How good profiles are, counted by hand."""

from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.condition import Condition
from darcha.law.pack.model import Lane, Profile
from darcha.law.risk import RANDOM, Case, LaneLine, Reason, Selection, report
from tests.makers import row, words

D = Decimal


def profile(code: str, **more: object) -> Profile:
    return row(
        Profile, code=code, lane="red", condition=Condition(), reason=words(code), author="a", approver="b", **more
    )


PROFILES = {
    "P": profile("P", expected=D("0.3")),
    "S": profile("S", shadow=True),
    "idle": profile("idle"),
}
LANES = {
    "green": row(Lane, code="green", name=words("Green"), rank=0, forms=()),
    "red": row(Lane, code="red", name=words("Red"), rank=1, forms=("physical",), expected_rate=D("0.4")),
}


def case(lane: str, *hits: str, confirmed: bool | None = None, cost: int = 0, full: str | None = None) -> Case:
    reasons = tuple(Reason(code, lane, n, full) for n, code in enumerate(hits, 1) if code != "S")
    shadow = tuple(Reason(code, "red", 1) for code in hits if code == "S")
    return Case(Selection(lane, (), reasons, D(0), shadow), confirmed, D(cost))


CASES = (
    case("red", "P", "P", confirmed=True, cost=5),
    case("red", "P", "S", confirmed=True, cost=5),
    case("red", "P", RANDOM, confirmed=False, cost=7),
    case("red", "P"),
    case("green", "P", full="red"),
    case("red", RANDOM, "S", confirmed=True, cost=1),
    case("red", RANDOM, confirmed=False, cost=1),
    case("red", RANDOM, confirmed=False, cost=1),
    case("green"),
    case("green", "gone"),
    case("green", "S"),
    case("green"),
)


def test_a_profile_is_measured_against_chance() -> None:
    made = report(CASES, PROFILES, LANES)
    hit, shadow, idle = made.lines
    assert made.total == 12
    assert (hit.profile, hit.hits, hit.capped, hit.judged, hit.confirmed, hit.cost) == ("P", 5, 1, 3, 2, D(17))
    assert (hit.share, hit.expected) == (D("0.4167"), D("0.3"))
    assert (hit.coefficient, hit.lift, hit.shadow) == (D("6.7"), D("2.6667"), False)
    assert (shadow.hits, shadow.judged, shadow.confirmed, shadow.coefficient, shadow.shadow) == (3, 2, 2, D(10), True)
    assert (idle.hits, idle.share, idle.coefficient, idle.lift) == (0, D(0), None, None)
    chance = made.chance
    assert (chance.profile, chance.hits, chance.capped, chance.judged, chance.confirmed) == (RANDOM, 4, 0, 4, 1)
    assert (chance.coefficient, chance.lift, chance.expected, chance.shadow) == (D("2.5"), None, None, False)


def test_lanes_are_measured_against_what_was_expected() -> None:
    assert report(CASES, PROFILES, LANES).lanes == (
        LaneLine("green", 5, D("0.4167"), None),
        LaneLine("red", 7, D("0.5833"), D("0.4")),
    )


def test_where_chance_found_nothing_there_is_nothing_to_compare_with() -> None:
    found = (case("red", "P", confirmed=True), case("red", RANDOM, confirmed=False))
    assert report(found, PROFILES, LANES).lines[0].lift is None


def test_of_nothing_nothing_is_said() -> None:
    made = report((), PROFILES, LANES)
    assert {line.share for line in (*made.lines, made.chance)} == {None}
    assert {line.share for line in made.lanes} == {None}
    assert made.total == 0


@settings(max_examples=20)
@given(st.permutations(CASES))
def test_the_order_of_cases_does_not_matter(cases: list[Case]) -> None:
    assert report(cases, PROFILES, LANES) == report(CASES, PROFILES, LANES)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["P", "S", RANDOM]), st.sampled_from([True, False, None])), max_size=12))
def test_figures_stay_within_what_they_count(told: list[tuple[str, bool | None]]) -> None:
    made = report([case("red", code, confirmed=confirmed) for code, confirmed in told], PROFILES, LANES)
    for line in (*made.lines, made.chance):
        assert 0 <= line.confirmed <= line.judged <= line.hits <= made.total
        assert line.coefficient is None or 0 <= line.coefficient <= 10
    doubled = [case("red", code, confirmed=confirmed) for code, confirmed in told * 2]
    again = report(doubled, PROFILES, LANES)
    kept = [msgspec.structs.replace(line, hits=0, judged=0, confirmed=0) for line in again.lines]
    assert kept == [msgspec.structs.replace(line, hits=0, judged=0, confirmed=0) for line in made.lines]
