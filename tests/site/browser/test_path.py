"""From an empty draft to released goods, in a browser, typing only what each person knows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from darcha.store.connect import connect
from tests.site.browser.people import Person
from tests.site.running import House


def fill_parties(trader: Person) -> None:
    trader.press("Procedure and parties")
    trader.fill("government_procedure[0].current_code", "ИМ40")
    trader.fills(declaration_office_id="27001")
    trader.fill("importer.name", "Qumri Ichimlik")
    trader.fill("importer.id", "300000016")
    trader.fill("importer.address.country_code", "UZ")
    trader.fill("importer.address.city_name", "Buxoro")
    trader.fill("importer.address.line", "Namuna 6")
    trader.fill("exporter.name", "Wytwórnia Wzorcowa")
    trader.fill("exporter.address.country_code", "PL")
    trader.fill("exporter.address.city_name", "Poznań")
    trader.fill("exporter.address.line", "Przykładowa 1")
    trader.press("Save and continue")


def fill_transport(trader: Person) -> None:
    trader.fill("export_country.id", "PL")
    trader.fill("goods_shipment.destination.country_code", "UZ")
    trader.fill("trade_terms.condition_code", "DAP")
    trader.fill("trade_terms.location_name", "Buxoro")
    trader.fill("border_transport_means.mode_code", "3")
    # The number on the vehicle is forgotten: it is found, and cured after lodging.
    trader.fill("registration_nationality_code", "PL")
    trader.press("Save and continue")


def fill_goods(trader: Person) -> None:
    trader.fill("invoice.id", "WW-2026-11")
    trader.fill("invoice.issue_date_time", "2026-11-16")
    trader.fill("invoice_amount.currency", "EUR")
    trader.fill("commodity.description", "vodka in bottles of 0.5 l, 40 %")
    trader.fill("classification[0].id", "vodka")
    trader.page.get_by_text("2208601100").first.click()
    expect(trader.page.locator('main [name$="classification[0].id"]')).to_have_value("2208601100")
    trader.fill("origin[0].country_code", "PL")
    trader.fill("item_charge_amount.value", "2000")
    trader.fill("gross_mass_measure.value", "1600")
    trader.fill("net_net_weight_measure.value", "950")
    trader.fill("quantity_quantity.value", "100")
    trader.fill("packaging[0].type_code", "CT")
    trader.fill("marks_numbers_id", "WW 1-100")
    trader.fill("tariff_quantity.value", "400")
    trader.press("Save and continue")


def fill_documents(trader: Person) -> None:
    trader.press("Add a document")
    trader.fill("additional_document[0].type_code", "202")
    trader.fill("additional_document[0].id", "CMR-77")
    trader.press("Save and go to the list")


def lodge(trader: Person) -> str:
    """Lodge from an empty draft; the number that is given."""
    trader.press("Begin a declaration")
    fill_parties(trader)
    fill_transport(trader)
    fill_goods(trader)
    fill_documents(trader)
    trader.press("Check and send")
    # 2,000 EUR at 13,800; duty 9,600,000, excise 19,200,000, tax 6,768,000, fee 412,000: worked by hand in the pack.
    trader.says(r"35.980.000[.,]00")
    trader.press("Sign and send the declaration")
    trader.says(r"27001/\d\d\.\d\d\.\d{4}/\d{7}")
    number = re.search(r"27001/\d\d\.\d\d\.\d{4}/\d{7}", trader.page.locator("main").inner_text())
    assert number is not None
    return number[0]


def cure(trader: Person) -> None:
    """Cure the finding: the number on the vehicle."""
    trader.says("Findings")
    trader.press("Amend the declaration")
    trader.press("Transport")
    trader.fill("border_transport_means.id", "PO 1X234")
    trader.press("Save and go to the list")
    trader.press("Check and send")
    trader.press("Sign and send")
    trader.says("version 2")


def decide(officer: Person, number: str, act: str) -> None:
    """Decide, or propose, from the agency's queue."""
    officer.page.goto(officer.house.url + "/permits")
    officer.opens(number)
    officer.press(act)


def examine(inspector: Person, number: str) -> None:
    """Record, on a phone, that all was found as declared."""
    inspector.page.set_viewport_size({"width": 390, "height": 844})
    inspector.page.goto(inspector.house.url + "/controls")
    inspector.opens(number)
    for box in inspector.page.locator("main input[type=checkbox]").all():
        box.check()
    inspector.press("Record the result")


def pay(cashier: Person, number: str) -> None:
    """Find the bill by the declaration's number and record the money."""
    cashier.page.goto(cashier.house.url + "/payments")
    cashier.page.locator("main input[name=q]").first.fill(number)
    cashier.press("Find")
    cashier.opens(number)
    cashier.fill("amount", "35980000")
    cashier.fill("document", "PP-1")
    cashier.press("Record the payment")


@pytest.mark.slow
@pytest.mark.browser
def test_from_an_empty_draft_to_release(house: House, browser: Browser) -> None:
    trader = Person(browser, house, "trader.oleg")
    number = lodge(trader)
    file = trader.page.url
    cure(trader)
    first, second = Person(browser, house, "sanitary.gulnora"), Person(browser, house, "sanitary.viktor")
    decide(first, number, "Propose to grant")
    decide(second, number, "Grant the permit")
    inspector = Person(browser, house, drawn(house, number))
    examine(inspector, number)
    cashier = Person(browser, house, "cashier.nigora")
    pay(cashier, number)
    trader.page.goto(file)
    trader.says("Released")
    duty = Person(browser, house, "duty.bobur")
    duty.page.goto(house.url + "/centre/")
    expect(duty.page.locator("body")).to_contain_text(number, timeout=10_000)
    for person in (trader, first, second, inspector, cashier, duty):
        assert person.trouble == []


def drawn(house: House, number: str) -> str:
    """The officer who was drawn: the pages tell it to officers only, so the test looks as the house itself does."""
    with connect(house.database.address("app")) as connection:
        row = connection.execute(
            "SELECT c.officer FROM control c JOIN declaration d ON d.id = c.declaration WHERE d.number = %s", (number,)
        ).fetchone()
    assert row is not None
    return str(row[0])
