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


@pytest.mark.parametrize(
    ("code", "good"), [("DEHAM", True), ("US2LA", True), ("DEH1M", False), ("deham", False), ("DE", False)]
)
def test_places_have_the_country_and_three_signs(code: str, good: bool) -> None:
    assert codes.is_locode(code) is good


@pytest.mark.parametrize("number", ["XX 1", "XX1234", "HY0271", "7C 12", "C6 101", "XX 881A", "XXA 12"])
def test_flights_have_an_airline_and_up_to_four_digits(number: str) -> None:
    assert codes.is_flight(number)


@pytest.mark.parametrize("number", ["", "XX", "XX 12345", "12 345", "X 123", "xx 123", "XX-123"])
def test_other_texts_are_no_flights(number: str) -> None:
    assert not codes.is_flight(number)


@pytest.mark.parametrize("number", ["90112236", "52003001", "338745678901"])
def test_wagons_have_eight_or_twelve_digits(number: str) -> None:
    body = number[:-1]
    right = [body + str(last) for last in range(10) if codes.is_wagon(body + str(last))]
    assert len(right) == 1
    assert (number in right) is (len(number) == 8)


@pytest.mark.parametrize("number", ["", "9011223", "901122360", "9011223A", "٩٠١١٢٢٣٦"])
def test_other_texts_are_no_wagons(number: str) -> None:
    assert not codes.is_wagon(number)


@pytest.mark.parametrize(
    ("number", "good"),
    [("1203", True), ("UN1203", True), ("UN 0004", True), ("4000", False), ("120", False), ("12034", False)],
)
def test_un_numbers_have_four_digits(number: str, good: bool) -> None:
    assert codes.is_un_number(number) is good


@pytest.mark.parametrize(
    ("reference", "good"),
    [("6DE1", True), ("6DE" + "A" * 32, True), ("6DE" + "A" * 33, False), ("6DE", False), ("DE1234", False)],
)
def test_a_unique_consignment_reference_has_year_country_and_up_to_32_signs(reference: str, good: bool) -> None:
    assert codes.is_ucr(reference) is good


@given(st.text("0123456789", min_size=8, max_size=8))
def test_one_last_digit_checks_out(body: str) -> None:
    weights = (7, 3, 1, 7, 3, 1, 7, 3)
    assert sum(codes.checks_out(f"{body}{last}", weights) for last in range(10)) == 1


def test_the_check_digit_is_the_weighted_sum_modulo_ten() -> None:
    assert codes.checks_out("1237", (7, 3, 1)) is False
    assert codes.checks_out("1236", (7, 3, 1)) is True


def test_terms_of_delivery_are_of_incoterms() -> None:
    assert codes.CARRIAGE_UNPAID | codes.BY_WATER < codes.INCOTERMS
    assert {"FAS", "FOB"} == codes.CARRIAGE_UNPAID & codes.BY_WATER
