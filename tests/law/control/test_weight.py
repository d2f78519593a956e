"""How heavily lanes control, whatever they are called."""

from __future__ import annotations

from darcha.law.control import weights
from darcha.law.pack.model import Lane
from tests.makers import row, words


def lane(code: str, rank: int, *forms: str) -> Lane:
    return row(Lane, code=code, name=words(code), rank=rank, forms=forms)


def test_a_lane_weighs_what_it_controls() -> None:
    lanes = (
        lane("c", 30, "documents"),
        lane("a", 10),
        lane("d", 40, "after_release", "physical"),
        lane("b", 20, "after_release"),
    )
    assert weights(lanes) == {"a": "free", "b": "later", "c": "some", "d": "most"}


def test_the_highest_lane_is_the_heaviest_only_if_it_controls() -> None:
    assert weights((lane("a", 0), lane("b", 1, "after_release"))) == {"a": "free", "b": "later"}
    assert weights((lane("a", 0, "documents"),)) == {"a": "most"}
    assert weights(()) == {}


def test_a_lane_weighs_what_its_last_row_says() -> None:
    assert weights((lane("a", 0, "documents"), lane("a", 0))) == {"a": "free"}
