from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.declaration import DECLARATION
from darcha.law.lifecycle import Moved, Unmet, try_move
from darcha.law.release import TRADER, Basis, ControlFact, Facts, Missing, PermitFact, Status, decide, status
from tests.makers import NOW

HOUR = timedelta(hours=1)
LODGED = NOW - 9 * HOUR


def permit(state: str, id: str = "P-1", hours: int | None = 5) -> PermitFact:  # noqa: A002 - the name of the field
    return PermitFact(id, "phyto", "PLANT", state, NOW - HOUR, None if hours is None else NOW + hours * HOUR)


def control(state: str) -> ControlFact:
    return ControlFact("C-1", "red", state, "ann", NOW - HOUR, NOW + HOUR)


def facts(**changes: Any) -> Facts:
    return Facts(**{"state": "lodged", "lodged_at": LODGED, "currency": "XTS", **changes})


def test_with_nothing_missing_the_goods_are_released() -> None:
    assert decide(facts()).released
    assert facts().due == facts().paid == 0
    done = facts(
        permits=(permit("granted"), permit("closed")), control=control("done"), due=Decimal(5), paid=Decimal(6)
    )
    assert decide(done).released
    assert decide(done).missing == ()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"findings_open": 2}, Missing("cure", TRADER, "2", LODGED)),
        ({"findings_open": 1, "findings_since": NOW}, Missing("cure", TRADER, "1", NOW)),
        ({"permits": (permit("open"),)}, Missing("permits", "PLANT", "P-1", NOW - HOUR, NOW + 5 * HOUR)),
        ({"permits": (permit("proposed"),)}, Missing("permits", "PLANT", "P-1", NOW - HOUR, NOW + 5 * HOUR)),
        ({"permits": (permit("asked"),)}, Missing("permits", TRADER, "P-1", NOW - HOUR, NOW + 5 * HOUR)),
        ({"permits": (permit("refused"),)}, Missing("permits", TRADER, "P-1", NOW - HOUR, NOW + 5 * HOUR)),
        ({"permits": (permit("suspended"),)}, Missing("permits", "PLANT", "P-1", NOW - HOUR, NOW + 5 * HOUR)),
        ({"permits": (permit("annulled"),)}, Missing("permits", TRADER, "P-1", NOW - HOUR, NOW + 5 * HOUR)),
        ({"control": control("assigned")}, Missing("control", "ann", "C-1", NOW - HOUR, NOW + HOUR)),
        ({"due": Decimal("10.50"), "paid": Decimal(10)}, Missing("payment", TRADER, "0.50 XTS", LODGED)),
        ({"due": Decimal(1), "due_since": NOW}, Missing("payment", TRADER, "1 XTS", NOW)),
        ({"due": Decimal(9), "deferred": Decimal(6), "paid": Decimal(2)}, Missing("payment", TRADER, "1 XTS", LODGED)),
        (
            {"security_due": Decimal(5), "security_given": Decimal("4.5")},
            Missing("security", TRADER, "0.5 XTS", LODGED),
        ),
        ({"security_due": Decimal(5), "due_since": NOW}, Missing("security", TRADER, "5 XTS", NOW)),
    ],
)
def test_what_is_missing_is_said_with_who_holds_it(changes: dict[str, Any], missing: Missing) -> None:
    decision = decide(facts(**changes))
    assert decision.missing == (missing,)
    assert not decision.released


def test_all_that_is_missing_is_said_in_its_order() -> None:
    several = facts(
        findings_open=1,
        permits=(
            permit("open", "late", 9),
            permit("open", "never", None),
            permit("granted"),
            permit("open", "soon", 1),
        ),
        control=control("assigned"),
        due=Decimal(1),
        security_due=Decimal(1),
    )
    missing = decide(several).missing
    assert [one.what for one in missing] == ["cure", "permits", "permits", "permits", "control", "payment", "security"]
    assert [one.subject for one in missing if one.what == "permits"] == ["soon", "late", "never"]


def later(state: str, ground: str | None = "papers") -> PermitFact:
    return PermitFact("P-9", "phyto", "PLANT", state, NOW - HOUR, NOW + HOUR, ground)


@pytest.mark.parametrize("state", ["open", "asked", "proposed"])
def test_a_permit_that_may_come_later_opens_an_obligation(state: str) -> None:
    decision = decide(facts(permits=(later(state),)))
    assert decision.released
    assert decision.conditional
    assert decision.opens == (Basis("papers", "P-9"),)


@pytest.mark.parametrize("state", ["refused", "suspended", "annulled"])
def test_what_was_refused_or_taken_back_cannot_come_later(state: str) -> None:
    decision = decide(facts(permits=(later(state),)))
    assert not decision.released
    assert not decision.conditional
    assert decision.opens == ()
    assert [one.subject for one in decision.missing] == ["P-9"]


@pytest.mark.parametrize("state", ["granted", "closed"])
def test_a_permit_that_is_there_opens_nothing(state: str) -> None:
    decision = decide(facts(permits=(later(state), permit("granted"))))
    assert decision.released
    assert not decision.conditional


def test_a_basis_is_about_no_sum_unless_it_says_so() -> None:
    assert Basis("papers", "P-9") == Basis("papers", "P-9", Decimal(0), None, extended=False)


def test_grounds_of_the_regime_and_of_permits_are_opened_together() -> None:
    deferral = Basis("deferred", "T-1", Decimal(90), NOW)
    both = facts(conditional=(deferral,), permits=(later("open"),), due=Decimal(90), deferred=Decimal(90))
    assert decide(both).opens == (deferral, Basis("papers", "P-9"))
    held = facts(conditional=(deferral,), permits=(later("open"),), findings_open=1)
    assert decide(held).opens == ()
    assert decide(facts(state="withdrawn", conditional=(deferral,))).opens == ()


def test_nothing_is_missing_where_more_was_paid_deferred_or_secured() -> None:
    rich = facts(
        due=Decimal(5),
        deferred=Decimal(4),
        paid=Decimal(2),
        security_due=Decimal(1),
        security_given=Decimal(2),
    )
    assert rich.outstanding == rich.security_missing == 0
    assert decide(rich).released
    assert facts().deferred == facts().security_due == facts().security_given == facts().security_missing == 0


def test_the_trader_is_called_the_same_wherever_a_holder_is_kept() -> None:
    assert TRADER == "trader"


def test_what_is_withdrawn_is_not_released() -> None:
    assert not decide(facts(state="withdrawn")).released


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"findings_open": 1}, ("cure", TRADER, LODGED, None)),
        ({"findings_open": 1, "release_due": NOW}, ("cure", TRADER, LODGED, NOW)),
        ({"permits": (permit("open"),), "due": Decimal(1)}, ("permits", "PLANT", NOW - HOUR, NOW + 5 * HOUR)),
        ({"control": control("assigned"), "release_due": NOW}, ("control", "ann", NOW - HOUR, NOW + HOUR)),
        ({"due": Decimal(1)}, ("payment", TRADER, LODGED, None)),
        ({"security_due": Decimal(1)}, ("security", TRADER, LODGED, None)),
        ({"release_due": NOW}, ("release", "system", LODGED, NOW)),
        ({"changed_at": NOW}, ("release", "system", NOW, None)),
        ({"state": "released", "changed_at": NOW, "findings_open": 1}, ("released", None, NOW, None)),
        ({"state": "withdrawn", "changed_at": NOW, "due": Decimal(1)}, ("withdrawn", None, NOW, None)),
        ({"state": "withdrawn"}, ("withdrawn", None, LODGED, None)),
    ],
)
def test_the_status_is_the_first_thing_missing(changes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    line = status(facts(**changes))
    assert (line.stage, line.holder, line.since, line.due) == expected


def test_the_status_lists_all_that_is_missing() -> None:
    line = status(facts(findings_open=1, due=Decimal(1)))
    assert [one.what for one in line.missing] == ["cure", "payment"]
    assert status(facts(state="released")) == Status("released", None, LODGED)


sums = st.decimals(min_value=0, max_value=100, places=2)
some_facts = st.builds(
    facts,
    findings_open=st.integers(min_value=0, max_value=2),
    permits=st.lists(
        st.sampled_from(["open", "asked", "proposed", "granted", "refused", "closed"]).map(permit), max_size=3
    ).map(tuple),
    control=st.sampled_from([None, control("assigned"), control("done")]),
    due=sums,
    paid=sums,
    security_due=sums,
    security_given=sums,
)


@given(some_facts)
def test_the_decision_and_the_lifecycle_agree(given_facts: Facts) -> None:
    moved = try_move(DECLARATION, "lodged", "release.decide", given_facts)
    assert isinstance(moved, Moved) is decide(given_facts).released


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"findings_open": 1}, "no_open_errors"),
        ({"permits": (permit("asked"),)}, "permits_granted"),
        ({"control": control("assigned")}, "control_done"),
        ({"due": Decimal("0.01")}, "paid"),
        ({"security_due": Decimal("0.01")}, "secured"),
    ],
)
def test_release_needs_each_of_them(changes: dict[str, Any], unmet: str) -> None:
    result = try_move(DECLARATION, "lodged", "release.decide", facts(**changes))
    assert isinstance(result, Unmet)
    assert [need.name for need in result.needs] == [unmet]
