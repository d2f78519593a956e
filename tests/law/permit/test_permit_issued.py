"""The life of an issued permit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.lifecycle import Moved, Unmet, try_move
from darcha.law.pack.model import Ground
from darcha.law.permit import ISSUED, Issued, IssuedFacts, ends, usable, void_from
from darcha.law.text import explain
from tests.makers import DAY, NOW, clock, mini_pack, mini_snapshot, row, words

D = Decimal
LATER, SECOND = NOW + timedelta(days=10), timedelta(seconds=1)


def ground(of: str, **more: Any) -> Ground:
    return row(Ground, code=of, name=words(of), norm="Act 4", of=of, **more)


EMERGENCY = ground("suspend", term="term", cure_days=5)
BREACH = ground("suspend", court=True)
REQUEST = ground("terminate")
FORGED = ground("annul", court=True, from_issue=True)
DECLINED = ground("annul")

GOOD: dict[str, Any] = {
    "norm": "Act 4, article 1",
    "until": LATER,
    "longest": LATER,
    "cure_days": 5,
    "valid_from": NOW,
    "valid_to": NOW,
    "quantity": D(3),
    "left": D(4),
    "changed": frozenset({"name", "address"}),
    "apply_by": NOW,
}


def facts(**changes: Any) -> IssuedFacts:
    return IssuedFacts(**{"now": NOW, **GOOD, **changes})


OVER = {"valid_to": NOW - SECOND}
MOVES: list[tuple[str, str, str | None, dict[str, Any], str]] = [
    ("valid", "permit.use", "part", {}, "valid"),
    ("valid", "permit.use", "part", {"left": None}, "valid"),
    ("valid", "permit.use", "part", {"valid_from": None, "valid_to": None}, "valid"),
    ("valid", "permit.use", "rest", {"left": D(3)}, "used_up"),
    ("valid", "permit.use", "back", {}, "valid"),
    ("used_up", "permit.use", "back", {}, "valid"),
    ("suspended", "permit.use", "back", {}, "suspended"),
    ("valid", "permit.suspend", None, {"ground": EMERGENCY}, "suspended"),
    ("valid", "permit.suspend", None, {"ground": BREACH, "ruling": "R-1", "until": None}, "suspended"),
    ("suspended", "permit.resume", None, {"cured": True}, "valid"),
    ("suspended", "permit.resume", None, {"suspended_to": NOW - SECOND}, "valid"),
    ("suspended", "permit.resume", None, {"ruling": "R-2"}, "valid"),
    ("valid", "permit.reissue", None, {}, "valid"),
    ("suspended", "permit.reissue", None, {"changed": frozenset({"address"})}, "suspended"),
    ("valid", "permit.terminate", None, {"ground": REQUEST}, "terminated"),
    ("suspended", "permit.terminate", None, {"ground": REQUEST}, "terminated"),
    ("valid", "permit.terminate", "expired", OVER, "expired"),
    ("suspended", "permit.terminate", "expired", OVER, "expired"),
    ("valid", "permit.annul", None, {"ground": DECLINED}, "annulled"),
    ("suspended", "permit.annul", None, {"ground": FORGED, "ruling": "R-3"}, "annulled"),
    ("used_up", "permit.annul", None, {"ground": FORGED, "ruling": "R-3"}, "annulled"),
    ("expired", "permit.annul", None, {"ground": FORGED, "ruling": "R-3"}, "annulled"),
    ("terminated", "permit.annul", None, {"ground": FORGED, "ruling": "R-3"}, "annulled"),
]


@pytest.mark.parametrize(("state", "act", "choice", "changes", "target"), MOVES)
def test_where_each_act_leads(state: str, act: str, choice: str | None, changes: dict[str, Any], target: str) -> None:
    assert try_move(ISSUED, state, act, facts(**changes), choice) == Moved(target)


def test_no_other_act_leads_anywhere() -> None:
    possible = {(state, act, choice) for state, act, choice, _, _ in MOVES}
    assert possible == {(state, move.act, move.choice) for move in ISSUED.moves for state in move.sources}


SUSPEND, TERMINATE, ANNUL = [("valid", f"permit.{act}", None) for act in ("suspend", "terminate", "annul")]
USE, REST = ("valid", "permit.use", "part"), ("valid", "permit.use", "rest")
REISSUE, RESUME = ("valid", "permit.reissue", None), ("suspended", "permit.resume", None)


@pytest.mark.parametrize(
    ("move", "changes", "unmet"),
    [
        (SUSPEND, {}, {"ground_of_suspension"}),
        (SUSPEND, {"ground": REQUEST}, {"ground_of_suspension"}),
        (SUSPEND, {"ground": EMERGENCY, "norm": " "}, {"norm_cited"}),
        (SUSPEND, {"ground": EMERGENCY, "cure_days": 4}, {"days_to_cure"}),
        (SUSPEND, {"ground": EMERGENCY, "until": LATER + SECOND}, {"not_suspended_too_long"}),
        (SUSPEND, {"ground": EMERGENCY, "until": NOW}, {"not_suspended_too_long"}),
        (SUSPEND, {"ground": EMERGENCY, "until": None}, {"not_suspended_too_long"}),
        (SUSPEND, {"ground": EMERGENCY, "longest": None}, {"not_suspended_too_long"}),
        (SUSPEND, {"ground": BREACH}, {"ruled_by_a_court"}),
        (SUSPEND, {"ground": BREACH, "ruling": " ", "until": None}, {"ruled_by_a_court", "not_suspended_too_long"}),
        (RESUME, {}, {"suspension_over"}),
        (RESUME, {"suspended_to": NOW}, {"suspension_over"}),
        (RESUME, {"ruling": " "}, {"suspension_over"}),
        (TERMINATE, {"ground": DECLINED}, {"ground_of_termination"}),
        (TERMINATE, {}, {"ground_of_termination"}),
        (TERMINATE, {"ground": REQUEST, "norm": ""}, {"norm_cited"}),
        (("valid", "permit.terminate", "expired"), {}, {"validity_over"}),
        (("valid", "permit.terminate", "expired"), {"valid_to": None}, {"validity_over"}),
        (ANNUL, {"ground": REQUEST}, {"ground_of_annulment"}),
        (ANNUL, {}, {"ground_of_annulment"}),
        (ANNUL, {"ground": FORGED}, {"ruled_by_a_court"}),
        (ANNUL, {"ground": DECLINED, "norm": ""}, {"norm_cited"}),
        (("expired", "permit.annul", None), {"ground": DECLINED}, {"reaching_back"}),
        (("expired", "permit.annul", None), {}, {"ground_of_annulment", "reaching_back"}),
        (USE, OVER, {"within_validity"}),
        (USE, {"valid_from": NOW + SECOND}, {"within_validity"}),
        (USE, {"left": D(3)}, {"something_left"}),
        (USE, {"left": D(2)}, {"something_left"}),
        (REST, {}, {"all_that_is_left"}),
        (REST, {"left": None}, {"all_that_is_left"}),
        (REST, {"left": D(3), **OVER}, {"within_validity"}),
        (REISSUE, {"changed": frozenset()}, {"same_holder"}),
        (REISSUE, {"changed": frozenset({"name", "owner"})}, {"same_holder"}),
        (REISSUE, {"apply_by": NOW - SECOND}, {"applied_in_time"}),
        (REISSUE, {"apply_by": None}, {"applied_in_time"}),
    ],
)
def test_what_an_act_needs(move: tuple[str, str, str | None], changes: dict[str, Any], unmet: set[str]) -> None:
    state, act, choice = move
    result = try_move(ISSUED, state, act, facts(**changes), choice)
    assert isinstance(result, Unmet)
    assert {need.name for need in result.needs} == unmet


def test_what_is_not_put_in_is_not_there() -> None:
    def unmet(ground: Ground, **put: Any) -> set[str]:
        result = try_move(ISSUED, "valid", "permit.suspend", IssuedFacts(now=NOW, ground=ground, **put))
        return {need.name for need in result.needs} if isinstance(result, Unmet) else set()

    assert unmet(EMERGENCY) == {"norm_cited", "not_suspended_too_long", "days_to_cure"}
    court = {"norm": "Act 4", "ruling": "R-1"}
    assert unmet(ground("suspend", cure_days=1), **court) == {"days_to_cure"}
    assert unmet(ground("suspend"), **court) == set()


def test_every_state_is_reached_and_only_annulment_is_the_end() -> None:
    reached = {ISSUED.initial} | {move.target for move in ISSUED.moves}
    assert reached == ISSUED.states
    assert {source for move in ISSUED.moves for source in move.sources} == ISSUED.states - {"annulled"}


@given(
    act=st.sampled_from([*{move.act for move in ISSUED.moves}]),
    state=st.sampled_from([*sorted(ISSUED.states)]),
    choice=st.sampled_from([None, "part", "rest", "back", "expired"]),
    ground=st.sampled_from([None, EMERGENCY, BREACH, REQUEST, FORGED, DECLINED]),
    ruling=st.sampled_from(["", "R-1"]),
    norm=st.sampled_from(["", "Act 4"]),
)
def test_an_act_is_refused_exactly_where_a_need_is_unmet(
    act: str, state: str, choice: str | None, ground: Ground | None, ruling: str, norm: str
) -> None:
    given = facts(ground=ground, ruling=ruling, norm=norm)
    moves = [m for m in ISSUED.moves if (m.act, m.choice) == (act, choice) and state in m.sources]
    assert len(moves) <= 1
    met = bool(moves) and all(need.holds(given) for need in moves[0].needs)
    result = try_move(ISSUED, state, act, given, choice)
    assert isinstance(result, Moved) is met
    if act in ("permit.suspend", "permit.annul") and isinstance(result, Moved):
        assert norm
        assert ground
        assert ruling or not ground.court


# -------------------------------------------------------------------------------------------------------- usable

PERMIT = Issued(
    number="N-1",
    type="phyto",
    holder="200000002",
    valid_from=DAY,
    valid_to=date(2026, 3, 31),
    quantity=D(1000),
    unit="KGM",
    used=D("999.5"),
)


def change(**changes: Any) -> Issued:
    return msgspec.structs.replace(PERMIT, **changes)


@pytest.mark.parametrize(
    ("permit", "day", "quantity", "code"),
    [
        (PERMIT, DAY, "0.5", None),
        (PERMIT, DAY, "0.51", "permit.quantity"),
        (PERMIT, date(2026, 3, 31), "0", None),
        (PERMIT, date(2026, 4, 1), "0", "permit.term"),
        (PERMIT, date(2026, 3, 1), "0", "permit.term"),
        (change(valid_to=None), date(2036, 4, 1), "0", None),
        (change(valid_to=None), date(2026, 3, 1), "0", "permit.term"),
        (change(quantity=None, unit=None), DAY, "1000000", None),
        (change(state="annulled"), DAY, "0", "permit.state"),
        (change(state="used_up"), DAY, "0", "permit.state"),
        (change(state="suspended"), DAY, "0", "permit.state"),
        (change(state="suspended", suspended_to=DAY), DAY, "0", "permit.state"),
        (change(state="suspended", suspended_to=DAY), DAY + timedelta(days=1), "0", None),
        (change(state="annulled", suspended_to=DAY), DAY + timedelta(days=1), "0", "permit.state"),
    ],
)
def test_what_keeps_a_permit_from_being_used(permit: Issued, day: date, quantity: str, code: str | None) -> None:
    found = usable(permit, day, D(quantity))
    assert (found.code if found else None) == code


def test_a_refusal_tells_the_figures() -> None:
    finding = usable(PERMIT, DAY, D(2))
    assert finding is not None
    assert explain(finding).label == "The permit N-1 holds 0.5 KGM, and 2 are needed"
    finding = usable(PERMIT, date(2026, 4, 1))
    assert finding is not None
    assert explain(finding).label == "The permit N-1 is valid from 2026-03-02 to 2026-03-31, not on 2026-04-01"
    unit = usable(change(unit=None), DAY, D(2))
    assert unit is not None
    assert unit.params["unit"] == ""
    endless = usable(change(valid_to=None), date(2026, 3, 1))
    assert endless is not None
    assert endless.params["to"] == ""


def test_what_is_left() -> None:
    assert PERMIT.left == D("0.5")
    assert change(quantity=None).left is None
    assert Issued(number="1", type="t", holder="h", valid_from=DAY, quantity=D(7)).left == 7


# --------------------------------------------------------------------------------------------------------- terms


def test_a_permit_ends_by_the_clock_of_its_type() -> None:
    law = mini_snapshot(clocks=(clock(1, "year", "validity"),))
    kind = mini_pack().permits[0]
    assert ends(kind, law, NOW) is None
    last = ends(msgspec.structs.replace(kind, validity="validity"), law, NOW)
    assert last == datetime(2027, 3, 2, 18, 59, 59, 999999, tzinfo=UTC)


def test_a_forged_permit_was_never_valid() -> None:
    assert void_from(FORGED, date(2026, 1, 5), DAY) == date(2026, 1, 5)
    assert void_from(DECLINED, date(2026, 1, 5), DAY) == DAY
