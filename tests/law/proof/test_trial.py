"""A changed pack tried on consignments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.condition import Condition
from darcha.law.condition import Test as Row
from darcha.law.pack.model import Lane, Pack, Profile
from darcha.law.proof.trial import Moved, Sample, Sum, attempt
from tests.makers import LAPTOPS, NOW, declaration, item, mini_pack, row, words

ORANGES, COMPUTERS = declaration(item(1)), declaration(item(1, code=LAPTOPS))
SAMPLES = (Sample("one", "200000002", ORANGES, NOW), Sample("two", "200000005", COMPUTERS, NOW))
LANES = (
    row(Lane, code="green", name=words("Green"), rank=0, forms=()),
    row(Lane, code="red", name=words("Red"), rank=1, forms=("physical",)),
)


def profile(code: str, prefix: str) -> Profile:
    about = {"lane": "red", "reason": words("why"), "author": "a", "approver": "b"}
    made: Profile = row(Profile, code=code, condition=Condition(all=(Row("code", "begins with", prefix),)), **about)
    return made


def dearer(pack: Pack, prefix: str, expression: str) -> Pack:
    """The pack with another rate of value added tax for a prefix."""
    rates = tuple(
        msgspec.structs.replace(one, expression=expression) if one.charge == "vat" and one.prefix == prefix else one
        for one in pack.rates
    )
    return msgspec.structs.replace(pack, rates=rates)


def test_the_same_pack_changes_nothing() -> None:
    trial = attempt(SAMPLES, mini_pack(), mini_pack())
    assert (trial.tried, trial.changes, trial.firms, trial.lanes) == (2, (), {}, ())
    assert trial.total.before == trial.total.after > 0
    assert trial.total.count == 0
    assert trial.currency == "XTS"


def test_a_dearer_rate_says_for_whom_and_how_much() -> None:
    pack = mini_pack()
    trial = attempt(SAMPLES, pack, dearer(pack, "0805", "7 %"))
    (change,) = trial.changes
    assert (change.name, change.firm) == ("one", "200000002")
    base = change.before.charges["vat"] / 6 * 100
    assert change.difference == change.after.charges["vat"] - change.before.charges["vat"] == base / 100
    assert trial.total.difference == change.difference
    assert trial.charges["vat"].count == trial.total.count == 1
    assert trial.charges["fee"].difference == 0
    assert trial.firms == {"200000002": Sum(change.before.total, change.after.total, 1)}
    assert (trial.needs, trial.findings) == ({}, {})


def test_a_permit_that_is_no_longer_needed_is_told() -> None:
    pack = mini_pack()
    trial = attempt(SAMPLES, pack, msgspec.structs.replace(pack, permits=()))
    assert trial.changes
    assert all(change.difference == 0 and not change.after.needs for change in trial.changes)
    assert {code: found.difference for code, found in trial.needs.items()} == dict.fromkeys(trial.needs, Decimal(-1))


def test_lanes_move_with_profiles() -> None:
    quiet = msgspec.structs.replace(mini_pack(), lanes=LANES, profiles=())
    trial = attempt(SAMPLES, quiet, msgspec.structs.replace(quiet, profiles=(profile("P1", LAPTOPS[:4]),)))
    assert trial.lanes == (Moved("green", "red", 1),)
    assert [change.name for change in trial.changes] == ["two"]


def test_the_law_of_one_day_can_hold_for_all() -> None:
    pack = mini_pack()
    changed = dearer(pack, "0805", "7 %")
    assert attempt(SAMPLES, pack, changed, on=date(2025, 6, 1)).changes == ()
    assert attempt(SAMPLES, pack, changed, on=date(2026, 6, 1)).changes


def test_errors_that_come_with_the_change_are_told() -> None:
    pack = mini_pack()
    trial = attempt(SAMPLES[:1], pack, msgspec.structs.replace(pack, exchange=()))
    assert trial.findings["tariff.exchange"] == Sum(Decimal(0), Decimal(1), 1)
    assert trial.changes[0].after.total < trial.changes[0].before.total


@pytest.mark.parametrize("changed", ["0805", ""])
@given(rate=st.integers(0, 30))
def test_the_difference_of_the_whole_is_that_of_its_parts(changed: str, rate: int) -> None:
    pack = mini_pack()
    trial = attempt(SAMPLES, pack, dearer(pack, changed, f"{rate} %"))
    assert trial.total.difference == sum(change.difference for change in trial.changes)
    assert trial.total.difference == sum(found.difference for found in trial.charges.values())
    assert trial.total.difference == sum(found.difference for found in trial.firms.values())
    assert [abs(change.difference) for change in trial.changes] == sorted(
        (abs(change.difference) for change in trial.changes), reverse=True
    )
