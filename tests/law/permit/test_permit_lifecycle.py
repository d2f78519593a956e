from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from darcha.law.access import ACTS
from darcha.law.lifecycle import Moved, Unmet, open_to, try_move
from darcha.law.permit import BY_FORM, PERMIT, PermitFacts
from tests.makers import NOW

GOOD: dict[str, Any] = {
    "words": "Which variety is it?",
    "allowed": {"incomplete": 10, "false": 15},
    "grounds": frozenset({"incomplete", "false"}),
    "norm": "Act 3, article 1",
    "cure_days": 15,
    "cure_due": NOW,
}


def facts(**changes: Any) -> PermitFacts:
    return PermitFacts(**{"now": NOW, "actor": "ann", **GOOD, **changes})


MOVES = [
    ("open", "permit.ask", None, "asked"),
    ("asked", "permit.answer", None, "open"),
    ("open", "permit.propose", "grant", "proposed"),
    ("open", "permit.propose", "refuse", "proposed"),
    ("proposed", "permit.propose", "refuse", "proposed"),
    ("open", "permit.decide", "grant", "granted"),
    ("open", "permit.decide", "refuse", "refused"),
    ("proposed", "permit.decide", "grant", "granted"),
    ("proposed", "permit.decide", "refuse", "refused"),
    ("refused", "permit.cure", None, "open"),
    ("open", "permit.close", None, "closed"),
    ("asked", "permit.close", None, "closed"),
    ("proposed", "permit.close", None, "closed"),
    ("granted", "permit.close", None, "closed"),
    ("refused", "permit.close", None, "closed"),
]


@pytest.mark.parametrize(("state", "act", "choice", "target"), MOVES)
def test_where_each_act_leads(state: str, act: str, choice: str | None, target: str) -> None:
    assert try_move(PERMIT, state, act, facts(), choice) == Moved(target)


def test_no_other_act_leads_anywhere() -> None:
    possible = {(state, act, choice) for state, act, choice, _ in MOVES}
    possible.add(("proposed", "permit.propose", "grant"))
    for state in PERMIT.states:
        for act in {move.act for move in PERMIT.moves}:
            for choice in (None, "grant", "refuse"):
                moved = try_move(PERMIT, state, act, facts(), choice)
                assert isinstance(moved, Moved) is ((state, act, choice) in possible)


REFUSE = ("open", "permit.decide", "refuse")
PROPOSE_REFUSAL = ("open", "permit.propose", "refuse")


@pytest.mark.parametrize(
    ("move", "changes", "unmet"),
    [
        (("open", "permit.ask", None), {"words": " "}, "said_in_words"),
        (("asked", "permit.answer", None), {"words": ""}, "said_in_words"),
        (
            ("open", "permit.ask", None),
            {"requested": frozenset({"packing"}), "forbidden": frozenset({"packing", "stamp"})},
            "asks_nothing_forbidden",
        ),
        (REFUSE, {"grounds": frozenset()}, "grounds_of_the_list"),
        (REFUSE, {"grounds": frozenset({"inexpedient"})}, "grounds_of_the_list"),
        (REFUSE, {"norm": " "}, "norm_cited"),
        (REFUSE, {"cure_days": 14}, "time_to_cure"),
        (REFUSE, {"first_grounds": frozenset({"false"})}, "no_new_grounds"),
        (PROPOSE_REFUSAL, {"norm": ""}, "norm_cited"),
        (PROPOSE_REFUSAL, {"grounds": frozenset({"inexpedient"})}, "grounds_of_the_list"),
        (("refused", "permit.cure", None), {"now": NOW + timedelta(seconds=1)}, "within_cure_term"),
        (("refused", "permit.cure", None), {"cure_due": None}, "within_cure_term"),
        (("refused", "permit.cure", None), {"words": ""}, "said_in_words"),
    ],
)
def test_what_an_act_needs(move: tuple[str, str, str | None], changes: dict[str, Any], unmet: str) -> None:
    state, act, choice = move
    result = try_move(PERMIT, state, act, facts(**changes), choice)
    assert isinstance(result, Unmet)
    assert unmet in {need.name for need in result.needs}
    assert result.why


def test_asking_for_what_may_be_asked_is_possible() -> None:
    asked = facts(requested=frozenset({"invoice"}), forbidden=frozenset({"packing"}))
    assert try_move(PERMIT, "open", "permit.ask", asked) == Moved("asked")


def test_the_same_grounds_and_those_about_the_cure_may_be_used_again() -> None:
    again = facts(first_grounds=frozenset({"false"}), about_cure=frozenset({"incomplete"}))
    assert try_move(PERMIT, *REFUSE[:2], again, "refuse") == Moved("refused")
    assert try_move(PERMIT, *REFUSE[:2], facts(first_grounds=GOOD["grounds"]), "refuse") == Moved("refused")


@pytest.mark.parametrize(
    ("state", "given", "possible"),
    [
        ("open", {}, False),
        ("proposed", {"proposer": "ann", "proposed": "grant"}, False),
        ("proposed", {"proposer": "ben", "proposed": "refuse"}, False),
        ("proposed", {"proposer": "ben", "proposed": "grant"}, True),
    ],
)
def test_with_four_eyes_the_decision_is_another_officer_s_and_as_proposed(
    state: str, given: dict[str, Any], possible: bool
) -> None:
    result = try_move(PERMIT, state, "permit.decide", facts(four_eyes=True, choice="grant", **given), "grant")
    assert isinstance(result, Moved) is possible


def test_who_sees_it_otherwise_proposes_otherwise() -> None:
    second = facts(four_eyes=True, proposer="ben", proposed="grant", choice="refuse")
    assert try_move(PERMIT, "proposed", "permit.propose", second, "refuse") == Moved("proposed")


def test_what_the_form_fills_in_does_not_hide_a_button() -> None:
    bare = PermitFacts(now=NOW, actor="ann")
    offers = open_to(PERMIT, "open", bare)
    assert {offer.act for offer in offers} == {
        "permit.ask",
        "permit.propose",
        "permit.decide",
        "permit.close",
    }
    assert all(need.name in BY_FORM for offer in offers for need in offer.unmet)


def test_every_act_has_a_right() -> None:
    assert {move.act for move in PERMIT.moves} == {
        act for act in ACTS if act.startswith("permit.") and act != "permit.open"
    }
