"""Log histograms of durations: eight buckets to a doubling, so that a median is known to within 4.5 per cent.

Bucket ``b`` holds durations of 2^(b/8) up to 2^((b+1)/8) minutes and answers with its geometric middle, which is off
by a factor of 2^(1/16) at most. What took less than a second is counted as a second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta

STEPS = 8
"""Buckets to a doubling."""

ERROR = 2 ** (1 / (2 * STEPS)) - 1
"""How far a percentile can be off, as a share of it."""

_LEAST = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


def bucket(length: timedelta) -> int:
    """The bucket of a duration."""
    return math.floor(STEPS * math.log2(max(length, _LEAST) / _MINUTE))


def middle(number: int) -> float:
    """The minutes that a bucket stands for."""
    return float(2 ** ((number + 0.5) / STEPS))


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """The minutes that a ``share`` of what was counted did not exceed (nearest rank); None of nothing."""
    rank = math.ceil(share * sum(counts.values()))
    for number in sorted(counts):
        rank -= counts[number]
        if rank <= 0 and counts[number]:
            return middle(number)
    return None
