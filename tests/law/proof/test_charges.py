from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law import condition
from darcha.law.condition import Condition
from darcha.law.pack import model
from darcha.law.proof.charges import check_charges
from darcha.law.proof.check import check
from tests.makers import mini_pack, row, words

PACK = mini_pack()


def found(**fields: Any) -> list[tuple[str, str]]:
    return [(one.code, one.pointer) for one in check_charges(msgspec.structs.replace(PACK, **fields))]


def seasonal(first: str, last: str) -> model.Rate:
    return row(model.Rate, charge="vat", prefix="08", expression="1 %", season=(first, last))


def test_a_sound_pack_is_sound() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("first", "last", "sound"),
    [
        ("01-01", "06-30", True),
        ("01-15", "07-14", True),
        ("01-15", "07-15", False),
        ("01-01", "07-01", False),
        ("11-01", "02-28", True),
        ("10-01", "04-01", False),
        ("10-02", "04-01", True),
        ("05-06", "05-06", True),
        ("05-06", "05-05", False),
        ("02-29", "03-01", True),
        ("02-30", "03-01", False),
        ("13-01", "03-01", False),
        ("W01", "03-01", False),
        ("5-6", "06-01", False),
        ("", "", False),
    ],
)
def test_a_season_is_two_days_and_six_months_at_most(first: str, last: str, sound: bool) -> None:
    expected = [] if sound else [("pack.figure", "/rates/vat/season")]
    assert found(rates=(seasonal(first, last),)) == expected


def charge(**fields: Any) -> model.Charge:
    about = {"code": "x", "name": words("x"), "order": 9, "level": "item", "base": "value"}
    return row(model.Charge, round_mode="down", **{**about, "round_place": Decimal(1), **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"base": "suspended"}, []),
        ({"base": "value+duty+vat"}, []),
        ({"base": ""}, []),
        ({"base": "suspended", "level": "declaration"}, [("pack.base", "/charges/3/base")]),
        ({"base": "value+x"}, [("pack.base", "/charges/3/base")]),
        ({"base": "fee"}, [("pack.base", "/charges/3/base")]),
        ({"base": "duty", "order": 1}, [("pack.base", "/charges/3/base")]),
        ({"round_place": Decimal("0.05")}, [("pack.figure", "/charges/x/round_place")]),
        ({"round_place": Decimal(0)}, [("pack.figure", "/charges/x/round_place")]),
        ({"round_place": Decimal(100)}, []),
    ],
)
def test_a_charge_counts_on_what_comes_before_it(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(charges=(*PACK.charges, charge(**fields))) == expected


@pytest.mark.parametrize(
    ("measure", "sound"),
    [
        ("declaration", True),
        ("item", True),
        ("kg", True),
        ("value USD", True),
        ("value XTS", True),
        ("value QQQ", False),
        ("l", False),
        ("", False),
    ],
)
def test_a_fee_is_counted_by_what_is_known(measure: str, sound: bool) -> None:
    step = row(model.FeeStep, fee="f", measure=measure, amount="unit", units=Decimal(1))
    assert found(fees=(step,)) == ([] if sound else [("pack.figure", "/fees/f/measure")])


def test_scales_reach_to_the_end() -> None:
    step = row(model.FeeStep, fee="f", measure="item", limit=Decimal(5), amount="unit", units=Decimal(1))
    addition = row(model.Addition, limit=Decimal(5))
    assert found(fees=(step,), additions=(addition,)) == [
        ("pack.steps", "/fees/0/limit"),
        ("pack.steps", "/additions/0/limit"),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"share": Decimal("0.01")}, []),
        ({"share": Decimal(0)}, [("pack.figure", "/reliefs/r/share")]),
        ({"share": Decimal("1.01")}, [("pack.figure", "/reliefs/r/share")]),
        ({"limits": {"USD": Decimal(1), "XTS": Decimal(1), "unit": Decimal(1)}}, []),
        ({"limits": {"gold": Decimal(1)}}, [("pack.code", "/reliefs/0/limits")]),
    ],
)
def test_a_relief_is_of_a_share_within_known_limits(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    relief = row(model.Relief, code="r", name=words("r"), charges=("duty",), **fields)
    amount = row(model.DatedAmount, code="unit", value=Decimal(1), currency="XTS")
    assert found(reliefs=(relief,), amounts=(amount,)) == expected


@pytest.mark.parametrize("table", ["rates", "charges", "reliefs"])
def test_conditions_of_charges_ask_for_known_fields(table: str) -> None:
    wrong = Condition(all=(condition.Test("colour", "is", "red"),))
    rows: dict[str, model.Row] = {
        "rates": row(model.Rate, charge="vat", prefix="08", code="c", expression="1 %", when=wrong),
        "charges": charge(when=wrong),
        "reliefs": row(model.Relief, code="r", name=words("r"), charges=("duty",), when=wrong),
    }
    tables = {table: (*getattr(PACK, table), rows[table])}
    codes = [one.code for one in check(msgspec.structs.replace(PACK, **tables))]
    assert "condition.field" in codes
