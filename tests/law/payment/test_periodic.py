from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.pack import model
from darcha.law.payment import Periodic, periodic
from tests.law.payment.country import CENT, D
from tests.makers import row, words


def ground(monthly: str | None) -> model.Conditional:
    return row(
        model.Conditional,
        code="periodic",
        name=words("Periodic payments"),
        what=words("Pay by the month"),
        ends=("exported",),
        monthly=None if monthly is None else D(monthly),
    )


def stay(whole: str, start: date, end: date, monthly: str | None = "0.05") -> Periodic:
    return periodic(ground(monthly), D(whole), start, end, place=CENT, mode="half-up")


START = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("end", "months"),
    [
        (date(2026, 1, 30), 0),
        (date(2026, 1, 31), 1),
        (date(2026, 2, 27), 1),
        (date(2026, 2, 28), 2),
        (date(2026, 3, 30), 2),
        (date(2026, 3, 31), 3),
        (date(2027, 1, 30), 12),
        (date(2027, 1, 31), 13),
    ],
)
def test_each_month_that_was_begun_counts(end: date, months: int) -> None:
    made = stay("1000", START, end)
    assert len(made.months) == months
    assert made.total == 50 * months
    assert made.rest == 1000 - made.total


def test_each_month_shows_its_days_and_its_working() -> None:
    made = stay("999.90", START, date(2026, 3, 5))
    assert [(m.number, m.start, m.end, m.amount) for m in made.months] == [
        (1, date(2026, 1, 31), date(2026, 2, 27), D("50.00")),
        (2, date(2026, 2, 28), date(2026, 3, 5), D("50.00")),
    ]
    assert made.months[0].formula == "999.90 × 5 %"
    assert (made.share, made.whole, made.rest) == (D("0.05"), D("999.90"), D("899.90"))
    assert (made.act, made.source, made.status) == ("Act 1, article 2", "tests", "illustrative")


def test_it_is_never_more_than_the_whole() -> None:
    made = stay("100", START, date(2026, 6, 1), "0.3")
    assert [m.amount for m in made.months] == [D(30), D(30), D(30), D(10), D(0)]
    assert made.rest == 0


@pytest.mark.parametrize("monthly", [None, "0"])
def test_a_ground_without_a_share_asks_for_nothing(monthly: str | None) -> None:
    made = stay("100", START, date(2026, 6, 1), monthly)
    assert (made.months, made.total, made.rest, made.share) == ((), D(0), D(100), D(0))


@given(
    st.decimals(0, 10**10, places=2),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(-10, 900),
    st.decimals("0.001", 1, places=3),
)
def test_months_follow_each_other_and_never_exceed_the_whole(
    whole: Decimal, start: date, length: int, monthly: Decimal
) -> None:
    end = start + timedelta(days=length)
    made = stay(str(whole), start, end, str(monthly))
    assert 0 <= made.total <= whole
    assert made.rest == whole - made.total
    covered = [m.start + timedelta(days=n) for m in made.months for n in range((m.end - m.start).days + 1)]
    assert covered == [start + timedelta(days=n) for n in range(length + 1)]
