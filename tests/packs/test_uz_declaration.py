"""The pack of the repository: regimes, kinds of declaration, procedures, and the rules about them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from darcha.law.declaration import check
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.rule import RULES
from darcha.law.snapshot import snapshot
from tests.packs.reading import files, real_pack

PACK = real_pack()
TODAY = snapshot(PACK, date(2026, 11, 23))
NOW = TODAY.calendar.start_of(TODAY.day)


def test_sixteen_regimes_and_seven_kinds() -> None:
    assert len(TODAY.regimes) == 16
    assert len(TODAY.kinds) == 7
    assert {procedure.regime for procedure in TODAY.procedures.values()} == set(TODAY.regimes)


def test_kinds_are_those_of_the_procedures_and_of_the_types() -> None:
    of = {code: procedure.kind for code, procedure in TODAY.procedures.items() if procedure.kind != "ordinary"}
    assert of == {
        "ВД10": "provisional",
        "ВД40": "provisional",
        "НД40": "incomplete",
        "ПЕ40": "periodic",
        "ПЕ72": "periodic",
        "ПР40": "preliminary",
    }
    typed = {code for code, kind in TODAY.kinds.items() if kind.type_codes}
    assert typed == set(TODAY.kinds) - set(of.values()) - {"ordinary"}


@pytest.mark.parametrize(
    ("regime", "term"),
    [
        ("reexport", (6, "month")),
        ("temporary_export", (2, "year")),
        ("temporary_import", (2, "year")),
        ("reimport", (3, "year")),
        ("processing_inside", (2, "year")),
        ("processing_outside", (2, "year")),
        ("temporary_storage", (60, "calendar_day")),
    ],
)
def test_terms_of_regimes(regime: str, term: tuple[int, str]) -> None:
    clock = TODAY.clocks[TODAY.regimes[regime].term or ""]
    assert (clock.amount, clock.unit) == term


def test_goods_under_conditional_release_have_suspended_charges() -> None:
    for procedure in TODAY.procedures.values():
        regime = TODAY.regimes[procedure.regime or ""]
        imported = procedure.direction != "export"
        assert bool(procedure.suspended) == (regime.conditional is not None and imported), procedure.code


def test_every_rule_names_an_article_a_box_or_a_standard() -> None:
    vague = re.compile(r"art\. |box |Recommendation|ISO |Incoterms|IATA|UN |identif")
    assert [row.code for row in PACK.rules if not vague.search(row.act)] == []
    assert {row.code for row in PACK.rules} >= {code for code, rule in RULES.items() if rule.about == "declaration"}
    assert Counter(row.code for row in PACK.rules).most_common(1)[0][1] == 1


def test_the_district_of_growing_is_asked_since_april_2025() -> None:
    assert "D148" not in snapshot(PACK, date(2025, 4, 6)).rules
    assert "D148" in snapshot(PACK, date(2025, 4, 7)).rules


def test_an_empty_declaration_gives_findings_under_the_law_of_every_day() -> None:
    for day in (date(2024, 1, 1), date(2026, 11, 23)):
        law = snapshot(PACK, day)
        assert check(gather(Declaration(), law, NOW))


def test_texts_have_the_letters_of_the_language() -> None:
    for name in ("regimes", "kinds", "procedures", "rules", "documents"):
        assert not re.search(r'uz = "[^"]*[‘’`\']', files("uz")[f"{name}.toml"].decode()), name
