"""Proving a pack: its rows fit together, say the same in every language, and come to what was worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import darcha.law.control
import darcha.law.declaration  # noqa: F401 - importing the packages of rules registers them
from darcha.law import condition
from darcha.law.finding import Finding
from darcha.law.pack.load import TABLES
from darcha.law.pack.model import Pack, Row
from darcha.law.proof.cases import check_cases
from darcha.law.proof.dating import check_dates
from darcha.law.proof.references import check_references, label
from darcha.law.rule import RULES, check_row
from darcha.law.text import text
from darcha.law.view import VIEW_KINDS

NO_TEXT = text("pack.language", "{table} {row}: {field} has no text in {language}", "Give the text in every language.")
NOT_HELD = text(
    "pack.rule.missing", "The rule {code} ({label}) is neither held nor left out", "Add it to rules, or to omitted."
)
HELD_TWICE = text("pack.rule.twice", "The rule {code} is both held and left out", "Keep one of the two rows.")
WRONG_BASE = text(
    "pack.base",
    "charges {row}: {found} is not counted before it",
    "Name value, or charges of a lower order, or nothing.",
)
NO_LAST_STEP = text("pack.steps", "{table} {row}: no step without a limit on {day}", "Let the last step have no limit.")
WRONG_FIGURE = text("pack.figure", "{table} {row}: {field} {found} is not possible", "Give {expected}.")


def check(pack: Pack) -> tuple[Finding, ...]:
    """All that is wrong with a pack. Cases are run only when the rest holds: they would say the same less plainly."""
    found = (
        *_header(pack),
        *_texts(pack),
        *check_dates(pack, tuple(TABLES)),
        *check_references(pack),
        *_conditions(pack),
        *_charges(pack),
        *_lanes(pack),
        *_rules(pack),
    )
    return found or tuple(check_cases(pack))


def _header(pack: Pack) -> Iterator[Finding]:
    try:
        ZoneInfo(pack.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield _figure("pack", "", "time_zone", pack.time_zone, "a name of the time zone database")
    if not set(pack.weekend) <= set(range(7)):
        yield _figure("pack", "", "weekend", pack.weekend, "days from 0 (Monday) to 6")
    if not _is_place(pack.value_place):
        yield _figure("pack", "", "value_place", pack.value_place, "a power of ten")


def _figure(table: str, row: str, field: str, found: object, expected: str) -> Finding:
    return WRONG_FIGURE.at(f"/{table}/{row}/{field}", table=table, row=row, field=field, found=found, expected=expected)


def _is_place(value: Decimal) -> bool:
    """Whether sums can be rounded to ``value``."""
    return value > 0 and value.normalize().as_tuple().digits == (1,)


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
    names = ("name", "reason", "silence", "forbidden_documents")
    return tuple(n for n in names if not isinstance(getattr(row, n, None), str | None))


def _conditions(pack: Pack) -> Iterator[Finding]:
    for table, field in (("permits", "needed"), ("profiles", "condition")):
        for index, row in enumerate(getattr(pack, table)):
            yield from condition.check(getattr(row, field), VIEW_KINDS, f"/{table}/{index}/{field}")


def _charges(pack: Pack) -> Iterator[Finding]:
    """Bases that name only what is counted before; rounding to powers of ten; scales that reach to the end."""
    for index, row in enumerate(pack.charges):
        before = {"value", "", *(c.code for c in pack.charges if c.order < row.order and c.level == "item")}
        for name in row.base.split("+"):
            if name not in before:
                yield WRONG_BASE.at(f"/charges/{index}/base", row=row.code, found=name)
        if not _is_place(row.round_place):
            yield _figure("charges", row.code, "round_place", row.round_place, "a power of ten")
    for index, step in enumerate(pack.fees):
        last = [s for s in pack.fees if s.fee == step.fee and s.limit is None and s.holds(step.start)]
        if not last:
            yield NO_LAST_STEP.at(f"/fees/{index}/limit", table="fees", row=step.fee, day=step.start)
    for index, addition in enumerate(pack.additions):
        if not any(a.limit is None and a.holds(addition.start) for a in pack.additions):
            yield NO_LAST_STEP.at(f"/additions/{index}/limit", table="additions", row="", day=addition.start)


def _lanes(pack: Pack) -> Iterator[Finding]:
    """Shares drawn at random from 0 to 1; that of trusted traders lower, but never off."""
    for row in pack.lanes:
        if not 0 <= row.random_rate <= 1:
            yield _figure("lanes", row.code, "random_rate", row.random_rate, "a share from 0 to 1")
        trusted = row.trusted_rate
        if trusted is not None and not (0 < trusted <= row.random_rate or trusted == row.random_rate == 0):
            yield _figure("lanes", row.code, "trusted_rate", trusted, "a share above 0, at most random_rate")


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
