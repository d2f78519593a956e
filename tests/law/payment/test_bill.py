from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.lifecycle import Moved, Unmet, try_move
from darcha.law.payment import PAYMENT, PaymentFacts, bill

D = Decimal
sums = st.decimals(0, 10**12, places=2)


@pytest.mark.parametrize(
    ("due", "payments", "outstanding", "credit", "state"),
    [
        ("0", [], "0", "0", "nothing due"),
        ("100", [], "100", "0", "unpaid"),
        ("100", ["40"], "60", "0", "part paid"),
        ("100", ["40", "60"], "0", "0", "paid"),
        ("100", ["40", "60.01"], "0", "0.01", "paid"),
        ("0", ["5"], "0", "5", "nothing due"),
    ],
)
def test_the_state_follows_from_the_sums(
    due: str, payments: list[str], outstanding: str, credit: str, state: str
) -> None:
    made = bill(D(due), map(D, payments), "XTS")
    assert (made.outstanding, made.credit, made.state) == (D(outstanding), D(credit), state)
    assert made.settled == (made.outstanding == 0)


@given(sums, st.lists(sums, max_size=5))
def test_nothing_is_lost_between_due_and_paid(due: Decimal, payments: list[Decimal]) -> None:
    made = bill(due, payments, "XTS")
    assert made.due - made.paid == made.outstanding - made.credit
    assert min(made.outstanding, made.credit) == 0


@given(sums, sums, st.lists(sums, max_size=5))
def test_a_credit_is_taken_up_when_the_due_rises(due: Decimal, more: Decimal, payments: list[Decimal]) -> None:
    before, after = bill(due, payments, "XTS"), bill(due + more, payments, "XTS")
    assert after.outstanding == before.outstanding + max(more - before.credit, D(0))


GOOD = PaymentFacts(amount=D(5), currency="XTS", bill_currency="XTS", reference="bank-1")


def test_a_payment_is_recorded() -> None:
    assert try_move(PAYMENT, "received", "payment.record", GOOD) == Moved("recorded")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"amount": D(0)}, "amount_above_zero"),
        ({"amount": D(-1)}, "amount_above_zero"),
        ({"amount": D("NaN")}, "amount_above_zero"),
        ({"currency": "USD"}, "in_currency_of_bill"),
        ({"reference": ""}, "reference_is_new"),
        ({"reference_known": True}, "reference_is_new"),
        ({"declaration_open": False}, "declaration_is_open"),
    ],
)
def test_a_payment_that_lacks_something_is_not(change: dict[str, object], name: str) -> None:
    facts = msgspec.structs.replace(GOOD, **change)
    outcome = try_move(PAYMENT, "received", "payment.record", facts)
    assert isinstance(outcome, Unmet)
    assert [need.name for need in outcome.needs] == [name]


def test_a_payment_is_recorded_once() -> None:
    assert try_move(PAYMENT, "recorded", "payment.record", GOOD) == Unmet("recorded")
    assert PAYMENT.states == {"received", "recorded"}
    assert all(not (move.sources & PAYMENT.final) for move in PAYMENT.moves)
