"""The goods of the canonical document: one line as the agencies see it, and what it holds."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.document.parts import (
    AdditionalDocument,
    AdditionalInformation,
    Amount,
    Code,
    Element,
    Id,
    Moment,
    ObligationGuarantee,
    Party,
    PreviousDocument,
    Quantity,
    RoleParty,
    Text,
)


class ChargeDeduction(Element, frozen=True, kw_only=True):
    """One addition to the price, or deduction from it."""

    charges_type_code: Code | None = None
    other_charge_deduction_amount: Amount | None = None


class CustomsValuation(Element, frozen=True, kw_only=True):
    """How the customs value was found: method, freight, additions and deductions."""

    method_code: Code | None = None
    freight_charge_amount: Amount | None = None
    charge_deduction: tuple[ChargeDeduction, ...] = ()


class Classification(Element, frozen=True, kw_only=True):
    """A code of the commodity in one nomenclature (SRZ, TSP, GN …; HS at the head)."""

    id: Id | None = None
    identification_type_code: Code | None = None


class DangerousGoods(Element, frozen=True, kw_only=True):
    """The UN number of dangerous goods."""

    undg_id: Id | None = None


class Payment(Element, frozen=True, kw_only=True):
    """How much, how and by when a charge is paid."""

    reference_id: Id | None = None
    method_code: Code | None = None
    tax_assessed_amount: Amount | None = None
    due_date_time: Moment | None = None
    payment_amount: Amount | None = None
    obligation_guarantee: tuple[ObligationGuarantee, ...] = ()


class DutyTaxFee(Element, frozen=True, kw_only=True):
    """A duty, tax or fee as declared or as assessed (WCO 50A)."""

    ad_valorem_tax_base_amount: Amount | None = None
    deduct_amount: Amount | None = None
    duty_regime_code: Code | None = None
    specific_tax_base_quantity: Quantity | None = None
    tax_rate_numeric: Decimal | None = None
    type_code: Code | None = None
    quota_order_id: Id | None = None
    payment: Payment | None = None


class GoodsMeasure(Element, frozen=True, kw_only=True):
    """Mass and the units that the tariff asks for."""

    gross_mass_measure: Quantity | None = None
    net_net_weight_measure: Quantity | None = None
    tariff_quantity: Quantity | None = None


class InvoiceLine(Element, frozen=True, kw_only=True):
    """The price of the line."""

    item_charge_amount: Amount | None = None


class Seal(Element, frozen=True, kw_only=True):
    """A seal by its number."""

    sequence_numeric: int | None = None
    id: Id | None = None


class TransportEquipment(Element, frozen=True, kw_only=True):
    """A container or trailer, with its seals."""

    sequence_numeric: int | None = None
    id: Id | None = None
    seal: tuple[Seal, ...] = ()


class Commodity(Element, frozen=True, kw_only=True):
    """What the goods are: words, codes, measures, price, charges (WCO 23A)."""

    description: Text | None = None
    classification: tuple[Classification, ...] = ()
    dangerous_goods: tuple[DangerousGoods, ...] = ()
    duty_tax_fee: tuple[DutyTaxFee, ...] = ()
    goods_measure: GoodsMeasure | None = None
    invoice_line: InvoiceLine | None = None
    transport_equipment: tuple[TransportEquipment, ...] = ()


class Destination(Element, frozen=True, kw_only=True):
    """Where the goods are going."""

    country_code: Code | None = None
    region_id: Id | None = None


class ExportCountry(Element, frozen=True, kw_only=True):
    """The country the goods were sent from."""

    id: Code | None = None


class GovernmentProcedure(Element, frozen=True, kw_only=True):
    """The customs procedure asked for, and the one before it."""

    current_code: Code | None = None
    previous_code: Code | None = None


class Origin(Element, frozen=True, kw_only=True):
    """Where the goods were made, and in what sense."""

    country_code: Code | None = None
    region_id: Id | None = None
    type_code: Code | None = None


class Packaging(Element, frozen=True, kw_only=True):
    """Packages of one kind: marks, number, kind (Rec 21), measures."""

    sequence_numeric: int | None = None
    marks_numbers_id: Id | None = None
    quantity_quantity: Quantity | None = None
    type_code: Code | None = None
    packing_material_description: Text | None = None
    length_measure: Quantity | None = None
    width_measure: Quantity | None = None
    height_measure: Quantity | None = None
    volume_measure: Quantity | None = None


class Ucr(Element, frozen=True, kw_only=True):
    """The unique consignment reference."""

    id: Id | None = None
    trader_assigned_reference_id: Id | None = None


class ValuationAdjustment(Element, frozen=True, kw_only=True):
    """A coded adjustment of the value."""

    addition_code: Code | None = None


class GovernmentAgencyGoodsItem(Element, frozen=True, kw_only=True):
    """One line of goods as the agencies see it (WCO 68A)."""

    customs_value_amount: Amount | None = None
    sequence_numeric: int | None = None
    statistical_value_amount: Amount | None = None
    transaction_nature_code: Code | None = None
    additional_document: tuple[AdditionalDocument, ...] = ()
    additional_information: tuple[AdditionalInformation, ...] = ()
    aeo_mutual_recognition_party: tuple[RoleParty, ...] = ()
    buyer: Party | None = None
    commodity: Commodity | None = None
    consignee: Party | None = None
    consignor: Party | None = None
    customs_valuation: CustomsValuation | None = None
    destination: Destination | None = None
    domestic_duty_tax_party: tuple[RoleParty, ...] = ()
    export_country: ExportCountry | None = None
    government_procedure: tuple[GovernmentProcedure, ...] = ()
    origin: tuple[Origin, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    previous_document: tuple[PreviousDocument, ...] = ()
    seller: Party | None = None
    ucr: Ucr | None = None
    valuation_adjustment: ValuationAdjustment | None = None
