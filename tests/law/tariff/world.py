"""An invented country with a small tariff, for the tests of assessment."""

from datetime import date
from decimal import Decimal
from typing import Any

from darcha.law.document import (
    AdditionalDocument,
    Amount,
    Classification,
    Commodity,
    Declaration,
    ExportCountry,
    GoodsMeasure,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    GovernmentProcedure,
    InvoiceLine,
    Origin,
    Quantity,
)
from darcha.law.pack.model import (
    Addition,
    Adjustment,
    Charge,
    CountryGroup,
    DatedAmount,
    ExchangeRate,
    FeeStep,
    Heading,
    Pack,
    Procedure,
    Quota,
    Rate,
)
from darcha.law.snapshot import Snapshot, snapshot

D = Decimal
DAY = date(2030, 5, 6)
LAW: dict[str, Any] = {"start": date(2020, 1, 1), "act": "Act 1", "source": "invented", "status": "illustrative"}


def words(text: str) -> dict[str, str]:
    return {"en": text}


def heading(code: str, duty: str | None) -> Heading:
    return Heading(code=code, name=words(code), duty=duty, **LAW)


def charge(code: str, order: int, base: str, level: Any = "item", place: str = "0.01", mode: Any = "half-up") -> Charge:
    return Charge(
        code=code, name=words(code), order=order, level=level, base=base, round_place=D(place), round_mode=mode, **LAW
    )


def adjustment(code: str, sign: Any, element: Any, **more: Any) -> Adjustment:
    return Adjustment(code=code, name=words(code), sign=sign, element=element, **{**LAW, **more})


PACK = Pack(
    code="xa",
    name=words("Aurelia"),
    currency="XTS",
    languages=("en",),
    time_zone="UTC",
    weekend=(5, 6),
    digest="0" * 64,
    procedures=(
        Procedure(code="40", direction="import", name=words("import"), charges=("duty", "excise", "vat", "fee"), **LAW),
        Procedure(code="80", direction="transit", name=words("transit"), charges=("fee_transit",), **LAW),
    ),
    tariff=(
        heading("0808100000", "20%"),
        heading("1701990000", "10%"),
        heading("1704900000", "10.5%"),
        heading("2203000000", "0.5 USD / l"),
        heading("6109100000", "20% MIN 2 USD / kg"),
        heading("8703230000", "30%"),
        heading("9999999999", None),
    ),
    rates=(
        Rate(charge="vat", prefix="", expression="12%", **LAW),
        Rate(charge="vat", prefix="30", expression="0%", **LAW),
        Rate(charge="excise", prefix="2203", expression="100 XTS / l", **LAW),
    ),
    charges=(
        charge("vat", 3, "value+duty+excise"),
        charge("duty", 1, "value"),
        charge("excise", 2, "value"),
        charge("fee", 9, "", level="declaration", place="1", mode="up"),
        charge("fee_transit", 9, "", level="declaration"),
    ),
    fees=(
        FeeStep(fee="fee", measure="value USD", limit=D(1000), amount="unit", units=D(1), **LAW),
        FeeStep(fee="fee", measure="value USD", limit=None, amount="unit", units=D("2.5"), **LAW),
        FeeStep(fee="fee_transit", measure="declaration", limit=None, amount="unit", units=D("0.25"), **LAW),
    ),
    amounts=(DatedAmount(code="unit", value=D("30.2"), currency="XTS", **LAW),),
    groups=(
        CountryGroup(code="free", name=words("f"), countries=("AA", "BB"), treatment="free", document="C1", **LAW),
        CountryGroup(code="named", name=words("n"), countries=("AA", "BB", "CC"), treatment="tariff", **LAW),
    ),
    additions=(
        Addition(limit=D(10), points=D(5), **LAW),
        Addition(limit=D(20), points=D(10), **LAW),
        Addition(points=D(20), **LAW),
    ),
    exchange=(
        ExchangeRate(currency="USD", per=D(1), value=D(4), **LAW),
        ExchangeRate(currency="JPY", per=D(100), value=D(3), **LAW),
    ),
    adjustments=(
        adjustment("AE", 1, "assists", directions=("import", "export")),
        adjustment("AK", 1, "delivery", directions=("import", "export")),
        adjustment("AW", 1, "insurance"),
        adjustment("BA", -1, "onward_carriage", directions=("import", "export")),
        adjustment("BC", -1, "duties"),
        adjustment("BD", -1, "interest"),
    ),
    quotas=(
        Quota(
            code="Q1",
            name=words("q"),
            prefix="17",
            origins=("CC", "DD"),
            quantity=D(1000),
            unit="TNE",
            duty="1%",
            document="C1",
            **LAW,
        ),
    ),
)


def day(pack: Pack = PACK) -> Snapshot:
    return snapshot(pack, DAY)


def item(
    code: str = "0808100000",
    price: str | None = "1000",
    *,
    currency: str | None = "XTS",
    origin: str | None = "CC",
    procedure: str | None = "40",
    net: str | None = "100",
    quantity: tuple[str, str] | None = None,
    **more: Any,
) -> GovernmentAgencyGoodsItem:
    return GovernmentAgencyGoodsItem(
        commodity=Commodity(
            classification=(Classification(id=code),),
            goods_measure=GoodsMeasure(
                net_net_weight_measure=Quantity(value=D(net), unit="KGM") if net else None,
                tariff_quantity=Quantity(value=D(quantity[0]), unit=quantity[1]) if quantity else None,
            ),
            invoice_line=InvoiceLine(
                item_charge_amount=Amount(value=D(price), currency=currency) if price is not None else None
            ),
        ),
        origin=(Origin(country_code=origin),),
        government_procedure=(GovernmentProcedure(current_code=procedure),) if procedure else (),
        **more,
    )


def declaration(
    *items: GovernmentAgencyGoodsItem, sent_from: str = "CC", cited: tuple[str, ...] = (), **more: Any
) -> Declaration:
    return Declaration(
        additional_document=tuple(AdditionalDocument(type_code=code, id="1") for code in cited),
        goods_shipment=GoodsShipment(
            export_country=ExportCountry(id=sent_from), government_agency_goods_item=items, **more
        ),
    )
