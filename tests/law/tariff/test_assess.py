from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.document import Amount, ChargeDeduction, CustomsValuation, Declaration
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.tariff import Assessment, assess
from tests.law.tariff.world import PACK, D, day, declaration, item
from tests.makers import NOW

TODAY = day()


def charges(assessment: Assessment, index: int = 0) -> dict[str, Decimal]:
    return {charge.kind: charge.amount for charge in assessment.items[index].charges}


def codes(assessment: Assessment) -> list[str]:
    return [finding.code for finding in assessment.findings]


def test_charges_come_in_their_order_each_on_those_before() -> None:
    made = assess(gather(declaration(item("2203000000", quantity=("3", "HLT"))), TODAY, NOW))
    assert charges(made) == {"duty": D(600), "excise": D(30000), "vat": D(3792)}
    assert list(charges(made)) == ["duty", "excise", "vat"]
    vat = made.items[0].charges[2]
    assert (vat.base, vat.base_text) == (D(31600), "value + duty + excise")
    assert (vat.expression, vat.formula) == ("12%", "31600.00 × 12 %")
    assert (vat.unrounded, vat.rounding) == (D(3792), "0.01 half-up")
    assert (vat.act, vat.source, vat.status) == ("Act 1", "invented", "illustrative")
    assert made.total == D(600) + D(30000) + D(3792) + D(31)
    assert made.by_kind() == {"duty": D(600), "excise": D(30000), "vat": D(3792), "fee": D(31)}
    assert made.currency == "XTS"


def test_the_longest_prefix_decides_a_rate_and_none_means_no_charge() -> None:
    pack = msgspec.structs.replace(
        PACK, tariff=(*PACK.tariff, msgspec.structs.replace(PACK.tariff[0], code="3004900000", duty="NIHIL"))
    )
    made = assess(gather(declaration(item("3004900000")), day(pack), NOW))
    assert charges(made) == {"duty": D(0), "vat": D(0)}


def test_a_procedure_owes_its_charges_only() -> None:
    made = assess(gather(declaration(item(procedure="80", code="8888")), TODAY, NOW))
    assert made.items[0].charges == ()
    (fee,) = made.charges
    assert (fee.kind, fee.amount, fee.formula) == ("fee_transit", D("7.55"), "0.25 × 30.2")
    assert fee.expression == "declaration, any: 0.25 unit"
    assert not made.findings


def test_a_fee_is_owed_once_whatever_the_items() -> None:
    made = assess(gather(declaration(item(), item(), item(procedure="80")), TODAY, NOW))
    assert [charge.kind for charge in made.charges] == ["fee", "fee_transit"]


@pytest.mark.parametrize(("price", "units"), [("4000", "31"), ("4000.01", "76")])
def test_a_step_of_the_scale_reaches_up_to_its_limit(price: str, units: str) -> None:
    """1,000 USD at 4 is 4,000; the fee of 30.2 or 75.5 is rounded up to a whole."""
    (fee,) = assess(gather(declaration(item(price=price)), TODAY, NOW)).charges
    assert fee.amount == D(units)


# ------------------------------------------------------------------------------------------------- findings

ITEM = "/goods_shipment/government_agency_goods_item/0"


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"price": None}, Finding("tariff.value", f"{ITEM}/commodity/invoice_line/item_charge_amount")),
        (
            {"price": "-9"},
            Finding("tariff.value.positive", f"{ITEM}/commodity/invoice_line/item_charge_amount", {"value": "-9"}),
        ),
        (
            {"customs_value_amount": Amount(value=D(0), currency="XTS")},
            Finding("tariff.value.positive", f"{ITEM}/customs_value_amount", {"value": "0"}),
        ),
        (
            {"currency": "CHF"},
            Finding(
                "tariff.exchange",
                f"{ITEM}/commodity/invoice_line/item_charge_amount/currency",
                {"currency": "CHF", "day": "2030-05-06"},
            ),
        ),
        (
            {"code": "1234567890"},
            Finding("tariff.heading", f"{ITEM}/commodity/classification", {"found": "1234567890", "day": "2030-05-06"}),
        ),
        (
            {"code": "9999999999"},
            Finding("tariff.heading", f"{ITEM}/commodity/classification", {"found": "9999999999", "day": "2030-05-06"}),
        ),
        (
            {"procedure": "41"},
            Finding(
                "tariff.procedure",
                f"{ITEM}/government_procedure/0/current_code",
                {"found": "41", "day": "2030-05-06"},
            ),
        ),
        (
            {"code": "6109100000", "net": None},
            Finding(
                "tariff.quantity",
                f"{ITEM}/commodity/goods_measure/tariff_quantity",
                {"term": "2 USD / kg", "unit": "kg", "charge": "duty"},
            ),
        ),
    ],
    ids=str,
)
def test_what_cannot_be_counted_is_named_in_its_place(about: dict[str, Any], expected: Finding) -> None:
    made = assess(gather(declaration(item(**about)), TODAY, NOW))
    assert made.findings == (expected,)


def test_deductions_cannot_eat_up_the_value() -> None:
    made = assess(
        gather(declaration(item(customs_valuation=CustomsValuation(charge_deduction=(deduction("1000"),)))), TODAY, NOW)
    )
    assert codes(made) == ["tariff.value.positive"]
    assert made.items[0].charges == ()


def test_a_day_without_a_scale_is_named() -> None:
    bare = msgspec.structs.replace(PACK, fees=(), exchange=())
    assert codes(assess(gather(declaration(item()), day(bare), NOW))) == ["tariff.fee"]
    unpriced = msgspec.structs.replace(PACK, exchange=())
    assert codes(assess(gather(declaration(item()), day(unpriced), NOW))) == ["tariff.fee"]
    no_amount = msgspec.structs.replace(PACK, amounts=())
    assert codes(assess(gather(declaration(item()), day(no_amount), NOW))) == ["tariff.fee"]


def test_figures_beyond_reason_are_a_finding() -> None:
    huge = "9" * 60
    made = assess(gather(declaration(item("6109100000", price=huge, currency="USD", net=huge)), TODAY, NOW))
    assert codes(made) == ["tariff.figures"]
    assert (made.items, made.total) == ((), D(0))


def deduction(amount: str) -> ChargeDeduction:
    return ChargeDeduction(charges_type_code="BA", other_charge_deduction_amount=Amount(value=D(amount)))


ODD = ["NaN", "sNaN", "Infinity", "-Infinity", "1E+900000", "-1E+900000", "1E+9999999", "1E-900000", "1E+40", "-0"]


@pytest.mark.parametrize("odd", ODD)
def test_no_figure_is_an_error_of_ours(odd: str) -> None:
    places: list[dict[str, Any]] = [
        {"price": odd},
        {"price": odd, "currency": "USD"},
        {"net": odd},
        {"quantity": (odd, "LTR")},
        {"customs_valuation": CustomsValuation(charge_deduction=(deduction(odd),))},
    ]
    for about in places:
        for code in ("6109100000", "2203000000"):
            made = assess(gather(declaration(item(code, **about)), TODAY, NOW))
            assert len(repr(made)) < 5000


def test_goods_without_measures_owe_what_their_value_owes() -> None:
    bare = item()
    assert bare.commodity
    bare = msgspec.structs.replace(bare, commodity=msgspec.structs.replace(bare.commodity, goods_measure=None))
    assert charges(assess(gather(declaration(bare), TODAY, NOW)))["duty"] == 200


def test_an_empty_document_owes_nothing() -> None:
    assert assess(gather(Declaration(), TODAY, NOW)) == Assessment((), (), D(0), "XTS")


@given(st.decimals("0.01", 10**9, places=2), st.sampled_from([one.code for one in PACK.tariff if one.duty]))
def test_rounding_is_bounded_and_sums_are_sums(price: Decimal, code: str) -> None:
    made = assess(gather(declaration(item(code, price=str(price), quantity=("7", "LTR"))), TODAY, NOW))
    lines = [*made.items[0].charges, *made.charges]
    for line in lines:
        assert abs(line.amount - line.unrounded) < D(line.rounding.split()[0])
    assert made.total == sum(line.amount for line in lines)
    assert made.total == sum(made.by_kind().values())


@given(st.decimals("0.01", 10**6, places=2), st.decimals("0.01", 10**6, places=2))
def test_a_dearer_consignment_never_owes_less(one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    for code in ("0808100000", "6109100000", "2203000000"):
        totals = [
            assess(gather(declaration(item(code, price=str(price), quantity=("7", "LTR"))), TODAY, NOW)).total
            for price in (low, high)
        ]
        assert totals[0] <= totals[1]
