"""What rows say of each other: every code that a row names must hold on every day of the row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from darcha.law.codes import COUNTRIES, CURRENCIES
from darcha.law.errors import Invalid
from darcha.law.finding import Finding
from darcha.law.pack.model import Pack, Row
from darcha.law.proof.dating import uncovered
from darcha.law.tariff.expression import Expression, parse
from darcha.law.tariff.units import code_of
from darcha.law.text import text

UNRESOLVED = text(
    "pack.reference", "{table} {row}: {field} {found} does not hold on {day}", "Name a row of {target} that holds then."
)
UNKNOWN_CODE = text("pack.code", "{table} {row}: {field} {found} is not known", "Use a code of {target}.")
NO_EXPRESSION = text(
    "pack.expression", "{table} {row}: {field}, column {column}: {found} cannot stand here", "Expected {expected}."
)

_LINKS: tuple[tuple[str, str, str], ...] = (
    ("procedures", "charges", "charges"),
    ("procedures", "suspended", "charges"),
    ("procedures", "regime", "regimes"),
    ("regimes", "previous", "regimes"),
    ("regimes", "term", "clocks"),
    ("regimes", "conditional", "conditionals"),
    ("regimes", "permit", "permits"),
    ("kinds", "document", "documents"),
    ("kinds", "regimes", "regimes"),
    ("kinds", "term", "clocks"),
    ("kinds", "conditional", "conditionals"),
    ("conditionals", "term", "clocks"),
    ("grounds", "term", "clocks"),
    ("permits", "agency", "agencies"),
    ("permits", "document_code", "documents"),
    ("permits", "clock", "clocks"),
    ("permits", "cure_clock", "clocks"),
    ("permits", "validity", "clocks"),
    ("permits", "recheck", "clocks"),
    ("permits", "grounds", "grounds"),
    ("permits", "fee", "fees"),
    ("permits", "forbidden", "documents"),
    ("permits", "conditional", "conditionals"),
    ("rates", "charge", "charges"),
    ("fees", "amount", "amounts"),
    ("groups", "document", "documents"),
    ("groups", "restored", "clocks"),
    ("groups", "restored", "clocks"),
    ("quotas", "document", "documents"),
    ("reliefs", "charges", "charges"),
    ("reliefs", "document", "documents"),
    ("reliefs", "conditional", "conditionals"),
    ("security_sums", "amount", "amounts"),
    ("interests", "of", "amounts"),
    ("profiles", "lane", "lanes"),
)
"""Table, field, and the table that the field's codes are of."""

_EXPRESSIONS = (("tariff", "duty"), ("rates", "expression"), ("quotas", "duty"))
_UNITS = (("tariff", "unit"), ("quotas", "unit"), ("permits", "quantity_unit"))


def label(row: Row) -> str:
    """What a row is called in a finding."""
    names = (name for name in ("code", "charge", "fee", "currency", "day") if hasattr(row, name))
    return str(getattr(row, next(names, "start")))


def check_references(pack: Pack) -> Iterator[Finding]:
    """Codes that name other rows, codes of the standards, and expressions of the tariff."""
    for table, field, target in _LINKS:
        rows = _by_code(pack, target)
        for index, row in enumerate(getattr(pack, table)):
            yield from _link(f"/{table}/{index}/{field}", table, row, field, target, rows)
    for table, field in _EXPRESSIONS:
        for index, row in enumerate(getattr(pack, table)):
            yield from _expression(pack, f"/{table}/{index}/{field}", table, row, field)
    yield from _standards(pack)


def _by_code(pack: Pack, table: str) -> dict[str, list[Row]]:
    """The rows of a table by the code that others name them by, in the order of their days."""
    found: dict[str, list[Row]] = {}
    for row in sorted(getattr(pack, table), key=lambda row: row.start):
        found.setdefault(row.fee if table == "fees" else row.code, []).append(row)
    return found


def _codes(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value is not None else ()


def _link(
    pointer: str, table: str, row: Row, field: str, target: str, rows: Mapping[str, list[Row]]
) -> Iterator[Finding]:
    for code in _codes(getattr(row, field)):
        day = uncovered(rows.get(code, []), row.start, row.end)
        if day is not None:
            yield UNRESOLVED.at(pointer, table=table, row=label(row), field=field, found=code, day=day, target=target)


def _expression(pack: Pack, pointer: str, table: str, row: Row, field: str) -> Iterator[Finding]:
    sentence = getattr(row, field)
    if sentence is None:
        return
    try:
        expression: Expression = parse(sentence)
    except Invalid as error:
        for found in error.findings:
            params = {name: found.params[name] for name in ("column", "found", "expected")}
            yield NO_EXPRESSION.at(pointer, table=table, row=label(row), field=field, **params)
        return
    rates = _by_currency(pack)
    for term in expression.components:
        if term.currency and term.currency != pack.currency:
            day = uncovered(rates.get(term.currency, []), row.start, row.end)
            if day is not None:
                where = {"table": table, "row": label(row), "field": field}
                yield UNRESOLVED.at(pointer, **where, found=term.currency, day=day, target="exchange")


def _by_currency(pack: Pack) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(pack.exchange, key=lambda row: row.start):
        found.setdefault(row.currency, []).append(row)
    return found


def _standards(pack: Pack) -> Iterator[Finding]:
    """Codes of countries, currencies and units."""
    currencies = CURRENCIES | {pack.currency}
    for table, field in (("exchange", "currency"), ("amounts", "currency")):
        yield from _known(pack, table, field, currencies, "ISO 4217")
    for table, field in (("groups", "countries"), ("quotas", "origins")):
        yield from _known(pack, table, field, COUNTRIES, "ISO 3166-1")
    for table, field in _UNITS:
        for index, row in enumerate(getattr(pack, table)):
            unit = getattr(row, field)
            if unit is not None and code_of(unit) is None:
                yield _unknown(table, index, row, field, unit, "the units of the tariff (Rec 20)")


def _known(pack: Pack, table: str, field: str, known: frozenset[str], target: str) -> Iterator[Finding]:
    for index, row in enumerate(getattr(pack, table)):
        for code in _codes(getattr(row, field)):
            if code not in known:
                yield _unknown(table, index, row, field, code, target)


def _unknown(table: str, index: int, row: Row, field: str, found: str, target: str) -> Finding:
    pointer = f"/{table}/{index}/{field}"
    return UNKNOWN_CODE.at(pointer, table=table, row=label(row), field=field, found=found, target=target)
