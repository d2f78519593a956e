"""Reliefs, suspended charges, periodic payment and what is secured."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law import condition
from darcha.law.condition import Condition
from darcha.law.document import AdditionalDocument, Declaration, DutyTaxFee, GovernmentAgencyGoodsItem
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.pack.model import Conditional, DeclarationKind, Pack, Procedure, Regime, Relief
from darcha.law.snapshot import Snapshot, snapshot
from darcha.law.tariff import AssessFacts, Assessment, Relieved, assess
from tests.law.tariff.world import DAY, LAW, PACK, D, charge, day, declaration, item, words
from tests.makers import NOW

PLACE = "/goods_shipment/government_agency_goods_item/0/commodity/duty_tax_fee"


def all_of(*tests: tuple[Any, ...]) -> Condition:
    return Condition(all=tuple(condition.Test(*one) for one in tests))


def relief(code: str, *charges: str, **more: Any) -> Relief:
    return Relief(code=code, name=words(code), charges=charges, **{**LAW, "act": f"Act of {code}", **more})


def law_with(*reliefs: Relief, **fields: Any) -> Snapshot:
    return snapshot(msgspec.structs.replace(PACK, reliefs=reliefs, **fields), DAY)


def claiming(*codes: str | None, **about: Any) -> GovernmentAgencyGoodsItem:
    one = item(**about)
    assert one.commodity
    fees = tuple(DutyTaxFee(duty_regime_code=code) for code in codes)
    return msgspec.structs.replace(one, commodity=msgspec.structs.replace(one.commodity, duty_tax_fee=fees))


def assessed(document: Declaration, law: Snapshot) -> Assessment:
    return assess(gather(document, law, NOW))


def charges(made: Assessment, index: int = 0) -> dict[str, Decimal]:
    return {one.kind: one.amount for one in made.items[index].charges}


# ------------------------------------------------------------------------------------------------- reliefs


def test_a_relieved_charge_stays_in_the_working_and_says_why() -> None:
    made = assessed(declaration(claiming("R1", "R1")), law_with(relief("R1", "duty")))
    assert charges(made) == {"duty": D(0), "vat": D(120)}
    duty, vat = made.items[0].charges
    assert duty.relief == Relieved("R1", D(1), D(200), "Act of R1", "invented", "illustrative")
    assert (duty.base, duty.expression, duty.formula) == (D(1000), "20%", "0 × (1000.00 × 20 %)")
    assert (duty.unrounded, duty.act, vat.relief) == (D(0), "Act 1", None)
    assert (made.findings, made.grounds) == ((), ())
    assert made.total == D(120) + made.charges[0].amount


def test_a_relief_may_be_of_a_part() -> None:
    made = assessed(declaration(claiming("R1", price="10.01")), law_with(relief("R1", "duty", share=D("0.75"))))
    duty = made.items[0].charges[0]
    assert (duty.unrounded, duty.amount, duty.formula) == (D("0.5005"), D("0.50"), "0.25 × (10.01 × 20 %)")
    assert duty.relief
    assert duty.relief.amount == D("1.50")


@pytest.mark.parametrize("claims", [("R1", "R2"), ("R2", "R1")])
def test_of_several_reliefs_the_largest_counts(claims: tuple[str, ...]) -> None:
    law = law_with(relief("R1", "duty", share=D("0.5")), relief("R2", "duty", "vat", share=D("0.6")))
    made = assessed(declaration(claiming(*claims)), law)
    assert charges(made) == {"duty": D(80), "vat": D("51.84")}


def test_a_relief_that_comes_by_itself_needs_no_claim() -> None:
    small = relief("SMALL", "duty", claimed=False, limits={"USD": D(250), "unit": D(40)})
    law = law_with(small)
    assert charges(assessed(declaration(item(price="1000")), law))["duty"] == 0
    assert charges(assessed(declaration(item(price="1000.01")), law))["duty"] == 200
    whole = assessed(declaration(item(price="600"), item(price="600")), law)
    assert [charges(whole, n)["duty"] for n in (0, 1)] == [D(120), D(120)]
    assert whole.findings == ()


def test_the_lowest_of_the_limits_counts_and_one_without_a_rate_is_never_met() -> None:
    low = law_with(relief("R1", "duty", claimed=False, limits={"USD": D(1000), "unit": D(20)}))
    assert charges(assessed(declaration(item(price="604")), low))["duty"] == 0
    assert charges(assessed(declaration(item(price="604.01")), low))["duty"] > 0
    unknown = law_with(relief("R1", "duty", claimed=False, limits={"CHF": D(1000)}))
    assert charges(assessed(declaration(item(price="1")), unknown))["duty"] > 0


def test_a_relief_that_comes_by_itself_may_ask_for_a_document_and_a_condition() -> None:
    about: dict[str, Any] = {"when": all_of(("origin", "is", "CC")), "document": "C9", "claimed": False}
    law = law_with(relief("R1", "duty", **about))
    for origin, cited, free in (("CC", ("C9",), True), ("CC", (), False), ("DD", ("C9",), False)):
        made = assessed(declaration(item(origin=origin), cited=cited), law)
        assert (charges(made)["duty"] == 0) is free
        assert made.findings == ()


def test_a_claim_in_vain_says_what_is_missing() -> None:
    when = Condition(
        all=(condition.Test("origin", "in", ("CC", "BB")), condition.Test("use", "is", "AID")),
        any=(condition.Test("post", "is", "P9"), condition.Test("incoterm", "is set")),
    )
    law = law_with(relief("R1", "duty", when=when, document="C9", limits={"unit": D(1)}))
    made = assessed(declaration(claiming(None, "R1", "R1", price="30.21")), law)
    missing = (
        "What the goods are for, by the code of the statement is AID; Post of lodging, by its code is P9 / "
        "Delivery term is set; AdditionalDocument C9; ≤ 30.2 XTS"
    )
    assert made.findings == (
        Finding("tariff.relief.unmet", f"{PLACE}/1/duty_regime_code", {"relief": "R1", "missing": missing}),
    )
    assert charges(made)["duty"] == D("6.04")


def test_each_condition_counts_alone() -> None:
    law = law_with(relief("R1", "duty", when=all_of(("origin", "in", ("DD", "EE"))), document="C9"))
    (found,) = assessed(declaration(claiming("R1"), cited=("C9",)), law).findings
    assert found.params["missing"] == "Country of origin in DD, EE"
    (found,) = assessed(declaration(claiming("R1", origin="DD")), law).findings
    assert found.params["missing"] == "AdditionalDocument C9"


def test_the_document_of_a_relief_may_be_cited_for_the_item() -> None:
    own = (AdditionalDocument(type_code="C9", id="1"),)
    law = law_with(relief("R1", "duty", document="C9"))
    made = assessed(declaration(msgspec.structs.replace(claiming("R1"), additional_document=own)), law)
    assert (charges(made)["duty"], made.findings) == (D(0), ())


def test_a_claim_that_names_nothing_is_a_finding_and_one_of_a_preference_is_none() -> None:
    made = assessed(declaration(claiming("R7", "free", "Q1")), day())
    assert made.findings == (
        Finding("tariff.relief", f"{PLACE}/0/duty_regime_code", {"found": "R7", "day": "2030-05-06"}),
    )


def test_a_relief_holds_on_its_days() -> None:
    over = relief("R1", "duty", end=DAY.replace(day=5))
    assert [one.code for one in assessed(declaration(claiming("R1")), law_with(over)).findings] == ["tariff.relief"]


def test_a_fee_is_relieved_if_every_item_is_by_the_smallest_share() -> None:
    law = law_with(relief("R1", "fee", share=D("0.5")), relief("R2", "fee"))
    one = assessed(declaration(claiming("R1"), claiming("R2")), law)
    assert one.charges[0].relief
    assert (one.charges[0].amount, one.charges[0].relief.code) == (D(16), "R1")
    assert (one.charges[0].unrounded, one.charges[0].relief.amount) == (D("15.1"), D(15))
    other = assessed(declaration(claiming("R1"), item()), law)
    assert (other.charges[0].amount, other.charges[0].relief) == (D(31), None)
    assert assessed(declaration(claiming("R2"), claiming("R2")), law).charges[0].amount == 0


def test_a_quota_that_a_relief_makes_idle_is_not_used() -> None:
    law = law_with(relief("R1", "duty"))
    document = declaration(claiming("R1", code="1701990000"), cited=("C1",))
    made = assess(gather(document, law, NOW))
    assert made.uses == ()


# ------------------------------------------------------------------------------------------------- conditional release


def ground(code: str, **more: Any) -> Conditional:
    return Conditional(code=code, name=words(code), what=words(code), ends=("paid",), **{**LAW, **more})


def temporary(*reliefs: Relief, **ground_says: Any) -> Pack:
    """A pack in which procedure 42 suspends what import owes, and asks for a twentieth of it each month."""
    regime = Regime(code="temporary", name=words("t"), conditional="months", **LAW)
    suspended = Procedure(
        code="42",
        direction="import",
        name=words("temporary import"),
        charges=("fee", "monthly"),
        suspended=("duty", "excise", "vat"),
        regime="temporary",
        **LAW,
    )
    says: dict[str, Any] = {"monthly": D("0.05"), "secured": True, "act": "Act 66", **ground_says}
    return msgspec.structs.replace(
        PACK,
        regimes=(regime,),
        procedures=(*PACK.procedures, suspended),
        charges=(*PACK.charges, charge("monthly", 5, "suspended", place="1", mode="up")),
        conditionals=(ground("months", **says), ground("limited", secured=True), ground("open")),
        reliefs=reliefs,
    )


def test_suspended_charges_are_counted_as_on_free_circulation_and_stand_apart() -> None:
    made = assessed(declaration(item("2203000000", procedure="42", quantity=("3", "HLT"))), day(temporary()))
    free = assessed(declaration(item("2203000000", quantity=("3", "HLT"))), day())
    assert made.items[0].suspended == free.items[0].charges
    assert made.suspended == made.secured == D(600) + D(30000) + D(3792)
    (month,) = made.items[0].charges
    assert (month.kind, month.base, month.base_text) == ("monthly", D(34392), "suspended")
    assert (month.expression, month.formula) == ("5%", "34392.00 × 5 %")
    assert (month.unrounded, month.amount, month.basis, month.act) == (D("1719.6"), D(1720), "months", "Act 66")
    assert made.total == 1720 + made.charges[0].amount
    assert made.by_kind() == {"monthly": D(1720), "fee": made.charges[0].amount}
    assert made.grounds == ("months",)


def test_a_share_is_written_without_needless_digits() -> None:
    for share, expected in ((D("0.050"), "5%"), (D("0.1"), "10%"), (D("0.0325"), "3.25%")):
        made = assessed(declaration(item(procedure="42")), day(temporary(monthly=share)))
        assert made.items[0].charges[0].expression == expected


def test_a_ground_without_a_monthly_share_asks_for_none() -> None:
    made = assessed(declaration(item(procedure="42")), day(temporary(monthly=None, secured=False)))
    assert made.items[0].charges == ()
    assert (made.suspended, made.secured, made.grounds) == (D(344), D(0), ("months",))


def test_a_procedure_without_regime_or_a_regime_without_ground_suspends_without_one() -> None:
    pack = temporary()
    for regimes in ((), (msgspec.structs.replace(pack.regimes[0], conditional=None),)):
        made = assessed(declaration(item(procedure="42")), day(msgspec.structs.replace(pack, regimes=regimes)))
        assert (made.suspended, made.secured, made.grounds) == (D(344), D(0), ())
        assert made.items[0].charges == ()


def test_goods_that_are_freed_wholly_leave_nothing_to_secure() -> None:
    carnet = relief("CARNET", "duty", "excise", "vat", "monthly", "fee", when=all_of(("procedure", "is", "42")))
    made = assessed(declaration(claiming("CARNET", procedure="42")), day(temporary(carnet)))
    assert (made.total, made.suspended, made.secured) == (D(0), D(0), D(0))
    assert made.grounds == ("months",)
    assert [one.relief.code for one in made.items[0].suspended if one.relief] == ["CARNET", "CARNET"]


def test_a_relief_for_limited_use_has_a_ground_and_is_secured() -> None:
    law = day(temporary(relief("R1", "duty", conditional="limited"), relief("R2", "vat", conditional="open")))
    made = assessed(declaration(claiming("R1"), claiming("R2"), item(procedure="42")), law)
    assert made.grounds == ("limited", "open", "months")
    assert made.secured == D(200) + made.suspended
    assert made.suspended == D(344)


def test_a_relief_of_nothing_binds_nobody() -> None:
    law = day(temporary(relief("R1", "duty", conditional="limited"), relief("R2", "fee", conditional="open")))
    document = declaration(claiming("R1", "R2", origin="AA"), sent_from="AA", cited=("C1",))
    made = assessed(document, law)
    assert (made.grounds, made.secured) == (("open",), D(0))


def test_the_kind_of_a_declaration_may_have_a_ground() -> None:
    kind = DeclarationKind(code="incomplete", name=words("k"), conditional="open", **LAW)
    early = Procedure(code="41", direction="import", name=words("i"), charges=("duty",), kind="incomplete", **LAW)
    pack = msgspec.structs.replace(temporary(), kinds=(kind,))
    law = day(msgspec.structs.replace(pack, procedures=(*pack.procedures, early)))
    made = assessed(declaration(item(procedure="41"), item(procedure="42")), law)
    assert made.grounds == ("open", "months")
    plain = msgspec.structs.replace(kind, conditional=None)
    law = day(msgspec.structs.replace(law.pack, kinds=(plain,)))
    assert assessed(declaration(item(procedure="41")), law).grounds == ()


def transit(pack: Pack) -> Snapshot:
    """Under procedure 81 all is suspended and nothing of it is owed by the month."""
    through = Procedure(
        code="81", direction="transit", name=words("t"), charges=("fee",), suspended=("duty", "vat"), **LAW
    )
    return day(msgspec.structs.replace(pack, procedures=(*pack.procedures, through)))


@pytest.mark.parametrize(("procedure", "severity"), [("42", "error"), ("81", "warning")])
@pytest.mark.parametrize(
    ("about", "code"),
    [({"code": "080810"}, "tariff.heading"), ({"code": "6109100000", "net": None}, "tariff.quantity")],
)
def test_what_is_only_secured_need_not_be_counted(
    about: dict[str, Any], code: str, procedure: str, severity: str
) -> None:
    made = assessed(declaration(item(procedure=procedure, **about)), transit(temporary()))
    assert [(one.code, one.severity) for one in made.findings] == [(code, severity)]
    assert [one.kind for one in made.items[0].suspended] == ["vat"]


def test_a_preference_is_no_matter_where_no_duty_is_owed() -> None:
    law = transit(temporary())
    for procedure, warned in (("42", 2), ("81", 0)):
        made = assessed(declaration(item(procedure=procedure, origin="AA"), sent_from="CC"), law)
        assert len(made.findings) == warned
    free = assessed(declaration(item(procedure="81", origin="AA"), sent_from="AA", cited=("C1",)), law)
    assert free.items[0].suspended[0].basis == "free"


def test_a_suspended_charge_takes_nothing_from_a_quota() -> None:
    document = declaration(item("1701990000", procedure="42"), cited=("C1",))
    made = assess(gather(document, day(temporary()), NOW), AssessFacts({"Q1": D(9)}))
    assert made.uses == ()
    assert made.items[0].suspended[0].quota is None
