"""Proving a pack: its rows fit together, say the same in every language, and come to what was worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import darcha.law.control
import darcha.law.declaration  # noqa: F401 - importing the packages of rules registers them
from darcha.law import condition
from darcha.law.finding import Finding
from darcha.law.pack.load import TABLES
from darcha.law.pack.model import Pack, Row
from darcha.law.proof.cases import check_cases
from darcha.law.proof.charges import check_charges, is_place
from darcha.law.proof.clocks import check_clocks
from darcha.law.proof.dating import check_dates
from darcha.law.proof.figure import figure
from darcha.law.proof.permits import check_permits
from darcha.law.proof.references import check_references, label
from darcha.law.proof.selection import check_selection
from darcha.law.proof.values import check_values
from darcha.law.rule import RULES, check_row
from darcha.law.text import text
from darcha.law.view import VIEW_KINDS

NO_TEXT = text("pack.language", "{table} {row}: {field} has no text in {language}", "Give the text in every language.")
NOT_HELD = text(
    "pack.rule.missing", "The rule {code} ({label}) is neither held nor left out", "Add it to rules, or to omitted."
)
HELD_TWICE = text("pack.rule.twice", "The rule {code} is both held and left out", "Keep one of the two rows.")


def check(pack: Pack) -> tuple[Finding, ...]:
    """All that is wrong with a pack. Cases are run only when the rest holds: they would say the same less plainly."""
    found = (
        *_header(pack),
        *_texts(pack),
        *check_dates(pack, tuple(TABLES)),
        *check_references(pack),
        *check_clocks(pack),
        *_conditions(pack),
        *check_charges(pack),
        *check_permits(pack),
        *check_selection(pack),
        *check_values(pack),
        *_rules(pack),
    )
    return found or tuple(check_cases(pack))


def _header(pack: Pack) -> Iterator[Finding]:
    try:
        ZoneInfo(pack.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield figure("pack", "", "time_zone", pack.time_zone, "a name of the time zone database")
    if not set(pack.weekend) <= set(range(7)):
        yield figure("pack", "", "weekend", pack.weekend, "days from 0 (Monday) to 6")
    if not is_place(pack.value_place):
        yield figure("pack", "", "value_place", pack.value_place, "a power of ten")


def _texts(pack: Pack) -> Iterator[Finding]:
    """Texts (mappings by language) that lack one of the pack's languages."""
    for path, row, field, words in _all_texts(pack):
        for language in pack.languages:
            if not words.get(language, "").strip():
                table = path.split("/")[1]
                yield NO_TEXT.at(f"{path}/{language}", table=table, row=row, field=field, language=language)


def _all_texts(pack: Pack) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    yield "/name", pack.code, "name", pack.name
    for table in TABLES:
        for index, row in enumerate(getattr(pack, table)):
            for field in _text_fields(row):
                value = getattr(row, field)
                several = value if isinstance(value, tuple) else (value,) if value is not None else ()
                for words in several:
                    yield f"/{table}/{index}/{field}", label(row), field, words


def _text_fields(row: Row) -> tuple[str, ...]:
    names = ("name", "reason", "silence", "what", "forbidden_documents")
    return tuple(n for n in names if not isinstance(getattr(row, n, None), str | None))


_CONDITIONS = (
    ("permits", "needed"),
    ("profiles", "condition"),
    ("rates", "when"),
    ("charges", "when"),
    ("reliefs", "when"),
)
"""Table and field of every condition that is asked of a goods item."""


def _conditions(pack: Pack) -> Iterator[Finding]:
    for table, field in _CONDITIONS:
        for index, row in enumerate(getattr(pack, table)):
            yield from condition.check(getattr(row, field), VIEW_KINDS, f"/{table}/{index}/{field}")


def _rules(pack: Pack) -> Iterator[Finding]:
    """Rows that name rules rightly, and no rule of the program forgotten."""
    for index, row in enumerate(pack.rules):
        yield from check_row(row, f"/rules/{index}")
    held, omitted = {row.code for row in pack.rules}, {row.code for row in pack.omitted}
    for code, rule in sorted(RULES.items()):
        if code not in held and code not in omitted:
            yield NOT_HELD.at("/rules", code=code, label=rule.label)
    for code in sorted(held & omitted):
        yield HELD_TWICE.at("/omitted", code=code)
