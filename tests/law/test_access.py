"""Every act for every role, inside and outside the scope: the table written a second time, by hand."""

from __future__ import annotations

from typing import get_args

import pytest

from darcha.law.access import ACTS, SYSTEM, Actor, Place, Role, Scope, may, why_not

HERE = Place(firm="F1", agencies=frozenset({"A1", "A2"}), post="P1", officer="me")
ELSEWHERE = Place(firm="F9", agencies=frozenset({"A9"}), post="P9", officer="other")
NOWHERE = Place()
ROLES: tuple[Role, ...] = get_args(Role)

ALLOWED: dict[str, dict[Role, Scope]] = {
    "declaration.draft": {"trader": "firm"},
    "declaration.lodge": {"trader": "firm"},
    "declaration.amend": {"trader": "firm"},
    "declaration.withdraw": {"trader": "firm"},
    "declaration.read": {
        "trader": "firm",
        "agency_officer": "agency",
        "inspector": "post",
        "cashier": "country",
        "duty_officer": "country",
        "manager": "country",
        "auditor": "country",
    },
    "permit.open": {"system": "system"},
    "permit.ask": {"agency_officer": "agency"},
    "permit.answer": {"trader": "firm"},
    "permit.propose": {"agency_officer": "agency"},
    "permit.decide": {"agency_officer": "agency"},
    "permit.cure": {"trader": "firm"},
    "permit.close": {"system": "system"},
    "control.assign": {"system": "system"},
    "control.record": {"inspector": "drawn"},
    "payment.record": {"cashier": "country"},
    "release.decide": {"system": "system"},
    "draw.commit": {"system": "system"},
    "risk.explain": {"auditor": "country"},
    "picture.read": {"duty_officer": "country", "manager": "country", "auditor": "country"},
    "evidence.verify": {"auditor": "country", "system": "system"},
}
BOUND = ("firm", "agency", "post", "drawn")


def actor(*roles: Role) -> Actor:
    return Actor("me", "Ann", frozenset(roles), frozenset({"F1"}), frozenset({"A1"}), frozenset({"P1"}))


def test_every_act_is_in_the_table_of_this_test() -> None:
    assert ALLOWED.keys() == ACTS.keys()


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_right_has_the_scope_of_this_test(act: str) -> None:
    assert dict(ACTS[act].rights) == ALLOWED[act]
    assert len(ACTS[act].rights) == len(ALLOWED[act])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", sorted(ACTS))
def test_who_may_do_what_where(act: str, role: Role) -> None:
    scope = ALLOWED[act].get(role)
    bound = scope in BOUND
    assert may(actor(role), act) is (scope is not None)
    assert may(actor(role), act, HERE) is (scope is not None)
    assert may(actor(role), act, ELSEWHERE) is (scope is not None and not bound)
    assert may(actor(role), act, NOWHERE) is (scope is not None and not bound)


@pytest.mark.parametrize("act", sorted(ACTS))
def test_who_holds_no_role_may_nothing(act: str) -> None:
    assert why_not(actor(), act, HERE) == "no role of yours holds this right"


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_has_a_label_and_somebody_who_may(act: str) -> None:
    assert ACTS[act].name == act
    assert ACTS[act].label
    assert ACTS[act].rights


def test_all_but_reading_and_drafting_is_journalled() -> None:
    silent = {"declaration.draft", "declaration.read", "picture.read", "evidence.verify"}
    assert {name for name, act in ACTS.items() if not act.journalled} == silent


def test_a_refusal_names_the_scope() -> None:
    assert why_not(actor("trader"), "declaration.read", ELSEWHERE) == "it lies outside your firm"
    both = actor("trader", "inspector", "agency_officer")
    assert why_not(both, "declaration.read", ELSEWHERE) == "it lies outside your agency and your firm and your post"
    assert why_not(actor("trader"), "declaration.read", HERE) is None


def test_one_role_of_several_is_enough() -> None:
    assert may(actor("trader", "auditor"), "declaration.read", ELSEWHERE)
    assert not may(actor("trader", "inspector"), "declaration.read", ELSEWHERE)


def test_one_agency_of_several_is_enough() -> None:
    assert may(actor("agency_officer"), "permit.decide", Place(agencies=frozenset({"A1", "A9"})))


def test_a_firm_s_rights_do_not_reach_into_an_agency() -> None:
    trader = Actor("me", "Ann", frozenset({"trader"}), agencies=frozenset({"A1"}), posts=frozenset({"P1"}))
    assert not may(trader, "declaration.read", HERE)


def test_the_system_does_what_nobody_chooses() -> None:
    assert Actor("system", "Darcha", frozenset({"system"})) == SYSTEM
    own = {act for act in ACTS if may(SYSTEM, act, HERE)}
    assert own == {"permit.open", "permit.close", "control.assign", "release.decide", "draw.commit", "evidence.verify"}
