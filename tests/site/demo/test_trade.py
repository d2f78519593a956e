"""What simulated trade sends and types."""

from __future__ import annotations

import random

import pytest

from darcha.law.document import Declaration
from darcha.site.demo import acts
from darcha.site.demo.book import Book
from darcha.site.demo.browser import Page
from darcha.site.demo.cast import Cast
from darcha.site.demo.play import script
from darcha.wire import Format, read, write


@pytest.mark.parametrize("form", [Format.json, Format.wco])
def test_every_consignment_says_the_same_in_every_format(form: Format, cast: Cast, book: Book) -> None:
    for entry in book.consignment:
        chance = random.Random(1)
        one = script(entry, entry.plays[0], cast, chance, reference="R-1", country=book.country, day=book.day)
        reading = read(write(one.whole, form))
        (document,) = reading.documents
        assert isinstance(document, Declaration)
        assert document.goods_shipment == one.whole.goods_shipment
        assert document.additional_document == one.whole.additional_document
        assert document.functional_reference_id == "R-1"
        assert not reading.findings


def test_a_document_is_flat_as_the_form_names_it(cast: Cast, book: Book) -> None:
    (entry,) = (one for one in book.consignment if one.code == "vodka")
    one = script(entry, "shortage", cast, random.Random(1), reference="R-1", country=book.country, day=book.day)
    values = dict(acts.flat(one.last))
    assert values["additional_document[0].type_code"] == "202"
    goods = "goods_shipment.government_agency_goods_item[0]"
    assert values[f"{goods}.commodity.goods_measure.tariff_quantity.value"] == "3800"
    assert values[f"{goods}.packaging[0].quantity_quantity.value"] == "950"


def test_a_row_is_added_only_where_one_is_wanting() -> None:
    page = Page("/drafts/1/documents", b"<button name='add' value='additional_document'>Add</button>")
    wanted = {"additional_document[0].id": "A", "additional_document[1].id": "B", "declarant.id": "C"}
    assert acts._wanting(page, {"additional_document[0].id"}, wanted) == "additional_document"
    assert acts._wanting(page, {"additional_document[0].id", "additional_document[1].id"}, wanted) is None
