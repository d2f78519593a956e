from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law import codes


@pytest.mark.parametrize(
    ("written", "compact"), [("0805 10.22-00", "0805102200"), ("0805", "0805"), ("08\u00a005", "0805"), ("", "")]
)
def test_commodity_codes_come_into_one_form(written: str, compact: str) -> None:
    assert codes.compact_hs(written) == compact


@pytest.mark.parametrize("code", ["0805", "080510", "0805102200"])
def test_commodity_codes_have_four_to_ten_digits(code: str) -> None:
    assert codes.is_hs(code)


@pytest.mark.parametrize("code", ["", "080", "08051022001", "0805A", "0001", "٠٨٠٥", "0805\n"])
def test_other_texts_are_no_commodity_codes(code: str) -> None:
    assert not codes.is_hs(code)


def test_countries_and_currencies_are_those_of_the_standards() -> None:
    assert len(codes.COUNTRIES) == 249
    assert all(len(code) == 2 for code in codes.COUNTRIES)
    assert all(len(code) == 3 for code in codes.CURRENCIES)
    assert {"DE", "CN", "XK", "EU"} & codes.COUNTRIES == {"DE", "CN"}
    assert {"EUR", "USD", "XAU", "XXX", "DEM"} & codes.CURRENCIES == {"EUR", "USD"}
    assert codes.UNKNOWN_ORIGIN not in codes.COUNTRIES


def test_incoterms_are_those_of_2020() -> None:
    assert len(codes.INCOTERMS) == 11
    assert "DPU" in codes.INCOTERMS
    assert "DAT" not in codes.INCOTERMS


@pytest.mark.parametrize(("code", "good"), [("CT", True), ("1A", True), ("ct", False), ("CTN", False), ("", False)])
def test_package_codes_are_two_letters_or_digits(code: str, good: bool) -> None:
    assert codes.is_package(code) is good


@pytest.mark.parametrize(
    ("code", "good"), [("KGM", True), ("H87", True), ("2N", True), ("kg", False), ("PIECE", False)]
)
def test_unit_codes_are_two_or_three_letters_or_digits(code: str, good: bool) -> None:
    assert codes.is_unit(code) is good


def test_a_container_number_is_checked_by_its_last_digit() -> None:
    assert codes.compact_container("csqu 305438-3") == "CSQU3054383"
    assert codes.is_container("CSQU3054383")


@given(st.integers(min_value=0, max_value=9))
def test_one_check_digit_is_right(digit: int) -> None:
    assert codes.is_container(f"CSQU305438{digit}") is (digit == 3)


@given(st.text(max_size=12))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert not codes.is_container(text + "!")


@pytest.mark.parametrize("text", ["ÉÉÉU3054383", "A_BU3054383", "CSQU305438٣"])
def test_letters_of_other_alphabets_are_no_container(text: str) -> None:
    assert not codes.is_container(text)
