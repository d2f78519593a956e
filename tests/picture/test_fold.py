from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.access import ACTS
from darcha.law.errors import EvidenceError
from darcha.picture.evidence import decode, outcomes, whole
from darcha.picture.fold import FOLDED, IN_TIME, LATE, NOT_FOLDED, fold
from darcha.picture.histogram import bucket
from darcha.picture.rollups import Rollups
from darcha.store.write.record import Outcome
from tests.picture.told import NOON, Told, entries

ZONE = ZoneInfo("Etc/GMT-5")
TODAY = date(2026, 3, 2)
MINUTE = timedelta(minutes=1)


def told(*outcomes: Outcome) -> Rollups:
    return fold(entries(*outcomes), ZONE)


def test_every_journalled_act_is_folded_or_listed_with_its_reason() -> None:
    assert not FOLDED.keys() & NOT_FOLDED.keys()
    assert FOLDED.keys() | NOT_FOLDED.keys() == {act.name for act in ACTS.values() if act.journalled}
    assert all(NOT_FOLDED.values())


def test_a_lodgement_opens_a_declaration_at_its_post_and_counts_by_lane() -> None:
    made = told(Told(lane="red").act("declaration.lodge", to=("payment", "trader")))
    assert made.stages == {("P1", "payment", "trader"): 1}
    assert made.hours == {("declaration.lodge", NOON, "P1", "red"): 1}
    assert made.days == {(TODAY, "declaration.lodge", "P1", "red"): 1}
    assert not made.minutes


def test_a_day_is_one_of_the_country() -> None:
    late = Told(lodged_at=datetime(2026, 3, 1, 19, 30, tzinfo=UTC))
    made = told(late.act("declaration.lodge", to=("payment", "trader")))
    assert list(made.days) == [(TODAY, "declaration.lodge", "P1", "green")]
    assert list(made.hours) == [("declaration.lodge", datetime(2026, 3, 1, 19, tzinfo=UTC), "P1", "green")]


def test_what_moves_is_open_in_one_stage_only_and_released_in_none() -> None:
    one = Told()
    made = told(
        one.act("declaration.lodge", to=("permits", "PLANT")),
        one.act("permit.decide", to=("payment", "trader"), agency="PLANT"),
        one.act("payment.record", "release.decide", to=("released", ""), after=90 * MINUTE, amount="12.50"),
        one.act("payment.record", to=("released", ""), amount="1"),
    )
    assert not any(made.stages.values())
    assert made.minutes == {(TODAY, "release", "P1", bucket(90 * MINUTE)): 1}


def test_a_payment_is_told_of_at_the_post_that_the_release_after_it_names() -> None:
    one = Told(post="P2")
    made = told(one.act("payment.record", "release.decide", to=("released", ""), amount="12.50", currency="XTS"))
    assert made.amounts == {(TODAY, "payment.record", "P2", "XTS"): Decimal("12.50")}
    assert made.days[TODAY, "release.decide", "P2", "green"] == 1


def test_a_decision_is_in_time_or_late_by_its_clock() -> None:
    one = Told()
    due = NOON + timedelta(hours=1)
    made = told(
        one.act("permit.decide", to=("payment", ""), agency="PLANT", due=due, after=timedelta(hours=1)),
        one.act("permit.decide", to=("payment", ""), agency="VET", due=due, after=timedelta(hours=1, seconds=1)),
        one.act("permit.decide", to=("payment", ""), agency="VET", due=None),
    )
    assert {key[1:]: count for key, count in made.days.items() if key[1] in (IN_TIME, LATE)} == {
        (IN_TIME, "P1", "PLANT"): 1,
        (LATE, "P1", "VET"): 1,
    }
    assert made.days[TODAY, "permit.decide", "P1", "VET"] == 2


def test_withdrawn_is_open_no_more() -> None:
    one = Told()
    made = told(
        one.act("declaration.lodge", to=("cure", "trader")),
        one.act("declaration.withdraw", "permit.close", to=("withdrawn", "")),
    )
    assert not any(made.stages.values())
    assert made.days[TODAY, "declaration.withdraw", "P1", "green"] == 1


def test_what_is_not_folded_leaves_no_trace() -> None:
    bodies = [msgspec.json.encode({"act": act, "at": NOON, "facts": {"day": TODAY}}) for act in NOT_FOLDED]
    assert not fold([decode(act, body) for act, body in zip(NOT_FOLDED, bodies, strict=True)], ZONE).figures()


def test_an_act_on_no_declaration_stands_alone() -> None:
    one = Told()
    draw = decode("draw.commit", msgspec.json.encode({"act": "draw.commit", "at": NOON, "facts": {}}))
    mixed = [draw, *entries(one.act("declaration.lodge", "permit.open", to=("permits", "x"))), draw]
    assert [len(together) for together, _ in outcomes(mixed)] == [1, 2, 1]


def test_an_entry_without_its_move_is_counted_at_no_post() -> None:
    first, second = Told(), Told()
    halves = entries(first.act("payment.record", "release.decide", to=("released", ""), amount="1", currency="XTS"))
    made = fold([halves[0], *entries(second.act("declaration.lodge", to=("payment", "x")))], ZONE)
    assert made.days[TODAY, "payment.record", "", "XTS"] == 1
    assert made.days[TODAY, "declaration.lodge", "P1", "green"] == 1


def test_a_body_that_is_not_what_its_act_says_is_evidence_broken() -> None:
    with pytest.raises(EvidenceError, match=r"payment\.record"):
        decode("payment.record", b'{"act":"payment.record","at":"2026-03-02T07:00:00Z","facts":{"amount":"much"}}')


# Properties ----------------------------------------------------------------------------------------------------------

STAGES = st.sampled_from(["cure", "permits", "control", "payment", "released", "withdrawn"])
ACT_NAMES = st.lists(st.sampled_from(sorted(FOLDED)), min_size=1, max_size=3)


@st.composite
def histories(draw: st.DrawFn) -> list[Outcome]:
    """Some declarations, and acts on them in any order."""
    files = [
        Told(
            post=draw(st.sampled_from(["P1", "P2"])),
            lane=draw(st.sampled_from(["green", "red"])),
            lodged_at=NOON + draw(st.integers(0, 30)) * timedelta(hours=1),
            file=UUID(int=number),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return [
        draw(st.sampled_from(files)).act(
            *draw(ACT_NAMES),
            to=(draw(STAGES), draw(st.sampled_from(["x", "y"]))),
            after=draw(st.integers(0, 5000)) * MINUTE,
            agency=draw(st.sampled_from(["PLANT", "VET"])),
            amount=draw(st.decimals(0, 1000, places=2)),
            currency="XTS",
        )
        for _ in range(draw(st.integers(0, 12)))
    ]


def summed(pieces: Iterable[list[Any]]) -> Rollups:
    made = Rollups()
    for piece in pieces:
        made += fold(piece, ZONE)
    return made


@given(histories(), st.data())
def test_folding_pieces_gives_what_folding_the_whole_gives(history: list[Outcome], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(history)))
    pieces = [entries(*history[:cut]), entries(*history[cut:])]
    assert not summed(pieces).differences(fold(entries(*history), ZONE))


@given(histories(), st.randoms())
def test_outcomes_may_be_folded_in_any_order(history: list[Outcome], chance: Any) -> None:
    pieces = [entries(outcome) for outcome in history]
    chance.shuffle(pieces)
    assert not summed(pieces).differences(fold(entries(*history), ZONE))


@given(histories(), st.integers(0, 40))
def test_whole_cuts_between_outcomes(history: list[Outcome], limit: int) -> None:
    found = entries(*history)[:limit]
    kept = whole(found)
    ends = {0}
    for outcome in history:
        ends.add(max(ends) + len(outcome.acts))
    assert kept in ends
    assert not any(kept < end <= len(found) for end in ends)


@given(histories())
def test_the_open_are_those_whose_last_move_left_them_open(history: list[Outcome]) -> None:
    last: dict[UUID, tuple[str, str, str]] = {}
    for outcome in history:
        move = outcome.acts[-1].facts["move"]
        last[outcome.acts[0].subject_id] = (move["post"], *move["to"])
    made = told(*history)
    assert sum(made.stages.values()) == sum(stage not in ("released", "withdrawn") for _, stage, _ in last.values())


def test_differences_name_the_figure_and_both_values() -> None:
    one = told(Told().act("declaration.lodge", to=("payment", "trader")))
    (line,) = [line for line in one.differences(Rollups()) if line.startswith("stages")]
    assert line == "stages P1 payment trader: 1, refolded 0"
    assert not one.differences(one)
