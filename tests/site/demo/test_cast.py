"""The cast: complete for the agencies and posts of the pack, written once however often the demonstration starts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

from darcha.law.pack.model import Pack
from darcha.law.snapshot import snapshot
from darcha.site.demo.book import Book
from darcha.site.demo.cast import Cast, new_password, renew_tokens, seed
from darcha.store.connect import connect
from darcha.store.models import Person
from darcha.store.read import party
from darcha.store.read.pack import current
from darcha.store.statement import run
from tests.store.databases import Database

CROWD = ("firm", "person", "mandate", "pack", "token")


def counts(address: str) -> list[int]:
    with psycopg.connect(address, options="-c search_path=darcha") as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()[0] for table in CROWD]  # type: ignore[index]


def test_everybody_is_there(cast: Cast, book: Book, pack: Pack) -> None:
    law = snapshot(pack, book.day)
    assert len({person.id for person in cast.people}) == len(cast.people)
    assert all(firm.code.startswith("3000000") and len(firm.code) == 9 for firm in cast.firms)
    met = {law.permits[code].agency for entry in book.consignment for code in entry.permits}
    assert {len(cast.officers(agency)) for agency in met} == {2}
    posts = [post for person in cast.role("inspector") for post in person.posts]
    assert len(set(posts)) == 8
    assert all(2 <= posts.count(post) <= 3 for post in set(posts))
    assert set(posts) <= law.posts.keys()
    assert {person.language for person in cast.people} == set(pack.languages)
    assert len(max(cast.role("trader"), key=lambda person: len(person.firms)).firms) == 1 + 3
    assert all(cast.role(role) for role in ("cashier", "duty_officer", "manager", "auditor", "admin"))
    assert any(firm.trusted for firm in cast.firms)


def test_every_consignment_has_a_trader_and_inspectors(cast: Cast, book: Book) -> None:
    posts = {post for person in cast.role("inspector") for post in person.posts}
    assert {entry.post for entry in book.consignment} <= posts
    assert all(cast.traders(firm) for entry in book.consignment for firm in entry.firms)


def test_a_second_start_changes_nothing_but_the_password(own_database: Database, pack_folder: Path, pack: Pack) -> None:
    with connect(own_database.app) as connection:
        connection.autocommit = True
        cast = seed(connection, pack_folder, new_password())
        first = counts(own_database.app)
        password = new_password()
        assert seed(connection, pack_folder, password) == cast
        assert counts(own_database.app) == first
        assert run(connection, current()).digest == pack.digest
        actor = run(connection, party.actor("broker.timur"))
        stored = connection.execute("SELECT password FROM person WHERE id = 'auditor.ravshan'").fetchone()
    assert actor is not None
    assert len(actor.firms) == 4
    assert stored is not None
    assert Person(password=stored[0]).check_password(password)


def test_a_changed_pack_comes_into_force(own_database: Database, pack_folder: Path, tmp_path: Path) -> None:
    changed = copied(pack_folder, tmp_path)
    with connect(own_database.app) as connection:
        connection.autocommit = True
        seed(connection, pack_folder, "first")
        seed(connection, changed, "second")
        rates = [rate.expression for rate in run(connection, current()).rates if f"{rate.charge}{rate.prefix}" == "vat"]
    assert rates == ["13%"]


def test_tokens_are_renewed_and_the_old_ones_end(own_database: Database, pack_folder: Path) -> None:
    with connect(own_database.app) as connection:
        connection.autocommit = True
        cast = seed(connection, pack_folder, "secret")
        old = renew_tokens(connection, cast)
        new = renew_tokens(connection, cast, tuple(old.values()))
        assert old.keys() == new.keys() == {person.id for person in cast.role("trader")}
        for person in old:
            assert run(connection, party.actor_by_token(hashlib.sha256(old[person].encode()).digest())) is None
            actor = run(connection, party.actor_by_token(hashlib.sha256(new[person].encode()).digest()))
            assert actor is not None
            assert actor.id == person


def copied(pack_folder: Path, to: Path) -> Path:
    """A copy of the pack in which one rate of VAT is another."""
    for file in pack_folder.rglob("*.*"):
        target = to / file.relative_to(pack_folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    rates = to / "rates.toml"
    before = rates.read_text()
    assert 'expression = "12%"' in before
    rates.write_text(before.replace('expression = "12%"', 'expression = "13%"'))
    return to
