from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.lifecycle import Moved, Unmet, try_move
from darcha.law.payment import DEFERRAL, DeferralFacts, even_days, longest, plan
from darcha.law.payment.deferral import equal_parts
from tests.law.payment.country import CENT, ROUND, D, country, deferral, law

START = date(2026, 3, 2)
LAST = START + timedelta(days=60)
GOOD = DeferralFacts(amount=D(900), start=START, last=LAST, parts=3, limit=60)


def test_a_deferral_that_has_all_it_needs_is_granted() -> None:
    assert try_move(DEFERRAL, "asked", "deferral.decide", GOOD, "grant") == Moved("granted")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"amount": D(0)}, "sum_above_zero"),
        ({"amount": D(-1)}, "sum_above_zero"),
        ({"last": LAST + timedelta(days=1)}, "within_longest_term"),
        ({"limit": None}, "within_longest_term"),
        ({"parts": 61}, "a_day_for_each_part"),
        ({"parts": 0}, "a_day_for_each_part"),
        ({"unsecured": D("0.01")}, "secured_in_full"),
        ({"debt": D("0.01")}, "nothing_owed_before"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, object], name: str) -> None:
    facts = msgspec.structs.replace(GOOD, **change)
    outcome = try_move(DEFERRAL, "asked", "deferral.decide", facts, "grant")
    assert isinstance(outcome, Unmet)
    assert [need.name for need in outcome.needs] == [name]


def test_a_request_that_says_no_more_is_for_one_part_with_all_secured_and_paid() -> None:
    bare = DeferralFacts(amount=D("0.01"), start=START, last=LAST, limit=60)
    assert (bare.parts, bare.unsecured, bare.debt, bare.outstanding) == (1, D(0), D(0), D(0))
    assert try_move(DEFERRAL, "asked", "deferral.decide", bare, "grant") == Moved("granted")


@pytest.mark.parametrize("parts", [1, 60])
def test_one_part_or_one_a_day_is_possible(parts: int) -> None:
    facts = msgspec.structs.replace(GOOD, parts=parts)
    assert try_move(DEFERRAL, "asked", "deferral.decide", facts, "grant") == Moved("granted")


def test_a_refusal_gives_its_reasons() -> None:
    assert isinstance(try_move(DEFERRAL, "asked", "deferral.decide", GOOD, "refuse"), Unmet)
    said = msgspec.structs.replace(GOOD, words="A debt is open")
    assert try_move(DEFERRAL, "asked", "deferral.decide", said, "refuse") == Moved("refused")
    blank = msgspec.structs.replace(GOOD, words="  ")
    assert isinstance(try_move(DEFERRAL, "asked", "deferral.decide", blank, "refuse"), Unmet)


def test_it_is_met_by_payment_and_lapses_with_a_part() -> None:
    owing = msgspec.structs.replace(GOOD, outstanding=D("0.01"))
    assert isinstance(try_move(DEFERRAL, "granted", "deferral.meet", owing), Unmet)
    assert try_move(DEFERRAL, "granted", "deferral.meet", GOOD) == Moved("met")
    assert isinstance(try_move(DEFERRAL, "granted", "deferral.lapse", owing), Unmet)
    late = msgspec.structs.replace(owing, overdue=True)
    assert try_move(DEFERRAL, "granted", "deferral.lapse", late) == Moved("lapsed")


def test_the_longest_term_is_that_of_the_day() -> None:
    rows = (deferral(end=date(2026, 5, 31)), deferral(start=date(2026, 6, 1), limit=120))
    assert longest(law(date(2026, 5, 31), interests=rows)) == 60
    assert longest(law(date(2026, 6, 1), interests=rows)) == 120
    assert longest(law(interests=())) is None
    assert longest(law(), "other") is None


def test_parts_are_equal_and_the_last_takes_the_rest() -> None:
    assert equal_parts(D("100.00"), 3, CENT) == (D("33.33"), D("33.33"), D("33.34"))
    assert equal_parts(D("0.02"), 3, CENT) == (D(0), D(0), D("0.02"))
    assert equal_parts(D("10.005"), 2, CENT) == (D("5.00"), D("5.005"))
    assert equal_parts(D(1000), 3, D(100)) == (D(300), D(300), D(400))
    assert equal_parts(D(7), 1, CENT) == (D(7),)


def test_each_part_bears_its_own_interest() -> None:
    days = even_days(START, LAST, 3)
    assert days == (START + timedelta(days=20), START + timedelta(days=40), LAST)
    made = plan(country(), D("1000000"), START, days, **ROUND)
    assert [(p.number, p.due, p.amount) for p in made.instalments] == [
        (1, days[0], D("333333.33")),
        (2, days[1], D("333333.33")),
        (3, days[2], D("333333.34")),
    ]
    assert [p.interest.total for p in made.instalments] == [D("1278.54"), D("2557.08"), D("3835.62")]
    assert [p.total for p in made.instalments] == [D("334611.87"), D("335890.41"), D("337168.96")]
    assert (made.interest, made.total) == (D("7671.24"), D("1007671.24"))


def test_days_may_come_one_by_one() -> None:
    assert plan(country(), D(900), START, iter((START, LAST)), **ROUND).total == D("905.18")


def test_another_interest_may_be_named() -> None:
    made = plan(country(), D(1000), START, (LAST,), code="penalty", **ROUND)
    assert made.interest == D("19.80")


@given(st.decimals(0, 10**12, places=3), st.integers(1, 40), st.sampled_from(["0.001", "0.01", "1", "100"]))
def test_parts_make_up_the_whole(total: Decimal, parts: int, place: str) -> None:
    made = equal_parts(total, parts, D(place))
    assert len(made) == parts
    assert sum(made) == total
    assert len(set(made[:-1])) <= 1
    assert min(made) == made[0] >= 0
    assert made[-1] - made[0] < D(place) * parts + D(place)


@given(st.integers(1, 400), st.integers(1, 60))
def test_days_rise_to_the_last_as_evenly_as_can_be(length: int, parts: int) -> None:
    last = START + timedelta(days=length)
    made = even_days(START, last, parts)
    assert len(made) == parts
    assert made[-1] == last
    steps = [(b - a).days for a, b in zip((START, *made), made, strict=False)]
    assert max(steps) - min(steps) <= 1
    if parts <= length:
        assert min(steps) >= 1
