import math
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law import condition
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.draw import share
from darcha.law.pack.model import Lane, Profile
from darcha.law.risk import RANDOM, Channel, ProfileSet, Reason, RiskFacts, Selection, select, verify
from darcha.law.risk.select import FEW
from darcha.law.snapshot import Snapshot, snapshot
from darcha.law.text import explain
from tests.law.tariff.world import DAY, LAW, PACK, D, declaration, item
from tests.makers import NOW

SEED = b"seed of the day"


def lane(code: str, rank: int, rate: str = "0", trusted: str | None = None, cap: str | None = None) -> Lane:
    return Lane(
        code=code,
        name={"en": code},
        rank=rank,
        forms=(f"{code} form",) if rank else (),
        random_rate=D(rate),
        trusted_rate=D(trusted) if trusted else None,
        cap=D(cap) if cap else None,
        **LAW,
    )


def profile(code: str, to: str, field: str, operator: Any, value: Any, **more: Any) -> Profile:
    return Profile(
        code=code,
        lane=to,
        condition=condition.Condition(all=(condition.Test(field, operator, value),)),
        reason={"en": code},
        author="a",
        approver="b",
        **{**LAW, **more},
    )


def world(red: str = "0.02", yellow: str = "0.05", trusted: tuple[str, str] = ("0.01", "0.02")) -> Snapshot:
    lanes = (lane("yellow", 2, yellow, trusted[1]), lane("green", 0), lane("red", 3, red, trusted[0]), lane("blue", 1))
    return snapshot(msgspec.structs.replace(PACK, lanes=lanes), DAY)


PROFILES = ProfileSet(
    [
        profile("P-fruit", "yellow", "code", "begins with", ("08",)),
        profile("P-dear", "red", "customs_value", "at least", "5000"),
        profile("P-late", "red", "code", "begins with", ("08",), start=date(2031, 1, 1)),
        profile("P-trust", "blue", "party_trusted", "is", "yes"),
    ],
    DAY,
)
QUIET = world("0", "0", ("0", "0"))


def test_what_nothing_selects_takes_the_lowest_lane() -> None:
    made = select(gather(declaration(item("1701990000")), QUIET, NOW), PROFILES, SEED, "1")
    assert (made.lane, made.forms, made.reasons) == ("green", (), ())
    assert made.share == share(SEED, "1")


def test_the_highest_lane_wins_and_every_reason_is_kept() -> None:
    made = select(
        gather(declaration(item("0808100000"), item("1701990000", price="6000", sequence_numeric=5)), QUIET, NOW),
        PROFILES,
        SEED,
        "1",
    )
    assert made.lane == "red"
    assert made.forms == ("red form",)
    assert made.reasons == (Reason("P-fruit", "yellow", 1), Reason("P-dear", "red", 5))


def test_a_trader_sees_lane_and_form_only() -> None:
    made = select(gather(declaration(item()), QUIET, NOW), PROFILES, SEED, "1")
    assert made.channel == Channel("yellow", ("yellow form",))
    assert not set(Channel.__struct_fields__) & {"reasons", "share"}


def test_assessed_values_and_trust_are_what_profiles_see() -> None:
    goods = declaration(item("1701990000"))
    assert select(gather(goods, QUIET, NOW), PROFILES, SEED, "1", RiskFacts(values=(D(5000),))).lane == "red"
    trusted = select(gather(goods, QUIET, NOW), PROFILES, SEED, "1", RiskFacts(trusted=True))
    assert trusted.reasons == (Reason("P-trust", "blue", 1),)


def test_chance_raises_but_never_lowers() -> None:
    always = world("1", "0")
    made = select(gather(declaration(item()), always, NOW), PROFILES, SEED, "1")
    assert (made.lane, made.reasons[-1]) == ("red", Reason("random", "red"))
    assert RANDOM == "random"
    yellow = world("0", "1", ("0", "1"))
    made = select(gather(declaration(item("0808100000", price="9000")), yellow, NOW), PROFILES, SEED, "1")
    assert (made.lane, made.reasons[-1]) == ("red", Reason(RANDOM, "yellow"))


def test_chance_can_be_left_out() -> None:
    made = select(
        gather(declaration(item("1701990000")), world("1"), NOW), PROFILES, SEED, "1", RiskFacts(at_random=False)
    )
    assert (made.lane, made.reasons) == ("green", ())


def counts(trusted: bool) -> dict[str, int]:
    goods, at = declaration(item("1701990000")), world("0.1", "0.2", ("0.05", "0.1"))
    none = ProfileSet([], DAY)
    lanes = [select(gather(goods, at, NOW), none, SEED, str(n), RiskFacts(trusted=trusted)).lane for n in range(2000)]
    return {code: lanes.count(code) for code in ("red", "yellow", "green")}


def test_chance_keeps_its_rates_and_trusted_traders_are_drawn_less_but_drawn() -> None:
    plain, trusted = counts(trusted=False), counts(trusted=True)
    assert 150 < plain["red"] < 250
    assert 340 < plain["yellow"] < 460
    assert 60 < trusted["red"] < 140
    assert 150 < trusted["yellow"] < 250


@given(st.text(max_size=20), st.binary(min_size=1, max_size=40))
def test_the_same_seed_and_subject_give_the_same_again(subject: str, seed: bytes) -> None:
    at = world("0.3", "0.3")
    goods = declaration(item("1701990000"))
    assert select(gather(goods, at, NOW), PROFILES, seed, subject) == select(
        gather(goods, at, NOW), PROFILES, seed, subject
    )


def test_a_declaration_without_goods_is_selected_too() -> None:
    assert select(gather(Declaration(), QUIET, NOW), PROFILES, SEED, "1").lane == "green"


def test_a_pack_without_lanes_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no lanes"):
        select(gather(Declaration(), snapshot(PACK, DAY), NOW), PROFILES, SEED, "1")


def test_a_rate_is_reached_by_the_numbers_below_it() -> None:
    drawn = share(SEED, "1")

    def lane_at(rate: Decimal) -> str:
        return select(gather(Declaration(), world(str(rate), "0"), NOW), ProfileSet([], DAY), SEED, "1").lane

    assert lane_at(drawn) == "green"
    assert lane_at(drawn + D("1E-12")) == "red"


def test_a_share_is_below_one() -> None:
    assert all(Decimal(0) <= share(SEED, str(n)) < 1 for n in range(100))


# ------------------------------------------------------------------------------- shadow, presence, trusted traders

FRUIT = declaration(item("0808100000"))


def chosen(*profiles: Profile, at: Snapshot = QUIET, **facts: Any) -> Selection:
    return select(gather(FRUIT, at, NOW), ProfileSet(profiles, DAY), SEED, "1", RiskFacts(**facts))


def fruit(code: str, to: str = "red", **more: Any) -> Profile:
    return profile(code, to, "code", "begins with", ("08",), **more)


def test_a_profile_on_trial_is_counted_and_selects_nothing() -> None:
    made = chosen(fruit("S", shadow=True, presence=True, agency="plants"), fruit("Y", "yellow"))
    assert (made.lane, made.reasons, made.shadow) == ("yellow", (Reason("Y", "yellow", 1),), (Reason("S", "red", 1),))
    assert made.presence == ()


def test_agencies_that_ask_to_be_present_are_named_once_each() -> None:
    made = chosen(
        fruit("A", "yellow", agency="vets", presence=True),
        fruit("B", "yellow", agency="plants", presence=True),
        fruit("C", "yellow", agency="plants", presence=True),
        fruit("D", "yellow", agency="others"),
    )
    assert (made.lane, made.presence) == ("yellow", ("plants", "vets"))


def test_agencies_are_named_in_one_order_however_the_profiles_stand() -> None:
    names = ("e", "b", "d", "a", "c")
    asking = [fruit(name, agency=name, presence=True) for name in names]
    assert chosen(*asking).presence == ("a", "b", "c", "d", "e")


def test_a_request_to_be_present_need_not_raise_the_lane() -> None:
    made = chosen(fruit("A", "green", agency="plants", presence=True))
    assert (made.lane, made.presence) == ("green", ("plants",))


@pytest.mark.parametrize(
    ("more", "trusted", "lane"),
    [
        ({}, True, "red"),
        ({"trusted": False}, False, "red"),
        ({"trusted": False}, True, "green"),
        ({"trusted": False, "mandatory": True}, True, "red"),
    ],
)
def test_a_profile_may_leave_trusted_traders_out_unless_it_is_mandatory(
    more: dict[str, Any], trusted: bool, lane: str
) -> None:
    assert chosen(fruit("P", **more), trusted=trusted).lane == lane


# ------------------------------------------------------------------------------------------------------------ caps


def capped(red: str | None, yellow: str | None = None, blue: str | None = None, chance: str = "0") -> Snapshot:
    lanes = (lane("green", 0, cap="0"), lane("blue", 1, cap=blue), lane("yellow", 2, cap=yellow))
    red_lane = lane("red", 3, chance, cap=red)
    return snapshot(msgspec.structs.replace(PACK, lanes=(*lanes, red_lane)), DAY)


@pytest.mark.parametrize(
    ("taken", "total", "lane", "full"),
    [
        (0, 0, "red", None),
        (9, 9, "red", None),
        (10, 10, "yellow", "red"),
        (10, 98, "yellow", "red"),
        (10, 99, "yellow", "red"),
        (10, 100, "red", None),
        (20, 199, "yellow", "red"),
        (20, 200, "red", None),
        (90, 200, "yellow", "red"),
    ],
)
def test_beyond_the_cap_a_hit_falls_and_says_so(taken: int, total: int, lane: str, full: str | None) -> None:
    made = chosen(fruit("P"), at=capped("0.1"), taken={"red": taken}, total=total)
    assert (made.lane, made.reasons) == (lane, (Reason("P", lane, 1, full),))


@pytest.mark.parametrize(
    ("caps", "lane"),
    [
        (("0", None, None), "yellow"),
        (("0", "0", None), "blue"),
        (("0", "0", "0"), "green"),
        ((None, "0", None), "red"),
    ],
)
def test_a_hit_falls_to_the_next_lane_that_is_not_full_and_the_lowest_never_is(
    caps: tuple[str | None, str | None, str | None], lane: str
) -> None:
    assert chosen(fruit("P"), at=capped(*caps)).lane == lane


def test_the_cap_binds_neither_what_is_mandatory_nor_chance() -> None:
    assert chosen(fruit("P", mandatory=True), at=capped("0")).reasons == (Reason("P", "red", 1),)
    assert chosen(at=capped("0", chance="1")).reasons == (Reason(RANDOM, "red"),)


def test_without_counts_it_is_the_first_of_the_day() -> None:
    assert chosen(fruit("P"), at=capped("0.1")).lane == "red"
    assert chosen(fruit("P"), at=capped("1"), taken={"red": 100}).lane == "yellow"


def test_the_others_count_as_well() -> None:
    assert chosen(fruit("P"), at=capped("0.5", "0.5"), taken={"yellow": 50}, total=50).lane == "red"


def test_a_profile_of_a_lane_that_is_not_there_selects_nothing() -> None:
    assert chosen(fruit("P", "violet")).lane == "green"


# ---------------------------------------------------------------------------------------------------- done again


def test_a_selection_can_be_done_again_by_whoever_has_the_seed() -> None:
    goods, profiles = gather(FRUIT, capped("0.1"), NOW), ProfileSet([fruit("P"), fruit("S", shadow=True)], DAY)
    made = select(goods, profiles, SEED, "1", RiskFacts(True, (D(5),), True, {"red": 3}, 7))
    assert verify(made, goods, profiles, SEED, "1") == ()
    stored = msgspec.json.decode(msgspec.json.encode(made), type=Selection)
    assert verify(stored, goods, profiles, SEED, "1") == ()


def test_a_selection_that_was_bent_is_found_out() -> None:
    goods, profiles = gather(FRUIT, QUIET, NOW), ProfileSet([fruit("P")], DAY)
    made = select(goods, profiles, SEED, "1")
    bent = msgspec.structs.replace(made, lane="green", forms=(), reasons=())
    assert [finding.pointer for finding in verify(bent, goods, profiles, SEED, "1")] == ["/lane", "/forms", "/reasons"]
    labels = [explain(finding).label for finding in verify(bent, goods, profiles, SEED, "1")]
    assert labels[0] == "lane is on record as green, done again it is red"
    assert labels[1] == "forms is on record as nothing, done again it is red form"
    assert labels[2] == "reasons is on record as nothing, done again it is P"
    assert [finding.pointer for finding in verify(made, goods, profiles, b"another", "1")] == ["/share"]
    more = msgspec.structs.replace(made, forms=("red form", "documents"))
    (finding,) = verify(more, goods, profiles, SEED, "1")
    assert (finding.code, finding.params["found"]) == ("risk.verify", "red form, documents")


def test_an_old_record_without_the_later_fields_is_read() -> None:
    old = b'{"lane": "red", "forms": [], "reasons": [{"profile": "P", "lane": "red", "item": 1}], "share": "0.5"}'
    assert msgspec.json.decode(old, type=Selection) == Selection("red", (), (Reason("P", "red", 1),), D("0.5"))


# ------------------------------------------------------------------------------------------------------ properties

RANKS = {"green": 0, "blue": 1, "yellow": 2, "red": 3}
TARGETS = st.sampled_from(sorted(RANKS))
HITS = st.lists(st.tuples(TARGETS, st.booleans(), st.booleans(), st.booleans()), max_size=5)
RATES = st.integers(0, 40).map(lambda hundredths: str(D(hundredths) / 100))
SUBJECTS = st.text(max_size=4)


def made_of(hits: list[tuple[str, bool, bool, bool]]) -> list[Profile]:
    return [
        fruit(f"P{n}", to, shadow=shadow, mandatory=must, trusted=trusted)
        for n, (to, shadow, must, trusted) in enumerate(hits)
    ]


@given(RATES, RATES, RATES, SUBJECTS)
def test_raising_a_random_rate_never_lowers_the_lane(red: str, yellow: str, more: str, subject: str) -> None:
    def drawn(red: Decimal, yellow: Decimal) -> int:
        at = world(str(red), str(yellow), ("0", "0"))
        return RANKS[select(gather(Declaration(), at, NOW), ProfileSet([], DAY), SEED, subject).lane]

    assert drawn(D(red) + D(more), D(yellow)) >= drawn(D(red), D(yellow))
    assert drawn(D(red), D(yellow) + D(more)) >= drawn(D(red), D(yellow))


@given(RATES, RATES, st.integers(0, 10), st.integers(0, 10), SUBJECTS)
def test_chance_never_sends_a_trusted_trader_higher(red: str, yellow: str, r: int, y: int, subject: str) -> None:
    at = world(red, yellow, (str(D(red) * r / 10), str(D(yellow) * y / 10)))
    plain, trusted = (
        RANKS[select(gather(Declaration(), at, NOW), ProfileSet([], DAY), SEED, subject, RiskFacts(who)).lane]
        for who in (False, True)
    )
    assert trusted <= plain


@settings(max_examples=40)
@given(HITS)
def test_profiles_on_trial_never_change_the_lane(hits: list[tuple[str, bool, bool, bool]]) -> None:
    profiles = made_of(hits)
    shown = [one for one in profiles if not one.shadow]
    assert chosen(*profiles).lane == chosen(*shown).lane
    assert len(chosen(*profiles).shadow) == len(profiles) - len(shown)


@settings(max_examples=40)
@given(st.lists(HITS, max_size=12), st.sampled_from(["0", "0.01", "0.02", "0.05", "1"]))
def test_the_cap_is_kept_over_a_day_but_for_what_is_mandatory(
    day: list[list[tuple[str, bool, bool, bool]]], cap: str
) -> None:
    at, taken, mandatory = capped(cap), dict.fromkeys(RANKS, 0), 0
    for total, hits in enumerate(day):
        made = chosen(*made_of(hits), at=at, taken=dict(taken), total=total)
        taken[made.lane] += 1
        most = math.ceil(D(cap) * max(total + 1, FEW))
        must = any(m and not s and to == "red" for to, s, m, _ in hits)
        mandatory += must
        assert taken["red"] <= most + mandatory
        if made.lane == "red" and not must:
            assert taken["red"] <= most
        for reason in made.reasons:
            assert reason.full is None or RANKS[reason.lane] < RANKS[reason.full]


def test_over_many_draws_the_shares_are_those_of_the_pack() -> None:
    goods, none, draws = gather(Declaration(), world("0.02", "0.05"), NOW), ProfileSet([], DAY), 20_000
    lanes = [select(goods, none, SEED, str(n)).lane for n in range(draws)]
    for code, rate in (("red", D("0.02")), ("yellow", D("0.05")), ("green", D("0.93"))):
        sigma = (draws * rate * (1 - rate)).sqrt()
        assert abs(lanes.count(code) - draws * rate) <= 4 * sigma
