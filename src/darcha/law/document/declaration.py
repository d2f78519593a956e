"""The whole canonical document: consignment, shipment, declaration, and the answer to it."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.document.goods import (
    CustomsValuation,
    Destination,
    DutyTaxFee,
    ExportCountry,
    GovernmentAgencyGoodsItem,
    TransportEquipment,
    Ucr,
)
from darcha.law.document.parts import (
    AdditionalDocument,
    AdditionalInformation,
    Address,
    Amendment,
    Amount,
    Authentication,
    AuthorisationHolder,
    Bank,
    Code,
    ContactOffice,
    Element,
    Error,
    Id,
    MetaData,
    Moment,
    ObligationGuarantee,
    Office,
    Party,
    PreviousDocument,
    Quantity,
    RoleParty,
    Status,
    Text,
)


class TransportMeans(Element, frozen=True, kw_only=True):
    """A vehicle, wagon, ship or aircraft: at the border, at arrival or at departure."""

    name: Text | None = None
    id: Id | None = None
    identification_type_code: Code | None = None
    type_code: Code | None = None
    registration_nationality_code: Code | None = None
    mode_code: Code | None = None


class GoodsLocation(Element, frozen=True, kw_only=True):
    """Where the goods can be seen."""

    name: Text | None = None
    id: Id | None = None
    type_code: Code | None = None
    address: Address | None = None


class LoadingLocation(Element, frozen=True, kw_only=True):
    """Where the goods were loaded."""

    name: Text | None = None
    id: Id | None = None


class Freight(Element, frozen=True, kw_only=True):
    """How carriage is paid."""

    payment_method_code: Code | None = None


class ConsignmentItem(Element, frozen=True, kw_only=True):
    """A line of the transport document."""

    sequence_numeric: int | None = None
    consignor: Party | None = None
    freight: Freight | None = None


class Itinerary(Element, frozen=True, kw_only=True):
    """A country on the route, in its order."""

    sequence_numeric: int | None = None
    routing_country_code: Code | None = None


class Consignment(Element, frozen=True, kw_only=True):
    """The goods on their way: vehicles, containers, route, place (WCO 28A)."""

    container_code: Code | None = None
    arrival_transport_means: TransportMeans | None = None
    departure_transport_means: TransportMeans | None = None
    goods_location: GoodsLocation | None = None
    loading_location: LoadingLocation | None = None
    transport_equipment: tuple[TransportEquipment, ...] = ()
    carrier: Party | None = None
    consignment_item: tuple[ConsignmentItem, ...] = ()
    consignor: Party | None = None
    freight: Freight | None = None
    itinerary: tuple[Itinerary, ...] = ()


class CurrencyExchange(Element, frozen=True, kw_only=True):
    """The rate at which a foreign currency was counted."""

    currency_type_code: Code | None = None
    rate_numeric: Decimal | None = None


class Invoice(Element, frozen=True, kw_only=True):
    """The commercial invoice."""

    id: Id | None = None
    issue_date_time: Moment | None = None


class TradeTerms(Element, frozen=True, kw_only=True):
    """Delivery terms (Incoterms) and their place."""

    condition_code: Code | None = None
    country_relationship_code: Code | None = None
    description: Text | None = None
    location_id: Id | None = None
    location_name: Text | None = None


class Warehouse(Element, frozen=True, kw_only=True):
    """The warehouse that holds the goods."""

    id: Id | None = None
    type_code: Code | None = None


class GoodsShipment(Element, frozen=True, kw_only=True):
    """What moves under one contract between the parties (WCO 67A)."""

    exit_date_time: Moment | None = None
    transaction_nature_code: Code | None = None
    aeo_mutual_recognition_party: tuple[RoleParty, ...] = ()
    buyer: Party | None = None
    consignee: Party | None = None
    consignment: Consignment | None = None
    consignor: Party | None = None
    customs_valuation: CustomsValuation | None = None
    destination: Destination | None = None
    domestic_duty_tax_party: tuple[RoleParty, ...] = ()
    export_country: ExportCountry | None = None
    government_agency_goods_item: tuple[GovernmentAgencyGoodsItem, ...] = ()
    importer: Party | None = None
    invoice: Invoice | None = None
    payer: Party | None = None
    previous_document: tuple[PreviousDocument, ...] = ()
    seller: Party | None = None
    surety: Party | None = None
    trade_terms: TradeTerms | None = None
    ucr: Ucr | None = None
    warehouse: Warehouse | None = None


class Declaration(Element, frozen=True, kw_only=True):
    """The canonical document: one declaration of the WCO Data Model (42A), with its envelope."""

    meta_data: MetaData | None = None
    acceptance_date_time: Moment | None = None
    cancellation_date_time: Moment | None = None
    function_code: Code | None = None
    functional_reference_id: Id | None = None
    id: Id | None = None
    rejection_date_time: Moment | None = None
    version_id: Id | None = None
    issue_date_time: Moment | None = None
    issue_location_id: Id | None = None
    type_code: Code | None = None
    goods_item_quantity: int | None = None
    declaration_office_id: Id | None = None
    invoice_amount: Amount | None = None
    loading_list_quantity: int | None = None
    total_gross_mass_measure: Quantity | None = None
    total_package_quantity: int | None = None
    specific_circumstances_code_code: Code | None = None
    authentication: Authentication | None = None
    submitter: Party | None = None
    additional_document: tuple[AdditionalDocument, ...] = ()
    additional_information: tuple[AdditionalInformation, ...] = ()
    agent: Party | None = None
    amendment: tuple[Amendment, ...] = ()
    authorisation_holder: tuple[AuthorisationHolder, ...] = ()
    border_transport_means: TransportMeans | None = None
    consignment: Consignment | None = None
    currency_exchange: tuple[CurrencyExchange, ...] = ()
    declarant: Party | None = None
    duty_tax_fee: tuple[DutyTaxFee, ...] = ()
    exit_office: Office | None = None
    exporter: Party | None = None
    goods_shipment: GoodsShipment | None = None
    obligation_guarantee: tuple[ObligationGuarantee, ...] = ()
    presentation_office: Office | None = None
    supervising_office: Office | None = None


class Response(Element, frozen=True, kw_only=True):
    """An answer of the administration to a declaration (WCO message RES)."""

    meta_data: MetaData | None = None
    function_code: Code | None = None
    functional_reference_id: Id | None = None
    issue_date_time: Moment | None = None
    additional_information: tuple[AdditionalInformation, ...] = ()
    amendment: tuple[Amendment, ...] = ()
    appeal_office: Office | None = None
    bank: Bank | None = None
    contact_office: tuple[ContactOffice, ...] = ()
    error: tuple[Error, ...] = ()
    status: tuple[Status, ...] = ()
    declaration: tuple[Declaration, ...] = ()
