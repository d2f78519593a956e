"""The vocabulary of the canonical document: values, parties, offices, documents cited, statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

Code = Annotated[str, msgspec.Meta(max_length=70)]
Id = Annotated[str, msgspec.Meta(max_length=140)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Moment = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?)?$",
        description="ISO 8601: a date, or a date and time",
    ),
]


class Element(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The base of every class of the document: immutable, compared by value, unknown names refused."""


class Amount(Element, frozen=True, kw_only=True):
    """A sum of money; the currency is ISO 4217, absent where the message leaves it to the context."""

    value: Decimal
    currency: Code | None = None


class Quantity(Element, frozen=True, kw_only=True):
    """A quantity or a measure; the unit is a UN/ECE Rec 20 code, absent where the element fixes it (mass: kilogram)."""

    value: Decimal
    unit: Code | None = None


class MetaData(Element, frozen=True, kw_only=True):
    """The envelope: version of the model, kind of message, responsible country and agency."""

    wco_data_model_version_code: Code | None = None
    wco_type_name: Text | None = None
    responsible_country_code: Code | None = None
    responsible_agency_name: Text | None = None
    agency_assigned_customization_code: Code | None = None
    agency_assigned_customization_version_code: Code | None = None


class Address(Element, frozen=True, kw_only=True):
    """Where a party or a place is (ISO 3166-1 country)."""

    type_code: Code | None = None
    city_name: Text | None = None
    country_code: Code | None = None
    country_sub_division_code: Code | None = None
    country_sub_division_name: Text | None = None
    line: Text | None = None
    postcode_id: Id | None = None


class Named(Element, frozen=True, kw_only=True):
    """A contact or an authenticator: a person known by name."""

    name: Text | None = None


class Communication(Element, frozen=True, kw_only=True):
    """A telephone number or an address for messages."""

    id: Id | None = None
    type_code: Code | None = None


class Party(Element, frozen=True, kw_only=True):
    """A party to the consignment (WCO classes Importer, Exporter, Declarant, Agent, …): one shape for all."""

    name: Text | None = None
    role_code: Code | None = None
    id: Id | None = None
    function_code: Code | None = None
    address: Address | None = None
    contact: Named | None = None
    communication: Communication | None = None


class RoleParty(Element, frozen=True, kw_only=True):
    """A party named only by identifier and role."""

    id: Id | None = None
    role_code: Code | None = None


class Office(Element, frozen=True, kw_only=True):
    """A customs office by its code."""

    id: Id | None = None


class ContactOffice(Element, frozen=True, kw_only=True):
    """An office to turn to."""

    id: Id | None = None
    communication: tuple[Communication, ...] = ()


class Pointer(Element, frozen=True, kw_only=True):
    """One step of a path into a declaration, in WCO section and tag codes."""

    sequence_numeric: int | None = None
    document_section_code: Code | None = None
    tag_id: Id | None = None


class AdditionalInformation(Element, frozen=True, kw_only=True):
    """A statement, coded or in words, with pointers to what it speaks of (WCO 03A)."""

    statement_code: Code | None = None
    statement_description: Text | None = None
    limit_date_time: Moment | None = None
    statement_type_code: Code | None = None
    pointer: tuple[Pointer, ...] = ()


class Amendment(Element, frozen=True, kw_only=True):
    """What a later message changes, and why (WCO 06A)."""

    change_reason_code: Code | None = None
    pointer: tuple[Pointer, ...] = ()


class Authentication(Element, frozen=True, kw_only=True):
    """A signature in words and who gave it."""

    authentication: Text | None = None
    authenticator: Named | None = None


class AuthorisationHolder(Element, frozen=True, kw_only=True):
    """The holder of an authorisation that this declaration uses."""

    id: Id | None = None
    category_code: Code | None = None


class WriteOff(Element, frozen=True, kw_only=True):
    """The quantity or amount taken off a document."""

    quantity_quantity: Quantity | None = None
    amount_amount: Amount | None = None


class AdditionalDocument(Element, frozen=True, kw_only=True):
    """A document cited: licence, certificate, transport document, invoice, account (WCO 02A)."""

    category_code: Code | None = None
    effective_date_time: Moment | None = None
    id: Id | None = None
    name: Text | None = None
    type_code: Code | None = None
    lpco_exemption_code: Code | None = None
    submitter: Party | None = None
    write_off: WriteOff | None = None


class PreviousDocument(Element, frozen=True, kw_only=True):
    """What these goods were under before."""

    category_code: Code | None = None
    id: Id | None = None
    type_code: Code | None = None
    line_numeric: int | None = None


class ObligationGuarantee(Element, frozen=True, kw_only=True):
    """Security for what may come to be owed."""

    amount_amount: Amount | None = None
    id: Id | None = None
    reference_id: Id | None = None
    security_details_code: Code | None = None
    access_code: Code | None = None
    guarantee_office: Office | None = None


class Error(Element, frozen=True, kw_only=True):
    """What was wrong, by code and pointer."""

    description: Text | None = None
    validation_code: Code | None = None
    pointer: tuple[Pointer, ...] = ()


class Status(Element, frozen=True, kw_only=True):
    """The state a declaration has come to, and since when."""

    effective_date_time: Moment | None = None
    name_code: Code | None = None
    release_date_time: Moment | None = None
    pointer: tuple[Pointer, ...] = ()


class Bank(Element, frozen=True, kw_only=True):
    """The account that a payment goes to."""

    reference_id: Id | None = None
    id: Id | None = None
