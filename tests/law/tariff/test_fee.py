"""Fees by scale, and the fee of whatever has one."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law import condition
from darcha.law.condition import Condition
from darcha.law.document import AdditionalInformation, GovernmentAgencyGoodsItem, Quantity
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.pack.model import Charge, FeeStep
from darcha.law.snapshot import Snapshot, snapshot
from darcha.law.tariff import Assessment, Extent, assess, fee_of
from darcha.law.tariff.fee import measure_of
from tests.law.tariff.world import DAY, LAW, PACK, D, charge, day, declaration, item
from tests.makers import NOW


def step(measure: str, units: str, fee: str = "fee", limit: str | None = None, amount: str = "unit") -> FeeStep:
    return FeeStep(fee=fee, measure=measure, limit=D(limit) if limit else None, amount=amount, units=D(units), **LAW)


def with_fees(*fees: FeeStep, **fields: Any) -> Snapshot:
    return snapshot(msgspec.structs.replace(PACK, fees=fees, **fields), DAY)


def fees(law: Snapshot, *items: GovernmentAgencyGoodsItem, **more: Any) -> dict[str, tuple[Decimal, str]]:
    made = assess(gather(declaration(*items, **more), law, NOW))
    return {one.kind: (one.amount, one.formula) for one in made.charges}


def weighing(gross: str | None, procedure: str = "40") -> GovernmentAgencyGoodsItem:
    one = item(procedure=procedure)
    assert one.commodity
    measure = one.commodity.goods_measure
    assert measure
    weight = Quantity(value=D(gross), unit="KGM") if gross else None
    measure = msgspec.structs.replace(measure, gross_mass_measure=weight)
    return msgspec.structs.replace(one, commodity=msgspec.structs.replace(one.commodity, goods_measure=measure))


def test_a_fee_for_each_item_counts_the_items_that_owe_it() -> None:
    law = with_fees(step("item", "0.5"), step("declaration", "0.25", "fee_transit"))
    two = (item(), item(procedure="80"), item())
    assert fees(law, *two) == {"fee": (D(31), "2 × 0.5 × 30.2"), "fee_transit": (D("7.55"), "0.25 × 30.2")}
    assert fees(law, item()) == {"fee": (D(16), "0.5 × 30.2")}


def test_a_fee_by_mass_counts_the_gross_mass_of_the_items_that_owe_it() -> None:
    kilograms = with_fees(step("kg", "0.02"), step("declaration", "0.25", "fee_transit"))
    parcels = (weighing("1.5"), weighing("100", "80"), weighing("2"))
    assert fees(kilograms, *parcels)["fee"] == (D(3), "3.5 × 0.02 × 30.2")
    assert fees(with_fees(step("t", "20")), weighing("3500"))["fee"] == (D(2114), "3.5 × 20 × 30.2")


def test_a_fee_by_mass_asks_for_the_mass_of_every_item() -> None:
    made = assess(gather(declaration(weighing("1.5"), weighing(None)), with_fees(step("kg", "0.02")), NOW))
    assert made.findings == (Finding("tariff.fee.mass", "/goods_shipment", {"fee": "fee"}),)
    assert made.charges == ()
    made = assess(gather(declaration(weighing("NaN")), day(), NOW))
    assert [one.kind for one in made.charges] == ["fee"]


@pytest.mark.parametrize(("gross", "amount"), [("10", "61"), ("10.001", "303")])
def test_a_scale_may_rise_by_mass(gross: str, amount: str) -> None:
    """Up to 10 kg 0.2 units for each, beyond it 1: 60.4 and 302.0302, rounded up."""
    law = with_fees(step("kg", "0.2", limit="10"), step("kg", "1"))
    assert fees(law, weighing(gross))["fee"][0] == D(amount)


def test_an_amount_may_be_in_another_currency() -> None:
    euros = msgspec.structs.replace(PACK.amounts[0], code="dollars", value=D(3), currency="USD")
    law = with_fees(step("declaration", "2", amount="dollars"), amounts=(euros,))
    assert fees(law, item())["fee"] == (D(24), "2 × 3 × 4")


def on_statement(row: Charge, operator: Any, *values: str) -> Charge:
    test = condition.Test("statements", operator, values)
    return msgspec.structs.replace(row, when=Condition(all=(test,)))


def test_a_surcharge_is_owed_where_its_condition_holds_for_an_item() -> None:
    procedure = msgspec.structs.replace(PACK.procedures[0], charges=("fee", "fee_late", "fee_parcel"))
    law = with_fees(
        step("value USD", "1"),
        step("declaration", "0.25", "fee_late"),
        step("kg", "0.1", "fee_parcel"),
        procedures=(procedure,),
        charges=(
            on_statement(charge("fee", 8, "", level="declaration"), "not in", "PARCEL"),
            on_statement(charge("fee_late", 9, "", level="declaration"), "in", "NIGHT"),
            on_statement(charge("fee_parcel", 9, "", level="declaration"), "in", "PARCEL"),
        ),
    )
    said = {code: (AdditionalInformation(statement_code=code),) for code in ("NIGHT", "PARCEL")}
    assert list(fees(law, weighing("2"))) == ["fee"]
    night = msgspec.structs.replace(item(), additional_information=said["NIGHT"])
    assert fees(law, item(), night) == {"fee": (D("30.2"), "1 × 30.2"), "fee_late": (D("7.55"), "0.25 × 30.2")}
    parcel = msgspec.structs.replace(weighing("2"), additional_information=said["PARCEL"])
    assert fees(law, parcel) == {"fee_parcel": (D("6.04"), "2 × 0.1 × 30.2")}


def test_the_fee_of_anything_can_be_asked_for() -> None:
    law = with_fees(step("declaration", "1.123456", "permit"), step("item", "1", "ruling"))
    found: list[Finding] = []
    permit = fee_of("permit", law, Extent(), found)
    assert permit
    assert (permit.amount, permit.unrounded, permit.rounding) == (D("33.93"), D("33.9283712"), "0.01 half-up")
    assert (permit.kind, permit.expression, permit.base) == ("permit", "declaration, any: 1.123456 unit", D(0))
    assert (permit.act, permit.source, permit.status) == ("Act 1", "invented", "illustrative")
    ruling = fee_of("ruling", law, Extent(items=3), found)
    assert ruling
    assert ruling.amount == D("90.6")
    assert not found
    assert fee_of("unheard", law, Extent(), found) is None
    assert found == [Finding("tariff.fee", "", {"fee": "unheard", "day": "2030-05-06"})]


def test_a_fee_that_is_a_charge_is_rounded_as_that_charge() -> None:
    made = fee_of("fee", day(), Extent(value=D("4000.01")), [])
    assert made
    assert (made.amount, made.rounding, made.expression) == (D(76), "1 up", "value USD, any: 2.5 unit")
    low = fee_of("fee", day(), Extent(value=D(4000)), [])
    assert low
    assert (low.amount, low.base, low.expression) == (D(31), D(4000), "value USD, up to 1000: 1 unit")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("declaration", ("declaration", "")),
        ("item", ("item", "")),
        ("value USD", ("value", "USD")),
        ("kg", ("mass", "KGM")),
        ("100 kg", ("mass", "DTN")),
        ("value", None),
        ("l", None),
        ("worth USD", None),
        ("", None),
    ],
)
def test_measures_are_few(measure: str, expected: tuple[str, str] | None) -> None:
    assert measure_of(measure) == expected


def test_no_scale_reaches_far_enough() -> None:
    made: Assessment = assess(gather(declaration(item()), with_fees(step("value USD", "1", limit="1")), NOW))
    assert [one.code for one in made.findings] == ["tariff.fee"]
