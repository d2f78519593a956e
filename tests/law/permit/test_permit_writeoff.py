"""Write-off: to the last unit, over versions and declarations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.finding import Finding
from darcha.law.permit import Entry, Issued, Need, Plan, cover, plan
from darcha.law.text import explain
from tests.makers import DAY

D = Decimal


def issued(number: str, quantity: str | None = "100", used: str = "0", **more: Any) -> Issued:
    common = {"type": "phyto", "holder": "200000002", "valid_from": DAY, "unit": "KGM"}
    counted = None if quantity is None else D(quantity)
    return Issued(**{**common, "number": number, "quantity": counted, "used": D(used), **more})


def need(quantity: str | None, unit: str | None = "KGM", type_: str = "phyto") -> Need:
    return Need(
        type=type_,
        agency="PLANT",
        items=(0,),
        clock="permit",
        act="Act 1",
        fee=None,
        quantity=None if quantity is None else D(quantity),
        unit=unit,
        key="k",
        document_code="851",
    )


A, B = issued("A"), issued("B", "50")
BOTH = {"A": A, "B": B}


def test_a_first_version_takes_what_it_needs() -> None:
    assert plan({"A": D(60)}, {}, BOTH, DAY) == Plan((Entry("A", D(60)),))


def test_the_next_version_takes_or_gives_back_the_difference() -> None:
    after = {"A": issued("A", used="60"), "B": B}
    assert plan({"A": D(70)}, {"A": D(60)}, after, DAY).entries == (Entry("A", D(10)),)
    assert plan({"A": D(50)}, {"A": D(60)}, after, DAY).entries == (Entry("A", D(-10)),)
    assert plan({"A": D(60)}, {"A": D(60)}, after, DAY) == Plan()
    assert plan({"B": D(50)}, {"A": D(60)}, after, DAY).entries == (Entry("A", D(-60)), Entry("B", D(50)))


def test_a_withdrawal_gives_all_back_whatever_became_of_the_permit() -> None:
    ended = {"A": issued("A", used="60", state="annulled")}
    assert plan({}, {"A": D(60), "X": D(1)}, ended, DAY).entries == (Entry("A", D(-60)), Entry("X", D(-1)))


def test_to_the_last_unit_and_no_further() -> None:
    after = {"A": issued("A", used="60")}
    assert plan({"A": D("40.000")}, {}, after, DAY).entries == (Entry("A", D(40)),)
    refused = plan({"A": D("40.001"), "X": D(1)}, {}, after, DAY)
    assert refused.entries == ()
    assert [explain(found).label for found in refused.findings] == [
        "The permit A holds 40 KGM, and 40.001 are needed",
        "There is no permit X",
    ]


def test_less_than_one_unit_is_counted_too() -> None:
    after = {"A": issued("A", used="99.7")}
    assert plan({"A": D("0.3")}, {}, after, DAY).entries == (Entry("A", D("0.3")),)
    (finding,) = plan({"A": D("0.4")}, {}, after, DAY).findings
    assert (finding.code, finding.pointer) == ("permit.quantity", "")


def test_what_cannot_be_had_as_a_whole_leaves_all_as_it_was() -> None:
    after = {"A": issued("A", used="60"), "B": issued("B", "50", used="50")}
    refused = plan({"A": D(10), "B": D(1)}, {"A": D(60)}, after, DAY)
    assert (refused.entries, [found.code for found in refused.findings]) == ((), ["permit.quantity"])


def test_nothing_more_is_taken_of_a_permit_that_is_not_valid() -> None:
    suspended = {"A": issued("A", used="60", state="suspended")}
    assert [f.code for f in plan({"A": D(61)}, {"A": D(60)}, suspended, DAY).findings] == ["permit.state"]
    assert plan({"A": D(59)}, {"A": D(60)}, suspended, DAY).entries == (Entry("A", D(-1)),)


# --------------------------------------------------------------------------------------------------------- cover


def code(result: Mapping[str, Decimal] | Finding) -> str:
    assert isinstance(result, Finding)
    return result.code


def test_several_permits_cover_one_need_in_their_order() -> None:
    assert cover(need("120"), (A, B), {}, DAY) == {"A": D(100), "B": D(20)}
    assert cover(need("120"), (B, A), {}, DAY) == {"B": D(50), "A": D(70)}
    assert cover(need("100"), (A, B), {}, DAY) == {"A": D(100)}


def test_what_is_held_already_is_free_to_the_declaration() -> None:
    full = issued("A", used="100")
    assert cover(need("60"), (full,), {"A": D(60)}, DAY) == {"A": D(60)}
    found = cover(need("61"), (full,), {"A": D(60)}, DAY)
    assert isinstance(found, Finding)
    assert explain(found).label == "61 KGM are needed, and the permits cited hold 60"


def test_a_permit_that_cannot_be_used_gives_no_more_than_is_held() -> None:
    gone = issued("A", used="60", state="terminated")
    assert cover(need("60"), (gone,), {"A": D(60)}, DAY) == {"A": D(60)}
    assert code(cover(need("61"), (gone,), {"A": D(60)}, DAY)) == "permit.cover"
    assert code(cover(need("1"), (A,), {}, DAY - timedelta(days=1))) == "permit.cover"


def test_permits_of_another_type_or_unit_are_passed_over() -> None:
    assert code(cover(need("1"), (issued("A", type="vet"), issued("B", unit="NAR")), {}, DAY)) == "permit.cover"


def test_a_permit_that_does_not_count_covers_any_quantity() -> None:
    free = issued("A", None, unit=None)
    assert cover(need("1000000"), (free,), {}, DAY) == {}
    assert cover(need("1000"), (A, free), {}, DAY) == {"A": D(100)}
    assert code(cover(need("1"), (issued("A", None, state="annulled"),), {}, DAY)) == "permit.cover"


def test_a_type_that_does_not_count_needs_a_permit_all_the_same() -> None:
    assert cover(need(None, None), (A, issued("C", None, unit=None)), {}, DAY) == {}
    assert code(cover(need(None, None), (), {}, DAY)) == "permit.cited"
    assert code(cover(need(None, None), (A,), {}, DAY)) == "permit.cited"
    assert code(cover(need(None, None), (issued("C", None, unit=None, state="expired"),), {}, DAY)) == "permit.cited"


def test_what_does_not_say_its_quantity_cannot_be_written_off() -> None:
    assert code(cover(need(None), (A,), {}, DAY)) == "permit.stated"


# ---------------------------------------------------------------------------------------------------- properties

QUANTITY = st.integers(0, 120).map(lambda tenths: D(tenths) / 10)
VERSION = st.dictionaries(st.sampled_from(["A", "B"]), QUANTITY)
STEPS = st.lists(st.tuples(st.sampled_from(["first", "second", "third"]), VERSION), max_size=8)


@settings(max_examples=40)
@given(STEPS)
def test_after_any_versions_the_accounts_hold_what_the_last_ones_want(
    steps: list[tuple[str, dict[str, Decimal]]],
) -> None:
    permits = {"A": issued("A", "10"), "B": issued("B", "15.5")}
    held: dict[str, dict[str, Decimal]] = {}
    for declaration, wanted in steps:
        before = held.get(declaration, {})
        made = plan(wanted, before, permits, DAY)
        lacking = any(
            quantity - before.get(number, D(0)) > (permits[number].left or D(0)) for number, quantity in wanted.items()
        )
        assert bool(made.findings) is lacking
        assert not (made.findings and made.entries)
        for entry in made.entries:
            account = permits[entry.permit]
            permits[entry.permit] = msgspec.structs.replace(account, used=account.used + entry.quantity)
        if not made.findings:
            held[declaration] = wanted
        for number, permit in permits.items():
            assert permit.used == sum(one.get(number, D(0)) for one in held.values())
            assert permit.left is not None
            assert permit.left >= 0


@given(QUANTITY, QUANTITY, QUANTITY)
def test_what_is_laid_can_be_written_off_and_nothing_is_refused_that_is_there(
    wanted: Decimal, used: Decimal, held: Decimal
) -> None:
    permits = {"A": issued("A", "24", str(used + held)), "B": issued("B", "3")}
    holds = {"A": held}
    laid = cover(need(str(wanted)), permits.values(), holds, DAY)
    enough = wanted <= 24 - used + 3
    assert isinstance(laid, dict) is enough
    if isinstance(laid, dict):
        assert sum(laid.values()) == wanted
        assert plan(laid, holds, permits, DAY).findings == ()
