"""What the check finds where a case and the program come to different things."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from darcha.law.pack.model import Case, CaseCharge, Pack
from darcha.law.proof.cases import check_cases
from darcha.law.text import explain
from tests.makers import change
from tests.packs.reading import real_pack

PACK = real_pack()
CASES = {case.name: case for case in PACK.cases}


def found(name: str, **changes: Any) -> set[tuple[str, str]]:
    """Codes and places of what is found wrong with one case after changes."""
    case = change(CASES[name], **changes)
    findings = list(check_cases(change(PACK, cases=(case,))))
    assert all(explain(finding).label.startswith(f"Case {name}") for finding in findings)
    return {(finding.code, finding.pointer.removeprefix(f"/cases/{name}/")) for finding in findings}


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("transit-secured", {}, set()),
        ("transit-secured", {"total": Decimal("103000.01")}, {("case.total", "total")}),
        ("transit-secured", {"charges": ()}, {("case.charge", "charges")}),
        ("transit-secured", {"values": (Decimal(1),)}, {("case.values", "values")}),
        ("transit-secured", {"values": ()}, {("case.values", "values")}),
        ("transit-secured", {"suspended": ()}, {("case.suspended", "suspended")}),
        ("transit-secured", {"secured": Decimal(0)}, {("case.secured", "secured")}),
        ("transit-secured", {"conditionals": ()}, {("case.conditionals", "conditionals")}),
        ("transit-secured", {"findings": ()}, set()),
        ("transit-secured", {"findings": ("tariff.heading",)}, {("case.findings", "findings")}),
        ("transit-secured", {"needs": ("weapons",)}, {("case.needs", "needs")}),
        ("transit-secured", {"lane": "red"}, {("case.lane", "lane")}),
        ("price-floor-below", {}, set()),
        ("price-floor-below", {"findings": None}, {("case.faulty", "declaration")}),
        ("price-floor-below", {"findings": ()}, {("case.faulty", "declaration"), ("case.findings", "findings")}),
        ("free-trade-nothing-met", {"findings": None}, set()),
    ],
)
def test_what_a_case_states_is_compared(name: str, changes: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert found(name, **changes) == expected


@pytest.mark.parametrize("field", ["needs", "lane", "values", "suspended", "secured", "conditionals", "findings"])
def test_what_a_case_leaves_unsaid_is_not_compared(field: str) -> None:
    assert found("transit-secured", **{field: None}) == set()


def test_a_suspended_charge_is_told_with_its_item_and_both_amounts() -> None:
    wrong = tuple(CaseCharge(item=one.item, charge=one.charge, amount=Decimal(7)) for one in _suspended())
    case = change(CASES["transit-secured"], suspended=wrong)
    labels = [explain(finding).label for finding in check_cases(change(PACK, cases=(case,)))]
    assert labels == [
        "Case transit-secured: suspended duty of item 1 is 36000000.00, worked by hand 7",
        "Case transit-secured: suspended vat of item 1 is 17280000.00, worked by hand 7",
    ]


@pytest.mark.parametrize("remove", [lambda pack: change(pack, lanes=()), lambda pack: change(pack, cases=())])
def test_a_country_without_lanes_or_cases_has_nothing_to_compare(remove: Callable[[Pack], Pack]) -> None:
    assert list(check_cases(remove(PACK))) == []


def _suspended() -> tuple[CaseCharge, ...]:
    case: Case = CASES["transit-secured"]
    assert case.suspended
    return case.suspended
