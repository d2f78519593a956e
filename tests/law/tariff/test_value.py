"""The customs value of items: declared or by the price, additions and deductions, shares."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.document import Amount, ChargeDeduction, CustomsValuation, Quantity
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.tariff import assess
from darcha.law.tariff.valuation.parts import apportion
from tests.law.tariff.priced import ITEM, WHOLE, coded, codes, found, under, valuation, worth, xts
from tests.law.tariff.world import DAY, PACK, D, adjustment, day, declaration, item
from tests.makers import NOW, change

# ------------------------------------------------------------------------------------------------- declared and price


def test_a_declared_customs_value_comes_before_the_price_and_holds_everything() -> None:
    stated = item(price="5", customs_value_amount=xts("900"), customs_valuation=valuation(("AE", "7")))
    assert worth(under("EXW", stated, customs_valuation=valuation(freight="50"))) == [(D(900), "900 XTS")]


def test_a_price_is_counted_at_the_rate_of_the_day_and_rounded() -> None:
    assert worth(declaration(item(price="33.35", currency="JPY"))) == [(D("1.00"), "33.35 JPY × 3 / 100")]
    assert worth(declaration(item(price="2.5", currency="USD"))) == [(D(10), "2.5 USD × 4")]
    assert worth(declaration(item(price="2.5", currency=None))) == [(D("2.5"), "2.5 XTS")]


@pytest.mark.parametrize(("price", "value"), [("0.01", "0.01"), ("0", None), ("-1", None)])
def test_a_value_is_above_zero(price: str, value: str | None) -> None:
    made = declaration(item(price=price))
    assert worth(made) == [(D(value or 0), f"{price} XTS" if value else "")]
    assert codes(made) == ([] if value else ["tariff.value.positive"])


# ------------------------------------------------------------------------------------------------- codes


def test_additions_and_deductions_are_told_by_their_codes() -> None:
    own = CustomsValuation(charge_deduction=(coded("AK", "50"), coded("BA", "20")))
    made = declaration(
        item(price="1000", customs_valuation=own), item(price="500"), customs_valuation=valuation(("AW", "9"))
    )
    assert worth(made) == [(D(1036), "1000 XTS + 6.0000 AW + 50 AK - 20 BA"), (D(503), "500 XTS + 3.0000 AW")]
    (first, _), findings = found(made)
    assert findings == []
    assert [(part.code, part.element, part.worth, part.shared) for part in first.parts] == [
        ("AW", "insurance", D(6), "value"),
        ("AK", "delivery", D(50), ""),
        ("BA", "onward_carriage", D(-20), ""),
    ]
    assert {(part.act, part.source, part.status) for part in first.parts} == {("Act 1", "invented", "illustrative")}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (coded("ZZ", "5"), Finding("tariff.value.adjustment", "charges_type_code", {"found": "ZZ", "day": str(DAY)})),
        (
            coded(None, "5"),
            Finding("tariff.value.adjustment", "charges_type_code", {"found": "An empty field", "day": str(DAY)}),
        ),
        (
            coded("AE", None),
            Finding("tariff.value.adjustment.amount", "other_charge_deduction_amount", {"code": "AE"}),
        ),
        (
            coded("BD", "-0.01"),
            Finding("tariff.value.adjustment.amount", "other_charge_deduction_amount", {"code": "BD"}),
        ),
        (
            coded("AK", "5"),
            Finding("tariff.value.adjustment.held", "charges_type_code", {"code": "AK", "terms": "CIP"}, "warning"),
        ),
        (
            coded("BC", "5"),
            Finding("tariff.value.adjustment.lacking", "charges_type_code", {"code": "BC", "terms": "CIP"}, "warning"),
        ),
    ],
    ids=str,
)
def test_what_is_not_counted_is_told_where_it_stands(stated: ChargeDeduction, expected: Finding) -> None:
    for pointer, made in (
        (WHOLE, under("CIP", item(), customs_valuation=CustomsValuation(charge_deduction=(stated,)))),
        (
            f"{ITEM}/customs_valuation",
            under("CIP", item(customs_valuation=CustomsValuation(charge_deduction=(stated,)))),
        ),
    ):
        assert worth(made) == [(D(1000), "1000 XTS")]
        place = f"{pointer}/charge_deduction/0/{expected.pointer}"
        assert found(made)[1] == [msgspec.structs.replace(expected, pointer=place)]


def test_a_sum_of_nothing_is_nothing() -> None:
    made = under("EXW", item(), customs_valuation=valuation(("AE", "0"), freight="0"))
    assert (worth(made), codes(made)) == ([(D(1000), "1000 XTS")], [])


def test_a_sum_in_a_currency_without_a_rate_is_told() -> None:
    odd = CustomsValuation(freight_charge_amount=Amount(value=D(5), currency="CHF"))
    ((one,), findings) = found(under("EXW", item(), customs_valuation=odd))
    assert one.amount == 1000
    assert findings == [
        Finding("tariff.exchange", f"{WHOLE}/freight_charge_amount/currency", {"currency": "CHF", "day": str(DAY)})
    ]


@pytest.mark.parametrize(
    ("whole", "own", "value", "place"),
    [
        (valuation(("AK", "30"), freight="30"), None, 1030, f"{WHOLE}/freight_charge_amount"),
        (None, valuation(("AK", "30"), freight="30"), 1030, f"{ITEM}/customs_valuation/freight_charge_amount"),
        (valuation(freight="30"), valuation(freight="30"), 1030, f"{ITEM}/customs_valuation/freight_charge_amount"),
        (valuation(freight="30"), valuation(("AK", "40")), 1030, f"{ITEM}/customs_valuation/charge_deduction/0"),
        (valuation(("AK", "30")), valuation(freight="40"), 1030, f"{ITEM}/customs_valuation/freight_charge_amount"),
        (valuation(("AK", "30")), valuation(("AK", "40")), 1070, None),
        (valuation(("AW", "5"), freight="30"), None, 1035, None),
        (valuation(freight="30"), valuation(("AW", "5")), 1035, None),
    ],
)
def test_carriage_is_counted_once(
    whole: CustomsValuation | None, own: CustomsValuation | None, value: int, place: str | None
) -> None:
    ((one,), findings) = found(under("EXW", item(customs_valuation=own), customs_valuation=whole))
    assert one.amount == value
    assert [(each.code, each.pointer) for each in findings] == (
        [("tariff.value.freight.twice", place)] if place else []
    )
    assert all(each.severity == "warning" for each in findings)


# ------------------------------------------------------------------------------------------------- shares


def massed(price: str, gross: str | None) -> Any:
    mass = Quantity(value=D(gross), unit="KGM") if gross else None
    return change(item(price=price), **{"commodity.goods_measure.gross_mass_measure": mass})


@pytest.mark.parametrize(
    ("masses", "shares", "by"),
    [
        (("30", "10"), [D(75), D(25)], "mass"),
        (("30", None), [D(100), D(0)], "mass"),
        ((None, None), [D(20), D(80)], "value"),
    ],
)
def test_the_data_may_share_a_sum_by_mass(masses: tuple[str | None, ...], shares: list[Decimal], by: str) -> None:
    pack = msgspec.structs.replace(PACK, adjustments=(adjustment("AS", 1, "carriage", share="mass"),))
    goods = [massed(price, gross) for price, gross in zip(("100", "400"), masses, strict=True)]
    made, _ = found(under("FOB", *goods, customs_valuation=valuation(freight="100")), pack)
    assert [sum((part.worth for part in one.parts), D(0)) for one in made] == shares
    assert {part.shared for one in made for part in one.parts} == {by}


def test_prices_in_two_currencies_share_by_what_they_are_worth() -> None:
    made = under("FOB", item(price="100"), item(price="25", currency="USD"), customs_valuation=valuation(freight="10"))
    assert [value for value, _ in worth(made)] == [D(105), D(105)]


def test_items_without_a_price_have_no_share() -> None:
    goods = (item(price="100"), item(price=None), item(price="-3"))
    made = under("FOB", *goods, customs_valuation=valuation(freight="10"))
    assert [value for value, _ in worth(made)] == [D(110), D(0), D(0)]
    assert codes(under("FOB", item(price=None), customs_valuation=valuation(freight="10"))) == ["tariff.value"]


weights = st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=6)


@given(weights, st.decimals(-(10**6), 10**6, places=2))
def test_shares_come_to_the_whole(parts: list[Decimal], whole: Decimal) -> None:
    shares = apportion(whole, parts)
    assert sum(shares, D(0)) == (whole if any(parts) else 0)
    assert all(not share for share, part in zip(shares, parts, strict=True) if not part)
    assert all(
        abs(share * sum(parts) - whole * part) <= sum(parts) * D("0.001")
        for share, part in zip(shares, parts, strict=True)
    )


def test_the_last_that_has_a_weight_takes_what_division_leaves() -> None:
    assert apportion(D(10), [D(1), D(1), D(1), D(0)]) == [D("3.3333"), D("3.3333"), D("3.3334"), D(0)]
    assert apportion(D(-10), [D(1), D(2)]) == [D("-3.3333"), D("-6.6667")]


prices = st.decimals("0.01", 10**6, places=2)
sums = st.decimals("0.01", 10**5, places=2)


@settings(max_examples=40)
@given(st.lists(prices, min_size=1, max_size=4), sums, sums)
def test_additions_are_monotone_and_none_is_lost(listed: list[Decimal], low: Decimal, more: Decimal) -> None:
    def total(freight: Decimal) -> tuple[Decimal, list[Decimal]]:
        made = under(
            "FOB", *(item(price=str(price)) for price in listed), customs_valuation=valuation(freight=str(freight))
        )
        each = [value for value, _ in worth(made)]
        return sum(each, D(0)), each

    (sum_low, each_low), (sum_high, _) = total(low), total(low + more)
    assert sum_low <= sum_high
    assert all(value >= price for value, price in zip(each_low, listed, strict=True))
    assert abs(sum_low - sum(listed) - low) <= len(listed) * D("0.005")


@settings(max_examples=30)
@given(prices, sums, sums, st.sampled_from(["EXW", "FAS"]), st.sampled_from(["CIP", "CIF", "DAP", "DPU"]))
def test_one_sale_told_in_two_terms_has_one_value(
    price: Decimal, carriage: Decimal, insurance: Decimal, bare: str, full: str
) -> None:
    whole = price + carriage + insurance
    told = [
        under(bare, item(price=str(price)), customs_valuation=valuation(("AW", str(insurance)), freight=str(carriage))),
        under(bare, item(price=str(price)), customs_valuation=valuation(("AK", str(carriage + insurance)))),
        under(
            "CPT",
            item(price=str(price + carriage)),
            customs_valuation=valuation(("AW", str(insurance)), freight=str(carriage)),
        ),
        under(full, item(price=str(whole)), customs_valuation=valuation(freight=str(carriage))),
        under(full, item(price=str(whole + 7)), customs_valuation=valuation(("BA", "7"))),
        under("DDP", item(price=str(whole + 9)), customs_valuation=valuation(("BC", "9"))),
    ]
    assert {worth(made)[0][0] for made in told} == {whole}


def test_the_assessment_shows_the_parts_of_the_value() -> None:
    made = declaration(item(customs_valuation=valuation(("AE", "5"))), item(procedure="41", customs_valuation=None))
    shown = assess(gather(made, day(), NOW)).items
    assert [[part.code for part in one.value_parts] for one in shown] == [["AE"], []]
    assert shown[0].customs_value == 1000 + sum(part.worth for part in shown[0].value_parts)
