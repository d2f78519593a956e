"""Rules of the documents cited: which have to be, and that each can be found."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.codes import is_ucr
from darcha.law.declaration.rules.goods import KILOGRAM
from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier, Goods, moment
from darcha.law.rule import Findings, rule
from darcha.law.text import EMPTY

_CITED = f"{ITEM}.additional_document[]"
"""Documents may be cited for the whole too; findings point to where each stands."""


@rule("D055", at="goods_shipment.invoice.id", takes={"types": "list"})
def invoice_cited(dossier: Dossier) -> Findings:
    """No invoice is cited.

    Give the number of the invoice.
    """
    if dossier.direction == "transit" or (dossier.shipment.invoice and dossier.shipment.invoice.id):
        return
    if not dossier.cited.intersection(invoice_cited.words(dossier.law.rules, "types")):
        yield invoice_cited.found()


@rule("D056", at="additional_document", takes={"types": "list"})
def transport_document_cited(dossier: Dossier) -> Findings:
    """No transport document is cited.

    Give the type and number of the waybill or the bill of lading.
    """
    if dossier.direction in ("import", "transit") and not dossier.cited.intersection(
        transport_document_cited.words(dossier.law.rules, "types")
    ):
        yield transport_document_cited.found()


@rule("D057", at=f"{_CITED}.id")
def permit_numbered(dossier: Dossier) -> Findings:
    """A permit of type {type} is cited without its number.

    Give the number of the permit, or leave the line out: the permit is then asked for.
    """
    for document, pointer, _ in dossier.documents:
        if not document.id and document.type_code in dossier.law.permit_documents:
            yield permit_numbered.found_at(f"{pointer}/id", type=document.type_code)


@rule("D058", at=_CITED)
def document_cited_once(dossier: Dossier) -> Findings:
    """Document {id} of type {type} is cited twice.

    Cite it once.
    """
    seen = set()
    for document, pointer, goods in dossier.documents:
        key = (goods.index if goods else None, document.type_code, document.id)
        if document.id and key in seen:
            yield document_cited_once.found_at(pointer, type=document.type_code, id=document.id)
        seen.add(key)


@rule("D059", at=f"{_CITED}.type_code")
def document_type_known(dossier: Dossier) -> Findings:
    """There is no document type {given}.

    Choose a type of the list.
    """
    for document, pointer, _ in dossier.documents:
        if document.type_code not in dossier.law.documents:
            yield document_type_known.found_at(f"{pointer}/type_code", given=document.type_code or EMPTY)


@rule("D131", at="goods_shipment.invoice.issue_date_time", severity="warning")
def invoice_dated(dossier: Dossier) -> Findings:
    """The date of the invoice is missing.

    Give the day on which the invoice was made out.
    """
    invoice = dossier.shipment.invoice
    if invoice is not None and invoice.id and not invoice.issue_date_time:
        yield invoice_dated.found()


@rule("D133", at="goods_shipment.ucr.id")
def ucr_shaped(dossier: Dossier) -> Findings:
    """{given} is not a unique consignment reference.

    It is made of the last digit of the year, two letters of the country and up to 32 signs of yours.
    """
    places = [("/goods_shipment", dossier.shipment.ucr)]
    places += [(item.pointer, item.item.ucr) for item in dossier.items if item.item.ucr is not None]
    for pointer, ucr in places:
        if ucr is not None and ucr.id and not is_ucr(ucr.id):
            yield ucr_shaped.found_at(f"{pointer}/ucr/id", given=ucr.id)


@rule("D150", at=f"{_CITED}.id", severity="warning")
def document_numbered(dossier: Dossier) -> Findings:
    """A document of type {type} is cited without its number.

    Give its number, so that it can be found.
    """
    for document, pointer, _ in dossier.documents:
        if not document.id and document.type_code not in dossier.law.permit_documents:
            yield document_numbered.found_at(f"{pointer}/id", type=document.type_code or EMPTY)


@rule("D151", at=f"{_CITED}.effective_date_time")
def permit_valid_already(dossier: Dossier) -> Findings:
    """The permit {id} is dated {given}, which is still to come.

    Correct its date, or cite a permit that is valid on this day.
    """
    for document, pointer, _ in dossier.documents:
        given = document.effective_date_time
        when = moment(given, dossier.law.pack.time_zone) if given else None
        if when is not None and when > dossier.now and document.type_code in dossier.law.permit_documents:
            yield permit_valid_already.found_at(f"{pointer}/effective_date_time", id=document.id or EMPTY, given=given)


@rule("D152", at=f"{_CITED}.write_off.quantity_quantity")
def written_off_within_goods(dossier: Dossier) -> Findings:
    """{given} {unit} are written off the document, the item has {declared}.

    No more can be written off than is declared: correct one of the two.
    """
    for document, pointer, goods in dossier.documents:
        written = document.write_off.quantity_quantity if document.write_off else None
        declared = _declared(goods, written.unit) if written and goods else None
        if written is not None and declared is not None and written.value > declared:
            yield written_off_within_goods.found_at(
                f"{pointer}/write_off/quantity_quantity", given=written.value, unit=written.unit, declared=declared
            )


def _declared(goods: Goods, unit: str | None) -> Decimal | None:
    """How much of ``unit`` the item has, if that is stated; no unit is that of the tariff."""
    if unit == KILOGRAM:
        return goods.net_mass
    return goods.quantity.value if goods.quantity and unit in (None, goods.quantity.unit) else None
