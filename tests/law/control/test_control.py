from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from darcha.law.control import CONTROL, ControlFacts, FoundItem, Result, discrepancies
from darcha.law.document import Declaration
from darcha.law.lifecycle import Moved, Unmet, try_move
from darcha.law.rule import RULES
from darcha.law.text import explain
from tests.makers import FIRST, LAPTOPS, declaration, item, mini_snapshot, rule_rows

LAW = mini_snapshot()
ITEM = "/goods_shipment/government_agency_goods_item/0"
MEASURE = f"{ITEM}/commodity/goods_measure"
LAPTOP = declaration(item(code=LAPTOPS))


def found(**figures: Any) -> Result:
    numbers: dict[str, Any] = {name: n if name == "packages" else Decimal(n) for name, n in figures.items()}
    return Result(forms=("inspection",), items=(FoundItem(1, **numbers),))


EXAMPLES = {
    "C001": (found(packages=9), found(packages=10), f"{ITEM}/packaging"),
    "C002": (found(net_mass="881.9"), found(net_mass="882"), f"{MEASURE}/net_net_weight_measure"),
    "C003": (found(gross_mass="1010"), found(gross_mass="1009.8"), f"{MEASURE}/gross_mass_measure"),
    "C004": (found(quantity="21"), found(quantity="20.0"), f"{MEASURE}/tariff_quantity"),
}
CODES = sorted(code for code, rule in RULES.items() if rule.about == "control")


@pytest.mark.parametrize("code", CODES)
def test_a_difference_is_found_with_both_figures(code: str) -> None:
    differs, agrees, pointer = EXAMPLES[code]
    (finding,) = discrepancies(differs, LAPTOP, LAW)
    assert (finding.code, finding.pointer, finding.severity) == (code, pointer, "error")
    assert finding.params.keys() == {"found", "declared"}
    assert all(figure in explain(finding).label for figure in finding.params.values())
    assert discrepancies(agrees, LAPTOP, LAW) == ()


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_the_pack_does_not_hold_is_silent(code: str) -> None:
    law = mini_snapshot(rules=tuple(row for row in rule_rows() if row.code != code))
    assert discrepancies(EXAMPLES[code][0], LAPTOP, law) == ()


def test_shortage_and_surplus_are_both_found() -> None:
    assert len(discrepancies(found(net_mass="918.1"), LAPTOP, LAW)) == 1
    assert discrepancies(found(net_mass="918"), LAPTOP, LAW) == ()


def test_an_amended_declaration_that_agrees_closes_it() -> None:
    result = found(packages=12)
    packaging = f"{FIRST}.packaging[0].quantity_quantity.value"
    assert discrepancies(result, LAPTOP, LAW)
    assert discrepancies(result, declaration(item(code=LAPTOPS), **{packaging: Decimal(12)}), LAW) == ()


def test_what_is_not_declared_at_all_is_a_difference() -> None:
    second = Result(forms=(), items=(FoundItem(2, packages=3, net_mass=Decimal(5)),))
    findings = discrepancies(second, LAPTOP, LAW)
    assert [(finding.code, finding.params["declared"]) for finding in findings] == [("C001", "0"), ("C002", "0")]
    assert findings[0].pointer == f"{ITEM.removesuffix('0')}1/packaging"
    assert len(discrepancies(found(packages=1), Declaration(), LAW)) == 1
    assert len(discrepancies(found(quantity="1"), declaration(item(commodity=None)), LAW)) == 1


def test_what_was_not_counted_is_not_compared() -> None:
    assert discrepancies(found(), LAPTOP, LAW) == ()
    assert discrepancies(Result(forms=("documents",)), LAPTOP, LAW) == ()


def control(**changes: Any) -> ControlFacts:
    return ControlFacts(
        **{
            "forms_ordered": frozenset({"inspection"}),
            "forms_done": frozenset({"inspection", "weighing"}),
            "items_declared": frozenset({1, 2}),
            "items_checked": frozenset({2}),
            **changes,
        }
    )


def test_a_control_is_done_when_its_result_is_on_record() -> None:
    assert try_move(CONTROL, "assigned", "control.record", control()) == Moved("done")
    assert isinstance(try_move(CONTROL, "done", "control.record", control()), Unmet)


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"forms_done": frozenset({"weighing"})}, "forms_done"),
        ({"items_checked": frozenset()}, "something_checked"),
        ({"items_checked": frozenset({3})}, "something_checked"),
    ],
)
def test_what_recording_needs(changes: dict[str, Any], unmet: str) -> None:
    result = try_move(CONTROL, "assigned", "control.record", control(**changes))
    assert isinstance(result, Unmet)
    assert [need.name for need in result.needs] == [unmet]
