"""Group commit: what waits is committed together, once a turn, and each sender is answered for himself.

One task takes what waits. While one group is being committed the next one gathers, so the size of groups follows the
load by itself: a lone message goes alone and at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import psycopg

from darcha.doors.words import mark
from darcha.law.errors import DarchaError, Unavailable

C = TypeVar("C")
R = TypeVar("R")

Commit = Callable[[Sequence[C]], Awaitable[Sequence[R | DarchaError]]]

MOST = 128
"""How many are committed together."""

WAITING = 2_048
"""How many may wait; beyond that a sender is told to come again."""

_AWAY = (psycopg.OperationalError, psycopg.InterfaceError)
_log = logging.getLogger(__name__)


class Committer(Generic[C, R]):
    """Hands groups of calls to ``commit``, which answers each with a result or an error and keeps all or nothing."""

    def __init__(self, commit: Commit[C, R], most: int = MOST, waiting: int = WAITING) -> None:
        self._commit = commit
        self._most = most
        self._queue: asyncio.Queue[tuple[C, asyncio.Future[R]]] = asyncio.Queue(waiting)
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many calls wait to be committed."""
        return self._queue.qsize()

    async def __aenter__(self) -> Committer[C, R]:
        self._task = asyncio.create_task(self._run(), name="committer")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Commit and answer what was taken, then stop."""
        task, self._task = self._task, None
        await self._queue.join()
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def submit(self, call: C) -> R:
        """The answer to ``call`` once it is on disk; its own :class:`DarchaError` is raised."""
        if self._task is None:
            raise Unavailable(part=mark("The intake"))
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait((call, answer))
        except asyncio.QueueFull:
            raise Unavailable(part=mark("The intake")) from None
        return await answer

    async def _run(self) -> None:
        while True:
            group = [await self._queue.get()]
            # One turn of the loop, so that all whose message is ready now go together.
            await asyncio.sleep(0)
            while len(group) < self._most and not self._queue.empty():
                group.append(self._queue.get_nowait())
            try:
                await self._answer(group)
            finally:
                for _ in group:
                    self._queue.task_done()

    async def _answer(self, group: Sequence[tuple[C, asyncio.Future[R]]]) -> None:
        for (_, answer), result in zip(group, await self._results([call for call, _ in group]), strict=True):
            if answer.done():  # The sender has gone.
                continue
            if isinstance(result, DarchaError):
                answer.set_exception(result)
            else:
                answer.set_result(result)

    async def _results(self, calls: Sequence[C]) -> Sequence[R | DarchaError]:
        """One result a call, whatever happens: a mistake of ours in one call must not cost the others theirs."""
        try:
            return await self._commit(calls)
        except _AWAY as error:
            _log.warning("The database is away: %s", error)
            return [Unavailable(part=mark("The database")) for _ in calls]
        except DarchaError as error:
            if len(calls) == 1:
                return [error]
        except Exception:  # noqa: BLE001  whatever it is, it is told to its own sender and logged
            if len(calls) == 1:
                _log.exception("A message could not be committed")
                return [DarchaError()]
        return [result for call in calls for result in await self._results([call])]
