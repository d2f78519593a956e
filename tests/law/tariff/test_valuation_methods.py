"""The methods of valuation: which applies, what it comes to, and why the earlier ones do not."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.pack.model import ValuationMethod
from darcha.law.tariff.valuation import (
    Comparable,
    Deductions,
    Evidence,
    Means,
    Production,
    Resale,
    Transaction,
    Valuation,
    choose,
)
from tests.law.tariff.world import LAW, PACK, D, day, words

DAY = date(2030, 3, 1)


def method(code: str, order: int, days: int = 0, directions: Any = ("import", "export")) -> ValuationMethod:
    row = {**LAW, "act": f"Article {code}"}
    return ValuationMethod(code=code, name=words(code), order=order, days=days, directions=directions, **row)


PACK_OF_METHODS = msgspec.structs.replace(
    PACK,
    methods=(
        method("6", 6, 180),
        method("5", 4),
        method("4", 4, 90, ("import",)),
        method("3", 3, 90),
        method("2", 2, 90),
        method("1", 1),
        method("X", 1),
    ),
)
TODAY = day(PACK_OF_METHODS)


def evidence(**known: Any) -> Evidence:
    return Evidence(**{"day": DAY, "quantity": D(10), **known})


def valued(**known: Any) -> Valuation:
    return choose(evidence(**known), TODAY)


def reasons(valuation: Valuation) -> dict[str, list[tuple[str, str]]]:
    return {
        one.method: [(why.code.removeprefix("tariff.method."), why.pointer) for why in one.why]
        for one in valuation.tried
    }


def sale(unit: str, days: int = 0, reference: str = "A", **more: Any) -> Comparable:
    return Comparable(reference=reference, unit_value=D(unit), day=DAY + timedelta(days=days), **more)


OFF = Deductions(margin=D(1), carriage=D("0.5"), charges=D(2))
RESALE = Resale(unit_price=D(9), quantity=D(1), day=DAY)
MADE = Production(materials=D(50), making=D(20), profit=D(7))


# ------------------------------------------------------------------------------------------------- 1


def test_the_price_comes_first() -> None:
    found = valued(transaction=Transaction(value=D("100.005")), identical=(sale("1"),))
    assert (found.method, found.amount, found.working) == ("1", D("100.01"), "100.005")
    assert (found.act, found.source, found.status) == ("Article 1", "invented", "illustrative")
    assert found.tried == ()


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"sold": False}, ["sale"]),
        ({"restricted": True}, ["restricted"]),
        ({"conditional": True}, ["conditional"]),
        ({"proceeds_unknown": True}, ["proceeds"]),
        ({"related": True}, ["related"]),
        ({"restricted": True, "related": True}, ["restricted", "related"]),
        ({"value": D(0)}, ["positive"]),
    ],
)
def test_a_price_that_cannot_be_used_says_why(about: dict[str, Any], why: list[str]) -> None:
    found = valued(transaction=Transaction(**{"value": D(100), **about}), identical=(sale("7"),))
    assert found.method == "2"
    assert [code for code, _ in reasons(found)["1"]] == why


def test_related_parties_may_show_that_the_price_is_free() -> None:
    free = Transaction(value=D(100), related=True, uninfluenced=True)
    assert valued(transaction=free).method == "1"


# ------------------------------------------------------------------------------------------------- 2 and 3


def test_identical_goods_come_before_similar_and_the_lowest_counts() -> None:
    found = valued(identical=(sale("8", reference="B"), sale("7", reference="C")), similar=(sale("1"),))
    assert (found.method, found.amount, found.working) == ("2", D(70), "10 × 7 (C)")
    assert reasons(found) == {"1": [("sale", "/transaction")]}


@pytest.mark.parametrize(("days", "method"), [(90, "3"), (-90, "3"), (91, "6"), (-91, "6"), (180, "6"), (181, None)])
def test_sales_count_within_their_term(days: int, method: str | None) -> None:
    found = valued(similar=(sale("7", days),))
    assert (found.method, found.amount) == (method, D(70 if method else 0))


def test_a_sale_at_the_same_level_comes_before_an_adjusted_one() -> None:
    other = sale("5", reference="B", alike=False, adjusted=D(6))
    assert valued(identical=(other, sale("7"))).amount == 70
    assert valued(identical=(other, sale("4", alike=False))).working == "10 × 6 (B)"


def test_each_sale_that_is_not_used_says_why() -> None:
    found = valued(identical=(sale("5", 91), sale("5", reference="B", alike=False)))
    assert reasons(found)["2"] == [("days", "/identical/0/day"), ("unlike", "/identical/1/alike")]
    assert found.tried[1].why[0].params == {"reference": "A", "days": "90"}
    assert reasons(found)["3"] == [("comparable", "/similar")]
    assert all(why.severity == "warning" for one in found.tried for why in one.why)


# ------------------------------------------------------------------------------------------------- 4 and 5


def test_the_price_of_resale_less_what_comes_after_import() -> None:
    found = valued(resales=(RESALE,), deductions=OFF)
    assert (found.method, found.amount, found.working) == ("4", D(55), "10 × (9 - 1 - 0.5 - 2)")
    worked = valued(resales=(RESALE,), deductions=msgspec.structs.replace(OFF, processing=D(3)))
    assert (worked.amount, worked.working) == (D(25), "10 × (9 - 1 - 0.5 - 2 - 3)")


def test_the_unit_price_is_that_of_the_greatest_quantity_in_all() -> None:
    resales = tuple(
        Resale(unit_price=D(price), quantity=D(quantity), day=DAY)
        for price, quantity in ((9, 4), (8, 3), (8, 2), (7, 5))
    )
    assert valued(resales=resales, deductions=OFF).amount == D(35)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({}, ("resale", "/resales")),
        ({"resales": (msgspec.structs.replace(RESALE, related=True),), "deductions": OFF}, ("resale", "/resales")),
        (
            {"resales": (msgspec.structs.replace(RESALE, day=DAY + timedelta(days=91)),), "deductions": OFF},
            ("resale", "/resales"),
        ),
        (
            {"resales": (msgspec.structs.replace(RESALE, day=DAY - timedelta(days=1)),), "deductions": OFF},
            ("resale", "/resales"),
        ),
        ({"resales": (RESALE,)}, ("deductions", "/deductions")),
        ({"resales": (RESALE,), "deductions": Deductions(margin=D(9), carriage=D(0), charges=D(0))}, ("positive", "")),
    ],
)
def test_a_resale_that_cannot_be_used_says_why(about: dict[str, Any], why: tuple[str, str]) -> None:
    found = valued(production=MADE, **about)
    assert found.method == "5"
    assert reasons(found)["4"] == [why]


def test_a_resale_on_the_last_day_of_the_term_counts() -> None:
    last = msgspec.structs.replace(RESALE, day=DAY + timedelta(days=90))
    assert valued(resales=(last,), deductions=OFF).method == "4"


def test_the_cost_of_production_is_a_sum() -> None:
    found = valued(production=msgspec.structs.replace(MADE, delivery=D(3)))
    assert (found.method, found.amount, found.working) == ("5", D(80), "50 + 20 + 7 + 3")


@pytest.mark.parametrize(("reverse", "method"), [(False, "4"), (True, "5")])
def test_the_importer_may_take_the_fifth_before_the_fourth(reverse: bool, method: str) -> None:
    found = valued(resales=(RESALE,), deductions=OFF, production=MADE, reverse=reverse)
    assert found.method == method
    assert [one.method for one in found.tried] == ["1", "2", "3"]


# ------------------------------------------------------------------------------------------------- 6


def test_the_last_method_takes_the_earlier_ones_flexibly() -> None:
    found = valued(identical=(sale("8", 120), sale("7", 10, "B", alike=False)), similar=(sale("1", 120),))
    assert (found.method, found.working) == ("6", "10 × 7 (B)")


@pytest.mark.parametrize(
    "basis",
    ["domestic_goods", "higher_of_two", "home_market", "production_elsewhere", "third_country", "minimum", "arbitrary"],
)
def test_no_value_rests_on_what_is_prohibited(basis: Any) -> None:
    bad = Means(basis=basis, value=D(1), working="w")
    alone = valued(means=(bad,))
    assert (alone.method, alone.amount, alone.working) == (None, D(0), "")
    assert reasons(alone)["6"] == [("prohibited", "/means/0/basis"), ("means", "/means")]
    good = Means(basis="other", value=D(40), working="catalogue")
    found = valued(means=(bad, good))
    assert (found.method, found.amount, found.working) == ("6", D(40), "catalogue")
    assert [(note.code, note.params) for note in found.notes] == [("tariff.method.prohibited", {"basis": basis})]
    near = valued(means=(bad,), similar=(sale("7", 120),))
    assert (near.method, len(near.notes)) == ("6", 1)


def test_means_nearer_to_the_methods_come_first_then_the_lower() -> None:
    means = (
        Means(basis="other", value=D(1), working="a"),
        Means(basis="computed", value=D(2), working="b"),
        Means(basis="deductive", value=D(9), working="c"),
        Means(basis="deductive", value=D(8), working="d"),
    )
    assert [valued(means=means[:n]).working for n in (1, 2, 3, 4)] == ["a", "b", "c", "d"]


def test_a_country_without_a_method_does_not_use_it() -> None:
    found = choose(evidence(resales=(RESALE,), deductions=OFF), TODAY, "export")
    assert found.method is None
    assert [one.method for one in found.tried] == ["1", "2", "3", "5", "6"]
    assert choose(evidence(transaction=Transaction(value=D(1))), day()) == Valuation(None, D(0), "", ())


# ------------------------------------------------------------------------------------------------- properties

comparables = st.lists(
    st.builds(
        Comparable,
        reference=st.sampled_from("ABCD"),
        unit_value=st.decimals("0.01", 100, places=2),
        day=st.integers(-200, 200).map(lambda days: DAY + timedelta(days=days)),
        alike=st.booleans(),
        adjusted=st.none() | st.decimals("0.01", 100, places=2),
    ),
    max_size=4,
)
everything = st.builds(
    Evidence,
    day=st.just(DAY),
    quantity=st.decimals("0.1", 100, places=1),
    transaction=st.none() | st.builds(Transaction, value=st.just(D(100)), sold=st.booleans(), related=st.booleans()),
    identical=comparables.map(tuple),
    similar=comparables.map(tuple),
    resales=st.sampled_from([(), (RESALE,)]),
    deductions=st.none() | st.just(OFF),
    production=st.none() | st.just(MADE),
    means=st.sampled_from([(), (Means(basis="other", value=D(3), working="w"),)]),
    reverse=st.booleans(),
)
_ORDER = {True: ["1", "2", "3", "5", "4", "6"], False: ["1", "2", "3", "4", "5", "6"]}


@settings(max_examples=60)
@given(everything, st.randoms(use_true_random=False))
def test_no_later_method_while_an_earlier_applies_and_order_of_sales_is_nothing(known: Evidence, chance: Any) -> None:
    found = choose(known, TODAY)
    order = _ORDER[known.reverse]
    assert [one.method for one in found.tried] == order[: order.index(found.method)] if found.method else order
    assert all(one.why for one in found.tried)
    for earlier in found.tried:
        rows = tuple(row for row in PACK_OF_METHODS.methods if row.code == earlier.method)
        assert choose(known, day(msgspec.structs.replace(PACK_OF_METHODS, methods=rows))).method is None
    mixed = {
        name: chance.sample(list(sales), len(sales)) for name, sales in (("i", known.identical), ("s", known.similar))
    }
    other = msgspec.structs.replace(known, identical=tuple(mixed["i"]), similar=tuple(mixed["s"]))
    again = choose(other, TODAY)
    assert (again.method, again.amount, again.working) == (found.method, found.amount, found.working)


@settings(max_examples=30)
@given(st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=5))
def test_of_several_identical_sales_the_lowest_counts(units: list[Decimal]) -> None:
    assert valued(identical=tuple(sale(str(unit)) for unit in units)).amount == min(units) * 10
