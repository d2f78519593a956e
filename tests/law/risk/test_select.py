from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law import condition
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.draw import share
from darcha.law.pack.model import Lane, Profile
from darcha.law.risk import RANDOM, Channel, ProfileSet, Reason, RiskFacts, select
from darcha.law.snapshot import Snapshot, snapshot
from tests.law.tariff.world import DAY, LAW, PACK, D, declaration, item
from tests.makers import NOW

SEED = b"seed of the day"


def lane(code: str, rank: int, rate: str = "0", trusted: str | None = None) -> Lane:
    return Lane(
        code=code,
        name={"en": code},
        rank=rank,
        forms=(f"{code} form",) if rank else (),
        random_rate=D(rate),
        trusted_rate=D(trusted) if trusted else None,
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
    assert (made.lane, made.reasons[-1]) == ("red", Reason(RANDOM, "red"))
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


def test_a_share_is_below_one() -> None:
    assert all(Decimal(0) <= share(SEED, str(n)) < 1 for n in range(100))
