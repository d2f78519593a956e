"""Group commit, with a committing function made for the purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import psycopg
import pytest

from darcha.doors.intake.commit import MOST, Committer
from darcha.law.errors import Conflict, DarchaError, NotFound, Unavailable

Seen = list[list[int]]


def _doubling(seen: Seen) -> Callable[[Sequence[int]], Awaitable[list[int | DarchaError]]]:
    async def commit(calls: Sequence[int]) -> list[int | DarchaError]:
        seen.append(list(calls))
        await asyncio.sleep(0.01)
        return [Conflict(reference=str(call)) if call < 0 else call * 2 for call in calls]

    return commit


def test_one_alone_is_answered_at_once() -> None:
    async def main() -> tuple[int, Seen]:
        seen: Seen = []
        async with Committer(_doubling(seen)) as committer:
            return await committer.submit(4), seen

    assert asyncio.run(main()) == (8, [[4]])


def test_what_waits_goes_together_and_each_gets_his_own_answer() -> None:
    async def main() -> tuple[list[int], Seen]:
        seen: Seen = []
        async with Committer(_doubling(seen)) as committer:
            return await asyncio.gather(*(committer.submit(n) for n in range(300))), seen

    answers, seen = asyncio.run(main())
    assert answers == [n * 2 for n in range(300)]
    assert [len(group) for group in seen] == [MOST, MOST, 300 - 2 * MOST]


def test_what_comes_while_one_group_is_committed_makes_the_next() -> None:
    async def main() -> Seen:
        seen: Seen = []
        async with Committer(_doubling(seen)) as committer:
            first = asyncio.create_task(committer.submit(1))
            await asyncio.sleep(0.005)
            await asyncio.gather(first, committer.submit(2), committer.submit(3))
        return seen

    assert asyncio.run(main()) == [[1], [2, 3]]


def test_an_error_is_raised_to_its_own_sender_only() -> None:
    async def main() -> list[int | BaseException]:
        async with Committer(_doubling([])) as committer:
            return await asyncio.gather(*(committer.submit(n) for n in (1, -2, 3)), return_exceptions=True)

    one, two, three = asyncio.run(main())
    assert (one, three) == (2, 6)
    assert isinstance(two, Conflict)


@pytest.mark.parametrize(
    ("raised", "told"),
    [(ValueError("a mistake of ours"), DarchaError), (NotFound(subject="pack", key="x"), NotFound)],
)
def test_a_call_that_breaks_the_group_is_answered_alone(raised: Exception, told: type[DarchaError]) -> None:
    async def commit(calls: Sequence[int]) -> list[int | DarchaError]:
        if 7 in calls:
            raise raised
        return list(calls)

    async def main() -> list[int | BaseException]:
        async with Committer(commit) as committer:
            return await asyncio.gather(*(committer.submit(n) for n in range(10)), return_exceptions=True)

    answers = asyncio.run(main())
    assert type(answers.pop(7)) is told
    assert answers == [n for n in range(10) if n != 7]


def test_without_a_database_all_are_told_to_come_again() -> None:
    async def commit(calls: Sequence[int]) -> list[int | DarchaError]:
        raise psycopg.OperationalError("the server closed the connection")

    async def main() -> list[int | BaseException]:
        async with Committer(commit) as committer:
            return await asyncio.gather(*(committer.submit(n) for n in range(3)), return_exceptions=True)

    answers = asyncio.run(main())
    assert [type(answer) for answer in answers] == [Unavailable] * 3


def test_a_full_queue_turns_away_and_keeps_what_it_has() -> None:
    async def main() -> list[int | BaseException]:
        async with Committer(_doubling([]), waiting=2) as committer:
            return await asyncio.gather(*(committer.submit(n) for n in range(4)), return_exceptions=True)

    answers = asyncio.run(main())
    assert answers[:2] == [0, 2]
    assert [type(answer) for answer in answers[2:]] == [Unavailable] * 2


def test_a_sender_who_left_costs_the_others_nothing() -> None:
    async def main() -> tuple[int, Seen]:
        seen: Seen = []
        async with Committer(_doubling(seen)) as committer:
            gone = asyncio.create_task(committer.submit(1))
            stays = asyncio.create_task(committer.submit(2))
            await asyncio.sleep(0.005)
            gone.cancel()
            return await stays, seen

    assert asyncio.run(main()) == (4, [[1, 2]])


def test_closing_answers_what_was_taken_and_takes_no_more() -> None:
    async def main() -> tuple[list[int], Seen]:
        seen: Seen = []
        committer = Committer(_doubling(seen), most=2)
        async with committer:
            taken = [asyncio.create_task(committer.submit(n)) for n in range(5)]
            await asyncio.sleep(0)
            assert committer.waiting == 5
        with pytest.raises(Unavailable):
            await committer.submit(9)
        return await asyncio.gather(*taken), seen

    answers, seen = asyncio.run(main())
    assert answers == [0, 2, 4, 6, 8]
    assert seen == [[0, 1], [2, 3], [4]]
