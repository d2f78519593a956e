from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.draw import _numbers, commitment, draw, opens, share

names = st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=8, unique=True)


@given(st.binary(max_size=40), st.text(max_size=20), names, st.randoms())
def test_a_draw_can_be_done_again_and_the_order_does_not_matter(
    seed: bytes, subject: str, candidates: list[str], random: Random
) -> None:
    drawn = draw(seed, subject, candidates)
    assert drawn in candidates
    shuffled = [*candidates, candidates[0]]
    random.shuffle(shuffled)
    assert draw(seed, subject, shuffled) == drawn


def test_nobody_to_draw_from_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        draw(b"seed", "C-1", [])


@pytest.mark.parametrize(("number", "drawn"), [(2**64 - 1, "ben"), (2**64 - 2, "cho"), (0, "ann")])
def test_only_numbers_that_would_favour_somebody_are_thrown_away(
    monkeypatch: pytest.MonkeyPatch, number: int, drawn: str
) -> None:
    def numbers(seed: bytes, purpose: str, subject_id: str) -> Iterator[int]:
        yield from (number, 4)

    monkeypatch.setattr("darcha.law.draw._numbers", numbers)
    assert draw(b"seed", "C-1", ["ann", "ben", "cho"]) == drawn


def test_the_numbers_behind_a_draw_are_as_published() -> None:
    """HMAC-SHA-256 with the seed as key over purpose, counter and subject: the first eight bytes, as a number."""
    messages = (b"draw\x000\0C-1", b"draw\x001\0C-1")
    digests = [hmac.new(b"seed", message, hashlib.sha256).digest() for message in messages]
    assert list(islice(_numbers(b"seed", "draw", "C-1"), 2)) == [int.from_bytes(one[:8], "big") for one in digests]


@pytest.mark.parametrize("size", [2, 3, 7])
def test_everybody_is_drawn_as_often(size: int) -> None:
    draws = 6000
    counts = Counter(draw(b"seed", f"C-{n}", [f"officer {i}" for i in range(size)]) for n in range(draws))
    expected = draws / size
    chi_square = sum((count - expected) ** 2 / expected for count in counts.values())
    assert len(counts) == size
    # The 99.9 % points of chi-square for 1, 2 and 6 degrees of freedom; the seed is fixed, so this never flickers.
    assert chi_square < {2: 10.8, 3: 13.8, 7: 22.5}[size]


def test_shares_are_spread_evenly_from_nought_to_one() -> None:
    shares = [share(b"seed", f"D-{n}") for n in range(5000)]
    assert all(0 <= value < 1 for value in shares)
    tenths = Counter(int(value * 10) for value in shares)
    assert all(430 < tenths[n] < 570 for n in range(10))
    assert all(value == value.quantize(Decimal("1e-12")) for value in shares)


def test_a_draw_depends_on_seed_and_subject() -> None:
    urn = [str(n) for n in range(1000)]
    assert len({draw(b"seed", "C-1", urn), draw(b"seed", "C-2", urn), draw(b"other", "C-1", urn)}) == 3
    assert share(b"seed", "C-1") != share(b"other", "C-1")


def test_the_draw_is_fixed_for_all_time() -> None:
    assert draw(b"seed of the day", "C-1", ["ann", "ben", "cho"]) == "ben"
    assert share(b"seed of the day", "D-1") == Decimal("0.464454854422")


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_only_the_seed_opens_its_commitment(seed: bytes, other: bytes) -> None:
    assert opens(seed, commitment(seed))
    assert opens(other, commitment(seed)) is (seed == other)
    assert len(commitment(seed)) == 64
