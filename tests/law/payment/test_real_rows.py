"""The rows of the repository's pack about debt: what they come to on the days on which they change."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from darcha.law.pack.load import load
from darcha.law.pack.model import Conditional, Interest, SecurityKind, SecuritySum
from darcha.law.payment import Given, accrue, cover, fixed, longest, needed
from darcha.law.snapshot import snapshot
from tests.law.payment.country import CENT, ROUND, D
from tests.packs.reading import files

NAMES = ("pack", "sources", "amounts", "conditionals", "securities", "security_sums", "interests")
FILES = files("uz")
PACK = load({f"{name}.toml": FILES[f"{name}.toml"] for name in NAMES})
NOW = date(2026, 11, 23)


def test_a_penalty_is_a_third_of_a_thousandth_a_day() -> None:
    made = accrue(PACK, "penalty", D("28252000"), date(2026, 10, 31), NOW, **ROUND)
    assert made.total == D("214432.68")
    assert (made.periods[0].daily, made.periods[0].act) == ("0.033 %", "Customs Code, art. 349")


def test_interest_of_a_deferral_follows_the_rate_of_the_central_bank() -> None:
    made = accrue(PACK, "deferral", D("10000000"), date(2024, 7, 1), date(2024, 8, 30), **ROUND)
    assert [(p.days, p.daily) for p in made.periods] == [
        (14, "0 %"),
        (10, "50 % × 14 % / 365"),
        (36, "50 % × 13.5 % / 365"),
    ]
    assert made.total == D("85753.42")
    before = accrue(PACK, "deferral", D("10000000"), date(2021, 7, 1), date(2021, 8, 30), **ROUND)
    assert [(p.days, p.daily) for p in before.periods] == [(60, "50 % × 14 % / 365")]


@pytest.mark.parametrize("code", ["penalty", "deferral", "deferral_export"])
def test_there_is_a_row_for_every_day(code: str) -> None:
    made = accrue(PACK, code, D(1000), date(2016, 1, 19), NOW, **ROUND)
    assert made.findings == ()
    assert sum(p.days for p in made.periods) == (NOW - date(2016, 1, 19)).days


@pytest.mark.parametrize(
    ("day", "code", "days"),
    [
        (date(2026, 5, 31), "deferral", 60),
        (date(2026, 6, 1), "deferral", 120),
        (date(2020, 1, 1), "deferral_export", 90),
        (NOW, "deferral_export", 90),
        (NOW, "penalty", None),
    ],
)
def test_the_longest_term_changes_by_decree(day: date, code: str, days: int | None) -> None:
    assert longest(snapshot(PACK, day), code) == days


def test_a_pledge_has_to_exceed_the_sum_by_fifteen_per_cent() -> None:
    today = snapshot(PACK, NOW)
    assert list(today.securities) == ["deposit", "pledge", "bank_guarantee", "insurance", "surety"]
    need = needed({"duty": D(1000)}, "UZS")
    assert cover(today, need, [Given("pledge", D(1150), "UZS")], NOW, place=CENT).enough
    assert cover(today, need, [Given("pledge", D("1149.99"), "UZS")], NOW, place=CENT).missing == CENT
    assert all(cover(today, need, [Given(k, D(1000), "UZS")], NOW, place=CENT).enough for k in ("deposit", "surety"))


@pytest.mark.parametrize(
    ("code", "day", "amount"),
    [
        ("duty_free_shop", date(2025, 7, 31), 5000 * 375000),
        ("duty_free_shop", NOW, 5000 * 412000),
        ("customs_carrier", NOW, 2000 * 412000),
    ],
)
def test_sums_of_the_law_follow_its_unit(code: str, day: date, amount: int) -> None:
    made = fixed(snapshot(PACK, day), code)
    assert (made.amount, made.currency) == (Decimal(amount), "UZS")


def test_the_grounds_of_conditional_release_are_those_of_the_code() -> None:
    today = snapshot(PACK, NOW).conditionals
    assert list(today)[:6] == [
        "limited_use",
        "under_regime",
        "provisional_value",
        "periodic_payments",
        "missing_documents",
        "deferred_payment",
    ]
    assert today["periodic_payments"].monthly == D("0.05")
    assert not today["missing_documents"].transfer
    assert all(row.ends for row in today.values())


ROWS: list[Conditional | SecurityKind | SecuritySum | Interest] = [
    *PACK.conditionals,
    *PACK.securities,
    *PACK.security_sums,
    *PACK.interests,
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code} {row.start}")
def test_texts_are_in_every_language_with_their_own_apostrophes(
    row: Conditional | SecurityKind | SecuritySum | Interest,
) -> None:
    texts = [row.name]
    if isinstance(row, Conditional):
        texts += [row.what, *([row.silence] if row.silence else [])]
    for words in texts:
        assert [words[language].strip() != "" for language in PACK.languages] == [True] * 3
        assert not re.search("['`‘’]|[oOgG]ʼ|[^oOgG]ʻ", words["uz"])
