from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.finding import Finding
from darcha.law.payment import Event, account
from tests.law.payment.country import D


def test_what_is_reserved_is_not_free_until_it_is_released() -> None:
    one, two = Event("reserve", "A", D(60)), Event("reserve", "B", D(30))
    made = account(D(100), "XTS", [one, two])
    assert (made.bound, made.free) == (D(90), D(10))
    assert made.reserved == (("A", D(60)), ("B", D(30)))
    assert account(D(100), "XTS", [two, one]).reserved == made.reserved
    released = account(D(100), "XTS", [one, two, Event("release", "A", D(60))])
    assert released.reserved == (("B", D(30)),)
    assert (released.free, released.reserved_for("A"), released.reserved_for("B")) == (D(70), D(0), D(30))


def test_what_is_forfeited_is_gone() -> None:
    made = account(D(100), "XTS", [Event("reserve", "A", D(60)), Event("forfeit", "A", D(40))])
    assert (made.limit, made.forfeited, made.bound, made.free) == (D(100), D(40), D(20), D(40))
    again = account(D(100), "XTS", [Event("reserve", "A", D(60))] + 2 * [Event("forfeit", "A", D(30))])
    assert (again.forfeited, again.reserved, again.free) == (D(60), (), D(40))


def test_a_guarantee_can_be_raised() -> None:
    made = account(D(100), "XTS", [Event("raise", "", D(50)), Event("reserve", "A", D(150))])
    assert (made.limit, made.free, made.findings) == (D(150), D(0), ())


def test_the_same_reference_adds_up() -> None:
    made = account(D(100), "XTS", [Event("reserve", "A", D(60)), Event("reserve", "A", D(40))])
    assert made.reserved == (("A", D(100)),)


@pytest.mark.parametrize(
    ("event", "code", "params"),
    [
        (Event("reserve", "B", D("40.01")), "guarantee.free", {"missing": "0.01"}),
        (Event("release", "A", D("60.01")), "guarantee.reserved", {"reserved": "60"}),
        (Event("forfeit", "B", D(1)), "guarantee.reserved", {"reserved": "0"}),
        (Event("reserve", "B", D(0)), "guarantee.amount", {}),
        (Event("raise", "B", D(-1)), "guarantee.amount", {}),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(event: Event, code: str, params: dict[str, str]) -> None:
    before = account(D(100), "XTS", [Event("reserve", "A", D(60))])
    after = account(D(100), "XTS", [Event("reserve", "A", D(60)), event])
    said = {"reference": event.reference, "amount": f"{event.amount}", "currency": "XTS", **params}
    assert after.findings == (Finding(code, "/1", said),)
    assert (after.reserved, after.free, after.limit) == (before.reserved, before.free, before.limit)


events = st.lists(
    st.builds(
        Event,
        st.sampled_from(["raise", "reserve", "release", "forfeit"]),
        st.sampled_from(["A", "B", "C"]),
        st.decimals(-5, 120, places=2),
    ),
    max_size=12,
)


@given(st.decimals(0, 200, places=2), events)
def test_it_never_falls_below_zero_and_nothing_is_lost(limit: Decimal, happened: list[Event]) -> None:
    made = account(limit, "XTS", happened)
    assert made.free >= 0
    assert all(amount > 0 for _, amount in made.reserved)
    raised = made.limit - limit
    done = [event for index, event in enumerate(happened) if f"/{index}" not in {f.pointer for f in made.findings}]
    assert raised == sum((e.amount for e in done if e.kind == "raise"), D(0))
    assert made.free + made.bound + made.forfeited == made.limit


@given(st.decimals(0, 200, places=2), events, st.decimals("0.01", 50, places=2))
def test_reserving_and_releasing_restores(limit: Decimal, happened: list[Event], amount: Decimal) -> None:
    before = account(limit, "XTS", happened)
    if amount <= before.free:
        after = account(limit, "XTS", [*happened, Event("reserve", "D", amount), Event("release", "D", amount)])
        assert (after.free, after.reserved) == (before.free, before.reserved)
