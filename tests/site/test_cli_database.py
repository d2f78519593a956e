"""The commands that need a database or a running window."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from click.testing import Result

from darcha.site.cli import evidence
from darcha.store.connect import connect
from darcha.store.journal import sealer
from darcha.store.journal.keys import signing_key
from darcha.store.journal.witness import FileWitness, Telling
from darcha.store.statement import run
from darcha.store.write import party
from tests.flow.house import seed
from tests.makers import change, declaration, mini_pack
from tests.site.test_cli import darcha, lines
from tests.store.databases import Database, database, server, template

__all__ = ["database", "server", "template"]


@pytest.fixture
def window(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A window of its own country, found by the environment."""
    with connect(database.app) as connection, connection.transaction():
        run(connection, seed(mini_pack()))
    monkeypatch.setenv("DARCHA_DATABASE_URL", database.app)
    return database


def written(folder: Path, reference: str, **changes: Any) -> Path:
    path = folder / f"{reference}.json"
    path.write_bytes(msgspec.json.encode(change(declaration(functional_reference_id=reference), **changes)))
    return path


def test_lodge_answers_a_line_a_file(window: Database, tmp_path: Path) -> None:
    good, again = written(tmp_path, "CLI-1"), tmp_path / "again.json"
    again.write_bytes(good.read_bytes())
    wrong = written(tmp_path, "CLI-2", goods_item_quantity=7)
    first, second, none, third = lines(result := darcha("lodge", good, again, tmp_path / "none", wrong, "--json"))
    assert result.exit_code == 2, "a file that is not there"
    assert (first["duplicate"], second["duplicate"]) == (False, True)
    assert first["number"] == second["number"]
    assert {"stage", "holder", "lane", "total", "currency", "permits", "findings"} <= set(first)
    assert first["permits"][0]["type"] == "phyto"
    assert none["error"] == "file.not_opened"
    assert third["stage"] == "cure"
    assert [one["severity"] for one in third["findings"]] == ["error"]
    assert darcha("lodge", good).exit_code == 0
    assert darcha("lodge", wrong).exit_code == 1


def test_lodge_tells_people(window: Database, tmp_path: Path) -> None:
    result = darcha("lodge", path := written(tmp_path, "CLI-3"))
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{path}: P1/")
    assert "permit phyto from PLANT, due " in result.stdout
    assert "(sent before)" in darcha("lodge", path).stdout


def test_a_refusal_says_what_to_do(window: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "CLI-4")
    assert darcha("lodge", path).exit_code == 0
    written(tmp_path, "CLI-4", declaration_office_id="P2")
    (refused,) = lines(result := darcha("lodge", path, "--json"))
    assert (result.exit_code, refused["error"]) == (1, "reference.conflict")
    assert "new reference" in refused["cure"]
    (denied,) = lines(darcha("lodge", path, "--actor", "other", "--json"))
    assert denied["error"] == "sender.not_authorised"
    assert lines(darcha("lodge", path, "--actor", "nobody", "--json"))[0]["error"] == "not_found"


def test_status_by_reference_and_by_number(window: Database, tmp_path: Path) -> None:
    (lodged,) = lines(darcha("lodge", written(tmp_path, "CLI-5"), "--json"))
    (by_number,) = lines(darcha("status", lodged["number"], "--json"))
    assert lines(darcha("status", "CLI-5", "--json")) == [by_number]
    assert (by_number["stage"], by_number["holder"]) == ("permits", "PLANT")
    assert by_number["missing"][0]["what"] == "permits"
    words = darcha("status", "CLI-5")
    assert words.exit_code == 0
    assert f"{lodged['number']}  permits" in words.stdout
    assert "missing: permits, with PLANT" in words.stdout


def test_an_officer_sees_the_reasons_of_a_channel_and_the_look_is_written_down(
    window: Database, tmp_path: Path
) -> None:
    path = written(tmp_path, "CLI-8")
    with connect(window.app) as connection, connection.transaction():
        now = datetime.now(UTC)
        tokens = {who: run(connection, party.token(who, "test", now)) for who in ("auditor", "trader")}
    (seen,) = lines(result := darcha("select", path, "--token", tokens["auditor"], "--json"))
    assert result.exit_code == 0
    assert set(seen) >= {"lane", "forms", "reasons", "share"}
    assert seen["lane"] in darcha("select", path, "--token", tokens["auditor"]).stdout
    with connect(window.app) as connection:
        looks = connection.execute("SELECT count(*) FROM journal WHERE act = 'risk.explain'").fetchone()
    assert looks == (2,)
    assert lines(darcha("select", path, "--token", tokens["trader"], "--json"))[0]["error"] == "sender.not_authorised"
    assert lines(darcha("select", path, "--token", "nobody's", "--json"))[0]["error"] == "sender.unknown"
    assert darcha("select", path, "--token", "any", "--on", "2026-01-01").exit_code == 2


def test_status_of_nothing(window: Database) -> None:
    result = darcha("status", "NO-SUCH", "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (1, "not_found")


def test_evidence_is_verified_and_one_entry_proven(
    window: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "DATA", tmp_path)
    monkeypatch.setenv("DARCHA_WITNESS", str(tmp_path / "seen"))
    unsealed = darcha("evidence", "verify", "--json")
    assert (unsealed.exit_code, lines(unsealed)[0]["error"]) == (2, "evidence.none")
    darcha("lodge", written(tmp_path, "CLI-6"))
    key = signing_key(tmp_path)
    with connect(window.sealer) as connection:
        connection.autocommit = True
        while sealer.seal(connection, key, datetime.now(UTC)) is not None:
            pass
        Telling(FileWitness(tmp_path / "seen", key.public_key())).tell(connection)
        (entry,) = connection.execute("SELECT entry FROM leaf LIMIT 1").fetchone() or (None,)
    (whole,) = lines(result := darcha("evidence", "verify", "--json"))
    assert (result.exit_code, whole["ok"], whole["report"]["problems"]) == (0, True, [])
    assert whole["report"]["leaves"] > 0
    assert lines(darcha("evidence", "verify", entry, "--json"))[0]["report"]["proof"]["entry"] == str(entry)
    assert "proven at place" in darcha("evidence", "verify", entry).stdout
    assert "everything agrees" in darcha("evidence", "verify").stdout


@pytest.mark.parametrize("command", ["status X", "evidence verify", "lodge"])
def test_before_the_first_start_nothing_is_made(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DARCHA_DATABASE_URL", raising=False)
    monkeypatch.setattr("darcha.site.cli.database.DATA", tmp_path)
    monkeypatch.setattr(evidence, "DATA", tmp_path)
    arguments = [*command.split(), *([written(tmp_path, "CLI-7")] if command == "lodge" else [])]
    result = darcha(*arguments, "--json")
    assert result.exit_code == 2
    assert lines(result)[0]["cure"]
    assert not (tmp_path / "postgres").exists()


def test_a_database_without_tables_or_away(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARCHA_DATABASE_URL", server.address("superuser", "postgres"))
    result = darcha("status", "X", "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (2, "database.empty")
    monkeypatch.setenv("DARCHA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = darcha("status", "X", "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (1, "unavailable")


class Window(BaseHTTPRequestHandler):
    """A window that knows one declaration, and takes every message."""

    file: ClassVar[dict[str, Any]] = {
        "declaration": {"number": "P1/1", "reference": "REF-1"},
        "status": {"stage": "permits", "holder": "PLANT", "since": "2026-03-02T09:00:00Z", "due": None, "missing": []},
    }
    lodged: ClassVar[dict[str, Any]] = {
        "number": "P1/1",
        "stage": "permits",
        "holder": "PLANT",
        "lane": "green",
        "total": "1.00",
        "currency": "XTS",
        "duplicate": False,
        "permits": [],
        "findings": [],
    }

    def answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status: int, code: str) -> None:
        self.answer(status, {"code": code, "detail": "No.", "cure": "Do otherwise.", "status": status, "findings": []})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = parse_qs(address.query)
        if address.path == "/api/v1/declarations":
            found = [self.file["declaration"]] if asked["search"] == ["REF-1"] else []
            self.answer(200, {"items": found, "next": None})
        elif asked["number"] == ["P1/1"]:
            self.answer(200, self.file)
        else:
            self.refuse(404, "not_found")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] == "Bearer good":
            self.answer(201, self.lodged)
        else:
            self.refuse(401, "sender.unknown")

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def answering() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Window) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def asked(url: str, *arguments: object) -> Result:
    return darcha(*arguments, "--url", url, "--json")


def test_a_running_window_is_asked_with_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "REF-1")
    with answering() as url:
        monkeypatch.delenv("DARCHA_TOKEN", raising=False)
        assert lines(asked(url, "lodge", path))[0]["error"] == "sender.no_token"
        monkeypatch.setenv("DARCHA_TOKEN", "good")
        result = asked(url, "lodge", path)
        assert (result.exit_code, lines(result)[0]) == (0, {"file": str(path)} | Window.lodged)
        assert f"{path}: P1/1, permits, with PLANT" in darcha("lodge", path, "--url", url).stdout
        expected = Window.file["declaration"] | Window.file["status"]
        assert lines(asked(url, "status", "P1/1")) == lines(asked(url, "status", "REF-1")) == [expected]
        result = asked(url, "status", "REF-2")
        assert (result.exit_code, lines(result)[0]["error"]) == (1, "not_found")
        monkeypatch.setenv("DARCHA_TOKEN", "bad")
        result = asked(url, "lodge", path)
        assert result.exit_code == 1
        assert lines(result)[0] == {
            "file": str(path),
            "error": "sender.unknown",
            "text": "No.",
            "cure": "Do otherwise.",
            "findings": [],
        }
        assert "Do otherwise." in darcha("status", "X", "--url", url).stderr
    result = asked(url, "lodge", path)
    assert (result.exit_code, lines(result)[0]["error"]) == (1, "unavailable")
