"""The commands over country data: differences, exports, and official tables taken in."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from darcha.law.pack.load import digest, load
from darcha.law.snapshot import snapshot
from darcha.site.cli import cli
from darcha.site.settings import PACK
from darcha.store.read.pack import folder

ACT = ("--act", "Decree 1 of 01.12.2026", "--from", "2027-01-01", "--source", "none", "--status", "illustrative")
AMOUNT = "code,value,currency\nBCU,500000,UZS\n"


def darcha(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in ("pack", *arguments)], input=given)


def answer(result: Result) -> Any:
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def taken(table: str, text: str, *arguments: object) -> Result:
    return darcha("import", "-", "--table", table, *ACT, *arguments, given=text.encode())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "copy"))


def test_no_difference(copy: Path) -> None:
    assert darcha("diff", PACK, copy).stdout == "No difference.\n"
    found = answer(darcha("diff", PACK, copy, "--json"))
    assert (found["header"], found["tables"]) == ([], [])
    assert found["old"] == found["new"] == {"pack": "uz", "digest": digest(folder(PACK)), "on": None}


def test_the_difference_of_two_packs(copy: Path) -> None:
    text = (copy / "pack.toml").read_text()
    (copy / "pack.toml").write_text(text.replace("exchange_days = 10", "exchange_days = 3"))
    (copy / "posts.csv").write_text("\n".join((copy / "posts.csv").read_text().splitlines()[:-1]) + "\n")
    assert taken("amounts", AMOUNT, "--pack", copy, "--into", copy).exit_code == 0
    found = answer(darcha("diff", PACK, copy, "--json"))
    assert found["header"] == [{"field": "exchange_days", "old": "10", "new": "3"}]
    assert [table["table"] for table in found["tables"]] == ["posts", "amounts"]
    posts, amounts = found["tables"]
    assert (len(posts["removed"]), posts["added"]) == (1, [])
    assert [(one["key"], one["row"]["value"]) for one in amounts["added"]] == [("BCU", "500000")]
    assert [one["changes"] for one in amounts["changed"]] == [[{"field": "to", "old": None, "new": "2026-12-31"}]]
    words = darcha("diff", PACK, copy).stdout
    assert "exchange_days: 10 → 3" in words
    assert "posts: 0 added, 0 changed, 1 removed" in words
    assert "  + BCU  value 500000, currency UZS, from 2027-01-01" in words
    assert "to – → 2026-12-31" in words


def test_the_difference_of_two_days() -> None:
    found = answer(darcha("diff", PACK, "--on", "2025-12-31", "--and", "2026-01-01", "--json"))
    assert (found["old"]["on"], found["new"]["on"]) == ("2025-12-31", "2026-01-01")
    (machine,) = next(table["changed"] for table in found["tables"] if table["table"] == "tariff")
    assert (machine["key"], machine["start"]) == ("8450110000", "2026-01-01")
    assert {"field": "duty", "old": "30%", "new": "20%"} in machine["changes"]
    words = darcha("diff", PACK, "--on", "2025-12-31", "--and", "2026-01-01").stdout
    assert "  ~ 8450110000  from 2026-01-01: to 2025-12-31 → –; duty 30% → 20%\n" in words


def test_two_packs_on_one_day(copy: Path) -> None:
    assert taken("amounts", AMOUNT, "--pack", copy, "--into", copy).exit_code == 0
    assert answer(darcha("diff", PACK, copy, "--on", "2026-12-01", "--json"))["tables"][0]["table"] == "amounts"
    found = answer(darcha("diff", PACK, copy, "--on", "2027-01-01", "--json"))
    assert found["old"]["on"] == found["new"]["on"] == "2027-01-01"
    values = [
        (one["old"], one["new"]) for one in found["tables"][0]["changed"][0]["changes"] if one["field"] == "value"
    ]
    assert values == [("412000", "500000")]


@pytest.mark.parametrize("more", [(), ("--on", "2026-01-01"), (PACK, "--and", "2026-01-01")])
def test_a_difference_needs_two_sides(more: tuple[object, ...]) -> None:
    result = darcha("diff", PACK, *more)
    assert result.exit_code == 2
    assert "--on 2026-12-31 --and 2027-01-01" in result.stderr


def test_a_long_difference_is_cut_for_people_only(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(PACK, tmp_path / "copy"))
    (copy / "tariff.chapters.csv").unlink()
    words = darcha("diff", PACK, copy).stdout
    assert "tariff: 0 added, 0 changed, 96 removed" in words
    assert "… and 56 more; --json has them all" in words
    assert len(answer(darcha("diff", PACK, copy, "--json"))["tables"][0]["removed"]) == 96


def test_a_table_of_a_day_as_open_data() -> None:
    found = answer(darcha("export", "tariff", "--on", "2026-01-01", "--as", "json"))
    law = snapshot(load(folder(PACK)), date(2026, 1, 1))
    assert (found["pack"], found["table"], found["on"], found["digest"]) == (
        "uz",
        "tariff",
        "2026-01-01",
        law.pack.digest,
    )
    assert [one["code"] for one in found["rows"]] == sorted(law.headings)
    assert {one["duty"] for one in found["rows"] if one["code"] == "8450110000"} == {"20%"}
    rows = list(csv.DictReader(io.StringIO(darcha("export", "tariff", "--on", "2025-12-31").stdout)))
    assert [one["duty"] for one in rows if one["code"] == "8450110000"] == ["30%"]
    assert list(rows[0]) == [
        *("code", "name.en", "name.ru", "name.uz", "from", "act", "source", "status", "duty", "unit", "to")
    ]
    assert all(one["act"] and one["source"] for one in rows)


def test_an_export_is_of_today_and_json_is_json() -> None:
    today = answer(darcha("export", "sections", "--json"))
    assert len(today["rows"]) == 21
    assert date.fromisoformat(today["on"]) >= date(2026, 1, 1)
    assert darcha("export", "kinds", "--on", "1990-01-01").stdout.startswith("from,to,act,source,status,code,name")


def test_profiles_are_no_open_data() -> None:
    assert darcha("export", "profiles").exit_code == 2


TARIFF = """Код;Наименование;Name;Nomi;Ставка;Примечание
0805 10 200 0;Апельсины свежие;Oranges, fresh;Apelsin, yangi uzilgan;10%;1
0808 10 800 0;Яблоки свежие;Apples, fresh;Olma, yangi uzilgan;20%, но не менее 0,2 USD за кг;
0805 21 000 0;Мандарины;Mandarins;Mandarin;15%;
"""
NAMES = ("Код=code", "Наименование=name.ru", "Name=name.en", "Nomi=name.uz", "Ставка=duty", "Примечание=")
MAPPED = tuple(part for name in NAMES for part in ("--map", name))


def test_an_official_table_shows_what_changes_and_writes_nothing() -> None:
    before = folder(PACK)
    result = taken("tariff", TARIFF, *MAPPED)
    assert result.exit_code == 0
    assert result.stdout == (
        "tariff: 1 added, 1 changed, 0 ended\n"
        "  + 0805210000  name.ru Мандарины, name.en Mandarins, name.uz Mandarin, duty 15%, from 2027-01-01\n"
        "  ~ 0808108000  from 2027-01-01: duty 20% → 20%, но не менее 0,2 USD за кг\n"
        "1 lines say what holds already.\n"
        "Nothing was written.\n"
    )
    assert folder(PACK) == before


def test_a_workbook_is_taken_into_a_new_folder(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TARIFF.splitlines():
        book.worksheets[0].append(line.split(";"))
    book.save(tmp_path / "new.xlsx")
    into = tmp_path / "below" / "revised"
    result = darcha("import", tmp_path / "new.xlsx", "--table", "tariff", *ACT, *MAPPED, "--into", into, "--json")
    assert result.exit_code == 0
    found = answer(result)
    assert (found["same"], found["findings"], found["written"]) == (1, [], str(into))
    assert found["files"] == ["tariff.2027-01-01.csv", "tariff.csv"]
    assert [one["key"] for one in found["difference"]["added"]] == ["0805210000"]
    assert sorted(path.name for path in into.parent.iterdir()) == ["revised"]
    assert not list(into.rglob("*.new"))
    assert (into / "demo" / "book.toml").exists()
    assert answer(darcha("check", into, "--json"))["findings"] == []
    law = load(folder(into))
    assert snapshot(law, date(2026, 12, 31)).headings["0808108000"].duty == "20%"
    assert snapshot(law, date(2027, 1, 1)).headings["0808108000"].duty == "20%, но не менее 0,2 USD за кг"
    unchanged = folder(PACK).items() - folder(into).items()
    assert {name for name, _ in unchanged} == {"tariff.csv"}
    again = answer(
        darcha("import", tmp_path / "new.xlsx", "--table", "tariff", *ACT, *MAPPED, "--pack", into, "--json")
    )
    assert (again["same"], again["files"], again["difference"]["added"]) == (3, [], [])


def test_the_packs_own_folder_is_changed_where_it_is_asked_for(copy: Path) -> None:
    result = taken("amounts", AMOUNT, "--pack", copy, "--into", copy)
    assert f"Written to {copy}: amounts.2027-01-01.csv, amounts.toml." in result.stdout
    assert {name for name, _ in folder(copy).items() ^ folder(PACK).items()} == {
        "amounts.2027-01-01.csv",
        "amounts.toml",
    }
    assert "nothing new" in taken("amounts", AMOUNT, "--pack", copy, "--into", copy).stdout


def test_another_pack_is_not_written_over(copy: Path, tmp_path: Path) -> None:
    result = taken("amounts", AMOUNT, "--into", copy)
    assert (result.exit_code, folder(copy)) == (2, folder(PACK))
    assert "neither the pack's own folder nor empty" in result.stderr
    (tmp_path / "empty").mkdir()
    assert taken("amounts", AMOUNT, "--into", tmp_path / "empty").exit_code == 0


BAD = """code,name.ru,name.en,name.uz,duty,unit
0805102000,Апельсины,Oranges,Apelsin,10 or so,
0805999000,Прочие,Others,,10%,QQ
"""


def test_what_is_wrong_is_told_by_line_and_column_and_nothing_is_written(tmp_path: Path) -> None:
    result = taken("tariff", BAD, "--into", tmp_path / "new", "--json")
    found = answer(result)
    assert result.exit_code == 1
    assert {(one["code"], one["pointer"], one["severity"]) for one in found["findings"]} == {
        ("pack.expression", "/-/2/duty", "error"),
        ("pack.language", "/-/3/name.uz", "error"),
        ("pack.code", "/-/3/unit", "error"),
        ("pack.hs", "/-/3/code", "warning"),
    }
    assert all(one["cure"] for one in found["findings"])
    assert (found["written"], len(found["difference"]["added"])) == (None, 1)
    assert not list(tmp_path.iterdir())
    assert "Nothing was written." in taken("tariff", BAD, "--into", tmp_path / "new").stdout


def test_a_row_that_others_need_cannot_end(tmp_path: Path) -> None:
    text = "code,name.en,name.ru,name.uz\ncustoms,Customs,Таможня,Bojxona\n"
    result = taken("agencies", text, "--whole", "--into", tmp_path / "new", "--json")
    assert result.exit_code == 1
    assert len(answer(result)["difference"]["removed"]) > 1
    assert "pack.reference" in {one["code"] for one in answer(result)["findings"]}
    assert not list(tmp_path.iterdir())


def test_lines_that_are_no_rows_are_refused() -> None:
    result = taken("amounts", "code,value,currency\nBCU,much,UZS\nBCU,1\n", "--json")
    refusal = answer(result)
    assert (result.exit_code, refusal["error"]) == (1, "input.invalid")
    assert [one["pointer"] for one in refusal["findings"]] == ["/-/2/value", "/-/3/currency"]
    assert answer(taken("amounts", "", "--json"))["error"] == "message.unreadable"
    assert "no field of amounts" in taken("amounts", "code,price\nBCU,1\n").stderr


@pytest.mark.parametrize(
    "wrong", [("--map", "code"), ("--map", "price=value"), ("--status", "sure"), ("--from", "tomorrow")]
)
def test_import_used_wrongly(wrong: tuple[str, ...]) -> None:
    assert taken("amounts", AMOUNT, *wrong).exit_code == 2


def test_codes_outside_of_the_harmonised_system_are_a_warning_of_the_check(copy: Path) -> None:
    text = (copy / "tariff.csv").read_text()
    (copy / "tariff.csv").write_text(text.replace("\n0811909500,", "\n0811999500,"))
    result = darcha("check", copy, "--json")
    assert result.exit_code == 0
    assert [(one["code"], one["params"]["found"]) for one in answer(result)["findings"]] == [("pack.hs", "081199")]
