"""A house with a consignment in every state, brought there by the cast through the steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from psycopg import Connection

from darcha.flow import control, declaration, payment, permit
from darcha.flow.declaration import Lodge, Withdraw
from darcha.flow.payment import Receive
from darcha.flow.run import act, look
from darcha.flow.view import FileView, view
from darcha.law.access import Actor
from darcha.law.pack.load import load
from darcha.law.snapshot import snapshot
from darcha.site.demo.book import Play, read_book
from darcha.site.demo.browser import Browser
from darcha.site.demo.cast import read_cast
from darcha.site.demo.play import Director, Script, Standing, standing, with_play
from darcha.site.settings import PACK
from darcha.store.connect import connect
from darcha.store.read import pack as packs
from darcha.store.read import party
from tests.site.running import House

TRADER = "broker.timur"
"""The broker acts for three firms besides the own one, and so sees every state."""
MOST_TURNS = 40

STEPS: dict[str, Any] = {
    step.act: step
    for step in (
        declaration.amend,
        permit.ask,
        permit.answer,
        permit.cure,
        permit.propose,
        permit.decide,
        control.record,
        payment.record,
    )
}


def _any(state: str) -> Callable[[Standing], bool]:
    return lambda file: any(case.state == state for case in file.permits)


def _at(stage: str) -> Callable[[Standing], bool]:
    return lambda file: file.stage == stage


PLAYED: tuple[tuple[str, str, Play, str, Callable[[Standing], bool]], ...] = (
    ("findings", "bananas", "errors", "300000011", lambda _: True),
    ("open", "almonds-cheese-chocolate", "three_permits", "300000013", lambda _: True),
    ("asked", "apples-chicken-biscuits", "three_permits", "300000011", _any("asked")),
    ("refused", "chicken-quota", "refused_then_granted", "300000013", _any("refused")),
    ("proposed", "sweets-biscuits-preference", "refused_then_granted", "300000011", _any("proposed")),
    ("control", "vodka", "shortage", "300000013", _at("control")),
    ("short", "laptops", "shortage", "300000015", lambda file: file.control == "done"),
    ("payment", "cars", "clean", "300000015", _at("payment")),
    ("released", "pumps", "clean", "300000015", _at("released")),
    ("withdrawn", "solar-panels", "clean", "300000015", lambda _: True),
)
"""What a file is called here, the entry of the book, the play, the firm, and when the cast stops."""


class Stage:
    """The cast on the database of a running house; the time of the acts goes on by a minute each, up to now."""

    def __init__(self, house: House, connection: Connection[Any]) -> None:
        self.connection = connection
        self.book, self.cast, pack = read_book(PACK), read_cast(PACK), load(packs.folder(PACK))
        self.now = datetime.now(UTC) - timedelta(minutes=len(PLAYED) * 8)
        self.day = self.now.astimezone(ZoneInfo(pack.time_zone)).date()
        self.director = Director(self.cast, self.book, snapshot(pack, self.day))

    def actor(self, person: str) -> Actor:
        """Somebody of the cast."""
        found = look(self.connection, party.actor(person))
        assert found is not None
        return found

    def do(self, step: Any, person: str, given: Any) -> Any:
        """Carry an act out, a minute after the last."""
        self.now += timedelta(minutes=1)
        return act(self.connection, step, self.actor(person), given, self.now)

    def see(self, file: UUID) -> FileView:
        """A file as its trader sees it."""
        return look(self.connection, view(self.actor(TRADER), file, self.now))

    def lodge(self, name: str, code: str, play: Play, firm: str) -> tuple[Script, UUID]:
        """Lodge a consignment of the book."""
        entry = next(one for one in self.book.consignment if one.code == code)
        known: dict[str, Any] = {"country": self.book.country, "day": self.day, "reference": f"{name}-2026".upper()}
        script = with_play(entry, play, self.cast, firm=firm, trader=TRADER, **known)
        given = Lodge(script.first, msgspec.json.encode(script.first))
        return script, self.do(declaration.lodge, TRADER, given).id

    def play(self, script: Script, file: UUID, until: Callable[[Standing], bool]) -> FileView:
        """Take turns until a file stands as wanted."""
        for _ in range(MOST_TURNS):
            seen = self.see(file)
            if until(standing(seen)):
                return seen
            turn = self.director.turn(script, standing(seen))
            assert turn is not None, f"{file} stops at {seen.status.stage}"
            self.do(STEPS[turn.act], turn.actor, turn.given)
        raise AssertionError(f"{file} does not come to where it should")


class States(msgspec.Struct):
    """The files by their names, and the drafts: an empty one, a whole one and one with mistakes."""

    files: dict[str, FileView]
    drafts: dict[str, str]

    def id(self, name: str) -> UUID:
        """The key of a file."""
        return self.files[name].file.declaration.id

    def permit(self, name: str) -> UUID:
        """The key of the permit case that a file is named after."""
        cases = self.files[name].file.permits
        return next((case for case in cases if case.state == name), cases[0]).id

    def agency(self, name: str) -> str:
        """The agency of that case."""
        key = self.permit(name)
        return next(case.agency for case in self.files[name].file.permits if case.id == key)

    def control(self, name: str) -> tuple[UUID, str]:
        """The key of the control of a file, and the officer drawn for it."""
        found = self.files[name].file.control
        assert found is not None
        assert found.officer is not None
        return found.id, found.officer

    def bill(self, name: str) -> UUID:
        """The key of the bill of a file."""
        found = self.files[name].file.bill
        assert found is not None
        return found.id


def fill(house: House) -> States:
    """Bring a consignment into every state, begin drafts, and wait until the Centre has seen it."""
    with connect(house.database.address("app")) as connection:
        connection.autocommit = True
        stage = Stage(house, connection)
        files = {}
        for name, code, play, firm, until in PLAYED:
            script, file = stage.lodge(name, code, play, firm)
            files[name] = stage.play(script, file, until)
        _half_paid(stage, files["payment"])
        stage.do(declaration.withdraw, TRADER, Withdraw(files["withdrawn"].file.declaration.id, "Sent back by mistake"))
        files = {name: stage.see(seen.file.declaration.id) for name, seen in files.items()}
        _wait_for_the_centre(connection)
    states = States(files, {})
    states.drafts.update(_drafts(house, states))
    return states


def _half_paid(stage: Stage, seen: FileView) -> None:
    bill = seen.file.bill
    assert bill is not None
    half = (bill.total / 2).quantize(Decimal(1))
    stage.do(payment.record, "cashier.nigora", Receive(bill.id, half, "transfer", "PP-17"))


def _wait_for_the_centre(connection: Connection[Any], patience: float = 20.0) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        row = connection.execute("SELECT count(*) FROM seal_queue").fetchone()
        if row == (0,):
            return
        time.sleep(0.2)
    raise AssertionError("the journal is not sealed")


def _drafts(house: House, states: States) -> dict[str, str]:
    """The paths of the drafts."""
    browser = Browser("127.0.0.1", house.port)
    browser.log_in(TRADER, house.password)
    home = browser.get("/")
    drafts = {"empty": browser.send(home, home.form("/drafts/new"), {}).path}
    for name, file in (("whole", "open"), ("wrong", "findings")):
        path = f"/declarations/{states.id(file)}"
        page = browser.get(path)
        drafts[name] = browser.send(page, page.form(f"{path}/amend"), {}).path
    return drafts
