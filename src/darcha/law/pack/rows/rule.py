"""Rows about the named rules."""

from __future__ import annotations

from darcha.law.pack.rows.base import Row


class RuleRow(Row, frozen=True, kw_only=True):
    """That a named rule holds, from when, with which parameters, under which article."""

    code: str
    params: dict[str, str] = {}


class Omission(Row, frozen=True, kw_only=True):
    """That a rule of the program does not hold in this country, and why."""

    code: str
    reason: str
