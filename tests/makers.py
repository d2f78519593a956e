"""Makers of what tests need: valid declarations, and an invented country's pack built without files.

The country is Aurelia (XA, a code that ISO 3166 leaves to its users), its currency XTS (ISO 4217's test code).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

import darcha.law.control  # registers its rules
import darcha.law.declaration  # noqa: F401 - registers its rules
from darcha.law.condition import Condition, Test
from darcha.law.document import (
    AdditionalDocument,
    Address,
    Amount,
    Classification,
    Commodity,
    Consignment,
    Declaration,
    Destination,
    ExportCountry,
    GoodsMeasure,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    GovernmentProcedure,
    Invoice,
    InvoiceLine,
    Itinerary,
    ObligationGuarantee,
    Office,
    Origin,
    Packaging,
    Party,
    Quantity,
    Seal,
    TradeTerms,
    TransportEquipment,
    TransportMeans,
)
from darcha.law.pack import model
from darcha.law.rule import RULES
from darcha.law.snapshot import Snapshot, snapshot

DAY = date(2026, 3, 2)
"""A Monday."""
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

S = TypeVar("S", bound=msgspec.Struct)
R = TypeVar("R", bound=model.Row)


def change(document: S, **changes: Any) -> S:
    """``document`` with other values at dotted paths: ``change(d, **{"goods_shipment.importer.id": None})``."""
    for path, value in changes.items():
        document = _put(document, path.split("."), value)
    return document


def _put(document: Any, path: list[str], value: object) -> Any:
    match = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", path[0])
    assert match is not None, f"{path[0]} is no step of a path"
    name, number = match.groups()
    below = getattr(document, name)
    if number is None:
        new = value if len(path) == 1 else _put(below, path[1:], value)
    else:
        index = int(number)
        one = value if len(path) == 1 else _put(below[index], path[1:], value)
        new = (*below[:index], one, *below[index + 1 :])
    return msgspec.structs.replace(document, **{name: new})


def row(shape: type[R], /, **fields: Any) -> R:
    """A row of a pack, in force since 2020 unless ``start`` says otherwise."""
    defaults = {"start": date(2020, 1, 1), "act": "Act 1, article 2", "source": "tests", "status": "illustrative"}
    return shape(**{**defaults, **fields})


def words(text: str) -> dict[str, str]:
    """A text of the pack, in English alone."""
    return {"en": text}


def kilograms(value: str) -> Quantity:
    """A mass."""
    return Quantity(value=Decimal(value), unit="KGM")


ORANGES, MEAT, LAPTOPS = "0805102200", "0201300000", "8471300000"


def item(
    sequence: int = 1, /, *, code: str = ORANGES, price: str = "1000.00", net: str = "900", **changes: Any
) -> GovernmentAgencyGoodsItem:
    """A valid item of an import: ten cartons, gross a tenth more than net, priced in euros."""
    made = GovernmentAgencyGoodsItem(
        sequence_numeric=sequence,
        commodity=Commodity(
            description="Sweet oranges, fresh, of the season",
            classification=(Classification(id=code, identification_type_code="HS"),),
            goods_measure=GoodsMeasure(
                gross_mass_measure=kilograms(str(Decimal(net) * 11 / 10)),
                net_net_weight_measure=kilograms(net),
                tariff_quantity=Quantity(value=Decimal(20), unit="H87") if code == LAPTOPS else None,
            ),
            invoice_line=InvoiceLine(item_charge_amount=Amount(value=Decimal(price), currency="EUR")),
        ),
        destination=Destination(country_code="XA"),
        export_country=ExportCountry(id="ES"),
        government_procedure=(GovernmentProcedure(current_code="IM40", previous_code="00"),),
        origin=(Origin(country_code="ES"),),
        packaging=(
            Packaging(sequence_numeric=1, marks_numbers_id="SUN", quantity_quantity=_count(10), type_code="CT"),
        ),
    )
    return change(made, **changes)


def _count(number: int) -> Quantity:
    return Quantity(value=Decimal(number))


def declaration(*items: GovernmentAgencyGoodsItem, **changes: Any) -> Declaration:
    """A valid import of ``items`` (one of oranges if none are given), with ``changes`` at dotted paths."""
    goods = items or (item(),)
    gross = sum((_gross(one) for one in goods), Decimal(0))
    made = Declaration(
        functional_reference_id="REF-1",
        declaration_office_id="P1",
        goods_item_quantity=len(goods),
        total_package_quantity=10 * len(goods),
        total_gross_mass_measure=Quantity(value=gross, unit="KGM"),
        invoice_amount=Amount(value=sum((_price(one) for one in goods), Decimal(0)), currency="EUR"),
        issue_date_time="2026-03-01",
        additional_document=(AdditionalDocument(type_code="730", id="CMR-1"),),
        border_transport_means=TransportMeans(id="AB 123", mode_code="3", registration_nationality_code="ES"),
        declarant=Party(id="300000003", name="Broker"),
        exporter=Party(name="Fruit of the Sun", address=Address(country_code="ES")),
        goods_shipment=GoodsShipment(
            consignment=Consignment(
                container_code="1",
                transport_equipment=(TransportEquipment(sequence_numeric=1, id="CSQU3054383"),),
            ),
            government_agency_goods_item=goods,
            importer=Party(id="200000002", name="Greengrocer", address=Address(country_code="XA")),
            invoice=Invoice(id="INV-1", issue_date_time="2026-02-20"),
            trade_terms=TradeTerms(condition_code="DAP", location_name="Aurelia City"),
        ),
    )
    return change(made, **changes)


def _gross(one: GovernmentAgencyGoodsItem) -> Decimal:
    measure = one.commodity.goods_measure if one.commodity else None
    return measure.gross_mass_measure.value if measure and measure.gross_mass_measure else Decimal(0)


def _price(one: GovernmentAgencyGoodsItem) -> Decimal:
    line = one.commodity.invoice_line if one.commodity else None
    return line.item_charge_amount.value if line and line.item_charge_amount else Decimal(0)


FIRST = "goods_shipment.government_agency_goods_item[0]"


def export(**changes: Any) -> Declaration:
    """A valid export of oranges."""
    made = declaration(
        **{
            f"{FIRST}.government_procedure[0].current_code": "EX10",
            f"{FIRST}.destination.country_code": "DE",
            f"{FIRST}.export_country.id": "XA",
            f"{FIRST}.origin[0].country_code": "XA",
            "exporter": Party(id="200000002", name="Grower", address=Address(country_code="XA")),
            "goods_shipment.importer": Party(name="Obsthandel", address=Address(country_code="DE")),
        }
    )
    return change(made, **changes)


def transit(**changes: Any) -> Declaration:
    """A valid transit of oranges."""
    made = declaration(
        **{
            f"{FIRST}.government_procedure[0].current_code": "TR80",
            f"{FIRST}.destination.country_code": "CN",
            "exit_office": Office(id="P2"),
            "obligation_guarantee": (ObligationGuarantee(reference_id="GRN-1"),),
            "goods_shipment.consignment.transport_equipment[0].seal": (Seal(sequence_numeric=1, id="S-1"),),
            "goods_shipment.consignment.itinerary": (
                Itinerary(sequence_numeric=1, routing_country_code="XA"),
                Itinerary(sequence_numeric=2, routing_country_code="CN"),
            ),
        }
    )
    return change(made, **changes)


def clock(amount: int, unit: str, code: str = "test", **changes: Any) -> model.Clock:
    """A clock of ``amount`` ``unit``."""
    return row(model.Clock, code=code, name=words(code), amount=amount, unit=unit, **changes)


_NUMBER = r"P\d/(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4})/\d{4}"
"""The shape of a declaration's number."""

PARAMS = {
    "C002": {"tolerance": "0.02"},
    "C003": {"tolerance": "0.02"},
    "D019": {"length": "10"},
    "D048": {"tolerance": "0.05"},
    "D050": {"shape": r"\d{9}"},
    "D051": {"shape": r"\d{9}"},
    "D052": {"shape": r"\d{9}"},
    "D055": {"types": "380"},
    "D056": {"types": "730 740"},
    "D094": {"grounds": "papers value"},
    "D096": {"types": "315"},
    "D098": {"statements": "PRESENTED"},
    "D103": {"types": "830", "shape": _NUMBER},
    "D104": {"types": "830", "shape": _NUMBER},
    "D105": {"types": "830"},
    "D108": {"regimes": "warehouse"},
    "D109": {"types": "952", "reasons": "RAIL"},
    "D112": {"statements": "GROUND"},
    "D114": {"statements": "STAY"},
    "D115": {"regimes": "return", "types": "830", "shape": _NUMBER},
    "D117": {"statements": "PRESENTED", "clock": "declare"},
    "D118": {"statements": "BEST", "regimes": "warehouse", "clock": "best"},
    "D120": {"shape": r"9\d{8}", "weights": "7 3 1 7 3 1 7 3"},
    "D124": {"shape": r"\d{9}"},
    "D126": {"codes": "AK"},
    "D128": {"codes": "BF"},
    "D148": {"prefixes": "0806", "shape": r"\d{4}"},
}
"""The parameters of the rules that take some."""


def rule_rows() -> tuple[model.RuleRow, ...]:
    """A row for every rule there is."""
    return tuple(
        row(model.RuleRow, code=code, params=PARAMS.get(code, {}), act=f"Act 1, article {n}")
        for n, code in enumerate(RULES)
    )


def mini_pack(**changes: Any) -> model.Pack:
    """The pack of Aurelia: small, and complete enough to lodge, need permits, assess, select and release."""
    pack = model.Pack(
        code="xa",
        name=words("Aurelia"),
        currency="XTS",
        languages=("en",),
        time_zone="Etc/GMT-5",
        weekend=(5, 6),
        digest="0" * 64,
        **_procedures(),
        **_permits(),
        **_tariff(),
        rules=rule_rows(),
        lanes=(
            row(model.Lane, code="green", name=words("Green"), rank=0, forms=()),
            row(model.Lane, code="yellow", name=words("Yellow"), rank=1, forms=("documents",)),
            row(model.Lane, code="red", name=words("Red"), rank=2, forms=("inspection",), random_rate=Decimal("0.05")),
        ),
        holidays=(
            row(model.Holiday, day=date(2026, 3, 9), name=words("Day of the Sun")),
            row(model.Holiday, day=date(2026, 3, 14), name=words("Worked for the Day of the Sun"), working=True),
        ),
    )
    return msgspec.structs.replace(pack, **changes)


def _procedures() -> dict[str, Any]:
    charges = ("duty", "vat", "fee")
    documents = {"380": "Invoice", "730": "Road consignment note", "740": "Air waybill", "851": "Phytosanitary"}
    return {
        "procedures": (
            row(model.Procedure, code="IM40", direction="import", name=words("Import"), charges=charges),
            row(model.Procedure, code="EX10", direction="export", name=words("Export"), charges=("fee",)),
            row(model.Procedure, code="TR80", direction="transit", name=words("Transit"), charges=("fee",)),
        ),
        "posts": (
            row(model.Post, code="P1", name=words("North Gate"), region="North", kind="border", mode="road"),
            row(model.Post, code="P2", name=words("South Yard"), region="South", kind="inland", mode="mixed"),
        ),
        "documents": tuple(
            row(model.DocumentType, code=code, name=words(name))
            for code, name in {**documents, "853": "Veterinary", "861": "Certificate of origin"}.items()
        ),
    }


def _permits() -> dict[str, Any]:
    def needed(prefix: str) -> Condition:
        return Condition(all=(Test("direction", "is", "import"), Test("code", "begins with", (prefix,))))

    common: dict[str, Any] = {
        "clock": "permit",
        "cure_clock": "cure",
        "recheck": "recheck",
        "grounds": ("incomplete", "false"),
    }
    return {
        "agencies": (
            row(model.Agency, code="PLANT", name=words("Plant Health")),
            row(model.Agency, code="VET", name=words("Veterinary Service")),
        ),
        "clocks": (
            clock(5, "working_day", "permit", holder="agency", stops=("question",)),
            clock(10, "working_day", "cure", holder="trader"),
            clock(2, "working_day", "recheck", holder="agency", stops=("question",)),
            clock(3, "working_day", "release", stops=("agency",)),
        ),
        "grounds": (
            row(model.Ground, code="incomplete", name=words("Incomplete"), norm="Act 3, article 1", cure_days=10),
            row(model.Ground, code="false", name=words("False data"), norm="Act 3, article 2", cure_days=15),
        ),
        "permits": (
            row(
                model.PermitType,
                code="phyto",
                name=words("Phytosanitary certificate"),
                agency="PLANT",
                document_code="851",
                needed=needed("08"),
                quantity_unit="KGM",
                **common,
            ),
            row(
                model.PermitType,
                code="vet",
                name=words("Veterinary permit"),
                agency="VET",
                document_code="853",
                needed=needed("02"),
                four_eyes=True,
                **common,
            ),
        ),
    }


def _tariff() -> dict[str, Any]:
    cent: dict[str, Any] = {"round_place": Decimal("0.01"), "round_mode": "half-up"}
    items: dict[str, Any] = {"level": "item", **cent}
    return {
        "tariff": (
            row(model.Heading, code="08", name=words("Fruit")),
            row(model.Heading, code=ORANGES, name=words("Sweet oranges"), duty="10 %"),
            row(model.Heading, code=MEAT, name=words("Meat of bovine animals, boneless"), duty="20 %"),
            row(model.Heading, code=LAPTOPS, name=words("Portable computers"), unit="H87", duty="0 %"),
        ),
        "charges": (
            row(model.Charge, code="duty", name=words("Duty"), order=1, base="value", **items),
            row(model.Charge, code="vat", name=words("Value added tax"), order=3, base="value+duty", **items),
            row(model.Charge, code="fee", name=words("Fee"), order=4, base="", level="declaration", **cent),
        ),
        "rates": (
            row(model.Rate, charge="vat", prefix="", expression="15 %", end=date(2025, 12, 31)),
            row(model.Rate, charge="vat", prefix="", expression="12 %", start=date(2026, 1, 1)),
            row(model.Rate, charge="vat", prefix="0805", expression="6 %", start=date(2026, 1, 1)),
        ),
        "fees": (
            row(model.FeeStep, fee="fee", measure="value XTS", limit=None, amount="unit", units=Decimal(2)),
            row(model.FeeStep, fee="fee", measure="value XTS", limit=Decimal(1000), amount="unit", units=Decimal(1)),
        ),
        "amounts": (row(model.DatedAmount, code="unit", value=Decimal(100), currency="XTS"),),
        "groups": (
            row(model.CountryGroup, code="MFN", name=words("Favoured"), countries=("ES", "CN"), treatment="tariff"),
            row(model.CountryGroup, code="FTA", name=words("Free trade"), countries=("DE",), treatment="free"),
        ),
        "additions": (
            row(model.Addition, limit=None, points=Decimal(20)),
            row(model.Addition, limit=Decimal(10), points=Decimal(5)),
        ),
        "exchange": (row(model.ExchangeRate, currency="EUR", per=Decimal(1), value=Decimal("10.50")),),
    }


def mini_snapshot(day: date = DAY, **changes: Any) -> Snapshot:
    """What of the mini pack is in force on ``day``."""
    return snapshot(mini_pack(**changes), day)
