from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.finding import Finding
from darcha.law.payment import Refund, RefundClaim, refund
from darcha.law.snapshot import snapshot
from tests.law.payment.country import D, law
from tests.makers import DAY, NOW, clock, mini_pack

LAW = law(
    clocks={
        "refund_claim": (1095, "calendar_day"),
        "refund_claim_preference": (365, "calendar_day"),
        "refund": (10, "working_day"),
        "refund_return": (3, "working_day"),
    }
)
CALENDAR = LAW.calendar


def claimed(now: datetime = NOW, **changes: Any) -> Refund:
    base = {"due": D(70), "paid": D(100), "currency": "XTS", "since": NOW - timedelta(days=10), "claimed_at": NOW}
    return refund(RefundClaim(**{**base, **changes}), LAW, now)


def sums(made: Refund) -> tuple[str, Decimal, Decimal, Decimal, Decimal]:
    return made.state, made.overpaid, made.refundable, made.set_off, made.held


def test_what_was_paid_too_much_is_refunded() -> None:
    made = claimed()
    assert sums(made) == ("refundable", D(30), D(30), D(0), D(0))
    assert (made.currency, made.findings, made.payment) == ("XTS", (), None)
    assert made.decision is not None
    assert made.decision.due == CALENDAR.end_of(DAY + timedelta(days=14))
    assert made.decision.state == "running"


def test_it_is_decided_and_then_returned_in_time() -> None:
    decided = NOW + timedelta(days=1)
    made = claimed(decided + timedelta(days=30), decided_at=decided)
    assert made.decision is not None
    assert made.payment is not None
    assert (made.decision.state, made.payment.state) == ("kept", "late")
    assert made.payment.due == CALENDAR.end_of(DAY + timedelta(days=4))
    paid = claimed(decided + timedelta(days=30), decided_at=decided, returned_at=decided)
    assert paid.payment is not None
    assert paid.payment.state == "kept"


@pytest.mark.parametrize(
    ("debt", "consent", "expected", "held"),
    [
        ("0", False, ("refundable", D(30), D(30), D(0), D(0)), None),
        ("10", True, ("refundable", D(30), D(20), D(10), D(0)), None),
        ("30", True, ("set off", D(30), D(0), D(30), D(0)), None),
        ("31", True, ("set off", D(30), D(0), D(30), D(0)), None),
        ("10", False, ("refundable", D(30), D(20), D(0), D(10)), "10"),
        ("31", False, ("held", D(30), D(0), D(0), D(30)), "30"),
    ],
)
def test_a_debt_is_set_off_with_consent_and_else_held_back(
    debt: str, consent: bool, expected: tuple[Any, ...], held: str | None
) -> None:
    made = claimed(debt=D(debt), consent=consent, decided_at=NOW)
    assert sums(made) == expected
    finding = Finding("refund.debt", "/debt", {"held": held or "", "currency": "XTS"})
    assert made.findings == ((finding,) if held else ())
    assert (made.payment is not None) is bool(made.refundable)


def test_the_term_to_decide_can_be_made_longer() -> None:
    row = msgspec.structs.replace(clock(10, "working_day", "refund"), extension=10)
    rows = snapshot(mini_pack(clocks=(row,)), DAY)
    base = RefundClaim(due=D(0), paid=D(1), currency="XTS", since=NOW, claimed_at=NOW)
    for claim, days in ((base, 14), (msgspec.structs.replace(base, extended=True), 28)):
        decision = refund(claim, rows, NOW).decision
        assert decision is not None
        assert decision.due == CALENDAR.end_of(DAY + timedelta(days=days))


def test_the_last_instant_is_in_time() -> None:
    placed = NOW - timedelta(days=365)
    last = CALENDAR.end_of(DAY)
    base: dict[str, Any] = {"since": placed, "preference": True}
    assert claimed(claimed_at=last, **base).state == "refundable"
    assert claimed(claimed_at=last + timedelta(microseconds=1), **base).state == "refused"


def test_a_claim_that_says_no_more_is_about_no_preference_and_no_debt() -> None:
    bare = RefundClaim(due=D(0), paid=D(1), currency="XTS", since=NOW, claimed_at=NOW)
    assert (bare.preference, bare.consent, bare.extended, bare.debt) == (False, False, False, D(0))


@pytest.mark.parametrize("paid", ["70", "69"])
def test_where_nothing_was_paid_too_much_the_claim_is_refused(paid: str) -> None:
    made = claimed(paid=D(paid), decided_at=NOW)
    assert sums(made) == ("refused", D(0), D(0), D(0), D(0))
    assert made.findings == (Finding("refund.nothing", "/paid"),)
    assert made.payment is None
    assert made.decision is not None


@pytest.mark.parametrize(
    ("days", "preference", "state"),
    [(1095, False, "refundable"), (1096, False, "refused"), (365, True, "refundable"), (366, True, "refused")],
)
def test_a_claim_comes_in_time(days: int, preference: bool, state: str) -> None:
    made = claimed(since=NOW - timedelta(days=days), preference=preference)
    assert made.state == state
    due = "2026-03-01"
    late = Finding("refund.late", "/claimed_at", {"claimed": "2026-03-02", "due": due})
    assert made.findings == ((late,) if state == "refused" else ())


def test_a_clock_that_the_pack_does_not_hold_sets_no_term() -> None:
    old = RefundClaim(
        due=D(0), paid=D(1), currency="XTS", since=NOW - timedelta(days=9999), claimed_at=NOW, decided_at=NOW
    )
    made = refund(old, law(), NOW)
    assert (made.state, made.decision, made.payment) == ("refundable", None, None)


amounts = st.decimals(0, 10**9, places=2)


@given(amounts, amounts, amounts, st.booleans())
def test_no_more_is_given_back_than_was_paid(due: Decimal, paid: Decimal, debt: Decimal, consent: bool) -> None:
    made = claimed(due=due, paid=paid, debt=debt, consent=consent)
    assert 0 <= made.refundable <= made.overpaid <= paid
    assert made.refundable + made.set_off + made.held == made.overpaid
    assert min(made.refundable, made.set_off, made.held) >= 0
    assert made.set_off <= debt
