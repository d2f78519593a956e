"""The row of a clock."""

from __future__ import annotations

from typing import Literal

from darcha.law.pack.rows.base import Row, Words

Unit = Literal["working_day", "calendar_day", "hour", "minute", "month", "year"]
Holder = Literal["trader", "carrier", "customs", "agency", "laboratory", "payer"]
Reason = Literal["question", "agency"]
"""Why a clock may stand: a question to the trader is open, or another agency acts."""


class Clock(Row, frozen=True, kw_only=True):
    """A promise or a term: how long, in what units, who holds it, what silence means when it is up.

    ``distance`` (kilometres) makes the amount a rate: so much for each full or part distance. ``starts`` names the
    event from which it counts; with ``before`` it counts back from it, and is the latest moment for what has to come
    before the event. ``stops`` says for which reasons it stands. ``extension`` is how much longer it may once be
    made, in its unit, by a decision. ``moves`` says that a term that ends on a day off ends with the next working day.
    """

    code: str
    name: Words
    amount: int
    unit: Unit
    distance: int | None = None
    starts: str = ""
    before: bool = False
    holder: Holder = "customs"
    stops: tuple[Reason, ...] = ()
    extension: int = 0
    moves: bool = False
    silence: Words | None = None
