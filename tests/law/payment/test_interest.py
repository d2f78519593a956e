from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.finding import Finding
from darcha.law.money import Mode
from darcha.law.pack.model import DatedAmount, Interest
from darcha.law.payment import Accrual, Paid, accrue
from tests.law.payment.country import CENT, PENALTY, ROUND, D, bank, country, deferral

DAYS = timedelta(days=1)
SINCE = date(2026, 3, 1)


def cost(
    amount: str, days: int, *paid: tuple[int, str], code: str = "penalty", since: date = SINCE, **rows: Any
) -> Accrual:
    payments = [Paid(since + day * DAYS, D(sum_)) for day, sum_ in paid]
    return accrue(country(**rows), code, D(amount), since, since + days * DAYS, payments, **ROUND)


def test_a_penalty_runs_from_the_day_after_the_term() -> None:
    made = cost("1000000", 10)
    assert made.total == D(3300)
    (period,) = made.periods
    assert (period.start, period.end, period.days) == (date(2026, 3, 2), date(2026, 3, 11), 10)
    assert (period.sum, period.daily, period.amount) == (D(1000000), "0.033 %", D(3300))
    assert period.formula == "1000000 × 0.033 % × 10"
    assert (period.act, period.source, period.status) == ("Act 7, article 1", "tests", "illustrative")
    assert not period.free
    assert made.left == D(1000000)


def test_on_the_day_of_the_term_and_before_nothing_is_owed() -> None:
    assert cost("1000", 0) == cost("1000", -5) == Accrual((), D(0), D(1000))
    assert cost("1000", 1).total == D("0.33")


def test_part_payments_lower_the_sum_from_the_next_day_on() -> None:
    made = cost("1000", 10, (4, "400"), (4, "100"), (8, "500"))
    assert [(p.start.day, p.end.day, p.days, p.sum, p.amount) for p in made.periods] == [
        (2, 5, 4, D(1000), D("1.32")),
        (6, 9, 4, D(500), D("0.66")),
    ]
    assert (made.total, made.left) == (D("1.98"), D(0))


def test_what_was_paid_before_the_first_day_counts_from_it() -> None:
    assert cost("1000", 10, (-3, "400"), (0, "100")) == cost("500", 10)
    assert cost("1000", 10, (11, "1000")) == cost("1000", 10)
    assert cost("1000", 10, (10, "1000")).total == cost("1000", 10).total
    assert cost("1000", 10, (10, "999")).left == D(1)
    assert cost("1000", 10, (1, "2000")).left == D(0)


def test_a_deferral_costs_a_share_of_the_yearly_rate() -> None:
    made = cost("1000000", 30, code="deferral")
    (period,) = made.periods
    assert period.daily == "50 % × 14 % / 365"
    assert made.total == D("5753.42")


def test_a_change_of_the_yearly_rate_splits_the_days() -> None:
    changed = date(2026, 3, 11)
    amounts = (bank("14", end=changed - DAYS), bank("13.5", start=changed))
    made = cost("1000000", 20, code="deferral", amounts=amounts)
    assert [(p.days, p.daily) for p in made.periods] == [(9, "50 % × 14 % / 365"), (11, "50 % × 13.5 % / 365")]
    exact = Fraction(1000000) * (9 * 14 + 11 * Fraction(27, 2)) / 2 / 100 / 365
    assert made.total == D("3760.27") == round(Decimal(exact.numerator) / exact.denominator, 2)
    assert made.total == sum(p.amount for p in made.periods)


def test_a_change_of_the_law_splits_the_days() -> None:
    changed = date(2026, 3, 11)
    rows = (deferral(end=changed - DAYS, act="old"), deferral(start=changed, year_days=360, share=D(1), act="new"))
    made = cost("1000000", 20, code="deferral", interests=rows)
    assert [(p.days, p.daily, p.act) for p in made.periods] == [
        (9, "50 % × 14 % / 365", "old"),
        (11, "100 % × 14 % / 360", "new"),
    ]


def test_the_first_days_may_be_free() -> None:
    made = cost("1000", 20, code="deferral", interests=(deferral(free_days=14),))
    assert [(p.start.day, p.end.day, p.days, p.free, p.daily) for p in made.periods] == [
        (2, 15, 14, True, "0 %"),
        (16, 21, 6, False, "50 % × 14 % / 365"),
    ]
    assert made.periods[0].amount == 0
    assert made.total == cost("1000", 6, code="deferral").total
    assert cost("1000", 14, code="deferral", interests=(deferral(free_days=14),)).total == 0


def test_the_last_free_day_is_free_where_something_changes_on_it_too() -> None:
    made = cost("1000", 20, (13, "500"), code="deferral", interests=(deferral(free_days=14),))
    assert [(p.days, p.sum, p.free) for p in made.periods] == [
        (13, D(1000), True),
        (1, D(500), True),
        (6, D(500), False),
    ]


def test_days_that_become_free_on_the_way_are_free_from_then_on() -> None:
    changed = date(2026, 3, 7)
    rows = (deferral(end=changed - DAYS), deferral(start=changed, free_days=14))
    made = cost("1000", 20, code="deferral", interests=rows)
    assert [(p.days, p.free) for p in made.periods] == [(5, False), (9, True), (6, False)]


@pytest.mark.parametrize(
    ("interests", "amounts", "day"),
    [
        ((), (bank("14"),), "2026-03-02"),
        ((deferral(),), (), "2026-03-02"),
        ((deferral(end=date(2026, 3, 5)),), (bank("14"),), "2026-03-06"),
        ((deferral(),), (bank("14", end=date(2026, 3, 7)),), "2026-03-08"),
    ],
)
def test_days_of_which_nothing_is_known_are_told(
    interests: tuple[Interest, ...], amounts: tuple[DatedAmount, ...], day: str
) -> None:
    made = cost("1000", 20, code="deferral", interests=interests, amounts=amounts)
    assert made.findings == (Finding("payment.interest", "", {"code": "deferral", "day": day}),)
    assert sum(p.days for p in made.periods) == (date.fromisoformat(day) - SINCE).days - 1


def test_after_a_gap_in_the_law_the_days_count_again() -> None:
    rows = (deferral(end=date(2026, 3, 5)), deferral(start=date(2026, 3, 9)))
    made = cost("1000", 9, code="deferral", interests=rows)
    assert [(p.start.day, p.end.day) for p in made.periods] == [(2, 5), (9, 10)]
    assert [f.params["day"] for f in made.findings] == ["2026-03-06"]


def test_payments_may_come_one_by_one() -> None:
    payments = (Paid(SINCE, D(amount)) for amount in ("100", "200"))
    made = accrue(country(), "penalty", D(1000), SINCE, SINCE + 5 * DAYS, payments, **ROUND)
    assert (made.periods[0].sum, made.left) == (D(700), D(700))


def test_rows_of_another_code_do_not_count() -> None:
    other = deferral(code="other", free_days=3)
    assert cost("1000", 9, code="deferral", interests=(other, deferral())) == cost("1000", 9, code="deferral")
    named = (bank("1", end=date(2026, 3, 4)), bank("14", start=date(2026, 3, 5)))
    assert len(cost("1000", 9, interests=(other, PENALTY), amounts=named).periods) == 1


@pytest.mark.parametrize(
    ("place", "mode", "total"),
    [("0.01", "down", "0.33"), ("0.01", "up", "0.34"), ("1", "half-up", "0"), ("0.001", "half-even", "0.334")],
)
def test_the_whole_is_rounded_as_it_is_asked(place: str, mode: Mode, total: str) -> None:
    made = accrue(country(), "penalty", D("1011"), SINCE, SINCE + DAYS, place=D(place), mode=mode)
    assert made.total == D(total)


def test_a_tie_is_a_tie_and_what_is_just_above_it_is_not() -> None:
    # A thousandth of 5 is exactly half of the place; a 365th of a little more than 1.825 is just above it.
    row = deferral(share=D("0.001"), of=None)
    tie = accrue(country((row,)), "deferral", D(5), SINCE, SINCE + DAYS, place=CENT, mode="half-even")
    assert tie.total == D("0.00")
    above = accrue(
        country((deferral(share=D(1)),), (bank("100"),)),
        "deferral",
        D("1.825" + "0" * 40 + "1"),
        SINCE,
        SINCE + DAYS,
        place=CENT,
        mode="half-even",
    )
    assert above.total == D("0.01")


sums = st.decimals(0, 10**9, places=2)
days = st.integers(0, 400)
payments = st.lists(st.tuples(st.integers(-5, 300), st.decimals(0, 10**8, places=2).map(str)), max_size=4)


@given(sums, days, st.lists(st.integers(1, 399), max_size=3))
def test_a_change_that_changes_nothing_costs_nothing(amount: Decimal, length: int, at: list[int]) -> None:
    cuts = sorted({SINCE + day * DAYS for day in at})
    starts = [date(2020, 1, 1), *cuts]
    ends = [*(cut - DAYS for cut in cuts), None]
    amounts = tuple(bank("14", start=start, end=end) for start, end in zip(starts, ends, strict=True))
    split = cost(str(amount), length, code="deferral", amounts=amounts)
    assert split.total == cost(str(amount), length, code="deferral").total
    assert split.total == sum((p.amount for p in split.periods), D(0))


@given(sums, days, days, payments)
def test_more_days_and_a_greater_sum_never_cost_less(
    amount: Decimal, first: int, second: int, paid: list[tuple[int, str]]
) -> None:
    shorter, longer = sorted((first, second))
    short = cost(str(amount), shorter, *paid)
    assert short.total <= cost(str(amount), longer, *paid).total
    assert short.total <= cost(str(amount + 1), shorter, *paid).total
    assert all(period.amount >= 0 for period in short.periods)


@given(sums, days, payments)
def test_each_day_is_counted_once_and_only_while_something_is_owed(
    amount: Decimal, length: int, paid: list[tuple[int, str]]
) -> None:
    made = cost(str(amount), length, *paid)
    by_day = sum(
        max(amount - sum(D(sum_) for day, sum_ in paid if day < number), D(0)) for number in range(1, length + 1)
    )
    exact = Fraction(by_day) * Fraction(33, 100000)
    assert abs(Fraction(made.total) - exact) <= Fraction(1, 200)
    assert sum(p.days for p in made.periods) <= length
