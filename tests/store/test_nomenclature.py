"""The Harmonised System as the dependency carries it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from darcha.law.pack.rows.tariff import Section
from darcha.store.read.nomenclature import nomenclature, texts
from tests.makers import DAY, LAPTOPS, mini_snapshot, row, words


def test_it_holds_the_edition_of_2022() -> None:
    levels = Counter(map(len, texts()))
    assert levels == {2: 96, 4: 1228, 6: 5612}
    assert "77" not in texts()
    assert {"851713", "854143", "240411"} <= texts().keys(), "codes that only the edition of 2022 has"
    assert all(text == text.strip() != "" for text in texts().values())
    assert all(code[:-2] in texts() for code in texts() if len(code) > 2)
    with pytest.raises(TypeError):
        texts()["77"] = "x"  # type: ignore[index]


def test_the_tree_is_kept_by_version_and_day() -> None:
    sections = (row(Section, code="XVI", name=words("Machinery"), first="84", last="85"),)
    made = nomenclature(mini_snapshot(sections=sections))
    assert nomenclature(mini_snapshot(sections=sections)) is made
    assert nomenclature(mini_snapshot(date(2026, 3, 3), sections=sections)) is not made
    assert [node.code for node in made.path(LAPTOPS)] == ["XVI", "84", "8471", "847130", LAPTOPS]
    assert made.path(LAPTOPS)[-1].row is not None
    assert mini_snapshot().day == DAY
