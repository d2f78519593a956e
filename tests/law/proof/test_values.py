"""Rows on customs value that cannot be counted on are found."""

from typing import Any

import msgspec
import pytest

from darcha.law.pack.load import TABLES
from darcha.law.pack.model import Pack
from darcha.law.proof.values import check_values
from tests.law.tariff.world import LAW, PACK, words

METHOD: dict[str, Any] = {"code": "2", "order": 2}
FLOOR: dict[str, Any] = {"code": "F", "prefix": "08", "unit": "kg", "price": "1", "currency": "USD", "share": "0.8"}
RATE: dict[str, Any] = {"currency": "USD", "per": "1", "value": "4"}


def edited(table: str, row: dict[str, Any]) -> Pack:
    shape = TABLES[table]
    given = {**{key: value for key, value in LAW.items() if key != "start"}, "from": "2020-01-01", **row}
    named = {**given, "name": words("x")} if "name" in shape.__struct_fields__ else given
    return msgspec.structs.replace(PACK, **{table: (msgspec.convert(named, shape, strict=False),)})


def found(pack: Pack) -> list[tuple[str, str]]:
    return [(one.code, one.pointer) for one in check_values(pack)]


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        ("exchange", RATE, None),
        ("exchange", {**RATE, "per": "100"}, None),
        ("exchange", {**RATE, "per": "3"}, "per"),
        ("exchange", {**RATE, "per": "0"}, "per"),
        ("exchange", {**RATE, "value": "0"}, "value"),
        ("methods", METHOD, None),
        ("methods", {**METHOD, "days": -1}, "days"),
        ("floors", {**FLOOR, "share": "1"}, None),
        ("floors", {**FLOOR, "share": "1.01"}, "share"),
        ("floors", {**FLOOR, "share": "0"}, "share"),
        ("floors", {**FLOOR, "price": "0"}, "price"),
    ],
)
def test_figures_have_to_be_possible(table: str, row: dict[str, Any], fault: str | None) -> None:
    key = row.get("code") or row["currency"]
    assert found(edited(table, row)) == ([("pack.figure", f"/{table}/{key}/{fault}")] if fault else [])


@pytest.mark.parametrize(("field", "odd"), [("currency", "ZZZ"), ("unit", "furlong")])
def test_codes_have_to_be_known(field: str, odd: str) -> None:
    assert found(edited("floors", {**FLOOR, field: odd})) == [("pack.code", f"/floors/0/{field}")]
    assert found(edited("floors", {**FLOOR, "currency": PACK.currency})) == []


def test_a_term_of_days_is_not_below_nothing() -> None:
    assert found(PACK) == []
    assert found(msgspec.structs.replace(PACK, exchange_days=-1)) == [("pack.figure", "/pack//exchange_days")]
