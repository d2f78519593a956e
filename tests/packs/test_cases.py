"""The book of the country: consignments worked by hand, from the kinds of trade there are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from darcha.law.pack.model import Case
from darcha.law.proof.cases import check_cases
from darcha.law.snapshot import snapshot
from darcha.site.demo.book import read_book
from tests.packs.reading import PACKS, real_pack

PACK = real_pack()
BOOK = read_book(PACKS / "uz")
TAGS = {tag for case in PACK.cases for tag in case.tags}

KINDS = {
    *("car", "fruit", "vegetables", "medicines", "textiles", "machinery", "parcel", "transit", "temporary-import"),
    *("re-import", "re-export", "processing", "customs-warehouse", "free-zone", "tobacco", "alcohol", "sugary-drinks"),
    *("quota", "free-trade", "no-treatment", "origin-unknown", "preliminary", "fee", "base-unit", "freight-shared"),
    *("insurance", "royalties", "provisional-value", "price-floor", "humanitarian", "out-of-hours", "quarantine"),
    *("conformity", "rounding", "twenty-lines", "periodic-declaration", "incomplete-declaration", "season"),
}


def test_every_case_comes_to_what_was_worked_by_hand() -> None:
    assert list(check_cases(PACK)) == []


def test_the_book_is_large_and_of_every_kind_of_trade() -> None:
    assert len(PACK.cases) + len(BOOK.consignment) >= 60
    assert set() == KINDS - TAGS


@pytest.mark.parametrize("case", PACK.cases, ids=lambda case: case.name)
def test_the_working_can_be_followed_by_hand(case: Case) -> None:
    """It ends in the total, and names every amount that is charged."""
    figures = {Decimal(found.replace(" ", "")) for found in re.findall(r"\d{1,3}(?: \d{3})*(?:\.\d+)?", case.working)}
    assert case.total in figures or case.total == 0
    assert case.total == sum(charge.amount for charge in case.charges)
    assert [charge for charge in case.charges if charge.amount and charge.amount not in figures] == []


def test_every_charge_of_a_procedure_that_has_rates_is_counted_somewhere() -> None:
    charged = {charge.charge for case in PACK.cases for charge in (*case.charges, *(case.suspended or ()))}
    counted = {rate.charge for rate in PACK.rates} | {step.fee for step in PACK.fees}
    owed = {code for row in PACK.procedures for code in (*row.charges, *row.suspended)}
    assert owed & counted - charged == set()


def test_every_direction_and_most_regimes_are_met() -> None:
    law = snapshot(PACK, date(2026, 11, 23))
    codes = {
        item.government_procedure[0].current_code
        for case in PACK.cases
        if case.declaration.goods_shipment
        for item in case.declaration.goods_shipment.government_agency_goods_item
    }
    assert {law.procedures[code].direction for code in codes if code} == {"import", "export", "transit"}
    assert {law.procedures[code].regime for code in codes if code} == set(law.regimes)


def test_the_needs_of_most_permit_types_are_asked_for() -> None:
    asked = {need for case in PACK.cases for need in case.needs or ()}
    asked |= {permit for entry in BOOK.consignment for permit in entry.permits}
    assert {row.code for row in PACK.permits} - asked == set()
