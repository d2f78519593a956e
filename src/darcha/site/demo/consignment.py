"""From an entry of the book to the declaration a trader lodges: whole, with errors, or as it was found short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from darcha.law.document import (
    AdditionalDocument,
    Address,
    Amount,
    Classification,
    Commodity,
    Consignment,
    CustomsValuation,
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
    Office,
    Origin,
    Packaging,
    Party,
    Quantity,
    TradeTerms,
    TransportEquipment,
    TransportMeans,
    Warehouse,
)
from darcha.law.money import add_all
from darcha.site.demo import book
from darcha.site.demo.cast import Firm

_KILOGRAM = "KGM"
_INVOICED = timedelta(days=6)


class Lodger(msgspec.Struct, frozen=True):
    """On whose behalf a consignment is declared, by whom, and under what reference of theirs."""

    firm: Firm
    declarant: Firm
    reference: str
    country: str
    day: date


def declaration(entry: book.Consignment, lodger: Lodger) -> Declaration:
    """The declaration of a consignment without any error."""
    items = tuple(_item(number, item, entry, lodger) for number, item in enumerate(entry.item, 1))
    made = Declaration(
        functional_reference_id=lodger.reference,
        issue_date_time=lodger.day.isoformat(),
        declaration_office_id=entry.post,
        additional_document=tuple(AdditionalDocument(type_code=one.type, id=one.id) for one in entry.documents),
        border_transport_means=TransportMeans(
            id=entry.transport.vehicle,
            mode_code=entry.transport.mode,
            registration_nationality_code=entry.transport.country,
        ),
        declarant=_ours(lodger.declarant, lodger.country),
        exporter=_ours(lodger.firm, lodger.country) if entry.direction == "export" else _abroad(entry.partner),
        exit_office=Office(id=entry.exit_post) if entry.exit_post else None,
        goods_shipment=_shipment(entry, lodger, items),
    )
    return _totalled(made, items, entry.currency)


def found_short(document: Declaration, short: book.Short) -> Declaration:
    """The declaration amended to what an officer found, prices in proportion."""
    shipment = document.goods_shipment
    assert shipment is not None
    items = list(shipment.government_agency_goods_item)
    for found in short.item:
        items[found.item - 1] = _shortened(items[found.item - 1], found)
    replaced = msgspec.structs.replace(shipment, government_agency_goods_item=tuple(items))
    currency = document.invoice_amount.currency if document.invoice_amount else None
    return _totalled(msgspec.structs.replace(document, goods_shipment=replaced), tuple(items), currency)


def with_errors(document: Declaration) -> Declaration:
    """The declaration with a total mistyped, another not brought up to date, and without its waybill."""
    amount, mass = document.invoice_amount, document.total_gross_mass_measure
    assert amount is not None
    assert mass is not None
    return msgspec.structs.replace(
        document,
        invoice_amount=Amount(value=amount.value * 10, currency=amount.currency),
        total_gross_mass_measure=Quantity(value=mass.value + 100, unit=mass.unit),
        additional_document=document.additional_document[1:],
    )


def _shipment(entry: book.Consignment, lodger: Lodger, items: tuple[GovernmentAgencyGoodsItem, ...]) -> GoodsShipment:
    importer = _ours(lodger.firm, lodger.country) if entry.direction == "import" else _abroad(_receiver(entry))
    equipment = (TransportEquipment(sequence_numeric=1, id=entry.container),) if entry.container else ()
    route = tuple(Itinerary(sequence_numeric=n, routing_country_code=code) for n, code in enumerate(entry.route, 1))
    freight = Amount(value=entry.freight, currency=entry.currency) if entry.freight else None
    return GoodsShipment(
        consignment=Consignment(
            container_code="1" if equipment else "0", transport_equipment=equipment, itinerary=route
        ),
        customs_valuation=CustomsValuation(freight_charge_amount=freight) if freight else None,
        destination=Destination(country_code=_bound_for(entry, lodger)),
        export_country=ExportCountry(id=entry.export_country),
        government_agency_goods_item=items,
        importer=importer,
        invoice=Invoice(id=entry.invoice, issue_date_time=(lodger.day - _INVOICED).isoformat())
        if entry.invoice
        else None,
        trade_terms=TradeTerms(condition_code=entry.incoterm, location_name=entry.place),
        warehouse=Warehouse(id=entry.warehouse) if entry.warehouse else None,
    )


def _receiver(entry: book.Consignment) -> book.Partner:
    return entry.consignee or entry.partner


def _bound_for(entry: book.Consignment, lodger: Lodger) -> str:
    return lodger.country if entry.direction == "import" else _receiver(entry).country


def _ours(firm: Firm, country: str) -> Party:
    return Party(id=firm.code, name=firm.name, address=Address(line=firm.address, country_code=country))


def _abroad(partner: book.Partner) -> Party:
    return Party(name=partner.name, address=Address(city_name=partner.city, country_code=partner.country))


def _item(number: int, item: book.Item, entry: book.Consignment, lodger: Lodger) -> GovernmentAgencyGoodsItem:
    return GovernmentAgencyGoodsItem(
        sequence_numeric=number,
        commodity=Commodity(
            description=item.description,
            classification=(Classification(id=item.code, identification_type_code="HS"),),
            goods_measure=GoodsMeasure(
                gross_mass_measure=Quantity(value=item.gross, unit=_KILOGRAM),
                net_net_weight_measure=Quantity(value=item.net, unit=_KILOGRAM),
                tariff_quantity=Quantity(value=item.quantity, unit=item.unit) if item.quantity is not None else None,
            ),
            invoice_line=InvoiceLine(item_charge_amount=Amount(value=item.price, currency=entry.currency)),
        ),
        destination=Destination(country_code=_bound_for(entry, lodger)),
        export_country=ExportCountry(id=entry.export_country),
        government_procedure=(GovernmentProcedure(current_code=entry.procedure, previous_code="00"),),
        origin=(Origin(country_code=item.origin, region_id=item.region),),
        packaging=(
            Packaging(
                sequence_numeric=1,
                marks_numbers_id=f"{entry.code.upper()} {number}/{len(entry.item)}",
                quantity_quantity=Quantity(value=Decimal(item.packages)),
                type_code=item.kind,
            ),
        ),
    )


def _shortened(item: GovernmentAgencyGoodsItem, found: book.ShortItem) -> GovernmentAgencyGoodsItem:
    replace = msgspec.structs.replace
    commodity = item.commodity
    assert commodity is not None
    assert commodity.goods_measure is not None
    assert commodity.invoice_line is not None
    assert commodity.invoice_line.item_charge_amount is not None
    measure = commodity.goods_measure
    unit = measure.tariff_quantity.unit if measure.tariff_quantity else None
    amount = replace(commodity.invoice_line.item_charge_amount, value=found.price)
    return replace(
        item,
        commodity=replace(
            commodity,
            goods_measure=GoodsMeasure(
                gross_mass_measure=Quantity(value=found.gross, unit=_KILOGRAM),
                net_net_weight_measure=Quantity(value=found.net, unit=_KILOGRAM),
                tariff_quantity=Quantity(value=found.quantity, unit=unit) if found.quantity is not None else None,
            ),
            invoice_line=InvoiceLine(item_charge_amount=amount),
        ),
        packaging=(replace(item.packaging[0], quantity_quantity=Quantity(value=Decimal(found.packages))),),
    )


def _totalled(document: Declaration, items: Sequence[GovernmentAgencyGoodsItem], currency: str | None) -> Declaration:
    """The declaration with the totals of its items."""
    measures = [item.commodity.goods_measure for item in items if item.commodity and item.commodity.goods_measure]
    lines = [item.commodity.invoice_line for item in items if item.commodity and item.commodity.invoice_line]
    packages = [packaging.quantity_quantity for item in items for packaging in item.packaging]
    gross = add_all(one.gross_mass_measure.value for one in measures if one.gross_mass_measure)
    price = add_all(line.item_charge_amount.value for line in lines if line.item_charge_amount)
    return msgspec.structs.replace(
        document,
        goods_item_quantity=len(items),
        total_package_quantity=int(add_all(count.value for count in packages if count)),
        total_gross_mass_measure=Quantity(value=gross, unit=_KILOGRAM),
        invoice_amount=Amount(value=price, currency=currency),
    )
