"""The country's nomenclature: whole to the chapters, in every language, and within the Harmonised System."""

from __future__ import annotations

import re
import time
from datetime import date

from darcha.law.nomenclature import check_tariff
from darcha.law.snapshot import snapshot
from darcha.store.read.nomenclature import nomenclature, texts
from tests.packs.reading import real_pack

PACK = real_pack()
TREE = nomenclature(snapshot(PACK, date(2026, 11, 23)))
CHAPTERS = [f"{number:02}" for number in range(1, 98) if number != 77]


def test_every_line_stands_under_a_code_of_the_harmonised_system() -> None:
    assert list(check_tariff(PACK, texts())) == []


def test_sections_follow_each_other_and_hold_every_chapter() -> None:
    assert " ".join(row.code for row in PACK.sections) == (
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI"
    )
    held = [code for row in PACK.sections for code in CHAPTERS if row.first <= code <= row.last]
    assert held == CHAPTERS == sorted(row.code for row in PACK.tariff if len(row.code) == 2)
    assert [node.code for row in PACK.sections for node in TREE.children(row.code)] == CHAPTERS


def test_sections_and_chapters_have_all_languages_and_no_duty() -> None:
    chapters = [row for row in PACK.tariff if len(row.code) == 2]
    for name in [row.name for row in PACK.sections] + [row.name for row in chapters]:
        assert name.keys() == set(PACK.languages)
        assert re.search("[а-я]", name["ru"])
        assert not re.search("[а-я]", name["uz"] + name["en"])
        assert len(set(name.values())) == 3
    assert not any(row.duty or row.unit for row in chapters)


def test_letters_of_the_state_language_are_its_own() -> None:
    names = [row.name["uz"] for row in PACK.sections] + [row.name["uz"] for row in PACK.tariff]
    for text in names:
        assert not re.search("['’‘`]", text), text
        assert not re.search("(?i)[og]\u02bc", text), text
        assert not re.search("(?i)[^og]\u02bb", text), text


def test_the_way_down_to_a_line() -> None:
    path = TREE.path("0808108000")
    assert [(node.code, node.english_only) for node in path] == [
        ("II", False),
        ("08", False),
        ("0808", True),
        ("080810", True),
        ("0808108000", False),
    ]
    assert all(len(TREE.path(row.code)) == 5 for row in PACK.tariff if len(row.code) == 10)


def test_words_of_every_language_find_a_line_fast() -> None:
    asked = {"en": "apples fresh", "ru": "яблоки", "uz": "yangi uzilgan olma"}
    for language, question in asked.items():
        begun = time.perf_counter()
        found = TREE.search(question, language, lines=True)
        assert time.perf_counter() - begun < 0.2, "twenty times what it takes, for a machine at work"
        assert found[0].code == "0808108000"
