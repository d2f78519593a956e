"""Rows about money owed later, of the invented country."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from darcha.law.pack import model
from darcha.law.snapshot import Snapshot, snapshot
from tests.makers import DAY, clock, mini_pack, row, words

D = Decimal
CENT = D("0.01")
ROUND: dict[str, Any] = {"place": CENT, "mode": "half-up"}

PENALTY = row(model.Interest, code="penalty", name=words("Penalty"), share=D("0.00033"), act="Act 7, article 1")


def deferral(**fields: Any) -> model.Interest:
    """A row of the interest of a deferral: half of the bank's yearly rate."""
    base = {"code": "deferral", "name": words("Deferral"), "share": D("0.5"), "of": "BANK", "limit": 60}
    return row(model.Interest, **{**base, **fields})


def bank(rate: str, **fields: Any) -> model.DatedAmount:
    """The yearly rate of the bank, in per cent."""
    return row(model.DatedAmount, code="BANK", value=D(rate), currency="XTS", **fields)


def country(
    interests: tuple[model.Interest, ...] = (PENALTY, deferral()),
    amounts: tuple[model.DatedAmount, ...] = (bank("14"),),
    clocks: Mapping[str, tuple[int, str]] = {},
    **tables: Any,
) -> model.Pack:
    """A pack with these rows."""
    return mini_pack(
        interests=interests,
        amounts=amounts,
        clocks=tuple(clock(amount, unit, code) for code, (amount, unit) in clocks.items()),
        **tables,
    )


def law(day: date = DAY, **rows: Any) -> Snapshot:
    """What such a country says on ``day``."""
    return snapshot(country(**rows), day)
