"""The book of the country: consignments worked by hand, from the kinds of trade there are."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from darcha.law.document import GovernmentAgencyGoodsItem
from darcha.law.dossier import gather
from darcha.law.pack.model import Case
from darcha.law.proof.cases import check_cases
from darcha.law.snapshot import Snapshots, snapshot
from darcha.law.tariff import AssessFacts, Assessment, assess
from darcha.law.tariff.valuation.provisional import provisional
from darcha.site.demo.book import read_book
from tests.packs.reading import PACKS, real_pack

PACK = real_pack()
BOOK = read_book(PACKS / "uz")
CASES = {case.name: case for case in PACK.cases}
TAGS = {tag for case in PACK.cases for tag in case.tags}
TODAY = date(2026, 11, 23)
DAYS = Snapshots(PACK, keep=len(CASES))

KINDS = {
    *("car", "engine", "electric", "used", "fruit", "vegetables", "district", "medicines", "vat-free", "textiles"),
    *("least-amount", "machinery", "technology", "parcel", "de-minimis", "courier", "small-value", "transit"),
    *("temporary-import", "monthly", "full-relief", "container", "exhibition", "temporary-export", "re-import"),
    *("re-export", "processing", "customs-warehouse", "free-warehouse", "free-zone", "duty-free", "temporary-storage"),
    *("abandonment", "destruction", "export", "no-export-duty", "tobacco", "alcohol", "sugary-drinks", "chips"),
    *("quota", "inside", "outside", "free-trade", "condition-missing", "most-favoured", "no-treatment"),
    *("origin-unknown", "preliminary", "periodic-declaration", "incomplete-declaration", "provisional-declaration"),
    *("fee", "base-unit", "currency-per-hundred", "freight-shared", "insurance", "cif", "ddp", "royalties"),
    *("provisional-value", "price-floor", "humanitarian", "out-of-hours", "quarantine", "conformity", "rounding"),
    *("season", "excise", "permit", "suspended", "secured", "twenty-lines"),
}

LAST_DAYS = {
    date(2025, 7, 31): "the base calculation unit rose",
    date(2025, 12, 31): "excise on sugary drinks and chips began",
    date(2026, 1, 31): "excise on tobacco rose",
    date(2026, 2, 27): "points took the place of doubling",
    date(2026, 2, 28): "preliminary declarations became cheaper",
    date(2026, 5, 31): "the quarantine permit fell away",
    date(2026, 6, 30): "excise on tobacco and spirits rose, that on wine fell",
    date(2026, 7, 31): "the season of cherries ended",
}
"""The last days before the law changed."""

UNSETTLED = {"temporary-containers", "temporary-exhibition"}
"""Cases that leave the ground of conditional release unsaid: article 22 has one without payments, the data has not."""


def assessed(case: Case) -> Assessment:
    law = DAYS.on(case.day)
    dossier = gather(case.declaration, law, law.calendar.start_of(case.day))
    return assess(dossier, AssessFacts(case.quotas))


def items(case: Case) -> tuple[GovernmentAgencyGoodsItem, ...]:
    shipment = case.declaration.goods_shipment
    return shipment.government_agency_goods_item if shipment else ()


def procedures(case: Case) -> set[str]:
    return {item.government_procedure[0].current_code or "" for item in items(case)}


def figures(case: Case) -> set[Decimal]:
    """Every figure of the working."""
    found = re.findall(r"\d{1,3}(?: \d{3})*(?:\.\d+)?", " ".join(case.working.split()))
    return {Decimal(one.replace(" ", "")) for one in found}


every_case = pytest.mark.parametrize("case", PACK.cases, ids=list(CASES))


def test_every_case_comes_to_what_was_worked_by_hand() -> None:
    assert list(check_cases(PACK)) == []


@every_case
def test_nothing_comes_out_that_a_case_does_not_state(case: Case) -> None:
    """Suspended charges, what they secure, grounds and warnings are stated wherever there are any."""
    got = assessed(case)
    assert {finding.code for finding in got.findings} == set(case.findings or ())
    assert set(got.grounds) == set(case.conditionals or ()) or case.name in UNSETTLED
    # Where the tariff has no line, what would be owed cannot be told by hand either.
    if "tariff.heading" not in (case.findings or ()):
        suspended = [charge.amount for item in got.items for charge in item.suspended]
        assert suspended == [charge.amount for charge in case.suspended or ()]
        assert got.secured == (case.secured or 0)


def test_the_book_is_large_and_of_every_kind_of_trade() -> None:
    assert len(PACK.cases) + len(BOOK.consignment) >= 60
    assert set() == KINDS - TAGS


@every_case
def test_the_working_can_be_followed_by_hand(case: Case) -> None:
    """It names the total, and every amount that is charged, suspended or secured."""
    told = figures(case)
    stated = [case.total, case.secured or 0, *(one.amount for one in (*case.charges, *(case.suspended or ())))]
    assert [amount for amount in stated if amount and amount not in told] == []
    assert case.total == sum(charge.amount for charge in case.charges)


@every_case
def test_the_tax_is_twelve_per_cent_of_value_and_duties(case: Case) -> None:
    """The sums of a case agree with each other, whatever the program says."""
    charges = (*case.charges, *(case.suspended or ()))
    for tax in charges:
        if case.values and tax.charge == "vat" and tax.amount:
            value = case.values[(tax.item or 0) - 1]
            before = sum(
                one.amount for one in charges if one.item == tax.item and one.charge not in ("vat", "periodic")
            )
            exact = (value + before) * Decimal("0.12")
            assert tax.amount == exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_every_charge_of_a_procedure_that_has_rates_is_counted_somewhere() -> None:
    charged = {charge.charge for case in PACK.cases for charge in (*case.charges, *(case.suspended or ()))}
    counted = {rate.charge for rate in PACK.rates} | {step.fee for step in PACK.fees} | {"duty", "periodic"}
    owed = {code for row in PACK.procedures for code in (*row.charges, *row.suspended)}
    assert owed & counted - charged == set()


def test_every_procedure_is_met() -> None:
    met = {code for case in PACK.cases for code in procedures(case)}
    law = snapshot(PACK, TODAY)
    assert met == set(law.procedures)
    assert {law.procedures[code].direction for code in met} == {"import", "export", "transit"}
    assert {law.procedures[code].regime for code in met} == set(law.regimes)


def test_the_need_of_every_type_of_permit_is_met() -> None:
    asked = {need for case in PACK.cases for need in case.needs or ()}
    assert {row.code for row in PACK.permits} - asked == set()


def test_every_relief_and_group_of_countries_is_met() -> None:
    claimed = {
        claim.duty_regime_code
        for case in PACK.cases
        for item in items(case)
        for claim in (item.commodity.duty_tax_fee if item.commodity else ())
    }
    used = {c.relief.code for case in PACK.cases for part in assessed(case).items for c in part.charges if c.relief}
    used |= {c.relief.code for case in PACK.cases for c in assessed(case).charges if c.relief}
    assert claimed - {None} <= used
    assert {"FEE_HUMANITARIAN", "FEE_MUSEUM", "FEE_SMALL_VALUE", "TECHNOLOGY", "PARCEL"} <= used
    bases = {c.basis for case in PACK.cases for part in assessed(case).items for c in part.charges}
    assert {"free_trade", "most_favoured", "addition"} <= bases


@pytest.mark.parametrize("last", LAST_DAYS, ids=str)
def test_changes_of_the_law_are_worked_on_the_days_before_and_after(last: date) -> None:
    assert {last, last + timedelta(days=1)} <= {case.day for case in PACK.cases}


def test_every_step_of_the_fee_is_worked_at_its_limit_and_just_above() -> None:
    law = snapshot(PACK, TODAY)
    worked = {sum(case.values): case for case in PACK.cases if case.values and case.day.year == TODAY.year}
    dollar = law.exchange["USD"].value
    steps = law.fees["fee"]
    for step, higher in pairwise(steps):
        assert step.limit is not None
        for value, units in (
            (step.limit * dollar, step.units),
            ((step.limit + Decimal("0.01")) * dollar, higher.units),
        ):
            fee = next(charge.amount for charge in worked[value].charges if charge.charge == "fee")
            assert fee == units * law.amounts["BCU"].value


def test_a_provisional_value_secures_the_difference() -> None:
    declared, estimated = CASES["provisional-value"], CASES["provisional-value-estimated"]
    found = provisional(assessed(declared), assessed(estimated))
    assert found.secured == estimated.total - declared.total == Decimal("2064000.00")
    assert found.secured in figures(estimated)
