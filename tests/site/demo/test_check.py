"""The check: six consignments to their end; it notices what is not as worked by hand."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from darcha.law.control import discrepancies
from darcha.picture import fold
from darcha.site.demo import check, report
from darcha.site.demo.report import Report
from tests.site.demo.test_cast import copied
from tests.store.databases import Database


@pytest.fixture
def report_of(own_database: Database, tmp_path: Path, pack_folder: Path) -> Report:
    return check.drive(own_database.address, tmp_path, 1, pack_folder)


def test_six_consignments_come_to_their_end(report_of: Report, capsys: pytest.CaptureFixture[str]) -> None:
    lines = report_of.consignments
    assert report_of.ok, msgspec.json.encode(report_of).decode()
    assert {line.direction for line in lines} == {"import", "export", "transit"}
    assert {line.play for line in lines} == {"clean", "three_permits", "shortage", "errors", "refused_then_granted"}
    by_play = {line.play: line for line in lines}
    assert by_play["shortage"].stages[:2] == ("control", "cure") or "control" in by_play["shortage"].stages
    assert by_play["shortage"].first != by_play["shortage"].last
    assert by_play["errors"].stages[0] == "cure"
    assert all(line.stages[-1] == "released" for line in lines)
    assert report_of.evidence.sealed == report_of.evidence.entries == report_of.picture.folded
    assert report_of.evidence.witnessed == len(lines)
    check.show(report_of)
    shown = capsys.readouterr().out
    assert all(line.number in shown for line in lines)
    assert "Everything is as worked by hand" in shown


def test_another_seed_gives_others(report_of: Report, tmp_path: Path, pack_folder: Path, database: Database) -> None:
    (tmp_path / "2").mkdir()
    other = check.drive(database.address, tmp_path / "2", 2, pack_folder)
    assert other.ok, msgspec.json.encode(other).decode()
    assert {line.consignment for line in other.consignments} != {line.consignment for line in report_of.consignments}
    assert [line.firm for line in other.consignments] != [line.firm for line in report_of.consignments]
    assert not {line.reference for line in other.consignments} & {line.reference for line in report_of.consignments}


def test_another_rate_is_noticed(own_database: Database, tmp_path: Path, pack_folder: Path) -> None:
    changed = copied(pack_folder, tmp_path / "pack")
    told = check.drive(own_database.address, tmp_path, 1, changed)
    assert not told.ok
    assert any("vat" in problem for line in told.consignments for problem in line.problems)
    assert told.evidence.ok
    assert told.picture.ok


def test_a_wrong_picture_is_noticed(
    own_database: Database, tmp_path: Path, pack_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "compare", lambda connection: ["one figure differs"])
    told = check.drive(own_database.address, tmp_path, 1, pack_folder)
    assert not told.ok
    assert told.picture.differences == ("one figure differs",)


def test_a_discrepancy_that_goes_unnoticed_is_noticed(
    own_database: Database, tmp_path: Path, pack_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darcha.flow.control.discrepancies", lambda *given: discrepancies(*given)[:0])
    told = check.drive(own_database.address, tmp_path, 1, pack_folder)
    problems = next(line.problems for line in told.consignments if line.play == "shortage")
    assert "the journal of the file has no declaration.amend" in problems
    assert not told.ok


def test_problems_are_shown(report_of: Report, capsys: pytest.CaptureFixture[str]) -> None:
    line = msgspec.structs.replace(report_of.consignments[0], ok=False, problems=("the sky is green",))
    report.show(msgspec.structs.replace(report_of, ok=False, consignments=(line,)))
    shown = capsys.readouterr().out
    assert "the sky is green" in shown
    assert "NOT everything is right" in shown


@pytest.mark.slow
def test_the_whole_check_on_an_installation_of_its_own(pack_folder: Path) -> None:
    told = check.run(3, pack_folder)
    assert told.ok, msgspec.json.encode(told).decode()
