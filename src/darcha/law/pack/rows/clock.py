"""The row of a clock."""

from __future__ import annotations

from typing import Literal

from darcha.law.pack.rows.base import Row, Words

Unit = Literal["working_day", "calendar_day", "hour", "minute", "month", "year"]
Holder = Literal["trader", "carrier", "customs", "agency", "laboratory", "payer"]


class Clock(Row, frozen=True, kw_only=True):
    """A promise or a term: how long, in what units, who holds it, what silence means when it is up.

    ``distance`` (kilometres) makes the amount a rate: so much for each full or part distance. ``starts`` names the
    event from which it counts. ``stops`` says while what it stands: an open question to the trader, or the time in
    which another agency acts. ``extension`` is how much longer it may once be made, in its unit, by a decision.
    ``moves`` says that a term that ends on a day off ends with the next working day.
    """

    code: str
    name: Words
    amount: int
    unit: Unit
    distance: int | None = None
    starts: str = ""
    holder: Holder = "customs"
    stops: tuple[Literal["question", "agency"], ...] = ()
    extension: int = 0
    moves: bool = False
    silence: Words | None = None
