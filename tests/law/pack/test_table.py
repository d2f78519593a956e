from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from darcha.law.errors import Invalid
from darcha.law.finding import Finding
from darcha.law.pack.model import ExchangeRate, Heading
from darcha.law.pack.rows.base import Row
from darcha.law.pack.table import Line, Place, rows_of
from darcha.law.text import explain
from tests.law.pack.test_load import FILES

GIVEN = {"act": "Act 9", "source": "s1", "status": "official", "from": "2027-01-01"}
FIELDS = (("code", "Code"), ("name.en", "Text"), ("duty", "Rate"))


def lines(*rows: str, fields: tuple[tuple[str, str], ...] = FIELDS, first: int = 3) -> list[Line]:
    made = (dict(zip((name for name, _ in fields), row.split("|"), strict=True)) for row in rows)
    return [Line(number, {name: cell for name, cell in one.items() if cell}) for number, one in enumerate(made, first)]


def read(
    *rows: str, table: str = "tariff", fields: tuple[tuple[str, str], ...] = FIELDS, **given: str
) -> tuple[Row, ...]:
    return rows_of(table, lines(*rows, fields=fields), {**GIVEN, **given}, FILES, Place("new.xlsx", fields))


def findings(*rows: str, table: str = "tariff", fields: tuple[tuple[str, str], ...] = FIELDS) -> list[Finding]:
    with pytest.raises(Invalid) as refused:
        read(*rows, table=table, fields=fields)
    found = list(refused.value.findings)
    assert all(explain(one).label.startswith("new.xlsx") and explain(one).cure for one in found)
    return found


def test_lines_become_rows_with_what_was_given_for_all() -> None:
    first, second = read("0805 10 200 0|Oranges, sweet|10 %", "0808.10|Apples|")
    assert isinstance(first, Heading)
    assert isinstance(second, Heading)
    assert (first.code, first.name, first.duty) == ("0805102000", {"en": "Oranges, sweet"}, "10 %")
    assert (first.start, first.end, first.act, first.status) == (date(2027, 1, 1), None, "Act 9", "official")
    assert first.source == "The act, https://example.org/act"
    assert (second.code, second.duty) == ("080810", None)


def test_a_line_may_have_its_own_day_and_act() -> None:
    fields = (("currency", "c"), ("per", "p"), ("value", "v"), ("from", "f"), ("to", "t"), ("act", "a"))
    own, given = read("USD|1|4.10|2027-02-01|2027-02-28|Act 10", "EUR|100|5|||", table="exchange", fields=fields)
    assert isinstance(own, ExchangeRate)
    assert isinstance(given, ExchangeRate)
    assert (own.value, own.start, own.end, own.act) == (
        Decimal("4.10"),
        date(2027, 2, 1),
        date(2027, 2, 28),
        "Act 10",
    )
    assert (given.per, given.start, given.end, given.act) == (Decimal(100), date(2027, 1, 1), None, "Act 9")


def test_everything_wrong_is_told_at_once_by_line_and_column() -> None:
    fields = (("currency", "Currency"), ("per", "Units"), ("value", "Rate"), ("status", "Mark"))
    found = findings("USD|one|4|", "EUR|1|5|sure", "GBP|1||", table="exchange", fields=fields)
    assert [(one.code, one.pointer) for one in found] == [
        ("pack.field", "/new.xlsx/3/Units"),
        ("pack.field", "/new.xlsx/4/Mark"),
        ("pack.field", "/new.xlsx/5/Rate"),
    ]
    assert found[0].params["problem"] == "Invalid decimal string"


def test_a_source_that_is_not_listed_is_told_for_every_line() -> None:
    with pytest.raises(Invalid) as refused:
        read("08|Fruit|", source="nowhere")
    assert [(one.code, one.pointer) for one in refused.value.findings] == [("pack.source", "/new.xlsx/3/source")]


def test_columns_are_looked_at_before_their_cells() -> None:
    fields = (("code", "Code"), ("name", "Text"), ("duty.en", "Rate"), ("price", "Price"), ("code", "Old code"))
    found = findings("x|y|z|1|2", fields=fields)
    assert [(one.code, one.pointer) for one in found] == [
        ("table.column", "/new.xlsx/1/Text"),
        ("table.column", "/new.xlsx/1/Rate"),
        ("table.column", "/new.xlsx/1/Price"),
        ("table.two_columns", "/new.xlsx/1/Old code"),
    ]
    assert "code, name, unit, duty" in found[0].params["expected"]


def test_fields_that_nothing_gives_are_told_once() -> None:
    found = findings("10 %", fields=(("duty", "Rate"),))
    assert [(one.code, one.pointer) for one in found] == [
        ("table.missing", "/new.xlsx/1/code"),
        ("table.missing", "/new.xlsx/1/name"),
    ]


def test_mappings_of_figures_are_columns_too() -> None:
    fields = (("code", "code"), ("params.types", "types"))
    (made,) = read("D1|380 730", table="rules", fields=fields)
    assert getattr(made, "params", None) == {"types": "380 730"}


def test_one_thing_stands_once_a_day() -> None:
    found = findings("08|Fruit|", "0801|Nuts|", "0 8|Fruit again|")
    assert [(one.code, one.pointer, one.params["first"]) for one in found] == [("table.two_rows", "/new.xlsx/5", "3")]


def test_a_text_without_a_language_is_said_of_its_first_column() -> None:
    place = Place("f", (("name.ru", "Наименование"), ("name.en", "Text"), ("duty", "Rate")))
    assert [place.column(name) for name in ("name", "name.en", "duty", "unit")] == [
        "Наименование",
        "Text",
        "Rate",
        "unit",
    ]
    moved = place.move(Finding("pack.field", "/x", {"file": "x", "problem": "p"}, "warning"), 7, "duty")
    assert moved == Finding(
        "pack.field", "/f/7/Rate", {"file": "f", "line": "7", "field": "Rate", "problem": "p"}, "warning"
    )
