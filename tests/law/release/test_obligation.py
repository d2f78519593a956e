from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from darcha.law.pack import model
from darcha.law.pack.rows.payment import End
from darcha.law.release import (
    TRADER,
    Basis,
    Ending,
    Obligation,
    ObligationFacts,
    PermitChange,
    Use,
    effects,
    obligations,
    open_obligations,
)
from darcha.law.release.effects import ANNULLED, Effect
from darcha.law.snapshot import snapshot
from tests.makers import NOW, clock, mini_pack, row, words

DAY = timedelta(days=1)
TERM = NOW + 10 * DAY


def ground(code: str, *ends: End, **fields: Any) -> model.Conditional:
    return row(model.Conditional, code=code, name=words(code), what=words(f"meet {code}"), ends=ends, **fields)


LAW = snapshot(
    mini_pack(
        clocks=(clock(60, "calendar_day", "sixty"),),
        conditionals=(
            ground("papers", "documents", "declaration", term="sixty", silence=words("Charged anew"), act="Act 22"),
            ground("later", "paid", secured=True, transfer=True, silence=words("Becomes a debt")),
            ground("use", "served"),
        ),
    ),
    date(2026, 3, 2),
)


def made(*bases: Basis, now: datetime = NOW, endings: tuple[Ending, ...] = ()) -> tuple[Obligation, ...]:
    facts = ObligationFacts(released_at=NOW, currency="XTS", bases=bases, endings=endings)
    return obligations(facts, LAW, now)


def one(basis: Basis, now: datetime = NOW, *endings: Ending) -> Obligation:
    (found,) = made(basis, now=now, endings=endings)
    return found


PAPERS, LATER, USE = (
    Basis("papers", "D-1"),
    Basis("later", "D-2", amount=Decimal(50), due=TERM),
    Basis("use", "3"),
)
SIXTY = LAW.calendar.end_of(date(2026, 5, 1))


def test_an_obligation_says_all_of_itself() -> None:
    assert one(LATER) == Obligation(
        ground="later",
        subject="D-2",
        name=words("later"),
        what=words("meet later"),
        ends=("paid",),
        holder=TRADER,
        since=NOW,
        due=TERM,
        amount=Decimal(50),
        currency="XTS",
        transfer=True,
        secured=True,
        act="Act 1, article 2",
        source="tests",
        status="illustrative",
        state="open",
    )
    papers = one(PAPERS)
    assert (papers.due, papers.act, papers.transfer, papers.secured) == (SIXTY, "Act 22", False, False)
    assert one(USE).due is None


def test_a_decision_sets_the_term_before_the_row_does() -> None:
    assert one(Basis("papers", "1", due=TERM)).due == TERM


def test_a_term_can_be_made_longer() -> None:
    longer = model.Clock(
        **{f: getattr(clock(60, "calendar_day", "sixty"), f) for f in model.Clock.__struct_fields__} | {"extension": 30}
    )
    rows = snapshot(mini_pack(clocks=(longer,), conditionals=(ground("papers", "documents", term="sixty"),)), LAW.day)
    facts = ObligationFacts(released_at=NOW, currency="XTS", bases=(PAPERS, Basis("papers", "2", extended=True)))
    first, second = obligations(facts, rows, NOW)
    assert (first.due, second.due) == (SIXTY, SIXTY + 30 * DAY)


@pytest.mark.parametrize("after", [timedelta(), DAY])
def test_it_is_overdue_after_its_due_and_says_what_follows(after: timedelta) -> None:
    found = one(LATER, TERM + after)
    assert found.state == ("overdue" if after else "open")
    assert found.follows == (words("Becomes a debt") if after else None)


@pytest.mark.parametrize(
    ("ending", "ended"),
    [
        (Ending("documents", NOW + DAY), True),
        (Ending("declaration", NOW + DAY, "D-1"), True),
        (Ending("documents", NOW + DAY, "D-2"), False),
        (Ending("paid", NOW + DAY), False),
    ],
)
def test_it_ends_by_the_events_that_its_row_names(ending: Ending, ended: bool) -> None:
    found = one(PAPERS, NOW + 5 * DAY, ending)
    assert (found.ended, found.ended_by) == ((NOW + DAY, ending.how) if ended else (None, None))
    assert found.state == ("kept" if ended else "open")


def test_the_first_event_ends_it() -> None:
    found = one(PAPERS, NOW + 5 * DAY, Ending("declaration", NOW + 2 * DAY), Ending("documents", NOW + DAY))
    assert (found.ended, found.ended_by) == (NOW + DAY, "documents")


def test_what_was_met_after_its_due_was_late() -> None:
    assert one(LATER, TERM + 5 * DAY, Ending("paid", TERM)).state == "kept"
    late = one(LATER, TERM + 5 * DAY, Ending("paid", TERM + DAY))
    assert (late.state, late.follows) == ("late", None)


def test_without_a_term_it_is_never_overdue() -> None:
    assert one(USE, NOW + 9999 * DAY).state == "open"
    assert one(USE, NOW + 9999 * DAY, Ending("served", NOW + 9000 * DAY)).state == "kept"


def test_what_is_due_first_comes_first_and_what_has_no_term_last() -> None:
    found = made(USE, Basis("papers", "b"), LATER, Basis("papers", "a"))
    assert [(o.ground, o.subject) for o in found] == [("later", "D-2"), ("papers", "a"), ("papers", "b"), ("use", "3")]


def test_only_those_not_met_are_open() -> None:
    facts = ObligationFacts(
        released_at=NOW, currency="XTS", bases=(PAPERS, LATER), endings=(Ending("paid", NOW + DAY),)
    )
    assert [o.ground for o in open_obligations(facts, LAW, NOW + 2 * DAY)] == ["papers"]
    assert len(obligations(facts, LAW, NOW)) == 2


REPLACE: dict[str, Any] = {"opens": Basis(ANNULLED, "P-1"), "control": True}


@pytest.mark.parametrize(
    ("state", "from_issue", "released", "follows"),
    [
        ("suspended", False, None, "hold"),
        ("annulled", False, None, "hold"),
        ("annulled", True, None, "hold"),
        ("suspended", False, -1, "nothing"),
        ("suspended", True, -1, "nothing"),
        ("annulled", False, -1, "nothing"),
        ("annulled", True, -1, "replace"),
        ("suspended", False, 0, "replace"),
        ("annulled", False, 1, "replace"),
    ],
)
def test_what_follows_from_a_permit_that_no_longer_holds(
    state: Any, from_issue: bool, released: int | None, follows: Any
) -> None:
    change = PermitChange("P-1", state, NOW, from_issue)
    use = Use("D-1", None if released is None else NOW + timedelta(microseconds=released))
    expected = Effect("D-1", follows, NOW, **(REPLACE if follows == "replace" else {}))
    assert effects(change, [use]) == (expected,)


def test_an_obligation_that_an_annulment_opens_is_named_as_its_row() -> None:
    assert ANNULLED == "annulled_permit"
    assert not Effect("D-1", "hold", NOW).control


def test_each_use_has_its_effect_in_order() -> None:
    found = effects(PermitChange("P-1", "annulled", NOW), [Use("B"), Use("A", NOW - DAY)])
    assert [(e.declaration, e.follows) for e in found] == [("B", "hold"), ("A", "nothing")]
