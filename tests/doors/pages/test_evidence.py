from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.test import Client, override_settings

from darcha.store.connect import connect
from darcha.store.journal.keys import signing_key
from darcha.store.journal.sealer import seal
from tests.doors.pages.desk import lodged, plain
from tests.store.databases import Database


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder with the one key of the log."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def entry(site: Database, client_for: Callable[..., Client], data: Path) -> Iterator[str]:
    """The identifier of an entry that is sealed."""
    lodged(client_for("tom"))
    with connect(site.sealer) as connection:
        seal(connection, signing_key(data), datetime.now(UTC))
    with psycopg.connect(site.app, options="-c search_path=darcha") as connection:
        found = connection.execute("SELECT entry FROM leaf ORDER BY index LIMIT 1").fetchone()
    assert found is not None
    with override_settings(DATA=data):
        yield str(found[0])


def test_an_entry_of_the_journal_is_verified(client_for: Callable[..., Client], entry: str) -> None:
    page = plain(client_for("aud").get("/evidence", {"entry": entry}))
    assert "The entry stands in the log." in page
    assert "Leaf 0 of" in page
    assert entry in page


def test_the_last_checkpoint_is_shown(client_for: Callable[..., Client], entry: str) -> None:
    assert "Signed" in plain(client_for("aud").get("/evidence"))


def test_another_key_proves_nothing(client_for: Callable[..., Client], entry: str, tmp_path: Path) -> None:
    signing_key(tmp_path)
    with override_settings(DATA=tmp_path):
        assert "The proof does not hold." in plain(client_for("aud").get("/evidence", {"entry": entry}))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("nonsense", "This is not an identifier of an entry."),
        ("01990000-0000-7000-8000-000000000000", "There is no"),
    ],
)
def test_what_is_no_entry_is_said(client_for: Callable[..., Client], entry: str, asked: str, said: str) -> None:
    assert said in plain(client_for("aud").get("/evidence", {"entry": asked}))


def test_the_files_history_leads_to_the_proof(client_for: Callable[..., Client], entry: str) -> None:
    key = lodged(client_for("tom"))
    assert "/evidence?entry=" in client_for("aud").get(f"/declarations/{key}").content.decode()
    assert "/evidence" not in client_for("meg").get(f"/declarations/{key}").content.decode()
