"""What a price holds by its delivery term, for import and export, and the rate it is counted at."""

from datetime import date, timedelta

import msgspec
import pytest

from darcha.law.document import Amount, CustomsValuation, TradeTerms
from darcha.law.finding import Finding
from darcha.law.pack.model import ExchangeRate, Pack
from darcha.law.tariff.assessment import ValuePart
from darcha.law.tariff.valuation.terms import HOLDS, held, is_held
from tests.law.tariff.priced import EXPORT, ITEM, WHOLE, codes, found, under, valuation, worth, xts
from tests.law.tariff.world import DAY, LAW, PACK, D, adjustment, day, declaration, item

# ------------------------------------------------------------------------------------------------- delivery terms

TERMS = ["EXW", "FCA", "FAS", "FOB", "CPT", "CFR", "CIP", "CIF", "DAP", "DPU", "DDP"]


def test_every_rule_of_incoterms_is_known_both_ways() -> None:
    assert all(sorted(HOLDS[way]) == sorted(TERMS) for way in HOLDS)


@pytest.mark.parametrize(
    ("element", "in_price"),
    [
        ("loading", "FCA FOB CPT CFR CIP CIF DAP DPU DDP"),
        ("carriage", "CPT CFR CIP CIF DAP DPU DDP"),
        ("insurance", "CIP CIF DAP DPU DDP"),
        ("delivery", "CIP CIF DAP DPU DDP"),
        ("onward_carriage", "CPT CFR CIP CIF DAP DPU DDP"),
        ("duties", "DDP"),
    ],
)
def test_what_an_import_price_holds_by_its_term(element: str, in_price: str) -> None:
    holding = {term: is_held(element, held(TradeTerms(condition_code=term), "import", "XA")) for term in TERMS}
    assert holding == {term: term in in_price.split() for term in TERMS}


@pytest.mark.parametrize(
    ("element", "in_price"),
    [
        ("loading", "FCA FOB CPT CFR CIP CIF DAP DPU DDP"),
        ("carriage", "FAS FOB CPT CFR CIP CIF DAP DPU DDP"),
        ("onward_carriage", "CPT CFR CIP CIF DAP DPU DDP"),
        ("duties", "DDP"),
    ],
)
def test_what_an_export_price_holds_by_its_term(element: str, in_price: str) -> None:
    holding = {term: is_held(element, held(TradeTerms(condition_code=term), "export", "XA")) for term in TERMS}
    assert holding == {term: term in in_price.split() for term in TERMS}


@pytest.mark.parametrize("terms", [None, TradeTerms(), TradeTerms(condition_code="XXX")])
def test_without_a_term_nobody_can_tell(terms: TradeTerms | None) -> None:
    assert held(terms, "import", "XA") is None
    assert is_held("carriage", None) is None
    assert is_held("royalties", frozenset()) is None


@pytest.mark.parametrize(
    ("place", "carried"),
    [("XAABC", True), ("DEHAM", False), ("DEHA", True), ("deham", True), ("DEHAMX", True), (None, True)],
)
def test_a_price_delivered_abroad_holds_no_carriage_from_there(place: str | None, carried: bool) -> None:
    terms = TradeTerms(condition_code="CIP", location_id=place)
    assert held(terms, "import", "XA") == HOLDS["import"]["CIP" if carried else "FCA"]
    assert held(terms, "export", "XA") == HOLDS["export"]["CIP"]
    unloaded = TradeTerms(condition_code="EXW", location_id=place)
    assert held(unloaded, "import", "XA") == frozenset()


@pytest.mark.parametrize(("terms", "freight"), [(one, one in ("EXW", "FCA", "FAS", "FOB")) for one in TERMS])
def test_freight_is_added_where_the_price_leaves_it_out(terms: str, freight: bool) -> None:
    made = under(
        terms,
        item(price="100"),
        item(price="300"),
        customs_valuation=CustomsValuation(freight_charge_amount=Amount(value=D(10), currency="USD")),
    )
    added = [(D(110), "100 XTS + 10.0000 freight"), (D(330), "300 XTS + 30.0000 freight")]
    assert worth(made) == (added if freight else [(D(100), "100 XTS"), (D(300), "300 XTS")])
    assert codes(made) == []


def test_freight_is_added_where_the_place_of_delivery_is_abroad() -> None:
    made = under("CPT", item(price="100"), place="DEHAM", customs_valuation=valuation(freight="10"))
    assert worth(made) == [(D(110), "100 XTS + 10.0000 freight")]


def test_freight_without_a_term_is_told_and_not_added() -> None:
    made = under(None, item(price="100"), customs_valuation=valuation(freight="10"))
    assert worth(made) == [(D(100), "100 XTS")]
    (told,) = found(made)[1]
    assert told == Finding("tariff.value.freight.terms", f"{WHOLE}/freight_charge_amount", {}, "warning")


def test_a_country_that_does_not_count_freight_leaves_it_out() -> None:
    pack = msgspec.structs.replace(PACK, adjustments=(adjustment("BA", -1, "carriage"),))
    made = under("FOB", item(price="100"), customs_valuation=valuation(freight="10"))
    assert (worth(made, pack), codes(made, pack)) == ([(D(100), "100 XTS")], [])


def test_a_row_of_carriage_alone_comes_before_one_of_all_delivery() -> None:
    alone = adjustment("AS", 1, "carriage", act="Act 9")
    pack = msgspec.structs.replace(PACK, adjustments=(alone, *PACK.adjustments))
    (one,), _ = found(under("FOB", item(price="100"), customs_valuation=valuation(freight="10")), pack)
    assert one.parts == (
        ValuePart("freight", "carriage", xts("10"), D(10), "Act 9", "invented", "illustrative", "value"),
    )


# ------------------------------------------------------------------------------------------------- export


@pytest.mark.parametrize(
    ("terms", "stated", "value"),
    [
        ("EXW", valuation(freight="30"), 1030),
        ("FCA", valuation(("AE", "5"), freight="30"), 1035),
        ("FOB", valuation(freight="30"), 1000),
        ("CPT", valuation(("BA", "40")), 960),
        ("FOB", valuation(("BA", "40")), 1000),
        ("DDP", valuation(("BC", "40")), 1000),
    ],
)
def test_an_export_is_valued_at_the_place_of_exit(terms: str, stated: CustomsValuation, value: int) -> None:
    made = under(terms, item(procedure="10"), customs_valuation=stated)
    assert [amount for amount, _ in worth(made, EXPORT)] == [D(value)]


def test_a_code_counts_in_its_directions_alone() -> None:
    made = under("DDP", item(procedure="10"), customs_valuation=valuation(("BC", "40")))
    assert codes(made, EXPORT) == ["tariff.value.adjustment"]


# ------------------------------------------------------------------------------------------------- exchange

ENDED = DAY - timedelta(days=10)


def dated(currency: str, value: str, start: date, end: date | None, per: str = "1") -> ExchangeRate:
    return ExchangeRate(currency=currency, per=D(per), value=D(value), **{**LAW, "start": start, "end": end})


def late(*rates: ExchangeRate, days: int) -> Pack:
    return msgspec.structs.replace(PACK, exchange=rates, exchange_days=days)


@pytest.mark.parametrize(("days", "served"), [(10, True), (9, False), (0, False)])
def test_the_last_known_rate_serves_for_its_term(days: int, served: bool) -> None:
    pack = late(
        dated("USD", "5", ENDED, ENDED),
        dated("USD", "4", DAY - timedelta(days=30), ENDED - timedelta(days=1)),
        days=days,
    )
    made = declaration(item(price="2", currency="USD"), item(price="3", currency="USD"))
    place = f"{ITEM}/commodity/invoice_line/item_charge_amount/currency"
    if served:
        assert worth(made, pack) == [(D(10), f"2 USD × 5 (rate of {ENDED})"), (D(15), f"3 USD × 5 (rate of {ENDED})")]
        about = {"currency": "USD", "day": str(DAY), "last": str(ENDED), "source": "invented"}
        assert found(made, pack)[1] == [Finding("tariff.exchange.late", place, about, "warning")]
    else:
        assert codes(made, pack) == ["tariff.exchange", "tariff.exchange"]


def test_the_rate_of_the_day_comes_before_an_older_one() -> None:
    pack = late(dated("USD", "4", DAY, None), dated("USD", "5", ENDED, DAY - timedelta(days=1)), days=30)
    assert worth(declaration(item(price="2", currency="USD")), pack) == [(D(8), "2 USD × 4")]
    assert day(pack).late == {}


def test_a_rate_that_begins_later_is_not_known_yet() -> None:
    pack = late(dated("USD", "4", DAY + timedelta(days=1), None), days=30)
    assert codes(declaration(item(price="2", currency="USD")), pack) == ["tariff.exchange"]


def test_rates_go_through_the_currency_of_the_country() -> None:
    law = day()
    dollars, yen = law.in_currency(D(3), "USD"), law.in_currency(D(400), "JPY")
    assert (dollars, yen) == (D(12), D(12))
    assert law.in_currency(D(7), "XTS") == law.in_currency(D(7), None) == D(7)
    assert law.in_currency(D(7), "XYZ") is None


def test_a_rate_for_an_odd_number_of_units_still_adds_up() -> None:
    pack = late(dated("USD", "4", DAY, None, per="3"), days=0)
    made = under("EXW", item(price="1", currency="USD"), customs_valuation=valuation(freight="1"))
    assert worth(made, pack) == [(D("2.33"), "1 USD × 4 / 3 + 1.0000 freight")]
