"""Rules of the documents cited: which have to be, and that each can be found."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.declaration.rules.structure import ITEM
from darcha.law.document import AdditionalDocument
from darcha.law.dossier import Dossier
from darcha.law.rule import Findings, rule


def _cites(dossier: Dossier, types: list[str]) -> bool:
    documents = (dossier.declaration.additional_document, *(item.documents for item in dossier.items))
    return any(document.type_code in types and document.id for group in documents for document in group)


def _repeated(documents: tuple[AdditionalDocument, ...]) -> Iterator[tuple[int, AdditionalDocument]]:
    seen: set[tuple[str | None, str]] = set()
    for index, document in enumerate(documents):
        if document.id and (document.type_code, document.id) in seen:
            yield index, document
        seen.add((document.type_code, document.id or ""))


@rule("D055", at="goods_shipment.invoice.id", takes={"types": "list"})
def invoice_cited(dossier: Dossier) -> Findings:
    """No invoice is cited.

    Give the number of the invoice.
    """
    if dossier.direction == "transit" or (dossier.shipment.invoice and dossier.shipment.invoice.id):
        return
    if not _cites(dossier, invoice_cited.words(dossier.law.rules, "types")):
        yield invoice_cited.found()


@rule("D056", at="additional_document", takes={"types": "list"})
def transport_document_cited(dossier: Dossier) -> Findings:
    """No transport document is cited.

    Give the type and number of the waybill or the bill of lading.
    """
    if dossier.direction in ("import", "transit") and not _cites(
        dossier, transport_document_cited.words(dossier.law.rules, "types")
    ):
        yield transport_document_cited.found()


@rule("D057", at=f"{ITEM}.additional_document[].id")
def permit_numbered(dossier: Dossier) -> Findings:
    """A permit of type {type} is cited without its number.

    Give the number of the permit, or leave the line out: the permit is then asked for.
    """
    for item in dossier.items:
        for index, document in enumerate(item.documents):
            if not document.id and document.type_code in dossier.law.permit_documents:
                yield permit_numbered.found(item.index, index, type=document.type_code)


@rule("D058", at=f"{ITEM}.additional_document[]")
def document_cited_once(dossier: Dossier) -> Findings:
    """Document {id} of type {type} is cited twice.

    Cite it once.
    """
    for item in dossier.items:
        for index, document in _repeated(item.documents):
            yield document_cited_once.found(item.index, index, type=document.type_code, id=document.id)


@rule("D059", at=f"{ITEM}.additional_document[].type_code")
def document_type_known(dossier: Dossier) -> Findings:
    """There is no document type {given}.

    Choose a type of the list.
    """
    for item in dossier.items:
        for index, document in enumerate(item.documents):
            if document.type_code not in dossier.law.documents:
                yield document_type_known.found(item.index, index, given=document.type_code or "without a code")


@rule("D060", at="additional_document[].type_code")
def file_document_type_known(dossier: Dossier) -> Findings:
    """There is no document type {given}.

    Choose a type of the list.
    """
    for index, document in enumerate(dossier.declaration.additional_document):
        if document.type_code not in dossier.law.documents:
            yield file_document_type_known.found(index, given=document.type_code or "without a code")


@rule("D061", at="additional_document[].id")
def file_permit_numbered(dossier: Dossier) -> Findings:
    """A permit of type {type} is cited without its number.

    Give the number of the permit, or leave the line out: the permit is then asked for.
    """
    for index, document in enumerate(dossier.declaration.additional_document):
        if not document.id and document.type_code in dossier.law.permit_documents:
            yield file_permit_numbered.found(index, type=document.type_code)
