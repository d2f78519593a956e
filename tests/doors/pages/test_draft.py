from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client

from tests.doors.conftest import FIRM
from tests.doors.pages.desk import ITEM, inputs, plain, seen, upload
from tests.makers import LAPTOPS, ORANGES, declaration, item


@pytest.fixture
def tom(client_for: Callable[..., Client]) -> Client:
    return client_for("tom")


@pytest.fixture
def draft(tom: Client) -> str:
    answer = tom.post("/drafts/new")
    assert answer.status_code == 302
    return str(answer["Location"])


def save(client: Client, address: str, go: str = "back", **changes: str) -> str:
    """Save a section as its page shows it, with ``changes``; where that leads, or the words of the page."""
    form = inputs(client.get(address)) | {"go": go} | changes
    answer = client.post(address, form)
    return str(answer.headers.get("Location", plain(answer)))


PARTIES = {
    f"{ITEM}[0].government_procedure[0].current_code": "IM40",
    "declaration_office_id": "P1",
    "exporter.name": "Fruit of the Sun",
    "exporter.address.country_code": "ES",
}
TRANSPORT = {
    "goods_shipment.export_country.id": "ES",
    "goods_shipment.trade_terms.condition_code": "DAP",
    "goods_shipment.trade_terms.location_name": "Aurelia City",
    "border_transport_means.mode_code": "3",
    "border_transport_means.id": "AB 123",
    "border_transport_means.registration_nationality_code": "ES",
}
GOODS = {
    "goods_shipment.invoice.id": "INV-1",
    "goods_shipment.invoice.issue_date_time": "2026-02-20",
    "invoice_amount.currency": "EUR",
    f"{ITEM}[0].commodity.description": "Sweet oranges, fresh",
    f"{ITEM}[0].commodity.classification[0].id": "0805.10 2200",
    f"{ITEM}[0].origin[0].country_code": "ES",
    f"{ITEM}[0].commodity.invoice_line.item_charge_amount.value": "1 000,50",
    f"{ITEM}[0].commodity.goods_measure.gross_mass_measure.value": "990",
    f"{ITEM}[0].commodity.goods_measure.net_net_weight_measure.value": "900",
    f"{ITEM}[0].packaging[0].quantity_quantity.value": "10",
    f"{ITEM}[0].packaging[0].type_code": "CT",
    f"{ITEM}[0].packaging[0].marks_numbers_id": "SUN",
}


def test_a_declaration_is_written_section_by_section_and_sent(tom: Client, draft: str) -> None:
    assert save(tom, f"{draft}/parties", "next", **PARTIES) == f"{draft}/transport"
    assert save(tom, f"{draft}/transport", "next", **TRANSPORT) == f"{draft}/goods"
    assert save(tom, f"{draft}/goods", "next", **GOODS) == f"{draft}/documents"
    assert save(tom, f"{draft}/documents", add="additional_document").startswith(f"{draft}/documents#")
    cited = {"additional_document[0].type_code": "730", "additional_document[0].id": "CMR-1"}
    assert save(tom, f"{draft}/documents", **cited) == draft
    assert "Not everything is filled in yet" not in plain(tom.get(draft))
    check = plain(tom.get(f"{draft}/check"))
    assert "Nothing to cure" in check
    assert "Phytosanitary certificate Plant Health" in check
    assert "5 working days" in check
    assert "Value added tax" in check
    assert "illustrative rate" in check
    answer = tom.post(f"{draft}/check")
    assert answer.status_code == 302
    file = plain(tom.get(answer["Location"]))
    assert "Lodged under the number P1/" in file
    assert tom.get(draft).status_code == 404, "what was sent is no draft any more"


def test_what_follows_from_the_rest_is_not_typed(tom: Client, draft: str) -> None:
    save(tom, f"{draft}/parties", **PARTIES)
    parties = inputs(tom.get(f"{draft}/parties"))
    assert parties["goods_shipment.importer.id"] == FIRM
    assert parties["goods_shipment.importer.name"] == "Greengrocer"
    assert parties["goods_shipment.importer.address.country_code"] == "XA"
    assert inputs(tom.get(f"{draft}/transport"))["goods_shipment.destination.country_code"] == "XA"
    save(tom, f"{draft}/goods", **GOODS)
    assert inputs(tom.get(f"{draft}/goods"))[f"{ITEM}[0].commodity.classification[0].id"] == ORANGES


def test_rows_are_added_and_removed_without_a_script(tom: Client, draft: str) -> None:
    address = f"{draft}/goods"
    save(tom, address, **GOODS)
    save(tom, address, add=ITEM)
    save(tom, address, **{f"{ITEM}[1].commodity.description": "Lemons"})
    assert inputs(tom.get(address))[f"{ITEM}[1].commodity.description"] == "Lemons"
    save(tom, address, drop=f"{ITEM}[0]")
    rest = inputs(tom.get(address))
    assert rest[f"{ITEM}[0].commodity.description"] == "Lemons"
    assert f"{ITEM}[1].commodity.description" not in rest
    save(tom, address, drop=f"{ITEM}[0]")
    assert f"{ITEM}[0].commodity.description" in inputs(tom.get(address)), "one item stays"
    save(tom, address, add="declarant", drop="declarant[0]")
    assert tom.get(address).status_code == 200, "only groups of the section have rows"


def test_a_code_is_searched_and_taken_without_a_script(tom: Client, draft: str) -> None:
    address, name = f"{draft}/goods", f"{ITEM}[0].commodity.classification[0].id"
    found = save(tom, address, **{name: "sweet orang", "find": name})
    assert ORANGES in found
    assert "Fruit" in found
    save(tom, address, take=f"{name}={LAPTOPS}")
    assert inputs(tom.get(address))[name] == LAPTOPS
    save(tom, address, take="declarant.id=1")
    assert inputs(tom.get(f"{draft}/parties"))["declarant.id"] == FIRM


def test_a_code_is_found_as_one_types(tom: Client) -> None:
    name = f"{ITEM}[0].commodity.classification[0].id"

    def search(query: str) -> str:
        return plain(tom.get("/tariff/search", {"for": name, name: query}))

    assert ORANGES in search("0805")
    assert LAPTOPS in search("computers portable")
    assert "Nothing in the tariff matches." in search("unicorns")
    assert search("") == ""


def test_what_cannot_be_read_is_kept_and_named(tom: Client, draft: str) -> None:
    name = f"{ITEM}[0].commodity.goods_measure.gross_mass_measure.value"
    page = save(tom, f"{draft}/goods", "next", **GOODS | {name: "nine hundred"})
    assert page.startswith("Error: Goods")
    assert "Gross mass, kg: Enter a number, such as 1250.5" in page
    assert inputs(tom.get(f"{draft}/goods"))[name] == "nine hundred"
    check = plain(tom.get(f"{draft}/check"))
    assert "This value cannot be read" in check
    assert "Sign and send" not in check
    assert tom.post(f"{draft}/check").status_code == 422


def test_what_is_typed_is_saved_as_it_is_typed(tom: Client, draft: str) -> None:
    address = f"{draft}/transport"
    form = inputs(tom.get(address)) | {"border_transport_means.id": "AB 123"}
    answer = tom.post(address, form, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "saved"
    assert "Saved" in plain(answer)
    assert seen(answer) != form["seen"]
    assert inputs(tom.get(address))["border_transport_means.id"] == "AB 123"


def test_two_windows_lose_nothing(tom: Client, draft: str) -> None:
    address, vehicle = f"{draft}/transport", "border_transport_means.id"
    mine = inputs(tom.get(address)) | {vehicle: "MINE", "go": "back"}
    save(tom, f"{draft}/parties", **PARTIES)
    theirs = inputs(tom.get(address)) | {vehicle: "THEIRS", "go": "back"}
    assert tom.post(address, theirs).status_code == 302
    typed = tom.post(address, mine, headers={"hx-request": "true"})
    assert "Another window changed this section" in plain(typed)
    answer = tom.post(address, mine)
    assert answer.status_code == 409
    page = plain(answer)
    assert "Vehicle MINE THEIRS" in page
    assert inputs(answer)[vehicle] == "MINE"
    assert inputs(tom.get(address))[vehicle] == "THEIRS"
    assert tom.post(address, inputs(answer) | {"go": "back"}).status_code == 302
    assert inputs(tom.get(address))[vehicle] == "MINE"
    assert inputs(tom.get(f"{draft}/parties"))["exporter.name"] == "Fruit of the Sun"


def test_another_section_saved_meanwhile_is_kept_too(tom: Client, draft: str) -> None:
    transport = inputs(tom.get(f"{draft}/transport")) | TRANSPORT | {"go": "back"}
    save(tom, f"{draft}/documents", add="additional_document")
    assert tom.post(f"{draft}/transport", transport).status_code == 302
    assert "additional_document[0].id" in inputs(tom.get(f"{draft}/documents"))


def test_beside_the_form_stands_what_is_found_needed_and_owed(tom: Client) -> None:
    draft = upload(tom, declaration(item(net="900"), functional_reference_id="REF-ASIDE"))
    aside = plain(tom.get(f"{draft}/aside"))
    assert "Nothing to cure" in aside
    assert "Phytosanitary certificate" in aside
    assert "Total" in aside
    empty = str(tom.post("/drafts/new")["Location"])
    assert "findings to cure" in plain(tom.get(f"{empty}/aside"))


def test_findings_lead_to_their_fields(tom: Client) -> None:
    wrong = declaration(item(), functional_reference_id="REF-LINK", **{"border_transport_means.mode_code": "77"})
    draft = upload(tom, wrong)
    page = tom.get(f"{draft}/check").content.decode()
    assert f'href="{draft}/transport?check=1#f-border-transport-means-mode-code"' in page
    section = plain(tom.get(f"{draft}/transport?check=1"))
    assert "Mode of transport: 77 is not a mode of transport" in section


def test_a_draft_belongs_to_whoever_writes_it(client_for: Callable[..., Client], draft: str) -> None:
    sue = client_for("sue")
    for address in (draft, f"{draft}/goods", f"{draft}/check", f"{draft}/aside"):
        assert sue.get(address).status_code == 404
    assert sue.post(f"{draft}/discard").status_code == 404


def test_a_draft_is_discarded(tom: Client, draft: str) -> None:
    assert draft in tom.get("/").content.decode()
    assert tom.post(f"{draft}/discard").status_code == 302
    assert tom.get(draft).status_code == 404


def test_no_section_of_another_name(tom: Client, draft: str) -> None:
    assert tom.get(f"{draft}/weather").status_code == 404


def test_a_file_that_cannot_be_read_is_explained(tom: Client) -> None:
    assert "Choose a file" in plain(tom.post("/drafts/upload"))
    answer = tom.post("/drafts/upload", {"file": BytesIO(b"<html")})
    assert answer.status_code == 422
    assert "The message cannot be read." in plain(answer)


def test_a_declaration_for_a_firm_that_is_not_ones_own_is_refused_in_words(tom: Client) -> None:
    other = {"goods_shipment.importer.id": "999999999"}
    draft = upload(tom, declaration(item(), functional_reference_id="REF-OTHER", **other))
    answer = tom.post(f"{draft}/check")
    assert answer.status_code == 403
    assert "it lies outside your firm" in plain(answer)
    assert tom.get(draft).status_code == 200, "the draft is still there"


def test_the_same_draft_sent_twice_is_one_declaration(tom: Client) -> None:
    first = upload(tom, declaration(functional_reference_id="REF-TWICE"))
    second = upload(tom, declaration(functional_reference_id="REF-TWICE"))
    one, two = (UUID(str(tom.post(f"{d}/check")["Location"]).rsplit("/", 1)[1]) for d in (first, second))
    assert one == two
