"""Rules of codes: what is named by a code has to be known, by its standard or by the pack on the day."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from darcha.law.codes import (
    INCOTERMS,
    UNKNOWN_ORIGIN,
    compact_container,
    is_container,
    is_hs,
    is_locode,
    is_package,
    is_unit,
)
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier, Goods
from darcha.law.rule import Findings, rule
from darcha.law.snapshot import Snapshot
from darcha.law.text import EMPTY

NO_PREVIOUS = (None, "", "00", "0000")
"""What is written for the procedure before where there was none."""

_SHOWN = 6
"""How many codes a finding names at most."""


@rule("D020", at=f"{ITEM}.government_procedure[].current_code")
def procedure_known(dossier: Dossier) -> Findings:
    """There is no customs procedure {given} on this day.

    Choose a procedure of the list.
    """
    for item in dossier.items:
        if item.procedure and item.direction is None:
            yield procedure_known.found(item.index, 0, given=item.procedure)


@rule("D021", at="declaration_office_id")
def post_known(dossier: Dossier) -> Findings:
    """There is no customs post {given}.

    Choose a post of the list.
    """
    given = dossier.declaration.declaration_office_id
    if given and given not in dossier.law.posts:
        yield post_known.found(given=given)


@rule("D022", at=f"{ITEM}.commodity.classification")
def commodity_code_shaped(dossier: Dossier) -> Findings:
    """{given} is not a commodity code.

    Give the code of the goods in the tariff, in digits.
    """
    for item in dossier.items:
        if not _whole(item, dossier.law) and (item.code is None or not is_hs(item.code)):
            yield commodity_code_shaped.found(item.index, given=item.code or EMPTY)


@rule("D023", at=f"{ITEM}.commodity.classification")
def commodity_code_known(dossier: Dossier) -> Findings:
    """The tariff of this day has no goods under {given}.

    Give all {digits} digits of a code that is in force.
    """
    law = dossier.law
    enough = dossier.filed.hs_digits if dossier.filed else None
    digits = enough or law.code_length
    for item in dossier.items:
        if _whole(item, law) or item.code is None or not is_hs(item.code):
            continue
        if not (enough and _begins(law, item.code, enough)):
            yield commodity_code_known.found(item.index, given=item.code, digits=digits)


def _whole(item: Goods, law: Snapshot) -> bool:
    """Whether the code of an item is a full one that is in force."""
    return item.heading is not None and len(item.heading.code) == law.code_length


@rule("D068", at=f"{ITEM}.commodity.classification", severity="warning")
def commodity_code_ended(dossier: Dossier) -> Findings:
    """The code {given} was in force until {last}.

    On this day the tariff has under its heading: {codes}.
    """
    for item in dossier.items:
        if item.heading is None and item.code is not None:
            last = dossier.law.made(_ended).get(item.code)
            if last is not None:
                codes = ", ".join(_under(dossier.law, item.code[:4])[:_SHOWN]) or EMPTY
                yield commodity_code_ended.found(item.index, given=item.code, last=last, codes=codes)


def _ended(law: Snapshot) -> dict[str, date]:
    """The codes that were in force before the day of ``law``, with the last day of each."""
    return {row.code: row.end for row in law.pack.tariff if row.end is not None and row.end < law.day}


def _full(law: Snapshot) -> list[str]:
    """The full codes of the tariff in their order."""
    return sorted(code for code in law.headings if len(code) == law.code_length)


def _under(law: Snapshot, prefix: str) -> list[str]:
    """The full codes that begin with ``prefix``."""
    codes = law.made(_full)
    return codes[bisect_left(codes, prefix) : bisect_left(codes, prefix + ":")]


def _begins(law: Snapshot, code: str, enough: int) -> bool:
    """Whether ``code`` has so many digits, and the tariff has goods whose codes begin with it."""
    return len(code) >= enough and bool(_under(law, code))


@rule("D024", at=f"{ITEM}.origin[].country_code")
def origin_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the country of origin by its two letters (ISO 3166).
    """
    for item in dossier.items:
        if item.origin and item.origin != UNKNOWN_ORIGIN and item.origin not in dossier.law.countries:
            yield origin_known.found(item.index, 0, given=item.origin)


@rule("D025", at=f"{ITEM}.export_country.id")
def export_country_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the country that the goods were sent from by its two letters (ISO 3166).
    """
    for item in dossier.items:
        if item.export_country and item.export_country not in dossier.law.countries:
            yield export_country_known.found(item.index, given=item.export_country)


@rule("D026", at=f"{ITEM}.destination.country_code")
def destination_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the country of destination by its two letters (ISO 3166).
    """
    for item in dossier.items:
        if item.destination and item.destination not in dossier.law.countries:
            yield destination_known.found(item.index, given=item.destination)


@rule("D027", at="invoice_amount.currency")
def currency_known(dossier: Dossier) -> Findings:
    """{given} is not a currency.

    Give the currency of the invoice by its three letters (ISO 4217).
    """
    amount = dossier.declaration.invoice_amount
    if amount is not None and amount.currency not in dossier.law.currencies:
        yield currency_known.found(given=amount.currency or EMPTY)


@rule("D028", at="invoice_amount.currency")
def exchange_rate_known(dossier: Dossier) -> Findings:
    """There is no exchange rate for {currency} on this day.

    Ask the help desk to enter the rate, or state the amounts in a currency that has one.
    """
    amount = dossier.declaration.invoice_amount
    snapshot = dossier.law
    if amount is None or amount.currency not in snapshot.currencies:
        return
    if snapshot.in_currency(amount.value, amount.currency) is None:
        yield exchange_rate_known.found(currency=amount.currency)


@rule("D029", at="goods_shipment.trade_terms.condition_code")
def incoterm_known(dossier: Dossier) -> Findings:
    """{given} is not a delivery term.

    Give one of the rules of Incoterms 2020.
    """
    terms = dossier.shipment.trade_terms
    if terms is not None and terms.condition_code not in INCOTERMS:
        yield incoterm_known.found(given=terms.condition_code or EMPTY)


@rule("D030", at="goods_shipment.trade_terms")
def incoterm_placed(dossier: Dossier) -> Findings:
    """The place of the delivery term is missing.

    Name the place up to which the seller delivers.
    """
    terms = dossier.shipment.trade_terms
    if terms is not None and terms.condition_code and not (terms.location_id or terms.location_name):
        yield incoterm_placed.found()


@rule("D031", at="goods_shipment.consignment.transport_equipment[].id")
def container_number_right(dossier: Dossier) -> Findings:
    """The check digit of container {given} is wrong.

    Read the number on the container again: four letters, six digits and the check digit.
    """
    for index, equipment in enumerate(dossier.consignment.transport_equipment):
        number = compact_container(equipment.id or "")
        # Trailers and wagons have numbers of other shapes, which no standard lets us check.
        if len(number) == 11 and number[:4].isalpha() and number[4:].isdigit() and not is_container(number):
            yield container_number_right.found(index, given=number)


@rule("D032", at=f"{ITEM}.packaging[].type_code")
def package_code_shaped(dossier: Dossier) -> Findings:
    """{given} is not a kind of package.

    Give the kind of package by its two letters or digits (UN/ECE Recommendation 21).
    """
    for item in dossier.items:
        for index, packaging in enumerate(item.packaging):
            if not is_package(packaging.type_code or ""):
                yield package_code_shaped.found(item.index, index, given=packaging.type_code or EMPTY)


@rule("D033", at=f"{ITEM}.commodity.goods_measure.tariff_quantity.unit")
def unit_shaped(dossier: Dossier) -> Findings:
    """{given} is not a unit of measure.

    Give the unit by its code (UN/ECE Recommendation 20).
    """
    for item in dossier.items:
        if item.quantity is not None and item.quantity.unit is not None and not is_unit(item.quantity.unit):
            yield unit_shaped.found(item.index, given=item.quantity.unit)


@rule("D034", at=f"{ITEM}.origin[].country_code")
def unknown_origin_explained(dossier: Dossier) -> Findings:
    """The origin is given as unknown, without a reason.

    Say in a statement of the item why the origin cannot be told.
    """
    for item in dossier.items:
        said = item.item.additional_information
        if item.origin == UNKNOWN_ORIGIN and not any(statement.statement_description for statement in said):
            yield unknown_origin_explained.found(item.index, 0)


@rule("D035", at=f"{ITEM}.origin")
def origin_given(dossier: Dossier) -> Findings:
    """The country of origin is missing.

    Give the country in which the goods were made.
    """
    for item in dossier.items:
        if item.direction == "import" and not item.origin:
            yield origin_given.found(item.index)


@rule("D036", at=f"{ITEM}.government_procedure[].previous_code")
def previous_procedure_known(dossier: Dossier) -> Findings:
    """There is no customs procedure {given} on this day.

    Give the procedure under which the goods were before by a code of the list, or 00 if there was none.
    """
    for item in dossier.items:
        if item.previous not in NO_PREVIOUS and item.previous not in dossier.law.procedures:
            yield previous_procedure_known.found(item.index, 0, given=item.previous)


@rule("D063", at="goods_shipment.trade_terms.location_id")
def delivery_place_coded(dossier: Dossier) -> Findings:
    """{given} is not the code of a place.

    Give the place of delivery by its UN/LOCODE (two letters of the country, three of the place), or by its name.
    """
    terms = dossier.shipment.trade_terms
    if terms is not None and terms.location_id:
        given = terms.location_id.replace(" ", "")
        if not (is_locode(given) and given[:2] in dossier.law.countries):
            yield delivery_place_coded.found(given=terms.location_id)
