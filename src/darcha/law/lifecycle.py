"""Lifecycles: which act leads from where to where, and what it needs.

One table a subject. The same table refuses an act, draws the buttons, fills the API's links and the help, and makes
the diagrams of the documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


class Need(msgspec.Struct, frozen=True):
    """A named predicate over the facts of a subject; the first line of its docstring is the label."""

    name: str
    label: str
    holds: Callable[[Any], bool]


def need(holds: Callable[[Any], bool]) -> Need:
    """Make a need of a documented predicate: ``@need def all_paid(facts) -> bool``."""
    label = (holds.__doc__ or "").strip().splitlines()
    if not label:
        raise TypeError(f"the need {holds.__name__} has no docstring to be shown by")
    return Need(holds.__name__, label[0].rstrip("."), holds)


class Move(msgspec.Struct, frozen=True):
    """One move: ``act`` takes a subject from one of ``sources`` to ``target`` if all ``needs`` hold.

    An act with several outcomes has one move for each; ``choice`` tells them apart (``grant``, ``refuse``).
    """

    act: str
    sources: frozenset[str]
    target: str
    needs: tuple[Need, ...] = ()
    choice: str | None = None


class Moved(msgspec.Struct, frozen=True):
    """The act is possible and leads to ``state``."""

    state: str


class Unmet(msgspec.Struct, frozen=True):
    """The act is not possible: from this state, or because these needs do not hold."""

    state: str
    needs: tuple[Need, ...] = ()

    @property
    def why(self) -> str:
        """The reason in words, for :class:`darcha.law.errors.Refused`."""
        return "; ".join(n.label for n in self.needs) or f"not from the state {self.state}"


class Offer(msgspec.Struct, frozen=True):
    """What an actor may see: an act of the present state, and the needs still unmet (none: it can be done now)."""

    act: str
    choice: str | None
    unmet: tuple[Need, ...]


class Lifecycle(msgspec.Struct, frozen=True):
    """The table of one subject: its states, where it starts, where it ends, and every move."""

    subject: str
    initial: str
    final: frozenset[str]
    moves: tuple[Move, ...]

    @property
    def states(self) -> frozenset[str]:
        """Every state that the table names."""
        named = {self.initial, *self.final}
        for move in self.moves:
            named |= {*move.sources, move.target}
        return frozenset(named)


def try_move(lifecycle: Lifecycle, state: str, act: str, facts: object, choice: str | None = None) -> Moved | Unmet:
    """The state after ``act``, or what stands in its way."""
    for move in lifecycle.moves:
        if move.act == act and move.choice == choice and state in move.sources:
            unmet = tuple(n for n in move.needs if not n.holds(facts))
            return Unmet(state, unmet) if unmet else Moved(move.target)
    return Unmet(state)


def open_to(
    lifecycle: Lifecycle, state: str, facts: object, may: Callable[[str], bool] = lambda _: True
) -> tuple[Offer, ...]:
    """The acts that the present state knows and ``may`` (the actor's rights) allows, with what they still need."""
    return tuple(
        Offer(m.act, m.choice, tuple(n for n in m.needs if not n.holds(facts)))
        for m in lifecycle.moves
        if state in m.sources and may(m.act)
    )
