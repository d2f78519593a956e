from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.lifecycle import Lifecycle, Moved, Unmet, try_move
from darcha.law.payment import (
    DEBT,
    DEFERRAL,
    ORDER,
    Claim,
    DebtFacts,
    Due,
    Paid,
    Standing,
    owed,
    set_off,
    standing,
    with_dues,
)
from tests.law.payment.country import ROUND, D, country, law
from tests.makers import NOW

DAY = timedelta(days=1)
TERM = date(2026, 3, 2)
CLOCKS = {
    "debt_demand": (10, "working_day"),
    "debt_comply": (10, "working_day"),
    "debt_collect": (5, "working_day"),
    "debt_property": (180, "calendar_day"),
    "debt_instalments": (170, "calendar_day"),
}
LAW = law(clocks=CLOCKS)


def end_of(day: date) -> datetime:
    return LAW.calendar.end_of(day)


def debt(now: datetime = NOW + 2 * DAY, **changes: Any) -> DebtFacts:
    return with_dues(DebtFacts(**{"now": now, "term": TERM, "left": D(100), "arisen": True, **changes}), LAW)


DEMANDED: dict[str, Any] = {"demanded_at": NOW + DAY}
SPREAD: dict[str, Any] = {"spread_at": NOW + DAY}
REGISTERED: dict[str, Any] = {**DEMANDED, "registered_at": NOW + 20 * DAY}
ORDERED: dict[str, Any] = {**REGISTERED, "ordered_at": NOW + 21 * DAY}
LEVIED: dict[str, Any] = {**ORDERED, "levied_at": NOW + 200 * DAY}


@pytest.mark.parametrize(
    ("changes", "state", "since", "acts"),
    [
        ({"arisen": False}, "due", None, []),
        ({}, "owed", None, ["debt.demand", "debt.settle"]),
        (DEMANDED, "demanded", NOW + DAY, ["debt.settle", "debt.register"]),
        (SPREAD, "spread", NOW + DAY, ["debt.settle"]),
        ({**DEMANDED, "spread_at": NOW + 2 * DAY}, "spread", NOW + 2 * DAY, ["debt.settle"]),
        (REGISTERED, "registered", NOW + 20 * DAY, ["debt.collect", "debt.settle"]),
        (ORDERED, "collecting", NOW + 21 * DAY, ["debt.settle", "debt.levy"]),
        (LEVIED, "levied", NOW + 200 * DAY, ["debt.settle"]),
        ({"left": D("0.01")}, "owed", None, ["debt.demand", "debt.settle"]),
        ({**LEVIED, "left": D(0)}, "paid", None, []),
        ({"arisen": False, "left": D(0)}, "paid", None, []),
    ],
)
def test_the_state_is_read_from_what_is_on_record(
    changes: dict[str, Any], state: str, since: datetime | None, acts: list[str]
) -> None:
    made = standing(debt(**changes))
    assert (made.state, made.since) == (state, since)
    assert [one.act for one in made.acts] == acts
    assert all(one.holder == ("payer" if one.act == "debt.settle" else "customs") for one in made.acts)


def test_each_next_act_has_its_holder_and_its_term() -> None:
    assert standing(debt()).acts == (
        Due("debt.demand", "customs", None, end_of(date(2026, 3, 17)), late=False),
        Due("debt.settle", "payer"),
    )
    comply, collect = end_of(date(2026, 3, 17)), end_of(date(2026, 3, 24))
    assert standing(debt(**DEMANDED)).acts == (
        Due("debt.settle", "payer", None, comply),
        Due("debt.register", "customs", comply, collect),
    )
    assert standing(debt(**SPREAD)).acts == (Due("debt.settle", "payer", None, end_of(TERM + 171 * DAY)),)
    assert standing(debt(**REGISTERED)).acts[0] == Due("debt.collect", "customs", None, collect)
    assert standing(debt(**ORDERED)).acts[1] == Due("debt.levy", "customs", end_of(TERM + 181 * DAY))


def test_what_is_not_done_in_its_term_is_late() -> None:
    due = end_of(date(2026, 3, 17))
    assert not standing(debt(due)).acts[0].late
    assert standing(debt(due + timedelta(microseconds=1))).acts[0].late


def test_a_clock_that_the_pack_does_not_hold_sets_no_term() -> None:
    bare = with_dues(debt(**DEMANDED), law())
    assert bare.dues == {}
    assert standing(bare) == Standing(
        "demanded", NOW + DAY, (Due("debt.settle", "payer"), Due("debt.register", "customs"))
    )


def test_terms_start_where_they_should() -> None:
    assert debt().dues.keys() == {"debt_demand", "debt_property"}
    assert debt(**DEMANDED).dues.keys() == {"debt_demand", "debt_property", "debt_comply", "debt_collect"}
    assert debt(**SPREAD).dues.keys() == {"debt_demand", "debt_property", "debt_instalments"}


OVER = end_of(date(2026, 3, 17)) + timedelta(microseconds=1)
OLD = end_of(TERM + 181 * DAY) + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("state", "act", "facts", "after"),
    [
        ("due", "debt.arise", debt(), "owed"),
        ("owed", "debt.demand", debt(left=D("0.01")), "demanded"),
        ("owed", "debt.demand", debt(), "demanded"),
        ("owed", "debt.spread", debt(notice=True), "spread"),
        ("demanded", "debt.spread", debt(**DEMANDED, notice=True), "spread"),
        ("demanded", "debt.register", debt(OVER, **DEMANDED), "registered"),
        ("spread", "debt.register", debt(**SPREAD, part_late=True), "registered"),
        ("registered", "debt.collect", debt(**REGISTERED), "collecting"),
        ("collecting", "debt.levy", debt(OLD, **ORDERED), "levied"),
        *((state, "debt.settle", debt(left=D(0)), "paid") for state in sorted(DEBT.states - {"paid"})),
    ],
)
def test_a_step_that_has_what_it_needs_is_taken(state: str, act: str, facts: DebtFacts, after: str) -> None:
    assert try_move(DEBT, state, act, facts) == Moved(after)


@pytest.mark.parametrize(
    ("state", "act", "facts", "needs"),
    [
        ("due", "debt.arise", debt(arisen=False), ["term_is_over"]),
        ("due", "debt.arise", debt(left=D(0)), ["something_unpaid"]),
        ("owed", "debt.demand", debt(left=D(0)), ["something_unpaid"]),
        ("owed", "debt.spread", debt(), ["debtor_gave_notice"]),
        ("owed", "debt.spread", debt(notice=True, left=D(0)), ["something_unpaid"]),
        ("demanded", "debt.register", debt(OVER - timedelta(microseconds=1), **DEMANDED), ["demand_not_met"]),
        ("demanded", "debt.register", debt(OVER, **DEMANDED, left=D(0)), ["something_unpaid"]),
        ("spread", "debt.register", debt(OVER, **DEMANDED, **SPREAD), ["demand_not_met"]),
        ("registered", "debt.collect", debt(**REGISTERED, left=D(0)), ["something_unpaid"]),
        ("collecting", "debt.levy", debt(OLD - timedelta(microseconds=1), **ORDERED), ["long_unpaid"]),
        ("collecting", "debt.levy", debt(OLD, **ORDERED, left=D(0)), ["something_unpaid"]),
        ("owed", "debt.settle", debt(left=D("0.01")), ["nothing_unpaid"]),
    ],
)
def test_a_step_that_lacks_something_is_not(state: str, act: str, facts: DebtFacts, needs: list[str]) -> None:
    outcome = try_move(DEBT, state, act, facts)
    assert isinstance(outcome, Unmet)
    assert [need.name for need in outcome.needs] == needs


@pytest.mark.parametrize("table", [DEBT, DEFERRAL], ids=lambda table: table.subject)
def test_every_state_is_reached_and_every_final_one_is_closed(table: Lifecycle) -> None:
    reached = {table.initial}
    for _ in table.states:
        reached |= {move.target for move in table.moves if move.sources & reached}
    assert reached == table.states
    left = {source for move in table.moves for source in move.sources}
    assert left == table.states - table.final
    assert all(move.act.startswith(f"{table.subject}.") for move in table.moves)


@pytest.mark.parametrize("changes", [{}, DEMANDED, SPREAD, REGISTERED, ORDERED])
def test_what_is_said_to_be_next_is_a_move_of_the_state(changes: dict[str, Any]) -> None:
    made = standing(debt(**changes))
    assert {one.act for one in made.acts} <= {move.act for move in DEBT.moves if made.state in move.sources}


def claim(part: Any, amount: str, since: int = 2, reference: str = "A") -> Claim:
    return Claim(reference, part, date(2026, 3, since), D(amount))


def test_the_oldest_debt_comes_first_and_of_one_the_principal() -> None:
    claims = [
        claim("penalty", "5"),
        claim("principal", "50", 4, "B"),
        claim("interest", "10"),
        claim("principal", "100"),
    ]
    done, rest = set_off(D(112), claims)
    assert [(one.claim.reference, one.claim.part, one.taken, one.left) for one in done] == [
        ("A", "principal", D(100), D(0)),
        ("A", "interest", D(10), D(0)),
        ("A", "penalty", D(2), D(3)),
        ("B", "principal", D(0), D(50)),
    ]
    assert rest == 0
    assert set_off(D(170), claims)[1] == D(5)
    assert ORDER == ("principal", "interest", "penalty")


def test_of_one_day_the_reference_decides() -> None:
    done, _ = set_off(D(1), [claim("principal", "5", 2, "B"), claim("penalty", "5", 2, "A")])
    assert [one.claim.reference for one in done] == ["A", "B"]


def state_of(days: int, *paid: tuple[int, str], interest: str = "0") -> Any:
    payments = [Paid(TERM + number * DAY, D(amount)) for number, amount in paid]
    due = Claim("A", "principal", TERM, D(1000))
    return owed(country(), due, TERM + days * DAY, payments, interest=D(interest), **ROUND)


def test_a_debt_that_was_not_deferred_bears_no_interest() -> None:
    made = owed(country(), Claim("A", "principal", TERM, D(1000)), TERM, **ROUND)
    assert (made.interest, made.left) == (D(0), D(1000))


def test_the_penalty_runs_until_the_debt_is_paid() -> None:
    assert (state_of(0).left, state_of(0).penalty.total) == (D(1000), D(0))
    made = state_of(10, interest="7")
    assert (made.principal, made.interest, made.penalty.total, made.left) == (D(1000), D(7), D("3.30"), D("1010.30"))
    made = state_of(20, (10, "1001"), (25, "500"))
    assert (made.penalty.total, made.paid, made.left, made.credit) == (D("3.30"), D(1001), D("2.30"), D(0))
    assert [(one.claim.part, one.taken, one.left) for one in made.parts] == [
        ("principal", D(1000), D(0)),
        ("interest", D(0), D(0)),
        ("penalty", D(1), D("2.30")),
    ]
    made = state_of(20, (10, "1010"))
    assert (made.left, made.credit) == (D(0), D("6.70"))


def test_a_payment_counts_on_its_day() -> None:
    assert state_of(9, (10, "1000")).paid == 0
    assert state_of(10, (10, "1000")).paid == 1000


@given(
    st.integers(0, 200),
    st.lists(st.tuples(st.integers(0, 200), st.decimals(0, 900, places=2).map(str)), max_size=4),
    st.decimals(0, 50, places=2).map(str),
)
def test_nothing_is_lost_between_what_is_owed_and_what_was_paid(
    days: int, paid: list[tuple[int, str]], interest: str
) -> None:
    made = state_of(days, *paid, interest=interest)
    assert made.principal + made.interest + made.penalty.total - made.paid == made.left - made.credit
    assert min(made.left, made.credit) == 0
    assert sum(one.taken for one in made.parts) == made.paid - made.credit


@given(st.decimals(0, 100, places=2), st.permutations([claim(p, "20", s) for p in ORDER for s in (2, 3)]))
def test_the_order_of_the_claims_given_does_not_matter(amount: Decimal, claims: list[Claim]) -> None:
    done, rest = set_off(amount, claims)
    assert (done, rest) == set_off(amount, claims[::-1])
    assert rest + sum(one.taken for one in done) == amount
    open_ = [one.left for one in done]
    assert sum(0 < left < 20 for left in open_) <= 1


def test_the_facts_are_left_as_they_were() -> None:
    before = DebtFacts(now=datetime(2026, 4, 1, tzinfo=UTC), term=TERM, left=D(1), arisen=True)
    assert msgspec.structs.replace(with_dues(before, LAW), dues={}) == before
