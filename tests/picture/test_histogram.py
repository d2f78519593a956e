from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.picture.histogram import ERROR, bucket, middle, percentile

lengths = st.timedeltas(timedelta(seconds=1), timedelta(days=4000))


@given(lengths)
def test_a_bucket_holds_what_its_bounds_say(length: timedelta) -> None:
    minutes, number = length / timedelta(minutes=1), bucket(length)
    assert 2 ** (number / 8) * (1 - 1e-12) <= minutes <= 2 ** ((number + 1) / 8) * (1 + 1e-12)


@given(st.lists(lengths, min_size=1), st.sampled_from([0.5, 0.9, 0.01, 1.0]))
def test_a_percentile_is_off_by_no_more_than_the_error(found: list[timedelta], share: float) -> None:
    true = sorted(found)[math.ceil(share * len(found)) - 1] / timedelta(minutes=1)
    seen = percentile(Counter(map(bucket, found)), share)
    assert seen is not None
    assert abs(seen / true - 1) <= ERROR + 1e-9


def test_the_error_is_four_and_a_half_per_cent() -> None:
    assert pytest.approx(0.0443, abs=1e-4) == ERROR


@given(st.timedeltas(timedelta(days=-1), timedelta(seconds=1)))
def test_what_took_less_than_a_second_counts_as_one(length: timedelta) -> None:
    assert bucket(length) == bucket(timedelta(seconds=1)) == -48


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile({}, 0.5) is None
    assert percentile({3: 0}, 0.5) is None


def test_a_bucket_that_counts_nothing_is_no_answer() -> None:
    assert percentile({0: 0, 8: 1}, 0.5) == middle(8)
