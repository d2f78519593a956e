from __future__ import annotations

from decimal import Decimal, Inexact, InvalidOperation, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.money import CurrencyError, Mode, Money, add_all, round_to, total

values = st.decimals(min_value=-(10**15), max_value=10**15, places=6)
places = st.sampled_from([Decimal("0.001"), Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(10), Decimal(1000)])
modes = st.sampled_from(["down", "half-up", "half-even", "up"])


def xts(value: str | Decimal) -> Money:
    return Money(Decimal(value), "XTS")


@given(values, values, values)
def test_adding_is_commutative_associative_and_exact(a: Decimal, b: Decimal, c: Decimal) -> None:
    assert xts(a) + xts(b) == xts(b) + xts(a)
    assert (xts(a) + xts(b)) + xts(c) == xts(a) + (xts(b) + xts(c))
    assert xts(a) + xts(b) - xts(b) == xts(a)


@given(values, st.integers(min_value=0, max_value=50))
def test_multiplying_is_adding_many_times(a: Decimal, n: int) -> None:
    assert xts(a) * n == total([xts(a)] * n, "XTS")


@given(values)
def test_negating_twice_changes_nothing(a: Decimal) -> None:
    negative = -xts(a)
    assert -negative == xts(a)
    assert not xts(a) + -xts(a)


@given(values, values)
def test_sums_are_ordered_as_their_values(a: Decimal, b: Decimal) -> None:
    assert (xts(a) < xts(b)) is (a < b)
    assert (xts(a) <= xts(b)) is (a <= b)
    assert (xts(a) > xts(b)) is (a > b)


@given(st.lists(values))
def test_totals_agree(several: list[Decimal]) -> None:
    assert total(map(xts, several), "XTS").value == add_all(several)


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__"])
def test_currencies_do_not_mix(operation: str) -> None:
    with pytest.raises(CurrencyError, match=r"^XTS and EUR in one sum$"):
        getattr(xts("1"), operation)(Money(Decimal(1), "EUR"))


def test_a_total_is_of_one_currency() -> None:
    with pytest.raises(CurrencyError):
        total([xts("1"), Money(Decimal(1), "EUR")], "XTS")
    assert total([], "XTS") == xts("0")


def test_the_context_of_the_thread_does_not_matter() -> None:
    with localcontext() as context:
        context.prec = 2
        assert (xts("123.45") + xts("0.01")) * 2 == xts("246.92")
        assert round_to(Decimal("123.455"), Decimal("0.01"), "half-up") == Decimal("123.46")


def test_a_sum_that_would_lose_a_digit_is_refused() -> None:
    with pytest.raises(Inexact):
        xts(Decimal("1e50")) + xts(Decimal("1e-50"))
    with pytest.raises(Inexact):
        xts("1" * 40) * Decimal("1" * 40)


def test_sixty_digits_are_exact_and_one_more_is_refused() -> None:
    sixty, more = Decimal("9" * 59 + "8"), Decimal("9" * 61)
    assert add_all([sixty, Decimal(1)]) == Decimal("9" * 60)
    assert round_to(sixty, Decimal(1), "down") == sixty
    with pytest.raises(Inexact):
        add_all([more])
    with pytest.raises(InvalidOperation):
        round_to(more, Decimal(1), "down")


def test_nothing_has_no_sign() -> None:
    assert str(round_to(Decimal("-0.001"), Decimal("0.01"), "down")) == "0.00"


@given(values, places, modes)
def test_rounding_stays_within_one_place_and_is_done_once(value: Decimal, place: Decimal, mode: Mode) -> None:
    rounded = round_to(value, place, mode)
    limit = place / 2 if mode.startswith("half") else place
    assert abs(rounded - value) <= limit
    assert rounded % place == 0
    assert round_to(rounded, place, mode) == rounded
    assert rounded.as_tuple().exponent in (0, place.as_tuple().exponent)


@given(values, places)
def test_down_is_towards_zero_and_up_away_from_it(value: Decimal, place: Decimal) -> None:
    assert abs(round_to(value, place, "down")) <= abs(value) <= abs(round_to(value, place, "up"))


@given(values, places, modes)
def test_rounding_is_the_same_below_zero(value: Decimal, place: Decimal, mode: Mode) -> None:
    assert round_to(-value, place, mode) == -round_to(value, place, mode)


@pytest.mark.parametrize(
    ("value", "place", "mode", "expected"),
    [
        ("0.125", "0.01", "half-even", "0.12"),
        ("0.135", "0.01", "half-even", "0.14"),
        ("0.125", "0.01", "half-up", "0.13"),
        ("0.129", "0.01", "down", "0.12"),
        ("0.121", "0.01", "up", "0.13"),
        ("-0.121", "0.01", "up", "-0.13"),
        ("1250", "100", "half-even", "1200"),
        ("1250", "100", "half-up", "1300"),
        ("5", "0.01", "down", "5.00"),
    ],
)
def test_rounding_as_the_law_words_it(value: str, place: str, mode: Mode, expected: str) -> None:
    rounded = xts(value).round_to(Decimal(place), mode)
    assert str(rounded) == f"{expected} XTS"


@pytest.mark.parametrize("place", ["0.05", "0", "-1", "20"])
def test_only_powers_of_ten_are_places(place: str) -> None:
    with pytest.raises(ValueError, match=rf"^{place} is not a power of ten$"):
        round_to(Decimal(1), Decimal(place), "down")
