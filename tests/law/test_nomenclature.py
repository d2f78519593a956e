from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.nomenclature import Node, Nomenclature, Nomenclatures, check_tariff, fold
from darcha.law.pack import model
from darcha.law.pack.model import Pack
from darcha.law.snapshot import snapshot
from tests.makers import DAY, LAPTOPS, MEAT, ORANGES, mini_pack, row, words

TEXTS = {
    "02": "Meat and edible meat offal",
    "08": "Fruit and nuts, edible",
    "0804": "Dates, figs, pineapples; fresh or dried",
    "080430": "Fruit, edible; pineapples",
    "080440": "Fruit; freshly picked or not",
    "0805": "Citrus fruit; fresh or dried",
    "080510": "Fruit, edible; oranges, fresh or dried",
    "0808": "Apples, pears and quinces; fresh",
    "080810": "Fruit, edible; apples, fresh",
    "0808300": "not a code of the system, but a digit longer",
    "84": "Machinery",
    "8471": "Automatic data processing machines",
    "847130": "Automatic data processing machines; portable",
}
APPLES = "0808108000"
LANGUAGES = ("xa", "en", "ru")


def heading(code: str, **names: str) -> model.Heading:
    return row(model.Heading, code=code, name=names, duty="5 %" if len(code) == 10 else None)


def section(code: str, first: str, last: str, **fields: Any) -> model.Section:
    return row(model.Section, code=code, name=words(f"Section {code}"), first=first, last=last, **fields)


def pack(**changes: Any) -> Pack:
    given: dict[str, Any] = {
        "languages": LANGUAGES,
        "sections": (section("I", "01", "05"), section("II", "06", "14"), section("XVI", "84", "85")),
        "tariff": (
            heading("02", en="Meat"),
            heading("08", en="Edible fruit and nuts", xa="Isteʼmol mevalar"),
            heading("0808", en="Apples, pears and quinces", xa="Olma, nok"),
            heading("08081080", en="Apples, fresh, of the table", xa="Olma"),
            heading(APPLES, en="Apples, fresh", xa="Yangi olma, goʻsht emas", ru="Яблоки свежие"),
            heading(ORANGES, en="Sweet oranges", xa="Apelsin"),
            heading(MEAT, en="Meat of bovine animals", xa="Goʻsht"),
            heading(LAPTOPS, en="Portable computers: Mélange", xa="Kompyuter"),
            heading("9801000000", en="Of the country alone"),
        ),
    }
    return mini_pack(**{**given, **changes})


def tree(texts: Mapping[str, str] = TEXTS, day: date = DAY, **changes: Any) -> Nomenclature:
    return Nomenclature(texts, snapshot(pack(**changes), day))


TREE = tree()


def codes(nodes: tuple[Node, ...]) -> list[str]:
    return [node.code for node in nodes]


def test_the_path_leads_from_the_section_to_the_line() -> None:
    path = TREE.path("0808 10 800 0")
    assert [(node.code, node.level) for node in path] == [
        ("II", "section"),
        ("08", "chapter"),
        ("0808", "heading"),
        ("080810", "subheading"),
        ("08081080", "line"),
        (APPLES, "line"),
    ]
    assert [node.english_only for node in path] == [True, False, False, True, False, False]
    assert path[2].name == {"en": "Apples, pears and quinces", "xa": "Olma, nok"}
    assert path[3].name == {"en": "Fruit, edible; apples, fresh"}
    assert [node.row is not None for node in path] == [False, True, True, False, True, True]
    assert path[-1].row is not None
    assert path[-1].row.duty == "5 %"


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("0805109999", ["II", "08", "0805", "080510"]),
        ("0899", ["II", "08"]),
        ("08", ["II", "08"]),
        ("II", ["II"]),
        ("9801000000", ["9801000000"]),
        ("77", []),
        ("7701", []),
        ("8", []),
        ("", []),
        ("x", []),
    ],
)
def test_the_path_of_what_is_not_known_ends_where_it_would_stand(code: str, path: list[str]) -> None:
    assert codes(TREE.path(code)) == path


def test_children_stand_directly_under_their_code() -> None:
    assert codes(TREE.children()) == ["I", "II", "XVI", "9801000000"]
    assert codes(TREE.children("II")) == ["08"]
    assert codes(TREE.children("08")) == ["0804", "0805", "0808"]
    assert codes(TREE.children("0808.10")) == ["08081080"]
    assert codes(TREE.children(APPLES)) == []
    assert codes(tree(sections=()).children()) == ["02", "08", "84", "9801000000"]


def test_every_node_is_among_the_children_of_the_one_above_it() -> None:
    for node in TREE:
        path = TREE.path(node.code)
        assert path[-1] == node == TREE.get(node.code)
        assert node in TREE.children(path[-2].code if len(path) > 1 else "")
    assert len(TREE) == len(list(TREE)) == len({node.code for node in TREE})


def test_sections_and_lines_are_those_of_the_day() -> None:
    sections = (section("I", "01", "05", end=date(2025, 12, 31)), section("X", "02", "02", start=date(2026, 1, 1)))
    lines = (row(model.Heading, code="02", name=words("Old meat"), end=date(2025, 12, 31)),)
    assert [node.text("en") for node in tree(sections=sections, tariff=lines).path("02")] == [
        "Section X",
        "Meat and edible meat offal",
    ]
    before = tree(day=date(2025, 12, 31), sections=sections, tariff=lines)
    assert [node.text("en") for node in before.path("02")] == ["Section I", "Old meat"]


def test_a_text_is_in_the_language_asked_for_or_in_english() -> None:
    apples = TREE.get(APPLES)
    assert apples is not None
    assert (apples.text("ru"), apples.text("xa")) == ("Яблоки свежие", "Yangi olma, goʻsht emas")
    assert apples.text("fr") == "Apples, fresh"
    assert Node(code="1", level="line", name={"fr": "Pommes"}).text("ru") == "Pommes"
    assert Node(code="1", level="line", name={}).text("ru") == ""
    assert TREE.get("77") is None


def test_digits_find_the_codes_that_begin_with_them() -> None:
    assert codes(TREE.search("0808", "en")) == ["0808", "080810", "08081080", APPLES, "0808300"]
    assert codes(TREE.search("08.08 10", "en")) == ["080810", "08081080", APPLES]
    assert codes(TREE.search("0808", "en", lines=True)) == [APPLES]
    assert codes(TREE.search("0808", "en", 2)) == ["0808", "080810"]
    assert codes(TREE.search("0808", "en", 1, lines=True)) == [APPLES]
    assert TREE.search("09", "en") == ()
    assert TREE.search("99", "en") == ()


def test_words_find_the_likeliest_first() -> None:
    # Its own whole word, the shorter text first; then a part of a word; then a word of what stands above.
    found = codes(TREE.search("apples", "en"))
    assert found == [APPLES, "0808", "080810", "08081080", "080430", "0804", "080440", "0808300"]
    assert codes(TREE.search("app", "en"))[:3] == [APPLES, "0808", "080810"]
    assert codes(TREE.search("fresh or", "en"))[0] == "0805", "a whole word before the beginning of one"
    assert codes(TREE.search("fruit oranges", "en"))[:2] == ["080510", ORANGES]
    assert codes(TREE.search("sweet citrus", "en")) == [ORANGES]
    assert codes(TREE.search("apples", "en", 1)) == [APPLES]
    assert codes(TREE.search("apples", "en", lines=True)) == [APPLES]


@pytest.mark.parametrize("asked", ["goʻsht", "go'sht", "GO‘SHT", "go`sht", "gosht"])
def test_apostrophes_and_case_do_not_count(asked: str) -> None:
    assert codes(TREE.search(asked, "xa"))[:2] == [MEAT, APPLES]


def test_words_are_found_in_every_language_but_rank_in_ones_own() -> None:
    assert codes(TREE.search("яблоки", "xa")) == [APPLES]
    assert codes(TREE.search("melange", "ru")) == [LAPTOPS]
    assert codes(TREE.search("MÉLANGE", "zz")) == [LAPTOPS]
    assert codes(TREE.search("olma", "xa"))[0] == "08081080"
    assert codes(TREE.search("olma", "en"))[0] == APPLES, "no own word in English: the shorter English text"


@pytest.mark.parametrize("asked", ["", "  ", "!?", "ʻ", "unheard of"])
def test_what_says_nothing_finds_nothing(asked: str) -> None:
    assert TREE.search(asked, "en") == ()


@settings(max_examples=60)
@given(st.text(max_size=12), st.sampled_from([*LANGUAGES, "zz"]), st.integers(0, 5), st.booleans())
def test_any_question_has_an_answer_within_its_limit(asked: str, language: str, limit: int, lines: bool) -> None:
    found = TREE.search(asked, language, limit, lines=lines)
    assert len(found) <= limit
    assert len({node.code for node in found}) == len(found)
    assert all(len(node.code) == 10 for node in found if lines)


@settings(max_examples=60)
@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded == folded.strip()
    assert "  " not in folded


def test_folded_texts() -> None:
    assert fold("  Go\u02bbsht, M\u00e9lange – 5 %!") == "gosht melange 5"
    assert fold("Ёлка, ЙОД") == "елка иод"
    assert fold("san\u02bcat san\u2019at san'at") == "sanat sanat sanat"


def test_one_is_made_for_each_version_and_day_and_the_last_few_are_kept() -> None:
    kept = Nomenclatures(TEXTS, keep=2)
    first = kept.of(snapshot(pack(), DAY))
    assert kept.of(snapshot(pack(), DAY)) is first
    other = kept.of(snapshot(pack(digest="1" * 64), DAY))
    assert other is not first
    assert kept.of(snapshot(pack(), DAY)) is first
    kept.of(snapshot(pack(), date(2026, 3, 3)))
    assert kept.of(snapshot(pack(digest="1" * 64), DAY)) is other
    assert kept.of(snapshot(pack(), DAY)) is not first


def test_lines_outside_of_the_harmonised_system_are_told() -> None:
    lines = tuple(
        heading(code, en="x")
        for code in ("08", "0808", "080810", APPLES, "0808109", "08081", "09", "0899", "0808990000", "98", "9900000000")
    )
    found = [(one.pointer, one.params["found"]) for one in check_tariff(pack(tariff=lines), TEXTS)]
    assert found == [
        ("/tariff/5/code", "08081"),
        ("/tariff/6/code", "09"),
        ("/tariff/7/code", "0899"),
        ("/tariff/8/code", "080899"),
    ]
    assert {one.severity for one in check_tariff(pack(tariff=lines), TEXTS)} == {"warning"}
