"""What makes a declared value doubtful: a later method without a reason, a price far below the average."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law.document import AdditionalInformation, CustomsValuation, Declaration
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.pack.model import Pack, PriceFloor, Procedure, ValuationMethod
from darcha.law.tariff import assess
from darcha.law.tariff.value import values
from tests.law.tariff.world import DAY, LAW, PACK, D, day, declaration, item, words
from tests.makers import NOW

ITEM = "/goods_shipment/government_agency_goods_item/0"
PRICE = f"{ITEM}/commodity/invoice_line/item_charge_amount"


def findings(made: Declaration, pack: Pack) -> list[Finding]:
    told: list[Finding] = []
    values(gather(made, day(pack), NOW), told)
    return told


# ------------------------------------------------------------------------------------------------- methods


def method(code: str, order: int, *directions: Any) -> ValuationMethod:
    ways = directions or ("import", "export")
    return ValuationMethod(code=code, name=words(code), order=order, directions=ways, **LAW)


METHODS = msgspec.structs.replace(
    PACK,
    methods=(method("2", 2), method("1", 1), method("4", 4, "import"), method("1b", 1)),
    procedures=(*PACK.procedures, Procedure(code="10", direction="export", name=words("e"), charges=(), **LAW)),
)


def named(code: str, said: AdditionalInformation | None = None, **more: Any) -> Any:
    about = (said,) if said else ()
    return item(customs_valuation=CustomsValuation(method_code=code), additional_information=about, **more)


REASON = AdditionalInformation(statement_type_code="VAL", statement_description="The goods were leased")


@pytest.mark.parametrize("code", ["1", "1b"])
def test_the_first_method_needs_no_reason(code: str) -> None:
    assert findings(declaration(named(code)), METHODS) == []


def test_a_method_that_the_day_does_not_know_is_told() -> None:
    expected = [
        Finding("tariff.value.method", f"{ITEM}/customs_valuation/method_code", {"found": "9", "day": str(DAY)})
    ]
    assert findings(declaration(named("9")), METHODS) == expected
    assert findings(declaration(named("9")), PACK) == []


def test_a_method_is_known_in_its_direction() -> None:
    assert findings(declaration(named("4", REASON)), METHODS) == []
    exported = findings(declaration(named("4", REASON, procedure="10")), METHODS)
    assert [one.code for one in exported] == ["tariff.value.method"]


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        (None, False),
        (REASON, True),
        (msgspec.structs.replace(REASON, statement_description="  "), False),
        (msgspec.structs.replace(REASON, statement_description=None), False),
        (msgspec.structs.replace(REASON, statement_type_code="USE"), False),
    ],
)
def test_a_later_method_asks_for_a_reason(said: AdditionalInformation | None, enough: bool) -> None:
    about = {"found": "2", "first": "1"}
    expected = [Finding("tariff.value.method.reason", f"{ITEM}/customs_valuation/method_code", about)]
    assert findings(declaration(named("2", said)), METHODS) == ([] if enough else expected)


def test_the_reason_may_be_given_for_the_whole_and_the_method_too() -> None:
    whole = CustomsValuation(method_code="2")
    told = findings(declaration(item(), item(), customs_valuation=whole), METHODS)
    assert [(one.code, one.pointer) for one in told] == [
        ("tariff.value.method.reason", "/goods_shipment/customs_valuation/method_code")
    ] * 2
    made = msgspec.structs.replace(declaration(item(), customs_valuation=whole), additional_information=(REASON,))
    assert findings(made, METHODS) == []
    assert findings(declaration(named("1"), customs_valuation=whole), METHODS) == []


def test_the_method_of_a_declared_value_is_looked_at_too() -> None:
    priced = item().commodity.invoice_line.item_charge_amount  # type: ignore[union-attr]
    assert [one.code for one in findings(declaration(named("9", customs_value_amount=priced)), METHODS)] == [
        "tariff.value.method"
    ]


# ------------------------------------------------------------------------------------------------- floors


def floor(prefix: str, price: str = "10", unit: str = "KGM", currency: str = "XTS", share: str = "0.8") -> PriceFloor:
    return PriceFloor(code=prefix, prefix=prefix, unit=unit, price=D(price), currency=currency, share=D(share), **LAW)


def floored(*rows: PriceFloor) -> Pack:
    exported = Procedure(code="10", direction="export", name=words("e"), charges=(), **LAW)
    return msgspec.structs.replace(PACK, floors=rows, procedures=(*PACK.procedures, exported))


@pytest.mark.parametrize(
    ("price", "net", "doubted"), [("800", "100", False), ("799.99", "100", True), ("800", "100.01", True)]
)
def test_a_price_below_the_share_of_the_average_is_doubted(price: str, net: str, doubted: bool) -> None:
    told = findings(declaration(item(price=price, net=net)), floored(floor("0808")))
    assert [(one.code, one.pointer, one.severity) for one in told] == (
        [("tariff.value.floor", PRICE, "error")] if doubted else []
    )


def test_the_numbers_are_in_the_finding() -> None:
    pack = floored(floor("0808", "10", "t", "USD", "0.85"))
    ((one),) = findings(declaration(item(price="3.3333", net="100")), pack)
    assert one.params == {
        "found": "8.3250",
        "currency": "USD",
        "unit": "t",
        "least": "8.50",
        "share": "0.85",
        "price": "10",
    }


@pytest.mark.parametrize(
    ("rows", "about", "doubted"),
    [
        ((floor("08", "1"), floor("0808", "20")), {}, True),
        ((floor("08", "20"), floor("0808", "1")), {}, False),
        ((floor("0809"),), {}, False),
        ((floor("0808", unit="l"),), {}, False),
        ((floor("0808", unit="l"),), {"quantity": ("2", "HLT")}, True),
        ((floor("0808", unit="l"),), {"quantity": ("2", None)}, False),
        ((floor("0808", currency="CHF"),), {}, False),
        ((floor("0808"),), {"net": None}, False),
        ((floor("0808"),), {"procedure": "10"}, False),
        ((floor(""),), {"code": ""}, True),
    ],
)
def test_the_floor_is_that_of_the_longest_prefix_where_it_can_be_counted(
    rows: tuple[PriceFloor, ...], about: dict[str, Any], doubted: bool
) -> None:
    made = declaration(item(**{"price": "700", "net": "100", **about}))
    assert bool(findings(made, floored(*rows))) is doubted


@pytest.mark.parametrize("where", ["item", "whole"])
def test_release_at_a_provisional_value_leaves_a_warning(where: str) -> None:
    asked = (AdditionalInformation(statement_code="provisional_value"),)
    made = declaration(item(price="700", additional_information=asked if where == "item" else ()))
    if where == "whole":
        made = msgspec.structs.replace(made, additional_information=asked)
    told = findings(made, floored(floor("0808")))
    assert [(one.code, one.severity) for one in told] == [("tariff.value.floor.provisional", "warning")]


def test_doubt_leaves_the_value_as_it_is() -> None:
    made = assess(gather(declaration(item(price="700")), day(floored(floor("0808"))), NOW))
    assert made.items[0].customs_value == Decimal(700)
    assert [one.code for one in made.findings] == ["tariff.value.floor"]
