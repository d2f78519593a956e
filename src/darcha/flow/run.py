"""Driving steps: one transaction for a call or for a batch, on a thread or in an event loop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from psycopg import AsyncConnection, Connection
from psycopg.errors import DeadlockDetected, SerializationFailure

from darcha.flow.step import Call, Step, perform
from darcha.law.access import Actor
from darcha.law.errors import DarchaError
from darcha.store.statement import Op, arun, run

I = TypeVar("I")  # noqa: E741
C = TypeVar("C")
R = TypeVar("R")
T = TypeVar("T")

_AGAIN = (SerializationFailure, DeadlockDetected)
_TRIES = 3


def now() -> datetime:
    """The present moment: the one place where a step takes it from."""
    return datetime.now(UTC)


def act_many(connection: Connection[Any], step: Step[I, C, R], calls: Sequence[Call[I]]) -> list[R | DarchaError]:
    """Carry out a step for many calls in one transaction; what the database could not serialise is tried again."""
    for attempt in range(_TRIES):
        try:
            with connection.transaction():
                return run(connection, perform(step, calls))
        except _AGAIN:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def aact_many(
    connection: AsyncConnection[Any], step: Step[I, C, R], calls: Sequence[Call[I]]
) -> list[R | DarchaError]:
    """The same in an event loop."""
    for attempt in range(_TRIES):
        try:
            async with connection.transaction():
                return await arun(connection, perform(step, calls))
        except _AGAIN:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def act(connection: Connection[Any], step: Step[I, C, R], actor: Actor, given: I, at: datetime | None = None) -> R:
    """Carry out a step for one input; its error is raised."""
    (answer,) = act_many(connection, step, [Call(actor, given, at or now())])
    if isinstance(answer, DarchaError):
        raise answer
    return answer


def look(connection: Connection[Any], op: Op[T]) -> T:
    """Drive a reading operation in a transaction of its own."""
    with connection.transaction():
        return run(connection, op)


async def alook(connection: AsyncConnection[Any], op: Op[T]) -> T:
    """The same in an event loop."""
    async with connection.transaction():
        return await arun(connection, op)
