from __future__ import annotations

from datetime import date
from decimal import Decimal

from darcha.law.pack import model
from darcha.law.snapshot import Snapshot, Snapshots, snapshot
from tests.makers import DAY, ORANGES, mini_pack, mini_snapshot, row, words

LAST_YEAR = date(2025, 12, 31)
NEW_YEAR = date(2026, 1, 1)


def test_rates_are_those_of_the_day_and_of_its_season() -> None:
    before, after = mini_snapshot(LAST_YEAR).rates["vat"], mini_snapshot(NEW_YEAR).rates["vat"]
    assert [rate.expression for rate in before if not rate.prefix] == ["15 %"]
    assert [rate.expression for rate in after if not rate.prefix] == ["12 %"]
    assert "excise" not in mini_snapshot().rates
    spring = row(model.Rate, charge="excise", prefix="", expression="1 %", season=("01-02", "03-02"))
    assert ["excise" in mini_snapshot(day, rates=(spring,)).rates for day in (NEW_YEAR, DAY)] == [False, True]


def test_what_a_subject_makes_of_a_day_is_made_once() -> None:
    law = mini_snapshot()
    assert law.made(list_of_charges) is law.made(list_of_charges)
    assert law.made(list_of_charges) == ["duty", "vat", "fee"]


def list_of_charges(law: Snapshot) -> list[str]:
    return list(law.charges)


def test_a_row_is_in_force_on_both_its_first_and_its_last_day() -> None:
    post = row(model.Post, code="P3", name=words("x"), region="x", kind="inland", mode="road", start=NEW_YEAR, end=DAY)
    days = [LAST_YEAR, NEW_YEAR, DAY, date(2026, 3, 3)]
    assert ["P3" in mini_snapshot(day, posts=(post,)).posts for day in days] == [False, True, True, False]


def test_steps_and_charges_come_in_their_order() -> None:
    law = mini_snapshot()
    assert [step.limit for step in law.fees["fee"]] == [Decimal(1000), None]
    assert [addition.limit for addition in law.additions] == [Decimal(10), None]
    assert list(law.charges) == ["duty", "vat", "fee"]


def test_countries_know_their_group() -> None:
    law = mini_snapshot()
    assert [group.code for group in law.groups if "DE" in group.countries] == ["FTA"]
    assert law.country == "XA"
    assert {"XA", "FR"} <= law.countries
    assert {"XTS", "EUR"} <= law.currencies


def test_values_are_counted_in_the_currency_of_the_pack() -> None:
    law = mini_snapshot()
    assert law.in_currency(Decimal(2), "EUR") == 21
    assert law.in_currency(Decimal(2), "XTS") == 2
    assert law.in_currency(Decimal(2), None) == 2
    assert law.in_currency(Decimal(2), "CHF") is None
    hundred = row(model.ExchangeRate, currency="EUR", per=Decimal(100), value=Decimal(1050))
    assert mini_snapshot(exchange=(hundred,)).in_currency(Decimal(2), "EUR") == 21


def test_the_code_length_is_that_of_the_tariff() -> None:
    assert mini_snapshot().code_length == 10
    assert mini_snapshot(tariff=()).code_length == 0


def test_permit_needs_are_ready_to_be_asked() -> None:
    law = mini_snapshot()
    assert law.needed.match({"direction": "import", "code": ORANGES}) == ("phyto",)
    assert law.permit_documents == {"851", "853"}


def test_a_store_of_snapshots_makes_each_once_and_keeps_a_few() -> None:
    snapshots = Snapshots(mini_pack(), keep=2)
    first = snapshots.on(DAY)
    assert snapshots.on(DAY) is first
    snapshots.on(NEW_YEAR)
    snapshots.on(LAST_YEAR)
    assert snapshots.on(DAY) is not first
    assert snapshot(mini_pack(), DAY).day == DAY == snapshots.on(DAY).day
