from decimal import Decimal, DecimalException

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.tariff import currencies
from darcha.law.tariff.units import base_of, code_of, conflict, in_base, measure_of, plain, scan, word_of

D = Decimal


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kg", "KGM"),
        ("100 кг", "DTN"),
        ("1000 p/st", "MIL"),
        ("1,000 p/st", "MIL"),
        ("1,000 шт.", None),
        ("1 000 шт.", "MIL"),
        ("1kg", "KGM"),
        ("10 kg", "10 KGM"),
        ("10 KGM", "10 KGM"),
        ("20 kg", None),
        ("10000 kg", None),
        ("% VOL / hl", "ASVX"),
        ("% vol/hl", "ASVX"),
        ("100 % vol", None),
        ("l alc.100%", "LPA"),
        ("mil", "MIL"),
        ("H87", "H87"),
        ("100 m", "100 MTR"),
        ("ＫＧ", "KGM"),
        ("см³ объёма двигателя", "CMQ"),
        ("кВт * ч", None),
        ("кВт · ч", "KWH"),
        ("furlong", None),
        ("kg of something", None),
        ("", None),
    ],
)
def test_units_are_known_by_code_or_word(text: str, code: str | None) -> None:
    assert code_of(text) == code


def test_a_unit_ends_where_its_word_ends() -> None:
    assert scan("m3", 0) == ("MTQ", 2)
    assert scan("m1", 0) is None
    assert scan("x kg", 2) == ("KGM", 4)


def test_every_unit_converts_to_one_that_stays_itself() -> None:
    assert in_base({"t": D(2), "100 l": D(3), "furlong": D(1)}) == {"KGM": D(2000), "LTR": D(300), "furlong": D(1)}
    assert in_base({"KGM": D(5), "g": D(1)}) == {"KGM": D(5)}
    assert base_of("NAR") == ("NAR", D(1))
    assert base_of("100 GRM") == ("KGM", D("0.1"))
    assert word_of("DTN") == "100 kg"
    assert word_of("100 GRM") == "100 g"
    assert word_of("XX") == "XX"


@pytest.mark.parametrize(
    ("name", "key", "factor"),
    [
        ("t", "KGM", "1000"),
        ("items", "NAR", "1"),
        ("MLT", "LTR", "0.001"),
        ("CLT", "LTR", "0.01"),
        ("dmq", "LTR", "1"),
        ("KLT", "LTR", "1000"),
        ("MPR", "NPR", "1000"),
        ("KGM.Z", "KGM.Z", "1"),
        ("100 kg / lactic.", "KGM.Z", "100"),
    ],
)
def test_quantities_have_the_names_that_expressions_look_for(name: str, key: str, factor: str) -> None:
    assert measure_of(name) == (key, D(factor))
    assert in_base({name: D(3)}) == {key: 3 * D(factor)}


@pytest.mark.parametrize("name", ["furlong", "furlong / lactic.", "kg / fat", "KGM.Q", ""])
def test_an_unknown_quantity_has_no_measure(name: str) -> None:
    assert measure_of(name) is None


def test_quantities_that_contradict_each_other_are_named() -> None:
    assert conflict({"kg": D(2000), "m": D(1), "t": D(2), "тонн": D("2.0")}) is None
    assert conflict({"kg": D(2000), "l": D(1), "t": D("2.001")}) == ("kg", "t")
    assert conflict({"furlong": D(1), "kg": D(1)}) is None
    assert conflict({}) is None


def test_figures_beyond_reason_are_refused() -> None:
    with pytest.raises(DecimalException):
        in_base({"kg": D("1e61")})


@settings(max_examples=40)
@given(st.text())
def test_signs_are_replaced_in_their_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EUR", ("EUR", 3)),
        ("usd/kg", ("USD", 3)),
        ("XEM", ("XEM", 3)),
        ("XXX", None),
        ("EURO", ("EUR", 4)),
        ("евро за", ("EUR", 4)),
        ("долл.США", ("USD", 8)),
        ("US$/kg", ("USD", 3)),
        ("рублей", ("RUB", 6)),
        ("руб", ("RUB", 3)),
        ("florin", ("XTS", 6)),
        ("florins", None),
        ("доллар", None),
    ],
)
def test_currencies_are_known_by_code_or_word(text: str, found: tuple[str, int] | None) -> None:
    assert currencies.scan(text, 0, (("florin", "XTS"),)) == found
    assert currencies.scan(f"5 {text}", 2, (("florin", "XTS"),)) == (found and (found[0], found[1] + 2))
