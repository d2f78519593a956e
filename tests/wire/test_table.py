from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.errors import Unreadable
from darcha.law.text import explain
from darcha.wire import table
from darcha.wire.table import Line, Table, read


def workbook(*rows: Sequence[object], others: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append(list(cells))
    for number in range(others):
        book.create_sheet(f"Other {number}").append(["not", "read"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def only(data: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(Unreadable) as refused:
        read(data)
    (found,) = refused.value.findings
    assert explain(found).cure
    return found.code, found.params


SIMPLE = Table(("code", "name.ru"), (Line(2, ("0805", "Цитрусовые, свежие")), Line(4, ("0808", ""))))


@pytest.mark.parametrize(
    "data",
    [
        'code,name.ru\n0805,"Цитрусовые, свежие"\n\n0808,\n'.encode(),
        'code,name.ru\r\n0805,"Цитрусовые, свежие"\r\n,\r\n0808\r\n'.encode(),
        "\ufeffcode;name.ru\n 0805 ;  Цитрусовые,\tсвежие\n;\n0808;;;\n".encode(),
        "code\tname.ru\n0805\tЦитрусовые, свежие\n\n0808".encode(),
        "code;name.ru\n0805;Цитрусовые, свежие\n\n0808;".encode("utf-16"),
        workbook(["code", "name.ru"], ["0805", "Цитрусовые,\nсвежие "], [], ["0808", None], [None, " "], others=2),
    ],
)
def test_a_table_is_the_same_in_every_form(data: bytes) -> None:
    assert read(data) == SIMPLE


def test_columns_without_a_name_are_left_out_where_nothing_stands_in_them() -> None:
    assert read(b"\n\na,,b\n1,,2\n") == Table(("a", "b"), (Line(4, ("1", "2")),))


def test_a_quoted_cell_may_go_over_lines() -> None:
    found = read(b'a,b\n"x\ny",1\nz,2\n')
    assert [(line.number, line.cells) for line in found.lines] == [(2, ("x y", "1")), (4, ("z", "2"))]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (805, "805"),
        (10.0, "10"),
        (0.1, "0.1"),
        (1200.50, "1200.5"),
        (-0.0000001, "-0.0000001"),
        (1e22, "10000000000000000000000"),
        (datetime.fromisoformat("2027-01-01"), "2027-01-01"),
        (datetime.fromisoformat("2027-01-01T09:30"), "2027-01-01T09:30:00"),
        (date(2027, 1, 1), "2027-01-01"),
        (time(9, 30), "09:30:00"),
        ("0805", "0805"),
    ],
)
def test_what_a_cell_of_a_workbook_says(cell: object, shown: str) -> None:
    assert table.shown(cell) == shown
    if shown and cell != 805:
        (line,) = read(workbook(["a"], [cell])).lines
        assert line.cells == ("2027-01-01" if isinstance(cell, date) and shown.endswith("-01") else shown,)


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"", "W033", {}),
        (b"  \n,,\n", "W033", {}),
        (b"code,name\n", "W033", {}),
        (b'code,name\n1,"open', "W031", {"line": "2"}),
        (b'code,name\n1,"a"b\n', "W031", {"line": "2"}),
        ("код,1\n".encode("cp1251"), "W004", {"line": "1"}),
        (b"code,name\n1,a\x07b\n", "W005", {"line": "2", "found": "U+0007"}),
        (b"code,name,code\n1,2,3\n", "W014", {"name": "code", "line": "1"}),
        (b"code,,name\n1,x,2\n", "W032", {"found": "x", "line": "2"}),
        (b"code,name\n1,2,3\n", "W032", {"found": "3", "line": "2"}),
        (b"PK\x03\x04 no archive", "W030", {}),
        (workbook(["a"], [1])[:-40], "W030", {}),
        (parts(workbook(["a"], [1]), lambda name, data: b"<x" if "sheet1" in name else data), "W030", {}),
        (parts(workbook(["a"], [1]), lambda name, data: b"" if "workbook.xml" in name else data), "W030", {}),
    ],
)
def test_what_is_no_table_is_told(data: bytes, code: str, params: dict[str, str]) -> None:
    found, told = only(data)
    assert found == code
    assert params.items() <= told.items()


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b"a,a\n1,2,3\n\x01,2,\n")
    assert [one.code for one in refused.value.findings] == ["W005", "W014", "W032"]


def test_size_has_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_BYTES", 20)
    assert only(b"a\n" * 11) == ("W002", {"found": "22", "expected": "20"})
    assert len(read(b"a\n" * 10).lines) == 9
    monkeypatch.undo()
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    assert only(b"a\n" * 5)[1]["name"] == only(workbook(*[["a"]] * 5))[1]["name"] == "rows"
    assert len(read(b"a\n" * 4).lines) == len(read(workbook(*[["a"]] * 4)).lines) == 3
    monkeypatch.setattr(table, "MOST_COLUMNS", 2)
    assert only(b"a,b,c\n1,2,3\n")[1]["name"] == only(workbook(["a", "b", "c"], [1]))[1]["name"] == "columns"
    assert read(b"a,b\n1,2\n").columns == read(workbook(["a", "b"], [1])).columns == ("a", "b")
    monkeypatch.setattr(table, "MOST_UNPACKED", 100)
    assert only(workbook(["a"], [1]))[0] == "W002"


def test_a_sheet_that_is_said_to_be_huge_costs_little() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    data = parts(workbook(["a"], [1]), lambda name, part: part.replace(b"</sheetData>", far))
    assert only(data)[0] == "W008"
    lied = parts(workbook(["a"], [1]), lambda name, part: part.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert read(lied).lines == (Line(2, ("1",)),)


@settings(max_examples=100)
@given(st.binary(max_size=60) | st.text(alphabet='a1,;\t"\n\r\x00\ufeff я', max_size=40).map(str.encode))
def test_any_bytes_are_a_table_or_findings(data: bytes) -> None:
    with suppress(Unreadable):
        found = read(data)
        assert all(len(line.cells) == len(found.columns) for line in found.lines)


@settings(max_examples=25)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_a_table_or_findings(where: int, damage: bytes) -> None:
    data = bytearray(BOOK)
    data[where : where + len(damage)] = damage
    with suppress(Unreadable):
        read(bytes(data))


BOOK = workbook(["code", "duty"], ["0805", 0.5], ["0808", date(2027, 1, 1)])
