from decimal import Decimal

import pytest

from darcha.law.tariff.units import base_of, code_of, in_base, scan, word_of

D = Decimal


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kg", "KGM"),
        ("100 кг", "DTN"),
        ("1000 p/st", "MIL"),
        ("1,000 p/st", "MIL"),
        ("% VOL / hl", None),
        ("% vol/hl", "ASVX"),
        ("l alc.100%", "LPA"),
        ("mil", "MIL"),
        ("H87", "H87"),
        ("100 m", None),
        ("furlong", None),
        ("kg of something", None),
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
    assert word_of("DTN") == "100 kg"
    assert word_of("XX") == "XX"
