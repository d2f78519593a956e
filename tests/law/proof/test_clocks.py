"""Clocks that cannot be counted are found when the pack is checked."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from darcha.law.pack.model import Pack
from darcha.law.proof.clocks import check_clocks
from darcha.law.text import explain
from tests.makers import clock, mini_pack


def pack(*units: str, **changes: Any) -> Pack:
    """The pack with one clock of each unit."""
    return msgspec.structs.replace(mini_pack(), clocks=tuple(clock(0, unit, unit, **changes) for unit in units))


def said(found: Pack) -> list[tuple[str, str]]:
    """Code and pointer of every finding."""
    return [(finding.code, finding.pointer) for finding in check_clocks(found)]


@pytest.mark.parametrize(
    ("field", "least"), [("amount", 0), ("extension", 0), ("distance", 1)], ids=["amount", "extension", "distance"]
)
def test_figures_are_not_below_what_can_be_counted(field: str, least: int) -> None:
    def with_figure(value: int) -> Pack:
        return msgspec.structs.replace(
            mini_pack(), clocks=(msgspec.structs.replace(clock(3, "calendar_day"), **{field: value}),)
        )

    assert said(with_figure(least)) == []
    assert said(with_figure(least - 1)) == [("pack.clock.figure", f"/clocks/0/{field}")]
    words = explain(next(check_clocks(with_figure(least - 1))))
    assert words.label == f"clocks test: {field} {least - 1} is not possible"
    assert words.cure == f"Give a whole number from {least} on."


def test_only_days_move() -> None:
    every = ("hour", "working_day", "calendar_day", "month", "year", "minute")
    assert said(pack(*every, moves=True)) == [("pack.clock.sense", f"/clocks/{at}/moves") for at in (0, 5)]
    assert said(pack(*every)) == []


@pytest.mark.parametrize(
    ("field", "value"), [("moves", True), ("stops", ("question",)), ("extension", 1), ("distance", 100)]
)
def test_what_is_counted_back_from_an_event_has_nothing_to_be_longer_for(field: str, value: object) -> None:
    assert said(pack("calendar_day", before=True)) == []
    assert said(pack("calendar_day", **{field: value})) == []
    assert said(pack("calendar_day", before=True, **{field: value})) == [("pack.clock.sense", f"/clocks/0/{field}")]


def test_some_day_of_the_week_is_worked() -> None:
    days = (0, 1, 2, 3, 4, 5, 6)
    assert said(msgspec.structs.replace(mini_pack(), weekend=days)) == [("pack.weekend", "/pack//weekend")]
    assert said(msgspec.structs.replace(mini_pack(), weekend=days[1:] + days[1:])) == []
