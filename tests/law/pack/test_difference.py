from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.pack import model
from darcha.law.pack.cells import cells, columns, csv_of, flat, lines_of
from darcha.law.pack.difference import Change, Difference, compare, difference, on
from darcha.law.pack.key import by_key, key_of
from darcha.law.pack.load import TABLES
from tests.makers import mini_pack, row, words

OLD = date(2025, 12, 31)
NEW = date(2026, 1, 1)


def amount(value: str, start: date = OLD, end: date | None = None, code: str = "unit") -> model.DatedAmount:
    return row(model.DatedAmount, code=code, value=Decimal(value), currency="XTS", start=start, end=end)


def test_a_pack_does_not_differ_from_itself() -> None:
    found = difference(mini_pack(), mini_pack())
    assert found == Difference()
    assert not found


def test_what_is_in_force_on_two_days_differs_by_what_changed_between() -> None:
    pack = mini_pack()
    found = difference(on(pack, OLD), on(pack, NEW))
    assert [table.table for table in found.tables] == ["rates"]
    (rates,) = found.tables
    assert ([entry.key for entry in rates.added], rates.removed) == (["vat 0805"], ())
    (changed,) = rates.changed
    assert (changed.key, changed.start) == ("vat", NEW)
    assert changed.changes == (
        Change("from", "2020-01-01", "2026-01-01"),
        Change("to", "2025-12-31", None),
        Change("expression", "15 %", "12 %"),
    )
    assert difference(on(pack, NEW), on(pack, OLD)).tables[0].removed == rates.added
    assert not difference(on(pack, OLD), on(pack, date(2025, 1, 1)))


def test_the_header_is_compared_too_but_no_digest() -> None:
    found = difference(mini_pack(), mini_pack(value_place=Decimal(1), name={"en": "Aurelia", "ru": "А"}, digest="1"))
    assert found == Difference((Change("name.ru", None, "А"), Change("value_place", "0.01", "1")))
    assert found


def test_rows_that_begin_on_one_day_are_the_same_row() -> None:
    found = compare("amounts", [amount("1")], [amount("1", end=OLD), amount("2", NEW)])
    assert [(entry.key, entry.row) for entry in found.added] == [("unit", amount("2", NEW))]
    assert [(one.start, one.changes) for one in found.changed] == [(OLD, (Change("to", None, "2025-12-31"),))]
    assert found.removed == ()


def test_the_last_row_left_on_both_sides_is_the_same_row() -> None:
    found = compare("amounts", [amount("1")], [amount("1", NEW)])
    assert (found.added, found.removed) == ((), ())
    assert [(one.start, one.changes) for one in found.changed] == [(NEW, (Change("from", "2025-12-31", "2026-01-01"),))]
    later = date(2027, 1, 1)
    several = compare("amounts", [amount("1")], [amount("2", NEW), amount("3", later)])
    assert ([entry.row.start for entry in several.added], len(several.removed)) == ([NEW, later], 1)
    several = compare("amounts", [amount("2", NEW), amount("3", later)], [amount("1")])
    assert (len(several.added), len(several.removed)) == (1, 2)


def test_changes_of_one_key_follow_its_days() -> None:
    old = [amount("1", date(2025, 1, 1)), amount("2", date(2026, 5, 1))]
    new = [amount("9", date(2024, 1, 1)), amount("8", date(2026, 5, 1))]
    assert [one.start for one in compare("amounts", old, new).changed] == [date(2024, 1, 1), date(2026, 5, 1)]


def test_keys_are_in_order_and_equal_numbers_are_no_change() -> None:
    found = compare("amounts", [], [amount("1", code="b"), amount("1", code="a")])
    assert [entry.key for entry in found.added] == ["a", "b"]
    assert not compare("amounts", [amount("1.0")], [amount("1.00")])


def test_every_table_of_the_pack_has_its_keys() -> None:
    pack = mini_pack()
    for table in TABLES:
        rows = getattr(pack, table)
        groups = by_key(table, rows)
        assert sorted(map(repr, rows)) == sorted(repr(one) for group in groups.values() for one in group)
        assert all([one.start for one in group] == sorted(one.start for one in group) for group in groups.values())
        assert all(one in groups[key_of(table, one)] for one in rows)
    floor = row(model.Rate, charge="vat", prefix="", expression="1 %", code="reduced")
    assert key_of("rates", floor) == "vat  reduced"
    assert key_of("holidays", pack.holidays[0]) == "2026-03-09"
    assert {key_of("additions", one) for one in pack.additions} == {"None", "10"}
    assert {key_of("fees", one) for one in pack.fees} == {"fee None", "fee 1000"}
    assert key_of("exchange", pack.exchange[0]) == "EUR"


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.integers(0, 2)), max_size=6), st.data())
def test_a_difference_leads_from_the_old_rows_to_the_new_ones(
    rows: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    def made(chosen: list[tuple[str, int, int]]) -> list[model.DatedAmount]:
        unique = {(code, year): value for code, year, value in chosen}
        return [amount(str(value), date(2020 + year, 1, 1), code=code) for (code, year), value in unique.items()]

    old, new = made(rows), made(data.draw(st.permutations(rows)) if rows else [("a", 1, 1)])
    found = compare("amounts", old, new)
    gone = [entry.row for entry in found.removed]
    come = [entry.row for entry in found.added]
    assert len(old) - len(gone) == len(new) - len(come)
    assert all(one in old for one in gone)
    assert all(one in new for one in come)
    assert bool(found) == (sorted(map(repr, old)) != sorted(map(repr, new)))
    assert msgspec.json.encode(found)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, {}),
        ("x", {"f": "x"}),
        ("", {"f": ""}),
        (Decimal("1E+3"), {"f": "1000"}),
        (OLD, {"f": "2025-12-31"}),
        (True, {"f": "true"}),
        (3, {"f": "3"}),
        (("a", "b"), {"f": '["a","b"]'}),
        ({"en": "x", "ru": "y"}, {"f.en": "x", "f.ru": "y"}),
        ({"USD": Decimal(10)}, {"f.USD": "10"}),
        ({}, {}),
    ],
)
def test_values_as_cells(value: object, shown: dict[str, str]) -> None:
    assert flat("f", value) == shown


def test_a_row_as_cells_leaves_out_what_goes_without_saying() -> None:
    heading = row(model.Heading, code="08", name={"en": "Fruit", "ru": "Фрукты"})
    assert list(cells(heading).items()) == [
        ("code", "08"),
        ("name.en", "Fruit"),
        ("name.ru", "Фрукты"),
        ("from", "2020-01-01"),
        ("act", "Act 1, article 2"),
        ("source", "tests"),
        ("status", "illustrative"),
    ]
    kept = row(model.PermitType, code="p", name=words("x"), agency="a", document_code="1", clock="c", cure_clock="c",
               grounds=("g",), needed=mini_pack().permits[0].needed)  # fmt: skip
    assert cells(kept)["needed"].startswith('{"all":[{"field":"direction"')
    assert "routing" not in cells(kept)


def test_lines_become_a_file_and_come_back() -> None:
    lines = [{"code": "1", "name.en": "a, b"}, {"code": "2", "name.ru": 'в "г"', "to": "2026-01-01"}]
    data = csv_of(lines)
    assert data.decode().splitlines()[0] == "code,name.en,name.ru,to"
    assert [{name: cell for name, cell in line.items() if cell} for line in lines_of(data)] == lines
    assert lines_of(b"\xef\xbb\xbfa,b\n1,2\n") == [{"a": "1", "b": "2"}]
    assert csv_of([], ("code", "to")) == b"code,to\n"
    assert columns([{"to": "1", "name.ru": "x"}, {"name.en": "y"}], ("name.en",)) == ["name.en", "name.ru", "to"]
