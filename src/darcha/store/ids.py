"""Keys: UUIDv7 (RFC 9562), in the order of their making within one process."""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def _drawn() -> Iterator[int]:
    """Numbers of 64 random bits, asked of the system a page at a time."""
    while True:
        yield from struct.unpack("512Q", os.urandom(4096))


_random = _drawn()


def new_id() -> UUID:
    """A new UUIDv7. Within a process each is greater than the one before, even within one millisecond."""
    global _last  # noqa: PLW0603  one clock a process
    with _lock:
        # 48 bits of milliseconds and 12 of their fraction; a step of one keeps ids of one instant in order.
        _last = tick = max((time.time_ns() << 12) // 1_000_000, _last + 1)
        drawn = next(_random)
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | drawn >> 2)


def made_at(key: UUID) -> float:
    """The moment in ``key``, in seconds of Unix time."""
    return (key.int >> 80) / 1000


def first_id_at(moment: datetime) -> UUID:
    """The least id of ``moment``: for ranges over time without a column of their own."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
