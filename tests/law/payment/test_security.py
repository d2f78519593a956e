from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.finding import Finding
from darcha.law.pack import model
from darcha.law.payment import Deposit, Given, Needed, cover, deposit_return, fixed, needed
from tests.law.payment.country import CENT, D, bank, law
from tests.makers import DAY, NOW, clock, row, words

KINDS = (
    row(model.SecurityKind, code="deposit", name=words("Deposit")),
    row(model.SecurityKind, code="pledge", name=words("Pledge"), margin=D("0.15"), act="Act 9"),
)
LAW = law(securities=KINDS)
UNTIL = date(2026, 6, 1)


def test_what_is_needed_is_all_that_is_suspended_with_its_interest() -> None:
    made = needed({"duty": D("100.50"), "vat": D(20), "excise": D(0)}, "XTS", D("1.25"))
    assert made == Needed(D("121.75"), "XTS", "duty 100.50 + vat 20 + interest 1.25")
    assert needed({}, "XTS") == Needed(D(0), "XTS", "0", "", "", "official")


def test_a_sum_that_the_law_names_follows_its_unit() -> None:
    shop = row(model.SecuritySum, code="shop", name=words("Shop"), amount="BANK", units=D("2.5"), act="Act 8")
    made = fixed(law(amounts=(bank("400"),), security_sums=(shop,)), "shop")
    assert made == Needed(D(1000), "XTS", "2.5 × BANK 400", "Act 8", "tests", "illustrative")


@pytest.mark.parametrize(
    ("given_", "covered", "missing"),
    [
        ([], "0", "100"),
        ([("deposit", "100")], "100", "0"),
        ([("deposit", "99.99")], "99.99", "0.01"),
        ([("pledge", "115")], "100", "0"),
        ([("pledge", "114.99")], "99.99", "0.01"),
        ([("deposit", "50"), ("pledge", "57.50")], "100", "0"),
        ([("deposit", "300")], "300", "0"),
    ],
)
def test_a_pledge_counts_less_than_it_is_worth(given_: list[tuple[str, str]], covered: str, missing: str) -> None:
    made = cover(LAW, needed({"duty": D(100)}, "XTS"), [Given(k, D(v), "XTS") for k, v in given_], UNTIL, place=CENT)
    assert (made.needed, made.covered, made.missing) == (D(100), D(covered), D(missing))
    assert made.enough is not bool(made.missing)
    short = Finding("security.missing", "", {"missing": missing, "currency": "XTS"})
    assert made.findings == (() if made.enough else (short,))


def test_what_each_security_counts_is_shown() -> None:
    made = cover(LAW, needed({"duty": D(100)}, "XTS"), [Given("pledge", D(230), "XTS", UNTIL)], UNTIL, place=CENT)
    (one,) = made.counted
    assert (one.kind, one.amount, one.margin, one.counts) == ("pledge", D(230), D("0.15"), D(200))
    assert (one.act, one.source, one.status) == ("Act 9", "tests", "illustrative")


@pytest.mark.parametrize(
    ("one", "finding"),
    [
        (
            Given("promise", D(200), "XTS"),
            Finding(
                "security.kind",
                "/1/kind",
                {"found": "promise", "day": "2026-03-02", "expected": "deposit, pledge"},
            ),
        ),
        (
            Given("deposit", D(200), "EUR"),
            Finding("security.currency", "/1/currency", {"found": "EUR", "expected": "XTS"}),
        ),
        (
            Given("deposit", D(200), "XTS", UNTIL - timedelta(days=1)),
            Finding("security.until", "/1/until", {"until": "2026-05-31", "day": "2026-06-01"}),
        ),
    ],
)
def test_what_is_not_fit_counts_nothing_and_is_told(one: Given, finding: Finding) -> None:
    need = needed({"duty": D(100)}, "XTS")
    made = cover(LAW, need, [Given("deposit", D(100), "XTS"), one], UNTIL, place=CENT)
    assert made.findings == (finding,)
    assert made.enough
    assert [c.kind for c in made.counted] == ["deposit"]


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_a_pledge_is_enough_exactly_from_its_margin_on(need: Decimal, value: Decimal) -> None:
    made = cover(LAW, needed({"duty": need}, "XTS"), [Given("pledge", value, "XTS")], UNTIL, place=CENT)
    assert made.enough is (value >= need * D("1.15"))


TERM = clock(5, "working_day", "deposit_return")
CALENDAR = LAW.calendar


def test_a_deposit_comes_back_when_what_it_secures_is_met() -> None:
    held = Deposit(amount=D(100), currency="EUR", used=D(30))
    made = deposit_return(held, TERM, CALENDAR, NOW)
    assert (made.amount, made.currency, made.state, made.reading) == (D(70), "EUR", "held", None)
    met = Deposit(amount=D(100), currency="EUR", met_at=NOW)
    owed = deposit_return(met, TERM, CALENDAR, NOW)
    assert (owed.amount, owed.state) == (D(100), "owed")
    assert owed.reading is not None
    assert owed.reading.due == CALENDAR.end_of(DAY + timedelta(days=8))
    assert owed.reading.state == "running"
    late = deposit_return(met, TERM, CALENDAR, NOW + timedelta(days=9))
    assert late.reading is not None
    assert late.reading.state == "late"


def test_a_deposit_that_came_back_or_was_used_up_is_done_with() -> None:
    back = Deposit(amount=D(100), currency="XTS", met_at=NOW, returned_at=NOW + timedelta(days=1))
    made = deposit_return(back, TERM, CALENDAR, NOW + timedelta(days=30))
    assert made.state == "returned"
    assert made.reading is not None
    assert made.reading.state == "kept"
    for used in (D(100), D(101)):
        gone = deposit_return(Deposit(amount=D(100), currency="XTS", used=used, met_at=NOW), TERM, CALENDAR, NOW)
        assert (gone.amount, gone.state, gone.reading) == (D(0), "used", None)
