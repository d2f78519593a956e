"""Corrections of an assessment, and values that are settled later."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.dossier import gather
from darcha.law.money import CurrencyError
from darcha.law.pack.model import ExchangeRate
from darcha.law.tariff import Assessment, assess
from darcha.law.tariff.valuation import Provisional, correct, provisional, settle
from tests.law.tariff.world import LAW, PACK, D, day, declaration, item
from tests.makers import NOW

TODAY = day()
NOTHING = Assessment((), (), D(0), "XTS")


def owed(*items: Any) -> Assessment:
    return assess(gather(declaration(*items), TODAY, NOW))


def of(total: str, currency: str = "XTS") -> Assessment:
    return Assessment((), (), D(total), currency)


# ------------------------------------------------------------------------------------------------- corrections


def test_a_correction_goes_line_by_line_with_both_workings() -> None:
    made = correct(owed(item(price="1000")), owed(item(price="1500")))
    assert [(one.item, one.kind, one.difference) for one in made.changes] == [
        (1, "duty", D(100)),
        (1, "vat", D(72)),
        (0, "fee", D(0)),
    ]
    duty = made.changes[0]
    assert duty.before
    assert duty.after
    assert (duty.before.formula, duty.after.formula) == ("1000.00 × 20 %", "1500.00 × 20 %")
    (value,) = made.values
    assert (value.item, value.before, value.after, value.difference) == (1, D(1000), D(1500), D(500))
    assert (value.before_text, value.after_text) == ("1000 XTS", "1500 XTS")
    assert (made.total, made.currency) == (D(172), "XTS")
    assert made.by_kind() == {"duty": D(100), "vat": D(72), "fee": D(0)}


def test_what_is_new_and_what_is_gone_are_lines_too() -> None:
    beer = item("2203000000", quantity=("1", "LTR"), sequence_numeric=2)
    made = correct(owed(item()), owed(item(), beer))
    assert [(one.item, one.kind, one.before is None) for one in made.changes] == [
        (1, "duty", False),
        (1, "vat", False),
        (2, "duty", True),
        (2, "excise", True),
        (2, "vat", True),
        (0, "fee", False),
    ]
    assert (made.values[1].before, made.values[1].before_text) == (D(0), "")
    back = correct(owed(item(), beer), owed(item()))
    assert back.changes[3].after is None
    assert (back.values[1].after, back.values[1].after_text) == (D(0), "")


def test_items_of_one_number_are_told_apart() -> None:
    twins = (item(price="100", sequence_numeric=7), item(price="200", sequence_numeric=7))
    made = correct(NOTHING, owed(*twins))
    assert [(one.item, one.kind) for one in made.changes] == [(7, "duty"), (7, "vat")] * 2 + [(0, "fee")]
    assert [value.after for value in made.values] == [D(100), D(200)]


def test_nothing_changed_comes_to_nothing() -> None:
    made = correct(owed(item()), owed(item()))
    assert made.total == 0
    assert not any(one.difference for one in made.changes)
    assert not any(one.difference for one in made.values)
    assert correct(NOTHING, NOTHING).changes == ()


def test_a_rate_that_came_late_is_a_correction() -> None:
    def at(rate: str) -> Assessment:
        row = ExchangeRate(currency="USD", per=D(1), value=D(rate), **LAW)
        law = day(msgspec.structs.replace(PACK, exchange=(row,)))
        return assess(gather(declaration(item(price="100", currency="USD")), law, NOW))

    made = correct(at("4"), at("4.1"))
    assert (made.values[0].difference, made.total) == (D(10), D("3.44"))


def test_two_currencies_do_not_meet() -> None:
    with pytest.raises(CurrencyError, match="XTS and XXX"):
        correct(NOTHING, of("1", "XXX"))
    with pytest.raises(CurrencyError):
        provisional(NOTHING, of("1", "XXX"))
    with pytest.raises(CurrencyError):
        settle(provisional(NOTHING, NOTHING), of("1", "XXX"))


prices = st.lists(st.decimals("0.01", 10**5, places=2), max_size=4)


@settings(max_examples=40)
@given(prices, prices)
def test_a_correction_adds_up_and_turned_round_is_its_negative(one: list[Decimal], other: list[Decimal]) -> None:
    before, after = (owed(*(item(price=str(price)) for price in listed)) for listed in (one, other))
    there, back = correct(before, after), correct(after, before)
    assert there.total == after.total - before.total == -back.total
    assert sum(there.by_kind().values(), D(0)) == there.total
    lines = {(line.item, line.kind): line.difference for line in there.changes}
    assert {(line.item, line.kind): -line.difference for line in back.changes} == lines
    assert there.by_kind() == {
        kind: after.by_kind().get(kind, D(0)) - before.by_kind().get(kind, D(0)) for kind in there.by_kind()
    }


# ------------------------------------------------------------------------------------------------- provisional value


def test_the_difference_is_secured() -> None:
    opened = provisional(of("100"), of("130.50"))
    assert opened == Provisional(
        D(100), D("130.50"), D("30.50"), "XTS", "130.50 - 100", "provisional_value_notice", "provisional_value"
    )


def test_an_estimate_that_owes_no_more_leaves_nothing_to_secure() -> None:
    opened = provisional(of("100"), of("90"))
    assert opened.secured == 0
    ended = settle(opened, None)
    assert (ended.final, ended.taken, ended.returned, ended.forfeited) == (D(100), D(0), D(0), True)


@pytest.mark.parametrize(
    ("final", "taken", "returned", "more", "refund"),
    [
        ("90", 0, 30, 0, 10),
        ("100", 0, 30, 0, 0),
        ("110", 10, 20, 0, 0),
        ("130", 30, 0, 0, 0),
        ("135", 30, 0, 5, 0),
        (None, 30, 0, 0, 0),
    ],
)
def test_the_security_answers_first(final: str | None, taken: int, returned: int, more: int, refund: int) -> None:
    ended = settle(provisional(of("100"), of("130")), of(final) if final else None)
    assert ended.final == D(final or 130)
    assert [ended.taken, ended.returned, ended.more, ended.refund] == [taken, returned, more, refund]
    assert ended.forfeited is (final is None)
    assert ended.currency == "XTS"
    assert ended.working.startswith(f"{ended.final} - 100 = ")


money = st.decimals(0, 10**6, places=2)


@settings(max_examples=60)
@given(money, money, st.none() | money)
def test_nothing_is_lost_between_payer_and_treasury(
    declared: Decimal, estimated: Decimal, final: Decimal | None
) -> None:
    opened = provisional(of(str(declared)), of(str(estimated)))
    ended = settle(opened, None if final is None else of(str(final)))
    assert ended.taken + ended.returned == opened.secured
    assert declared + ended.taken + ended.more - ended.refund == ended.final
    assert min(ended.taken, ended.returned, ended.more, ended.refund) >= 0
    assert not (ended.more and ended.returned)
