"""A figure of a row that cannot be."""

from __future__ import annotations

from darcha.law.finding import Finding
from darcha.law.text import text

WRONG_FIGURE = text("pack.figure", "{table} {row}: {field} {found} is not possible", "Give {expected}.")


def figure(table: str, row: str, field: str, found: object, expected: str) -> Finding:
    """The finding about ``field`` of a row, with what was ``found`` there and what is ``expected``."""
    return WRONG_FIGURE.at(f"/{table}/{row}/{field}", table=table, row=row, field=field, found=found, expected=expected)
