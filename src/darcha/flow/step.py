"""The step: authorise, load, decide, record, over a list of inputs.

A page passes one input, the intake all that wait. Rights, locks, journal and messages out live here, so that no door
can forget them. A step is written once as store operations; :mod:`darcha.flow.run` drives it with or without threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from darcha.law.access import Actor, Place, why_not
from darcha.law.errors import DarchaError, NotAuthorised
from darcha.store.statement import Op
from darcha.store.write.record import Outcome, record

I = TypeVar("I")  # noqa: E741  what comes in
C = TypeVar("C")  # what was loaded for all of them
R = TypeVar("R")  # the answer


class Call(msgspec.Struct, Generic[I], frozen=True):
    """One input: who, what, when."""

    actor: Actor
    input: I
    at: datetime


class Decision(msgspec.Struct, Generic[R]):
    """The answer to one input and what it writes; ``outcome`` None writes nothing (a message sent again)."""

    answer: R
    outcome: Outcome | None


class Step(msgspec.Struct, Generic[I, C, R], frozen=True):
    """An act as four functions.

    ``load`` reads and locks what all calls need; ``place`` tells where the thing of one call is, for the scope of the
    right; ``decide`` asks the law and says what to write. It may change the loaded context, so that the next call sees
    what this one did; raising a :class:`DarchaError` answers this call alone.
    """

    act: str
    load: Callable[[Sequence[Call[I]]], Op[C]]
    place: Callable[[Call[I], C], Place]
    decide: Callable[[Call[I], C], Decision[R]]


def _attempt(step: Step[I, C, R], call: Call[I], context: C) -> Decision[R] | DarchaError:
    try:
        authorise(call.actor, step.act, step.place(call, context))
        return step.decide(call, context)
    except DarchaError as error:
        return error


def authorise(actor: Actor, act: str, place: Place | None = None) -> None:
    """Raise :class:`NotAuthorised` unless the actor may do the act there."""
    if (why := why_not(actor, act, place)) is not None:
        raise NotAuthorised(act=act, why=why)


def perform(step: Step[I, C, R], calls: Sequence[Call[I]]) -> Op[list[R | DarchaError]]:
    """Carry out a step for all calls in the caller's transaction; an answer, or the error of that call, for each."""
    answers: list[Any] = [None] * len(calls)
    able: list[int] = []
    for position, call in enumerate(calls):
        try:
            authorise(call.actor, step.act)
            able.append(position)
        except NotAuthorised as error:
            answers[position] = error
    if not able:
        return answers
    context = yield from step.load([calls[position] for position in able])
    written: list[tuple[int, Outcome]] = []
    for position in able:
        decided = _attempt(step, calls[position], context)
        if isinstance(decided, DarchaError):
            answers[position] = decided
            continue
        answers[position] = decided.answer
        if decided.outcome is not None:
            written.append((position, decided.outcome))
    problems = yield from record([outcome for _, outcome in written])
    for (position, _), problem in zip(written, problems, strict=True):
        if problem is not None:
            answers[position] = problem
    return answers
