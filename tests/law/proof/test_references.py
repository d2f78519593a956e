"""Every code that a row names is looked for in its table, on every day of the row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law.condition import Condition
from darcha.law.pack import model
from darcha.law.pack.key import by_key
from darcha.law.pack.load import TABLES
from darcha.law.proof.references import _LINKS, check_references
from tests.makers import clock, mini_pack, row, words

ONE = Decimal(1)
EMPTY = msgspec.structs.replace(mini_pack(), **dict.fromkeys(TABLES, ()))


def named(kind: type[model.Row], **fields: Any) -> model.Row:
    return row(kind, **{"code": "a", "name": words("A"), **fields})


NAMING: dict[str, model.Row] = {
    "procedures": named(model.Procedure, direction="import", charges=("no",), suspended=("no",), regime="no"),
    "regimes": named(model.Regime, previous=("no",), term="no", conditional="no", permit="no"),
    "kinds": named(model.DeclarationKind, regimes=("no",), document="no", term="no", conditional="no"),
    "conditionals": named(model.Conditional, what=words("A"), ends=(), term="no"),
    "grounds": named(model.Ground, norm="Act 1", term="no"),
    "permits": named(
        model.PermitType,
        agency="no",
        document_code="no",
        needed=Condition(),
        clock="no",
        cure_clock="no",
        validity="no",
        recheck="no",
        grounds=("no",),
        fee="no",
        forbidden=("no",),
        conditional="no",
    ),
    "rates": row(model.Rate, charge="no", prefix="", expression="1%"),
    "fees": row(model.FeeStep, fee="a", measure="declaration", amount="no", units=ONE),
    "groups": named(model.CountryGroup, countries=(), treatment="free", document="no", restored="no"),
    "quotas": named(model.Quota, prefix="", origins=(), quantity=ONE, unit="kg", duty="1%", document="no"),
    "reliefs": named(model.Relief, charges=("no",), document="no", conditional="no"),
    "security_sums": named(model.SecuritySum, amount="no", units=ONE),
    "interests": named(model.Interest, share=ONE, of="no"),
    "profiles": row(
        model.Profile, code="a", lane="no", condition=Condition(), reason=words("A"), author="b", approver="c"
    ),
}
"""A row of each table that names others; whatever it names is not there."""

THERE: dict[str, model.Row] = {
    "charges": msgspec.structs.replace(mini_pack().charges[0], code="no"),
    "regimes": named(model.Regime, code="no"),
    "clocks": clock(1, "hour", "no"),
    "conditionals": named(model.Conditional, code="no", what=words("A"), ends=()),
    "permits": msgspec.structs.replace(mini_pack().permits[0], code="no"),
    "documents": named(model.DocumentType, code="no"),
    "agencies": named(model.Agency, code="no"),
    "grounds": named(model.Ground, code="no", norm="Act 1"),
    "fees": row(model.FeeStep, fee="no", measure="declaration", amount="no", units=ONE),
    "amounts": row(model.DatedAmount, code="no", value=ONE, currency="EUR"),
    "lanes": named(model.Lane, code="no", rank=0, forms=()),
}
"""What is named by all of them, of each table."""


def missing(pack: model.Pack, table: str) -> dict[str, tuple[str, str]]:
    """What a row of ``table`` names in vain: field → table it should be in, and from which day it is not."""
    found = [one for one in check_references(pack) if one.pointer.startswith(f"/{table}/0/")]
    assert {one.code for one in found} <= {"pack.reference"}
    return {one.params["field"]: (one.params["target"], one.params["day"]) for one in found}


@pytest.mark.parametrize("table", NAMING)
def test_what_a_row_names_has_to_hold_on_every_day_of_the_row(table: str) -> None:
    fields = {field: target for name, field, target in _LINKS if name == table}
    alone = msgspec.structs.replace(EMPTY, **{table: (NAMING[table],)})
    assert missing(alone, table) == {field: (target, "2020-01-01") for field, target in fields.items()}
    targets: dict[str, Any] = {name: (*getattr(alone, name), THERE[name]) for name in fields.values()}
    assert missing(msgspec.structs.replace(alone, **targets), table) == {}
    ended = {
        name: (*rows[:-1], msgspec.structs.replace(rows[-1], end=date(2025, 6, 30))) for name, rows in targets.items()
    }
    assert missing(msgspec.structs.replace(alone, **ended), table) == {
        field: (target, "2025-07-01") for field, target in fields.items()
    }


def test_every_link_is_tried() -> None:
    assert {table for table, _, _ in _LINKS} == NAMING.keys()
    assert {target for _, _, target in _LINKS} == THERE.keys()


def test_rates_are_told_apart_by_charge_prefix_and_code() -> None:
    rates = [
        row(model.Rate, charge=charge, prefix=prefix, code=code, expression="1%")
        for charge, prefix, code in (("vat", "", ""), ("vat", "22", ""), ("vat", "22", "x"), ("vat", "22", "y"))
    ]
    assert list(by_key("rates", rates)) == ["vat", "vat 22", "vat 22 x", "vat 22 y"]
    assert len(by_key("rates", [*rates, *rates])["vat 22 x"]) == 2
