"""Draws that nobody can bend and anybody can check: HMAC-SHA-256 over a seed that was committed to beforehand.

In the morning the commitment to the day's seed is put on record; during the day officers and random selections are
drawn from it; afterwards the seed is shown, and every draw can be done again by whoever doubts it. The seed is the key
and the subject's identifier the message, so that nobody who sees the draws can foretell the next.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from decimal import Decimal

_PLACES = 12


def commitment(seed: bytes) -> str:
    """What is put on record before the first draw: the SHA-256 of the seed, in hexadecimal."""
    return hashlib.sha256(b"darcha seed\0" + seed).hexdigest()


def opens(seed: bytes, committed: str) -> bool:
    """Whether ``seed`` is the one that was committed to."""
    return hmac.compare_digest(commitment(seed), committed)


def draw(seed: bytes, subject_id: str, candidates: Sequence[str]) -> str:
    """One of ``candidates``, each as likely as the other; their order and repetitions do not matter.

    Raises ValueError if there is nobody to draw from.
    """
    urn = sorted(set(candidates))
    if not urn:
        raise ValueError("nobody to draw from")
    # Numbers above the last whole multiple would favour the first candidates: they are thrown away.
    fair = 2**64 - 2**64 % len(urn)
    number = next(n for n in _numbers(seed, "draw", subject_id) if n < fair)
    return urn[number % len(urn)]


def share(seed: bytes, subject_id: str) -> Decimal:
    """A number from 0 up to but not including 1, to twelve places: below a rate, the subject is selected at random."""
    number = next(_numbers(seed, "share", subject_id))
    return Decimal(number * 10**_PLACES >> 64).scaleb(-_PLACES)


def _numbers(seed: bytes, purpose: str, subject_id: str) -> Iterator[int]:
    counter = 0
    while True:
        message = f"{purpose}\0{counter}\0{subject_id}".encode()
        yield int.from_bytes(hmac.digest(seed, message, "sha256")[:8])
        counter += 1
