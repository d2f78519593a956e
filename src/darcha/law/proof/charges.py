"""Rows of charges, rates, fees and reliefs: what each says can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from darcha.law.codes import CURRENCIES
from darcha.law.finding import Finding
from darcha.law.pack.model import Pack
from darcha.law.proof.figure import figure
from darcha.law.proof.references import UNKNOWN_CODE
from darcha.law.tariff.book import SUSPENDED
from darcha.law.tariff.fee import measure_of
from darcha.law.text import text

WRONG_BASE = text(
    "pack.base",
    "charges {row}: {found} is not counted before it",
    "Name value, or charges of a lower order, or nothing.",
)
NO_LAST_STEP = text("pack.steps", "{table} {row}: no step without a limit on {day}", "Let the last step have no limit.")

LONGEST_SEASON = 6
"""The most months for which a seasonal rate may hold in a year."""

_LEAP_YEAR = 2024


def check_charges(pack: Pack) -> Iterator[Finding]:
    """Bases, rounding, seasons, scales that reach to the end, shares and limits of reliefs."""
    yield from _charges(pack)
    yield from _rates(pack)
    yield from _steps(pack)
    yield from _reliefs(pack)


def is_place(value: Decimal) -> bool:
    """Whether sums can be rounded to ``value``."""
    return value > 0 and value.normalize().as_tuple().digits == (1,)


def _charges(pack: Pack) -> Iterator[Finding]:
    """Bases that name only what is counted before; rounding to powers of ten."""
    for index, row in enumerate(pack.charges):
        before = {"value", "", *(c.code for c in pack.charges if c.order < row.order and c.level == "item")}
        if row.level == "item":
            before.add(SUSPENDED)
        for name in row.base.split("+"):
            if name not in before:
                yield WRONG_BASE.at(f"/charges/{index}/base", row=row.code, found=name)
        if not is_place(row.round_place):
            yield figure("charges", row.code, "round_place", row.round_place, "a power of ten")


def _rates(pack: Pack) -> Iterator[Finding]:
    for row in pack.rates:
        if row.season is not None and not _is_season(*row.season):
            expected = f"two days of the year as MM-DD, at most {LONGEST_SEASON} months"
            yield figure("rates", row.charge, "season", " – ".join(row.season), expected)


def _is_season(first: str, last: str) -> bool:
    """Whether two days of the year bound a season that is not too long; it may run over the end of the year."""
    try:
        start, end = (date.fromisoformat(f"{_LEAP_YEAR}-{one}") for one in (first, last))
    except ValueError:
        return False
    if (f"{start:%m-%d}", f"{end:%m-%d}") != (first, last):
        return False
    months = (end.month - start.month) % 12
    if months == 0 and end.day < start.day:
        return False
    return months < LONGEST_SEASON or (months == LONGEST_SEASON and end.day < start.day)


def _steps(pack: Pack) -> Iterator[Finding]:
    """Scales of known measures that reach to the end."""
    for index, step in enumerate(pack.fees):
        last = [s for s in pack.fees if s.fee == step.fee and s.limit is None and s.holds(step.start)]
        if not last:
            yield NO_LAST_STEP.at(f"/fees/{index}/limit", table="fees", row=step.fee, day=step.start)
        kind, of = measure_of(step.measure) or ("", "")
        if not kind or (kind == "value" and of not in CURRENCIES | {pack.currency}):
            expected = "declaration, item, value and a currency, or a unit of mass"
            yield figure("fees", step.fee, "measure", step.measure, expected)
    for index, addition in enumerate(pack.additions):
        if not any(a.limit is None and a.holds(addition.start) for a in pack.additions):
            yield NO_LAST_STEP.at(f"/additions/{index}/limit", table="additions", row="", day=addition.start)


def _reliefs(pack: Pack) -> Iterator[Finding]:
    known = CURRENCIES | {pack.currency} | {row.code for row in pack.amounts}
    for index, row in enumerate(pack.reliefs):
        if not 0 < row.share <= 1:
            yield figure("reliefs", row.code, "share", row.share, "a share above 0, at most 1")
        for name in row.limits:
            if name not in known:
                about = {"table": "reliefs", "row": row.code, "field": "limits", "found": name}
                yield UNKNOWN_CODE.at(f"/reliefs/{index}/limits", **about, target="ISO 4217 or amounts")
