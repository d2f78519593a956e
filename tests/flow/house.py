"""A window on the invented country, with somebody in every role: what tests of flow act in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import Connection

from darcha.flow import control, declaration, payment, permit
from darcha.flow.declaration import Amend, Lodge, Lodged, Withdraw
from darcha.flow.run import act, look
from darcha.flow.step import Step
from darcha.flow.view import FileView, view
from darcha.law.access import Actor
from darcha.law.control import FoundItem, Result
from darcha.law.document import Declaration
from darcha.law.pack import Pack
from darcha.store.connect import connect
from darcha.store.read import pack as packs
from darcha.store.read import party as people
from darcha.store.statement import Fetch, Op, run
from darcha.store.write import balance, party
from tests import makers
from tests.store.databases import Database

I = TypeVar("I")  # noqa: E741
R = TypeVar("R")

IMPORTER, BROKER = "200000002", "300000003"
_references = count(1)


def calm_pack(**changes: Any) -> Pack:
    """The pack of the invented country without chance: only profiles select."""
    pack = makers.mini_pack(**changes)
    lanes = tuple(msgspec.structs.replace(lane, random_rate=Decimal(0)) for lane in pack.lanes)
    return msgspec.structs.replace(pack, lanes=lanes)


def seed(pack: Pack) -> Op[None]:
    """The pack in force, firms, and people in every role; safe to repeat."""
    packs.remember(pack)
    yield Fetch(
        "INSERT INTO pack (digest, code, valid_from, author, approver, content)"
        " VALUES (%s, %s, '2020-01-01', 'test', 'test', '{}') ON CONFLICT DO NOTHING",
        (pack.digest, pack.code),
    )
    for quota in pack.quotas:
        yield from balance.open_quota(quota.code, "quota", quota.unit, quota.quantity)
    yield from party.firm(IMPORTER, "Greengrocer")
    yield from party.firm("200000009", "Somebody else")
    cast: tuple[tuple[str, list[str], dict[str, Any]], ...] = (
        ("trader", ["trader"], {}),
        ("other", ["trader"], {}),
        ("plant", ["agency_officer"], {"agencies": ["PLANT"]}),
        ("vet.one", ["agency_officer"], {"agencies": ["VET"]}),
        ("vet.two", ["agency_officer"], {"agencies": ["VET"]}),
        ("north.one", ["inspector"], {"posts": ["P1"]}),
        ("north.two", ["inspector"], {"posts": ["P1"]}),
        ("cashier", ["cashier"], {}),
        ("auditor", ["auditor"], {}),
        ("manager", ["manager"], {}),
    )
    for person, roles, where in cast:
        yield from party.person(person, person.title(), "!", roles, **where)
    yield from party.mandate("trader", IMPORTER, date(2020, 1, 1))
    yield from party.mandate("other", "200000009", date(2020, 1, 1))


@dataclass
class House:
    """One database, and acts in it by name of who acts."""

    connection: Connection[Any]
    at: datetime = makers.NOW
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        if name not in self.actors:
            found = look(self.connection, people.actor(name))
            assert found is not None, name
            self.actors[name] = found
        return self.actors[name]

    def does(self, name: str, step: Step[I, Any, R], given: I) -> R:
        return act(self.connection, step, self.actor(name), given, self.at)

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)

    def lodge(self, document: Declaration | None = None, by: str = "trader", **changes: Any) -> Lodged:
        document = fresh(document or makers.declaration(**changes))
        return self.does(by, declaration.lodge, Lodge(document, msgspec.json.encode(document)))

    def amend(self, key: UUID, document: Declaration, by: str = "trader") -> Lodged:
        return self.does(by, declaration.amend, Amend(key, document, msgspec.json.encode(document)))

    def withdraw(self, key: UUID, by: str = "trader") -> Lodged:
        return self.does(by, declaration.withdraw, Withdraw(key, "lodged by mistake"))

    def see(self, key: UUID, by: str = "trader") -> FileView:
        return look(self.connection, view(self.actor(by), key, self.at))

    def grant(self, key: UUID, by: str) -> permit.PermitAnswer:
        return self.does(by, permit.decide, permit.Decide(key, "grant"))

    def inspect(self, key: UUID, **found: Any) -> control.Recorded:
        """The officer who was drawn records a control of the first item, as declared unless told otherwise."""
        seen = self.see(key, "auditor")
        assert seen.file.control is not None
        result = Result(forms=seen.file.control.forms, items=(FoundItem(1, **found),))
        return self.does(seen.file.control.officer, control.record, control.Record(seen.file.control.id, result))

    def pay(self, key: UUID, amount: Any = None, document: str = "") -> payment.Received:
        bill = self.see(key).file.bill
        assert bill is not None
        document = document or f"PO-{next(_references)}"
        given = payment.Receive(bill.id, bill.total - bill.paid if amount is None else amount, "transfer", document)
        return self.does("cashier", payment.record, given)

    def sql(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        with self.connection.transaction():
            return self.connection.execute(statement.encode(), params).fetchall()


def fresh(document: Declaration) -> Declaration:
    """The same under a reference that nobody has used."""
    return makers.change(document, functional_reference_id=f"TEST-{next(_references)}-{id(document)}")


@contextmanager
def opened(database: Database, pack: Pack) -> Iterator[House]:
    """A house on a database, with ``pack`` in force."""
    with connect(database.app) as connection:
        with connection.transaction():
            run(connection, seed(pack))
        yield House(connection)
