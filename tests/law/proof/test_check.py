"""Each failure that the check of a pack can find is provoked once, on the real pack."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from darcha.law import condition
from darcha.law.pack.model import Omission, Pack
from darcha.law.proof.check import check
from darcha.law.proof.dating import uncovered
from darcha.law.text import explain
from tests.packs.reading import real_pack

PACK = real_pack()
replace = msgspec.structs.replace
D = Decimal


def edit(table: str, name: str, /, **changes: Any) -> Callable[[Pack], Pack]:
    """The pack with every row of ``table`` changed whose code, charge, fee or currency is ``name``."""

    def edited(pack: Pack) -> Pack:
        names = ("code", "charge", "fee", "currency")
        rows = [
            replace(row, **changes) if name in [getattr(row, one, None) for one in names] else row
            for row in getattr(pack, table)
        ]
        assert tuple(rows) != getattr(pack, table), "the edit has to change something"
        return replace(pack, **{table: tuple(rows)})

    return edited


def head(**changes: Any) -> Callable[[Pack], Pack]:
    return lambda pack: replace(pack, **changes)


def drop(table: str, code: str) -> Callable[[Pack], Pack]:
    def dropped(pack: Pack) -> Pack:
        rows = tuple(
            row
            for row in getattr(pack, table)
            if code not in (getattr(row, "code", None), getattr(row, "currency", None))
        )
        assert len(rows) < len(getattr(pack, table))
        return replace(pack, **{table: rows})

    return dropped


def twice(table: str) -> Callable[[Pack], Pack]:
    return lambda pack: replace(pack, **{table: (*getattr(pack, table), getattr(pack, table)[-1])})


def omit(code: str) -> Callable[[Pack], Pack]:
    row = Omission(
        code=code, reason="not asked here", start=date(2020, 1, 1), act="a", source="s", status="illustrative"
    )
    return lambda pack: replace(pack, omitted=(row,))


def one_point_more(pack: Pack) -> Pack:
    return replace(pack, additions=tuple(replace(row, points=row.points + 1) for row in pack.additions))


def test_the_real_pack_is_sound() -> None:
    assert check(PACK) == ()


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        (edit("procedures", "ТР80", charges=("toll",)), "pack.reference", "/procedures/"),
        (edit("permits", "sanitary", agency="nobody"), "pack.reference", "/permits/4/agency"),
        (edit("permits", "sanitary", document_code="X"), "pack.reference", "/permits/4/document_code"),
        (edit("permits", "sanitary", clock="never"), "pack.reference", "/permits/4/clock"),
        (edit("permits", "sanitary", cure_clock="never"), "pack.reference", "/permits/4/cure_clock"),
        (edit("permits", "sanitary", grounds=("whim",)), "pack.reference", "/permits/4/grounds"),
        (edit("permits", "sanitary", fee="toll"), "pack.reference", "/permits/4/fee"),
        (edit("rates", "excise", charge="toll"), "pack.reference", "/rates/"),
        (edit("fees", "fee", amount="coin"), "pack.reference", "/fees/0/amount"),
        (edit("groups", "free_trade", document="X"), "pack.reference", "/groups/0/document"),
        (edit("quotas", "POULTRY-2026", document="X"), "pack.reference", "/quotas/0/document"),
        (edit("profiles", "DEMO-01", lane="violet"), "pack.reference", "/profiles/0/lane"),
        (edit("documents", "406", start=date(2026, 1, 1)), "pack.reference", "/permits/4/document_code"),
        (edit("documents", "406", end=date(2027, 1, 1)), "pack.reference", "/permits/5/document_code"),
        (drop("exchange", "USD"), "pack.reference", "/tariff/"),
        (edit("exchange", "KRW", currency="KRX"), "pack.code", "/exchange/"),
        (edit("amounts", "BCU", currency="ABC"), "pack.code", "/amounts/0/currency"),
        (edit("groups", "free_trade", countries=("AZ", "ZZ")), "pack.code", "/groups/0/countries"),
        (edit("quotas", "POULTRY-2026", origins=("ZZ",)), "pack.code", "/quotas/0/origins"),
        (edit("quotas", "POULTRY-2026", unit="furlong"), "pack.code", "/quotas/0/unit"),
        (edit("tariff", "0808108000", unit="furlong"), "pack.code", "/tariff/"),
        (edit("permits", "sanitary", quantity_unit="furlong"), "pack.code", "/permits/4/quantity_unit"),
        (edit("tariff", "0808108000", duty="20% and more"), "pack.expression", "/tariff/"),
        (edit("rates", "vat", expression="12"), "pack.expression", "/rates/0/expression"),
        (edit("quotas", "POULTRY-2026", duty="?"), "pack.expression", "/quotas/0/duty"),
        (twice("lanes"), "pack.overlap", "/lanes/red"),
        (edit("amounts", "BCU", end=None), "pack.overlap", "/amounts/BCU"),
        (edit("rates", "antidumping_duty", prefix="2202"), None, ""),
        (drop("posts", "26004"), None, ""),
        (edit("agencies", "customs", name={"en": "Customs"}), "pack.language", "/agencies/0/name/uz"),
        (edit("agencies", "customs", name={"en": "C", "ru": " ", "uz": "B"}), "pack.language", "/agencies/0/name/ru"),
        (edit("permits", "sanitary", forbidden_documents=({"en": "x"},)), "pack.language", "/permits/4/"),
        (edit("clocks", "permit_reimport", silence={"en": "x"}), "pack.language", "/clocks/"),
        (edit("profiles", "DEMO-01", reason={"en": "x"}), "pack.language", "/profiles/0/reason/uz"),
        (head(name={"en": "x"}), "pack.language", "/name/uz"),
        (head(languages=("uz", "ru", "en", "kaa")), "pack.language", "/name/kaa"),
        (
            edit("permits", "sanitary", needed=condition.Condition(all=(condition.Test("colour", "is", "red"),))),
            "condition.field",
            "/permits/4/needed/all/0/field",
        ),
        (
            edit("profiles", "DEMO-01", condition=condition.Condition(any=(condition.Test("code", "at least", "1"),))),
            "condition.operator",
            "/profiles/0/condition/any/0/operator",
        ),
        (edit("charges", "duty", base="value+vat"), "pack.base", "/charges/0/base"),
        (edit("charges", "vat", base="value+fee"), "pack.base", "/charges/6/base"),
        (edit("charges", "vat", round_place=D("0.05")), "pack.figure", "/charges/vat/round_place"),
        (edit("fees", "fee_transit", limit=D(5)), "pack.steps", "/fees/"),
        (edit("lanes", "red", random_rate=D(2)), "pack.figure", "/lanes/red/random_rate"),
        (edit("lanes", "red", trusted_rate=D(0)), "pack.figure", "/lanes/red/trusted_rate"),
        (edit("lanes", "red", trusted_rate=D("0.9")), "pack.figure", "/lanes/red/trusted_rate"),
        (edit("lanes", "green", trusted_rate=D(0)), None, ""),
        (head(time_zone="Mars/Phobos"), "pack.figure", "/pack//time_zone"),
        (head(weekend=(7,)), "pack.figure", "/pack//weekend"),
        (head(value_place=D("0.3")), "pack.figure", "/pack//value_place"),
        (edit("rules", "D001", code="D999"), "rule.unknown", "/rules/"),
        (edit("rules", "D019", params={}), "rule.param", "/rules/"),
        (drop("rules", "D001"), "pack.rule.missing", "/rules"),
        (omit("D001"), "pack.rule.twice", "/omitted"),
    ],
)
def test_each_fault_is_found(change: Callable[[Pack], Pack], code: str | None, pointer: str) -> None:
    findings = check(change(PACK))
    if code is None:
        assert not [finding for finding in findings if not finding.code.startswith("case.")]
        return
    assert any(finding.code == code and finding.pointer.startswith(pointer) for finding in findings), findings
    assert all("–" not in explain(finding).label for finding in findings), "every figure of the words is given"


def test_a_rule_left_out_with_its_reason_is_not_missed() -> None:
    assert check(omit("D001")(drop("rules", "D001")(PACK))) == ()


BASE_UNITS = tuple(row for row in PACK.amounts if row.code == "BCU")


def test_days_must_follow_each_other_where_there_must_be_a_row() -> None:
    older, newer = BASE_UNITS
    others = tuple(row for row in PACK.amounts if row not in BASE_UNITS)
    late = replace(PACK, amounts=(older, replace(newer, start=date(2025, 9, 1)), *others))
    assert [(f.code, f.params["day"]) for f in check(late) if f.code == "pack.gap"] == [("pack.gap", "2025-08-01")]


def test_the_last_step_of_additions_has_no_limit() -> None:
    steps = tuple(row for row in PACK.additions if row.points != 20)
    assert "pack.steps" in {finding.code for finding in check(replace(PACK, additions=steps))}


def test_a_case_may_leave_needs_and_lane_unsaid() -> None:
    cases = tuple(replace(case, needs=None, lane=None) for case in PACK.cases)
    regimes = tuple(replace(regime, permit=None) for regime in PACK.regimes)
    assert check(replace(PACK, cases=cases, profiles=(), permits=(), regimes=regimes)) == ()
    laneless = replace(PACK, lanes=(), profiles=())
    assert check(laneless) == ()


def test_coverage_is_of_every_day() -> None:
    older, newer = BASE_UNITS
    first, change = date(2025, 1, 1), date(2025, 8, 1)
    assert uncovered([older, newer], first, None) is None
    assert uncovered([older], first, None) == change
    assert uncovered([older], first, date(2025, 7, 31)) is None
    assert uncovered([newer], first, None) == first
    assert uncovered([], first, first) == first


# --------------------------------------------------------------------------------------------------------- cases


@pytest.mark.parametrize(
    ("change", "code", "case"),
    [
        (edit("rates", "vat", expression="13%"), "case.charge", "most-favoured"),
        (edit("rates", "vat", expression="13%"), "case.total", "most-favoured"),
        (edit("amounts", "BCU", value=D(400000)), "case.charge", "transit"),
        (edit("charges", "duty", round_mode="down"), "case.charge", "rounding"),
        (one_point_more, "case.charge", "no-most-favoured"),
        (edit("permits", "phytosanitary", end=date(2026, 1, 1)), "case.needs", "free-trade"),
        (edit("profiles", "DEMO-03", lane="red"), "case.lane", "least-amount"),
        (drop("exchange", "JPY"), "case.faulty", "sum-of-rates"),
        (edit("quotas", "POULTRY-2026", document="220"), "case.charge", "quota"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_change_of_the_law_shows_in_the_cases(change: Callable[[Pack], Pack], code: str, case: str) -> None:
    findings = check(change(PACK))
    assert (code, case) in {(finding.code, finding.params.get("case")) for finding in findings}
    assert all(explain(finding).label.startswith(f"Case {finding.params['case']}") for finding in findings)
