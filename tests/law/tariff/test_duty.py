"""Origin, preference, additions, quotas, and rates that depend on season or condition."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law import condition
from darcha.law.condition import Condition
from darcha.law.document import Address, Declaration, ExportCountry, Party
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.pack.model import Addition, Clock, CountryGroup, Pack, Procedure, Rate
from darcha.law.snapshot import Snapshot, in_season, snapshot
from darcha.law.tariff import AssessFacts, Assessment, Charge, assess
from tests.law.tariff.world import DAY, LAW, PACK, D, charge, day, declaration, heading, item, words
from tests.makers import NOW

TODAY = day()
FREE, NAMED = PACK.groups


def changed(**fields: Any) -> Snapshot:
    return snapshot(msgspec.structs.replace(PACK, **fields), DAY)


def line(made: Assessment, kind: str = "duty", index: int = 0) -> Charge:
    return next(one for one in made.items[index].charges if one.kind == kind)


def charges(made: Assessment) -> dict[str, Decimal]:
    return {one.kind: one.amount for one in made.items[0].charges}


def assessed(document: Declaration, law: Snapshot = TODAY, **quotas: str) -> Assessment:
    return assess(gather(document, law, NOW), AssessFacts({code: D(left) for code, left in quotas.items()}))


def duty(law: Snapshot = TODAY, **about: Any) -> Charge:
    made = assessed(declaration(item(**about)), law)
    assert not made.findings
    return line(made)


# ------------------------------------------------------------------------------------------------- preference


@dataclass
class Origin:
    origin: str | None
    sent_from: str
    cited: tuple[str, ...]
    amount: str
    basis: str
    warned: str = ""


@pytest.mark.parametrize(
    "case",
    [
        Origin("AA", "BB", ("C1",), "0", "free"),
        Origin("AA", "BB", (), "200", "named", "tariff.preference"),
        Origin("AA", "CC", ("C1",), "200", "named", "tariff.preference.territory"),
        Origin("AA", "CC", (), "200", "named", "tariff.preference.territory tariff.preference"),
        Origin("CC", "AA", ("C1",), "200", "named"),
        Origin("DD", "AA", ("C1",), "300", "addition"),
        Origin(None, "AA", (), "300", "addition"),
        Origin("unknown", "AA", (), "300", "addition"),
    ],
    ids=str,
)
def test_origin_dispatch_and_certificate_decide_the_duty(case: Origin) -> None:
    made = assessed(declaration(item(origin=case.origin), sent_from=case.sent_from, cited=case.cited))
    assert (line(made).amount, line(made).basis) == (D(case.amount), case.basis)
    assert [found.code for found in made.findings] == case.warned.split()
    assert all(found.severity == "warning" for found in made.findings)


def sold_by(country: str | None, document: Declaration) -> Declaration:
    return msgspec.structs.replace(document, exporter=Party(address=Address(country_code=country)))


def test_each_condition_of_a_preference_is_named_in_its_place() -> None:
    year = Clock(code="year", name=words("y"), amount=1, unit="year", **LAW)
    strict = msgspec.structs.replace(FREE, resident=True, restored="year")
    law = changed(groups=(strict, NAMED), clocks=(year,))
    document = declaration(item(origin="AA"), item(origin="AA"), sent_from="CC")
    about = {"origin": "AA", "term": "1 year"}
    place = "/goods_shipment/government_agency_goods_item"
    assert assessed(sold_by("CC", document), law).findings == (
        Finding(
            "tariff.preference.territory", "/goods_shipment/export_country/id", {**about, "found": "CC"}, "warning"
        ),
        Finding("tariff.preference.resident", "/exporter/address/country_code", {**about, "found": "CC"}, "warning"),
        *(
            Finding("tariff.preference", f"{place}/{n}/additional_document", {**about, "document": "C1"}, "warning")
            for n in (0, 1)
        ),
    )
    met = declaration(item(origin="AA"), sent_from="BB", cited=("C1",))
    assert line(assessed(sold_by("BB", met), law)).basis == "free"
    for other in (met, sold_by(None, met)):
        (found,) = assessed(other, law).findings
        assert (found.code, found.params["found"]) == ("tariff.preference.resident", "–")


def test_an_item_may_be_sent_from_elsewhere_than_the_others() -> None:
    own = item(origin="AA", export_country=ExportCountry(id="CC"))
    (found,) = assessed(declaration(own, sent_from="AA", cited=("C1",))).findings
    assert found.pointer == "/goods_shipment/government_agency_goods_item/0/export_country/id"
    assert (found.params["found"], found.params["term"]) == ("CC", "–")
    nowhere = item(origin="AA", export_country=ExportCountry(id=None))
    assert assessed(declaration(nowhere, sent_from="AA", cited=("C1",))).findings[0].params["found"] == "–"


def test_a_group_may_ask_for_less() -> None:
    lenient = msgspec.structs.replace(FREE, territory=False, document=None)
    free = line(assessed(declaration(item(origin="AA"), sent_from="CC"), changed(groups=(lenient, NAMED))))
    assert (free.amount, free.basis, free.expression, free.act) == (D(0), "free", "0%", "Act 1")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_groups_the_one_that_lacks_least_speaks(order: int) -> None:
    other = CountryGroup(code="pact", name=words("p"), countries=("AA",), treatment="free", document="C2", **LAW)
    law = changed(groups=(*(FREE, other)[::order], NAMED))
    assert line(assessed(declaration(item(origin="AA"), sent_from="AA", cited=("C2",)), law)).basis == "pact"
    (found,) = assessed(declaration(item(origin="AA"), sent_from="BB"), law).findings
    assert found.params["document"] == "C1"


def test_nothing_is_asked_where_the_tariff_is_free_anyway() -> None:
    law = changed(tariff=(heading("0808100000", "0%"),))
    made = assessed(declaration(item(origin="AA"), sent_from="CC"), law)
    assert (made.findings, line(made).basis) == ((), "named")
    least = changed(tariff=(heading("0808100000", "0% MIN 2 USD / kg"),))
    assert len(assessed(declaration(item(origin="AA"), sent_from="CC"), least).findings) == 2


def test_groups_hold_from_day_to_day() -> None:
    last_year = msgspec.structs.replace(FREE, end=date(2029, 12, 31))
    made = assessed(declaration(item(origin="AA"), sent_from="AA", cited=("C1",)), changed(groups=(last_year, NAMED)))
    assert (made.findings, line(made).basis) == ((), "named")


def test_a_certificate_without_a_number_proves_nothing() -> None:
    bare = declaration(item(origin="AA"), sent_from="AA", cited=("C1",))
    bare = msgspec.structs.replace(
        bare, additional_document=(msgspec.structs.replace(bare.additional_document[0], id=None),)
    )
    assert line(assessed(bare)).amount == 200


# ------------------------------------------------------------------------------------------------- additions


SCALE = (
    Addition(limit=D(10), points=D(5), **LAW),
    Addition(limit=D(20), points=D(10), **LAW),
    Addition(limit=D(30), includes=False, points=D(15), **LAW),
    Addition(points=D(20), **LAW),
)


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        ("0", 5),
        ("10", 5),
        ("10.01", 10),
        ("20", 10),
        ("20.0001", 15),
        ("29.9999", 15),
        ("30", 20),
        ("70", 20),
    ],
)
def test_the_scale_of_additions_is_exact_at_its_steps(rate: str, points: int) -> None:
    made = duty(changed(tariff=(heading("0808100000", f"{rate}%"),), additions=SCALE[::-1]), origin="DD")
    assert made.unrounded == (D(rate) + points) * 10
    assert (made.basis, made.status) == ("addition", "illustrative")


@pytest.mark.parametrize(
    ("sentence", "expected", "status"),
    [
        ("20%", "20% (+10 points)", "secondary"),
        ("20% MIN 30 %", "20% MIN 30 % (+10 points)", "secondary"),
        ("20% MIN 2 USD / kg", "20% MIN 2 USD / kg (+10 points)", "illustrative"),
        ("2 USD / kg", "2 USD / kg (+5 points)", "illustrative"),
    ],
)
def test_what_the_scale_makes_of_amounts_for_each_unit_is_marked(sentence: str, expected: str, status: str) -> None:
    scale = tuple(msgspec.structs.replace(step, status="secondary") for step in SCALE)
    made = duty(changed(tariff=(heading("0808100000", sentence),), additions=scale), origin="DD")
    assert (made.expression, made.status) == (expected, status)


def test_a_wholly_specific_rate_is_classed_as_nothing() -> None:
    law = changed(tariff=(heading("0808100000", "2 USD / kg"),), additions=SCALE)
    assert duty(law, origin="DD").formula == "100 × 2 USD / kg × 4 + 1000.00 × 5 %"


def test_an_addition_may_be_a_factor() -> None:
    law = changed(additions=(Addition(factor=D(2), **LAW),))
    made = duty(law, code="6109100000", origin="DD", net="200")
    assert made.formula == "2 × (max(1000.00 × 20 %; 200 × 2 USD / kg × 4))"
    assert (made.amount, made.unrounded) == (D(3200), D(3200))
    assert duty(law, code="1701990000", origin="DD").expression == "10%"


def test_without_a_scale_the_tariff_stands() -> None:
    made = duty(changed(additions=()), origin="DD")
    assert (made.amount, made.basis) == (D(200), "")
    short = changed(additions=(Addition(limit=D(5), points=D(5), **LAW),))
    assert duty(short, origin="DD").amount == 200


# ------------------------------------------------------------------------------------------------- quotas


@pytest.mark.parametrize(
    ("left", "cited", "used"),
    [("1", ("C1",), True), ("0.999", ("C1",), False), ("1", (), False), (None, ("C1",), False)],
)
def test_a_quota_holds_a_whole_line_or_none(left: str | None, cited: tuple[str, ...], used: bool) -> None:
    quotas = {"Q1": left} if left else {}
    made = assessed(declaration(item("1701990000", net="1000"), cited=cited), TODAY, **quotas)
    assert line(made).amount == (D(10) if used else D(100))
    assert (line(made).quota, line(made).basis) == (("Q1", "Q1") if used else (None, "named"))
    assert [(use.code, use.item, use.quantity, use.unit) for use in made.uses] == (
        [("Q1", 1, D(1), "TNE")] if used else []
    )


def test_items_take_from_a_quota_in_their_order() -> None:
    lines = [item("1701990000", net=net, sequence_numeric=n) for n, net in ((7, "600"), (8, "500"), (9, "400"))]
    made = assessed(declaration(*lines, cited=("C1",)), Q1="1")
    assert [(use.item, use.quantity) for use in made.uses] == [(7, D("0.6")), (9, D("0.4"))]
    assert [one.charges[0].quota for one in made.items] == ["Q1", None, "Q1"]


@pytest.mark.parametrize(("code", "origin"), [("0808100000", "CC"), ("1701990000", "BB"), ("0808100000", "BB")])
def test_a_quota_is_for_its_goods_of_its_origins_alone(code: str, origin: str) -> None:
    assert assessed(declaration(item(code, origin=origin), cited=("C1",)), Q1="9").uses == ()


def test_a_quota_needs_the_quantity_in_its_unit_and_may_need_no_document() -> None:
    document = declaration(item("1701990000", net=None))
    open_to_all = changed(quotas=(msgspec.structs.replace(PACK.quotas[0], document=None),))
    assert assessed(document, open_to_all, Q1="9").uses == ()
    assert len(assessed(declaration(item("1701990000")), open_to_all, Q1="9").uses) == 1


def test_the_first_quota_that_serves_is_taken() -> None:
    (first,) = PACK.quotas
    others = [msgspec.structs.replace(first, code=code, duty=rate) for code, rate in (("Q2", "3%"), ("Q3", "2%"))]
    document = declaration(item("1701990000"), cited=("C1",))
    made = assessed(document, changed(quotas=(first, *others)), Q1="0.01", Q2="9", Q3="9")
    assert [use.code for use in made.uses] == ["Q2"]


def test_a_quota_that_saves_nothing_is_left_alone() -> None:
    dear = changed(quotas=(msgspec.structs.replace(PACK.quotas[0], duty="10%"),))
    assert assessed(declaration(item("1701990000"), cited=("C1",)), dear, Q1="9").uses == ()


# ------------------------------------------------------------------------------------------------- rates


def rate(kind: str, prefix: str, expression: str, code: str = "", **more: Any) -> Rate:
    return Rate(charge=kind, prefix=prefix, expression=expression, code=code, **{**LAW, **more})


def of(country: str) -> Condition:
    return Condition(all=(condition.Test("origin", "is", country),))


@pytest.mark.parametrize(
    ("season", "day_of_year", "inside"),
    [
        (None, (5, 6), True),
        (("05-06", "07-31"), (5, 6), True),
        (("05-07", "07-31"), (5, 6), False),
        (("03-01", "05-06"), (5, 6), True),
        (("03-01", "05-05"), (5, 6), False),
        (("11-01", "02-28"), (12, 31), True),
        (("11-01", "02-28"), (2, 28), True),
        (("11-01", "02-28"), (11, 1), True),
        (("11-01", "02-28"), (3, 1), False),
        (("11-01", "02-28"), (10, 31), False),
    ],
)
def test_a_season_includes_both_its_days(
    season: tuple[str, str] | None, day_of_year: tuple[int, int], inside: bool
) -> None:
    assert in_season(season, date(2030, *day_of_year)) is inside


def test_a_seasonal_rate_stands_in_the_place_of_the_tariffs() -> None:
    spring = rate("duty", "0808", "40%", "SPRING", season=("04-01", "06-30"), act="Act 2")
    law = changed(rates=(*PACK.rates, spring))
    made = duty(law, origin="CC")
    assert (made.amount, made.basis, made.act) == (D(400), "SPRING", "Act 2")
    assert duty(law, origin="DD").amount == 600
    assert duty(law, code="1701990000").amount == 100
    later = snapshot(law.pack, date(2030, 7, 1))
    assert (duty(later).amount, duty(later).basis) == (D(200), "named")
    free = assessed(declaration(item(origin="AA"), sent_from="AA", cited=("C1",)), law)
    assert (line(free).amount, line(free).basis) == (D(0), "free")


def test_a_rate_of_duty_serves_goods_that_have_none_in_the_tariff() -> None:
    law = changed(rates=(rate("duty", "99", "7%"),))
    assert (duty(law, code="9999999999").amount, duty(law, code="9999999999").basis) == (D(70), "")


@pytest.mark.parametrize("order", [1, -1])
def test_of_one_prefix_condition_comes_before_season_before_the_plain_rate(order: int) -> None:
    plain = rate("vat", "08", "1%")
    seasonal = rate("vat", "08", "2%", "S", season=("05-06", "05-06"))
    conditional = rate("vat", "08", "3%", "C", when=of("CC"))
    longer = rate("vat", "08081", "4%", "L", when=of("EE"))

    def vat(origin: str, *rates: Rate) -> tuple[str, str]:
        found = line(assessed(declaration(item(origin=origin)), changed(rates=rates[::order])), "vat")
        return (found.expression, found.basis)

    rates = (plain, seasonal, conditional, longer)
    assert vat("CC", *rates) == ("3%", "C")
    assert vat("DD", *rates) == ("2%", "S")
    assert vat("EE", *rates) == ("4%", "L")
    assert vat("DD", plain, conditional) == ("1%", "")
    assert vat("DD", *rates, rate("vat", "", "9%")) == ("2%", "S")


def with_safeguard(*rates: Rate, **fields: Any) -> Pack:
    """The pack with a safeguard duty that is part of the base of the value added tax."""
    import_, transit = PACK.procedures[:2]
    procedure = msgspec.structs.replace(import_, charges=(*import_.charges, "safeguard"))
    others = PACK.charges[1:]
    rows = (*others, charge("safeguard", 2, "value"), charge("vat", 3, "value+duty+safeguard+excise"))
    return msgspec.structs.replace(
        PACK, procedures=(procedure, transit), charges=rows, rates=(*PACK.rates, *rates), **fields
    )


def test_an_additional_duty_is_a_charge_of_its_own_for_some_origins() -> None:
    law = day(with_safeguard(rate("safeguard", "0808", "25%", "SG", when=of("CC"))))
    made = assessed(declaration(item()), law)
    assert charges(made) == {"duty": D(200), "safeguard": D(250), "vat": D(174)}
    assert line(made, "vat").base_text == "value + duty + safeguard + excise"
    assert charges(assessed(declaration(item(origin="BB")), law)) == {"duty": D(200), "vat": D(144)}


def test_goods_that_leave_may_owe_a_duty_of_their_own() -> None:
    leaving = Procedure(code="10", direction="export", name=words("export"), charges=("export_duty",), **LAW)
    law = changed(
        procedures=(leaving,),
        charges=(charge("export_duty", 1, "value"),),
        rates=(rate("export_duty", "17", "5 USD / 1000 kg"),),
    )
    assert charges(assessed(declaration(item("1701990000", procedure="10", net="500")), law)) == {"export_duty": D(10)}
    assert charges(assessed(declaration(item("0808100000", procedure="10")), law)) == {}


def test_a_charge_may_be_owed_on_a_condition() -> None:
    vat = msgspec.structs.replace(PACK.charges[0], when=of("CC"))
    law = changed(charges=(vat, *PACK.charges[1:]))
    assert list(charges(assessed(declaration(item()), law))) == ["duty", "vat"]
    assert list(charges(assessed(declaration(item(origin="DD")), law))) == ["duty"]


def test_an_expression_without_its_quantity_takes_only_its_own_charge_away() -> None:
    made = assessed(declaration(item("2203000000", net=None)))
    assert list(charges(made)) == ["vat"]
    assert [found.params["charge"] for found in made.findings] == ["duty", "excise"]
