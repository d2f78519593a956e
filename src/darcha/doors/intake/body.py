"""Taking a body off the wire: bounded in size and in time, whoever sends it."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request

from darcha.doors.message import MOST, TooLarge
from darcha.law.errors import DarchaError


class Patience(msgspec.Struct, frozen=True):
    """How many seconds a sender may be silent, and how many a whole body may take."""

    silence: float = 10.0
    whole: float = 60.0


class TooSlow(DarchaError):
    """The sender was silent for too long, or took too long over the whole message."""

    code = "message.too_slow"
    status = 408
    text = "The message did not arrive in time."
    cure = "Send the same message again; it will not be doubled."


async def body(request: Request, patience: Patience) -> bytes:
    """The whole body, of at most :data:`darcha.doors.message.MOST` bytes.

    Raises :class:`TooLarge`, :class:`TooSlow`, or Starlette's ``ClientDisconnect``. The server reads on and throws
    away what an answered sender still writes, so that one who writes before listening gets to hear why.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MOST:
        raise TooLarge
    taken: list[bytes] = []
    size = 0
    clock = asyncio.get_running_loop().time
    end = clock() + patience.whole
    try:
        async with asyncio.timeout(patience.silence) as limit:
            async for chunk in request.stream():
                limit.reschedule(min(end, clock() + patience.silence))
                size += len(chunk)
                if size > MOST:
                    raise TooLarge
                taken.append(chunk)
    except TimeoutError:
        raise TooSlow from None
    return b"".join(taken)
