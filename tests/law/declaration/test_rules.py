"""Every rule of a declaration: an example that fails, valid ones that pass, and silence where the pack holds it not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from darcha.law.declaration import check, law_of
from darcha.law.document import Declaration, Itinerary, Party
from darcha.law.dossier import gather
from darcha.law.finding import Finding
from darcha.law.rule import RULES, check_row
from darcha.law.text import explain
from tests.law.declaration.examples import (
    CONSIGNMENT,
    EXAMPLES,
    ITEM,
    laptops,
    two_items,
)
from tests.law.declaration.world import (
    law,
    part,
    periodic,
    piped,
    preliminary,
    returned,
    short,
    small,
    staying,
    stored,
)
from tests.makers import NOW, declaration, export, item, rule_rows, transit

CODES = sorted(code for code, rule in RULES.items() if rule.about != "control")


VALID = [declaration, export, transit, laptops, two_items, returned, stored, staying, periodic, preliminary]


@pytest.mark.parametrize("valid", [*VALID, short, piped, part, small])
def test_a_valid_declaration_has_no_findings(valid: Callable[..., Declaration]) -> None:
    assert check(gather(valid(), law(), NOW)) == ()


@pytest.mark.parametrize("code", CODES)
def test_the_example_is_found_where_it_is(code: str) -> None:
    example = EXAMPLES[code]
    found = [finding for finding in check(gather(example.valid(**example.changes), law(), NOW)) if finding.code == code]
    assert [finding.pointer for finding in found] == [example.pointer]
    assert found[0].severity == RULES[code].severity


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_the_pack_does_not_hold_is_silent(code: str) -> None:
    example = EXAMPLES[code]
    without = law(rules=tuple(row for row in rule_rows() if row.code != code))
    assert code not in {finding.code for finding in check(gather(example.valid(**example.changes), without, NOW))}


@pytest.mark.parametrize("code", CODES)
def test_the_words_name_every_figure(code: str) -> None:
    example = EXAMPLES[code]
    finding = next(f for f in check(gather(example.valid(**example.changes), law(), NOW)) if f.code == code)
    said = explain(finding)
    assert said.label
    assert said.cure
    assert not {"{", "}", "–"} & set(said.label + said.cure)


def test_a_finding_leads_to_its_law() -> None:
    today = law()
    finding = check(gather(declaration(declarant=None), today, NOW))[0]
    row = law_of(finding, today)
    assert row is not None
    assert row.code == "D003"
    assert law_of(Finding("C999"), today) is None


def test_findings_come_in_the_order_of_codes_and_items() -> None:
    broken = two_items(
        declaration_office_id="P9",
        **{"goods_shipment.government_agency_goods_item": (item(5), item(5, price="1200.00"))},
    )
    found = [(finding.code, finding.pointer) for finding in check(gather(broken, law(), NOW))]
    assert found == [
        ("D008", f"{ITEM}/sequence_numeric"),
        ("D008", f"{ITEM.removesuffix('0')}1/sequence_numeric"),
        ("D021", "/declaration_office_id"),
    ]


def test_every_example_is_of_a_rule() -> None:
    assert sorted(EXAMPLES) == CODES


def test_the_rows_of_all_rules_have_the_parameters_they_take() -> None:
    assert [finding for row in rule_rows() for finding in check_row(row)] == []


@pytest.mark.parametrize("bare", [Declaration(), declaration(item(commodity=None)), declaration(exporter=Party())])
def test_an_empty_document_gives_findings_and_no_error(bare: Declaration) -> None:
    assert check(gather(bare, law(), NOW))


def test_a_route_step_and_an_item_may_lack_everything() -> None:
    bare = declaration(**{f"{CONSIGNMENT}.itinerary": (Itinerary(),)})
    assert {finding.code for finding in check(gather(bare, law(), NOW))} == {"D078"}
