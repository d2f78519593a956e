from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.access import ACTS
from darcha.law.lifecycle import Moved, Unmet, open_to, try_move
from darcha.law.permit import BY_FORM, PERMIT, PermitFacts
from tests.makers import NOW

D = Decimal
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
        (("open", "permit.decide", "grant"), {"granted": D(1)}, "not_more_than_asked"),
        (("open", "permit.decide", "grant"), {"wanted": D(5), "granted": D(6)}, "not_more_than_asked"),
        (("open", "permit.propose", "grant"), {"wanted": D(5), "granted": D(0)}, "not_more_than_asked"),
        (
            ("open", "permit.decide", "grant"),
            {"wanted": D(5), "granted": D(4), "norm": " "},
            "less_by_a_norm",
        ),
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


@pytest.mark.parametrize("given", [{"granted": D(5)}, {"granted": D(5), "norm": ""}, {"granted": D(1)}])
def test_all_or_with_its_norm_a_part_may_be_granted(given: dict[str, Any]) -> None:
    assert try_move(PERMIT, "open", "permit.decide", facts(wanted=D(5), **given), "grant") == Moved("granted")


def test_with_four_eyes_the_quantity_granted_is_the_one_proposed() -> None:
    proposed = {"four_eyes": True, "proposer": "ben", "proposed": "grant", "choice": "grant", "wanted": D(5)}
    same = facts(**proposed, granted=D(3), proposed_quantity=D(3))
    assert try_move(PERMIT, "proposed", "permit.decide", same, "grant") == Moved("granted")
    other = facts(**proposed, granted=D(3), proposed_quantity=D(4))
    assert isinstance(try_move(PERMIT, "proposed", "permit.decide", other, "grant"), Unmet)


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


GROUNDS = st.frozensets(st.sampled_from(["incomplete", "false", "inexpedient"]))


@given(
    grounds=GROUNDS,
    norm=st.sampled_from(["", " ", "Act 3"]),
    days=st.integers(0, 20),
    first=st.none() | GROUNDS,
    about=GROUNDS,
)
def test_a_refusal_stands_on_the_list_its_norm_time_to_cure_and_nothing_new(
    grounds: frozenset[str], norm: str, days: int, first: frozenset[str] | None, about: frozenset[str]
) -> None:
    given = facts(grounds=grounds, norm=norm, cure_days=days, first_grounds=first, about_cure=about)
    refused = isinstance(try_move(PERMIT, "open", "permit.decide", given, "refuse"), Moved)
    closed_list = grounds in ({"incomplete"}, {"false"}, {"incomplete", "false"})
    time = days >= (15 if "false" in grounds else 10)
    assert refused is (closed_list and norm == "Act 3" and time and (first is None or grounds <= first | about))


def test_every_act_has_a_right() -> None:
    assert {move.act for move in PERMIT.moves} == {
        act for act in ACTS if act.startswith("permit.") and act != "permit.open"
    }
