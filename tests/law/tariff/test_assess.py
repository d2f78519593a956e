from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.document import Amount, ChargeDeduction, CustomsValuation, Declaration, TradeTerms
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.pack.model import Addition
from darcha.law.tariff import AssessFacts, Assessment, assess
from tests.law.tariff.world import LAW, PACK, D, day, declaration, item
from tests.makers import NOW

TODAY = day()


def charges(assessment: Assessment, index: int = 0) -> dict[str, Decimal]:
    return {charge.kind: charge.amount for charge in assessment.items[index].charges}


def codes(assessment: Assessment) -> list[str]:
    return [finding.code for finding in assessment.findings]


def duty(**about: Any) -> Decimal:
    made = assess(gather(declaration(item(**about)), TODAY, NOW))
    assert not made.findings
    return charges(made)["duty"]


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


# ------------------------------------------------------------------------------------------------- customs value


def values(made: Declaration) -> list[tuple[Decimal, str]]:
    return [(one.customs_value, one.value_text) for one in assess(gather(made, TODAY, NOW)).items]


def test_a_declared_customs_value_comes_before_the_price() -> None:
    made = declaration(item(price="5", customs_value_amount=Amount(value=D(900), currency="XTS")))
    assert values(made) == [(D(900), "900 XTS")]


def test_a_price_is_counted_at_the_rate_of_the_day_and_rounded() -> None:
    assert values(declaration(item(price="33.35", currency="JPY"))) == [(D("1.00"), "33.35 JPY × 3 / 100")]
    assert values(declaration(item(price="2.5", currency="USD"))) == [(D(10), "2.5 USD × 4")]
    assert values(declaration(item(price="2.5", currency=None))) == [(D("2.5"), "2.5 XTS")]


@pytest.mark.parametrize(("terms", "freight"), [("FOB", True), ("EXW", True), ("CIF", False), ("DAP", False)])
def test_freight_is_added_where_the_price_leaves_it_out(terms: str, freight: bool) -> None:
    made = declaration(
        item(price="100"),
        item(price="300"),
        trade_terms=TradeTerms(condition_code=terms),
        customs_valuation=CustomsValuation(freight_charge_amount=Amount(value=D(10), currency="USD")),
    )
    expected = [(D(110), "100 XTS + 10.0000"), (D(330), "300 XTS + 30.0000")] if freight else None
    assert values(made) == (expected or [(D(100), "100 XTS"), (D(300), "300 XTS")])


def test_additions_and_deductions_are_told_by_their_codes() -> None:
    def adjusted(code: str, amount: str) -> ChargeDeduction:
        return ChargeDeduction(
            charges_type_code=code, other_charge_deduction_amount=Amount(value=D(amount), currency="XTS")
        )

    own = CustomsValuation(charge_deduction=(adjusted("AK", "50"), adjusted("BA", "20"), ChargeDeduction()))
    shared = CustomsValuation(charge_deduction=(adjusted("AW", "9"),))
    made = declaration(item(price="1000", customs_valuation=own), item(price="500"), customs_valuation=shared)
    assert [value for value, _ in values(made)] == [D(1036), D(503)]


@given(st.lists(st.decimals("0.01", 10**6, places=2), min_size=1, max_size=6), st.decimals("0.01", 10**5, places=2))
def test_shared_freight_is_neither_lost_nor_made(prices: list[Decimal], freight: Decimal) -> None:
    made = declaration(
        *(item(price=str(price)) for price in prices),
        trade_terms=TradeTerms(condition_code="FOB"),
        customs_valuation=CustomsValuation(freight_charge_amount=Amount(value=freight, currency="XTS")),
    )
    total = sum((value for value, _ in values(made)), D(0))
    assert abs(total - sum(prices) - freight) <= len(prices) * D("0.005")


# ------------------------------------------------------------------------------------------------- origin and quota


@dataclass
class Origin:
    origin: str | None
    sent_from: str
    cited: tuple[str, ...]
    amount: str
    basis: str
    warned: bool = False


@pytest.mark.parametrize(
    "case",
    [
        Origin("AA", "BB", ("C1",), "0", "free"),
        Origin("AA", "BB", (), "200", "named", warned=True),
        Origin("AA", "CC", ("C1",), "200", "named"),
        Origin("CC", "AA", ("C1",), "200", "named"),
        Origin("DD", "AA", ("C1",), "300", "addition"),
        Origin(None, "AA", (), "300", "addition"),
    ],
    ids=str,
)
def test_origin_dispatch_and_certificate_decide_the_duty(case: Origin) -> None:
    made = assess(gather(declaration(item(origin=case.origin), sent_from=case.sent_from, cited=case.cited), TODAY, NOW))
    line = made.items[0].charges[0]
    assert (line.amount, line.basis) == (D(case.amount), case.basis)
    assert codes(made) == (["tariff.preference"] if case.warned else [])
    assert all(finding.severity == "warning" for finding in made.findings)
    pointers = {finding.pointer for finding in made.findings}
    assert pointers <= {"/goods_shipment/government_agency_goods_item/0/additional_document"}


def test_a_certificate_without_a_number_proves_nothing() -> None:
    bare = declaration(item(origin="AA"), sent_from="AA", cited=("C1",))
    bare = msgspec.structs.replace(
        bare, additional_document=(msgspec.structs.replace(bare.additional_document[0], id=None),)
    )
    assert charges(assess(gather(bare, TODAY, NOW)))["duty"] == 200


@pytest.mark.parametrize(
    ("code", "amount"), [("1701990000", "150"), ("1704900000", "205"), ("0808100000", "300"), ("8703230000", "500")]
)
def test_the_addition_goes_by_the_step_of_the_rate(code: str, amount: str) -> None:
    assert duty(code=code, origin="DD") == D(amount)


def test_an_addition_may_be_a_factor() -> None:
    pack = msgspec.structs.replace(PACK, additions=(Addition(factor=D(2), **LAW),))
    made = assess(gather(declaration(item("6109100000", origin="DD", net="200")), day(pack), NOW))
    assert made.items[0].charges[0].formula == "2 × (max(1000.00 × 20 %; 200 × 2 USD / kg × 4))"
    assert charges(made)["duty"] == 3200


def test_without_a_scale_the_tariff_stands() -> None:
    made = assess(gather(declaration(item(origin="DD")), day(msgspec.structs.replace(PACK, additions=())), NOW))
    assert (made.items[0].charges[0].amount, made.items[0].charges[0].basis) == (D(200), "")


@pytest.mark.parametrize(
    ("left", "cited", "used"),
    [("1", ("C1",), True), ("0.999", ("C1",), False), ("1", (), False), (None, ("C1",), False)],
)
def test_a_quota_holds_a_whole_line_or_none(left: str | None, cited: tuple[str, ...], used: bool) -> None:
    facts = AssessFacts({"Q1": D(left)} if left else {})
    made = assess(gather(declaration(item("1701990000", net="1000"), cited=cited), TODAY, NOW), facts)
    line = made.items[0].charges[0]
    assert line.amount == (D(10) if used else D(100))
    assert line.quota == ("Q1" if used else None)
    assert [(use.code, use.item, use.quantity, use.unit) for use in made.uses] == (
        [("Q1", 1, D(1), "TNE")] if used else []
    )


def test_items_take_from_a_quota_in_their_order() -> None:
    lines = [item("1701990000", net=net, sequence_numeric=n) for n, net in ((7, "600"), (8, "500"), (9, "400"))]
    made = assess(gather(declaration(*lines, cited=("C1",)), TODAY, NOW), AssessFacts({"Q1": D(1)}))
    assert [(use.item, use.quantity) for use in made.uses] == [(7, D("0.6")), (9, D("0.4"))]
    assert [one.charges[0].quota for one in made.items] == ["Q1", None, "Q1"]


@pytest.mark.parametrize(("code", "origin"), [("0808100000", "CC"), ("1701990000", "BB"), ("0808100000", "BB")])
def test_a_quota_is_for_its_goods_of_its_origins_alone(code: str, origin: str) -> None:
    made = assess(gather(declaration(item(code, origin=origin), cited=("C1",)), TODAY, NOW), AssessFacts({"Q1": D(9)}))
    assert made.uses == ()


def test_a_quota_that_saves_nothing_is_left_alone() -> None:
    dear = msgspec.structs.replace(PACK, quotas=(msgspec.structs.replace(PACK.quotas[0], duty="10%"),))
    made = assess(gather(declaration(item("1701990000"), cited=("C1",)), day(dear), NOW), AssessFacts({"Q1": D(9)}))
    assert made.uses == ()


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
