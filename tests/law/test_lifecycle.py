"""What holds of every lifecycle, and the engine itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.access import ACTS
from darcha.law.control import CONTROL
from darcha.law.declaration import DECLARATION
from darcha.law.lifecycle import Lifecycle, Move, Moved, Need, Offer, Unmet, need, open_to, try_move
from darcha.law.permit import PERMIT

ALL = pytest.mark.parametrize("lifecycle", [DECLARATION, PERMIT, CONTROL], ids=lambda lifecycle: lifecycle.subject)


@ALL
def test_every_state_can_be_reached(lifecycle: Lifecycle) -> None:
    reached = {lifecycle.initial}
    for _ in lifecycle.states:
        reached |= {move.target for move in lifecycle.moves if move.sources & reached}
    assert reached == lifecycle.states


@ALL
def test_every_final_state_is_closed_and_every_other_is_open(lifecycle: Lifecycle) -> None:
    left = {source for move in lifecycle.moves for source in move.sources}
    assert left == lifecycle.states - lifecycle.final


@ALL
def test_every_move_is_an_act_that_somebody_may_do(lifecycle: Lifecycle) -> None:
    assert {move.act for move in lifecycle.moves} <= ACTS.keys()


@ALL
def test_every_need_has_a_name_and_a_label(lifecycle: Lifecycle) -> None:
    needs = [one for move in lifecycle.moves for one in move.needs]
    assert all(one.label and one.label != one.name for one in needs)
    assert len({one.name for one in needs}) == len({one.label for one in needs})


@need
def even(facts: int) -> bool:
    """The number is even."""
    return facts % 2 == 0


@need
def small(facts: int) -> bool:
    """The number is small.

    That is, below ten.
    """
    return facts < 10


DOOR = Lifecycle(
    subject="door",
    initial="shut",
    final=frozenset({"gone"}),
    moves=(
        Move("door.open", frozenset({"shut"}), "ajar", (even, small)),
        Move("door.end", frozenset({"shut", "ajar"}), "gone", choice="burn"),
        Move("door.end", frozenset({"ajar"}), "shut", (small,), choice="close"),
    ),
)


@given(
    st.sampled_from(sorted(DOOR.states)),
    st.sampled_from(["door.open", "door.end", "door.paint"]),
    st.sampled_from([None, "burn", "close"]),
    st.integers(min_value=0, max_value=20),
)
def test_nothing_moves_without_its_needs(state: str, act: str, choice: str | None, facts: int) -> None:
    result = try_move(DOOR, state, act, facts, choice)
    known = [m for m in DOOR.moves if (m.act, m.choice) == (act, choice) and state in m.sources]
    if isinstance(result, Moved):
        assert [move.target for move in known] == [result.state]
        assert all(one.holds(facts) for move in known for one in move.needs)
    else:
        assert result.state == state
        assert all(not one.holds(facts) for one in result.needs)
        assert bool(result.needs) is bool(known)


def test_all_unmet_needs_are_said_at_once() -> None:
    result = try_move(DOOR, "shut", "door.open", 11)
    assert isinstance(result, Unmet)
    assert result.why == "The number is even; The number is small"


def test_an_act_of_another_state_says_so() -> None:
    result = try_move(DOOR, "gone", "door.open", 2)
    assert isinstance(result, Unmet)
    assert result.why == "not from the state gone"


def test_offers_are_the_moves_of_the_state_that_the_actor_may_do() -> None:
    assert open_to(DOOR, "ajar", 11) == (Offer("door.end", "burn", ()), Offer("door.end", "close", (small,)))
    assert open_to(DOOR, "shut", 2, lambda act: act == "door.open") == (Offer("door.open", None, ()),)
    assert open_to(DOOR, "gone", 2) == ()


def test_states_are_those_the_table_names() -> None:
    assert DOOR.states == {"shut", "ajar", "gone"}


def test_a_need_without_a_label_is_refused() -> None:
    def silent(facts: int) -> bool:
        return True

    with pytest.raises(TypeError, match=r"^the need silent has no docstring to be shown by$"):
        need(silent)
    assert isinstance(even, Need)


def test_a_label_loses_its_full_stop_alone() -> None:
    def asked(facts: int) -> bool:
        """Has it been asked?"""
        return True

    assert even.label == "The number is even"
    assert need(asked).label == "Has it been asked?"
