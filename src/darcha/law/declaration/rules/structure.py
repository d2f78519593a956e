"""Rules of structure: what a declaration has to have, and totals that have to agree with its items."""

from __future__ import annotations

from darcha.law.codes import BULK
from darcha.law.document import Packaging
from darcha.law.dossier import Dossier, Goods
from darcha.law.money import add_all
from darcha.law.rule import Findings, rule
from darcha.law.text import EMPTY

ITEMS = "goods_shipment.government_agency_goods_item"
ITEM = f"{ITEMS}[]"


@rule("D001", at="goods_shipment.importer.id")
def importer_named(dossier: Dossier) -> Findings:
    """The importer is missing.

    Name the importer with the identifier.
    """
    if dossier.direction == "import" and not dossier.importer.id:
        yield importer_named.found()


@rule("D002", at="exporter")
def exporter_named(dossier: Dossier) -> Findings:
    """The exporter is missing.

    Name the exporter; for an export with the identifier.
    """
    named = dossier.exporter.id or (dossier.direction != "export" and dossier.exporter.name)
    if dossier.direction is not None and not named:
        yield exporter_named.found()


@rule("D003", at="declarant.id")
def declarant_named(dossier: Dossier) -> Findings:
    """The declarant is missing.

    Name the person who declares, with the identifier.
    """
    if not dossier.declarant.id:
        yield declarant_named.found()


@rule("D004", at="declaration_office_id")
def post_given(dossier: Dossier) -> Findings:
    """The customs post is missing.

    Give the code of the post at which the declaration is lodged.
    """
    if not dossier.declaration.declaration_office_id:
        yield post_given.found()


@rule("D005", at=ITEMS)
def has_items(dossier: Dossier) -> Findings:
    """The declaration has no goods items.

    Describe the goods in at least one item.
    """
    if not dossier.items:
        yield has_items.found()


@rule("D006", at=f"{ITEM}.government_procedure")
def procedure_given(dossier: Dossier) -> Findings:
    """The customs procedure is missing.

    Give the code of the procedure under which the goods are placed; only a short declaration goes without.
    """
    for item in dossier.items:
        if not item.procedure and dossier.kind != "short":
            yield procedure_given.found(item.index)


@rule("D007", at="goods_item_quantity")
def item_count_agrees(dossier: Dossier) -> Findings:
    """{stated} items are stated, {counted} are there.

    Correct the number, or add the items that are missing.
    """
    stated = dossier.declaration.goods_item_quantity
    if stated is not None and stated != len(dossier.items):
        yield item_count_agrees.found(stated=stated, counted=len(dossier.items))


@rule("D008", at=f"{ITEM}.sequence_numeric")
def items_numbered(dossier: Dossier) -> Findings:
    """The item has the number {given} instead of {expected}.

    Number the items 1, 2, 3 and so on.
    """
    for item in dossier.items:
        if item.item.sequence_numeric != item.index + 1:
            given = "none" if item.item.sequence_numeric is None else item.item.sequence_numeric
            yield items_numbered.found(item.index, given=given, expected=item.index + 1)


@rule("D009", at="total_package_quantity")
def package_total_agrees(dossier: Dossier) -> Findings:
    """{stated} packages are stated in all, the items have {counted}.

    Correct the total, or the packages of the items.
    """
    stated = dossier.declaration.total_package_quantity
    counts = [p.quantity_quantity for item in dossier.items for p in item.packaging]
    if stated is None or not counts or None in counts:
        return
    counted = add_all(count.value for count in counts if count is not None)
    if counted != stated:
        yield package_total_agrees.found(stated=stated, counted=counted)


@rule("D010", at="functional_reference_id")
def reference_given(dossier: Dossier) -> Findings:
    """The declaration has no reference of yours.

    Give a reference that you use once only; it finds the declaration again and keeps it from being doubled.
    """
    if not dossier.declaration.functional_reference_id:
        yield reference_given.found()


@rule("D011", at=f"{ITEM}.packaging")
def packaging_given(dossier: Dossier) -> Findings:
    """The packages of the item are missing.

    Give the kind and the number of the packages; goods in bulk have codes of their own.
    """
    for item in dossier.items:
        if not item.packaging:
            yield packaging_given.found(item.index)


def _same(one: Goods, other: Goods) -> bool:
    """Whether two items say the same of other goods, so that one of them may be there by mistake."""
    return (one.price, one.measure, one.packaging, one.origin) == (
        other.price,
        other.measure,
        other.packaging,
        other.origin,
    )


@rule("D037", at=ITEM, severity="warning")
def items_differ(dossier: Dossier) -> Findings:
    """The item says the same as item {first}.

    Leave it out if it is there by mistake, or join the two.
    """
    seen: dict[tuple[str | None, str], Goods] = {}
    for item in dossier.items:
        first = seen.setdefault((item.code, item.description), item)
        if first is not item and _same(first, item):
            yield items_differ.found(item.index, first=first.sequence)


@rule("D039", at=f"{ITEM}.packaging[].quantity_quantity")
def packages_counted(dossier: Dossier) -> Findings:
    """The number of packages is {given}.

    Count the packages; only goods in bulk are not counted, and packages that another item counts are 0.
    """
    for item in dossier.items:
        for index, packaging in enumerate(item.packaging):
            if not _counted(packaging):
                given = packaging.quantity_quantity.value if packaging.quantity_quantity else EMPTY
                yield packages_counted.found(item.index, index, given=given)


def _counted(packaging: Packaging) -> bool:
    """Whether packages have a whole number, or are of a kind that nobody counts."""
    if packaging.quantity_quantity is None:
        return packaging.type_code in BULK
    number = packaging.quantity_quantity.value
    return number >= 0 and number == number.to_integral_value()
