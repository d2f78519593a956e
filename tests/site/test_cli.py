"""The commands over files: what they answer, to people and to programs, and how they end."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner, Result

from darcha import wire
from darcha.law.document import Declaration
from darcha.law.pack.load import load
from darcha.law.snapshot import snapshot
from darcha.site.bench.messages import documents
from darcha.site.cli import SECTIONS, cli
from darcha.site.demo.book import read_book
from darcha.site.demo.cast import read_cast
from darcha.site.settings import PACK
from darcha.store.read.pack import folder
from tests.makers import declaration

DAY = "2026-11-23"


def darcha(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=given)


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good [1].json"
    path.write_bytes(wire.write(declaration(), wire.Format.json))
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.xml"
    path.write_bytes(b"<MetaData><Declaration>")
    return path


@pytest.fixture(scope="module")
def trade() -> list[Declaration]:
    """Imports of the country's own book; the twentieth has errors."""
    law = snapshot(load(folder(PACK)), date.fromisoformat(DAY))
    made = documents(read_book(PACK), read_cast(PACK), law, law.day)
    return [document for _, (_, document) in zip(range(20), made, strict=False)]


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())


def test_the_help_says_what_the_commands_say() -> None:
    shown = {name: line for section in SECTIONS.values() for name, (_, line) in section.items()}
    for name, command in commands():
        if name in shown:
            first = (command.help or "").replace("\n", " ")
            assert first.startswith((shown[name], shown[name].removesuffix("."))), name
    assert all(line in " ".join(darcha("--help").stdout.split()) for line in shown.values())


def test_every_command_answers_programs_too() -> None:
    found = {name: command for name, command in commands() if not isinstance(command, click.Group)}
    assert {"read", "lodge", "evidence verify", "bench lodge"} <= set(found)
    for name, command in found.items():
        assert "--json" in {option for one in command.params for option in one.opts}, name
        assert darcha(*name.split(), "--help").exit_code == 0


@pytest.mark.parametrize("arguments", ["--help", "read --json -"])
def test_what_is_asked_often_waits_for_no_heavy_package(arguments: str) -> None:
    heavy = ("django", "uvicorn", "starlette", "cryptography", "psycopg")
    code = (
        "import sys\nfrom darcha.site.cli import cli\n"
        f"cli({arguments.split()!r}, standalone_mode=False)\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    message = wire.write(declaration(), wire.Format.json)
    done = subprocess.run([sys.executable, "-c", code], input=message, capture_output=True, check=True)
    assert done.stderr.strip() == b"[]"


def test_read_answers_a_line_a_file_in_order(good: Path, broken: Path, tmp_path: Path) -> None:
    result = darcha("read", good, broken, good, "--json")
    first, second, third = lines(result)
    assert result.exit_code == 1
    assert result.stderr == ""
    assert (first["file"], second["file"]) == (str(good), str(broken))
    assert first == third
    assert (first["format"], first["findings"]) == ("json", [])
    assert msgspec.convert(first["documents"][0], Declaration) == declaration()
    assert (second["format"], second["documents"], second["error"]) == (None, [], "message.unreadable")
    assert second["findings"][0]["severity"] == "error"
    assert second["findings"][0]["text"]


def test_a_file_that_cannot_be_opened_is_told_in_its_turn(good: Path, tmp_path: Path) -> None:
    result = darcha("read", tmp_path / "none", tmp_path, good, "--json")
    none, folder_, fine = lines(result)
    assert result.exit_code == 2
    assert none["error"] == folder_["error"] == "file.not_opened"
    assert none["findings"][0]["params"]["why"] == "No such file or directory"
    assert fine["documents"]


def test_read_tells_people(good: Path, broken: Path) -> None:
    fine = darcha("read", good)
    assert fine.exit_code == 0
    assert json.loads(fine.stdout)["functional_reference_id"] == "REF-1"
    bad = darcha("read", broken)
    assert (bad.exit_code, bad.stdout) == (1, "")
    assert str(broken) in bad.stderr
    assert "Correct what the findings name" in bad.stderr


def test_a_message_too_large_is_not_taken_into_memory() -> None:
    result = darcha("read", "--json", "/dev/zero")
    assert result.exit_code == 1
    assert lines(result)[0]["findings"][0]["params"]["found"] == str(wire.MOST_BYTES + 1)


def test_read_takes_a_format_by_its_name(good: Path) -> None:
    assert darcha("read", good, "--as", "json", "--json").exit_code == 0
    assert darcha("read", good, "--as", "wco", "--json").exit_code == 1
    assert darcha("read", good, "--as", "telex").exit_code == 2


def test_write_goes_there_and_back(good: Path) -> None:
    written = darcha("write", good, "--as", "wco")
    assert written.exit_code == 0
    again = darcha("write", "-", "--as", "json", given=written.stdout_bytes)
    assert again.exit_code == 0
    (document,) = wire.read(again.stdout_bytes).documents
    assert isinstance(document, Declaration)
    assert msgspec.structs.replace(document, meta_data=None) == declaration()
    (line,) = lines(darcha("write", good, "--as", "wco", "--json"))
    assert line["documents"][0].encode() == written.stdout_bytes.removesuffix(b"\n")


def test_write_refuses_what_cannot_be_read(broken: Path) -> None:
    result = darcha("write", broken, "--as", "json", "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (1, "message.unreadable")
    assert darcha("write", broken, "--as", "telex").exit_code == 2


def test_check_finds_what_lodgement_would(trade: list[Declaration]) -> None:
    fine, wrong = wire.write(trade[0], wire.Format.wco), wire.write(trade[19], wire.Format.json)
    result = darcha("check", "-", "--on", DAY, "--json", given=fine)
    assert (result.exit_code, lines(result)) == (0, [{"file": "-", "findings": []}])
    assert darcha("check", "-", "--on", DAY, given=fine).stdout == "-: nothing found\n"
    result = darcha("check", "-", "--on", DAY, "--json", given=wrong)
    assert result.exit_code == 1
    assert {"D013", "D041", "D056"} == {one["code"] for one in lines(result)[0]["findings"]}
    words = darcha("check", "-", "--on", DAY, given=wrong).stdout
    assert words.startswith("-: 3 errors, 0 to know\n")
    assert "at /total_gross_mass_measure" in words


def test_check_takes_one_declaration_a_message_as_a_door_does(good: Path, tmp_path: Path) -> None:
    two = tmp_path / "two.json"
    two.write_bytes(b"[" + good.read_bytes() + b"," + good.read_bytes() + b"]")
    result = darcha("check", two, good, "--json")
    assert [line["findings"][0]["code"] for line in lines(result)][:1] == ["I001"]
    assert len(lines(result)) == 2


def test_assess_shows_its_working(trade: list[Declaration]) -> None:
    message = wire.write(trade[0], wire.Format.json)
    result = darcha("assess", "-", "--on", DAY, "--json", given=message)
    (assessment,) = lines(result)
    assert result.exit_code == 0
    assert len(assessment["items"]) == 5
    assert assessment["total"] == "163231600.00"
    words = darcha("assess", "-", "--on", DAY, given=message).stdout
    assert "max(82800000.00 × 20 %; 5000 × 0.3 USD / kg × 12000.00)" in words
    assert "Total 163231600.00" in words


def test_assess_ends_with_1_where_a_charge_cannot_be_counted(good: Path) -> None:
    result = darcha("assess", good)
    assert result.exit_code == 1
    assert "tariff." in result.stdout


def test_need_says_who_decides_and_why(trade: list[Declaration], good: Path) -> None:
    message = wire.write(trade[0], wire.Format.json)
    (needed,) = lines(darcha("need", "-", "--on", DAY, "--json", given=message))
    assert {one["type"] for one in needed} == {"phytosanitary", "veterinary", "sanitary"}
    assert all(one["act"] and one["agency"] and one["clock"] for one in needed)
    assert "1, 4" in darcha("need", "-", "--on", DAY, given=message).stdout
    assert darcha("need", good).stdout == "No permit is needed.\n"


def test_select_gives_a_channel_and_no_reason(trade: list[Declaration]) -> None:
    message = wire.write(trade[3], wire.Format.json)
    (channel,) = lines(darcha("select", "-", "--on", DAY, "--json", given=message))
    assert set(channel) == {"lane", "forms"}
    assert channel["lane"] == "red"
    assert darcha("select", "-", "--on", DAY, given=message).stdout.startswith("red: ")
    assert darcha("select", "-", "--seed", "what", given=message).exit_code == 2


def test_pack_check_proves_the_country() -> None:
    result = darcha("pack", "check", "--json")
    assert result.exit_code == 0
    assert lines(result)[0]["findings"] == []
    assert lines(result)[0]["cases"] > 0
    assert "0 findings" in darcha("pack", "check").stdout


def test_pack_check_of_a_folder_without_a_pack(tmp_path: Path) -> None:
    result = darcha("pack", "check", tmp_path, "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (1, "pack.invalid")
    assert darcha("pack", "check", tmp_path / "none").exit_code == 2


def test_colour_is_left_out_where_it_is_not_wanted(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m" in darcha("read", broken).stderr
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in darcha("read", broken).stderr


@pytest.mark.parametrize("arguments", ["", "what", "read", "duty", "serve --doors cellar", "worker --jobs sleep"])
def test_used_wrongly(arguments: str) -> None:
    result = darcha(*arguments.split())
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_told(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = darcha(command, "--port", taken.getsockname()[1], "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (2, "address.taken")
    assert "--port" in lines(result)[0]["cure"]
