"""Simulated trade: the cast lodges, decides, examines and pays through the real doors, slowly and steadily.

Declarations come in by the intake with the traders' tokens; everything else happens on the pages, logged in as a person
would be. A few files are left for whoever looks at the demonstration. What was begun before a restart is gone on with.
"""

from __future__ import annotations

import http.client
import json
import logging
import random
import time
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from secrets import token_hex
from threading import Event
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.errors import DarchaError
from darcha.law.pack.model import Pack
from darcha.law.release import Status
from darcha.law.snapshot import Snapshots
from darcha.site.demo.acts import carry_out
from darcha.site.demo.book import Book, Consignment
from darcha.site.demo.browser import Browser, Shut, ask
from darcha.site.demo.cast import Cast
from darcha.site.demo.play import Case, Director, Script, Standing, script, with_play
from darcha.wire import Format, write

log = logging.getLogger(__name__)

_BEAT = 1.0
"""Seconds between two steps."""
_PACE = 10.0
"""Seconds between two lodgements, on average."""
_HURRY = 2.0
"""The same at the beginning, until something can be seen."""
_FIRST = 8
_MOST = 20
"""Files in play at which nothing more is lodged."""
_THINKING = (4.0, 20.0)
"""Seconds that somebody takes before a turn, from and to."""
_LEFT = 2
"""Files left for visitors at each stage of :data:`_FOR_VISITORS`."""
_FOR_VISITORS = ("permits", "control", "payment")
_LOOK_AGAIN = 20.0
_XML = 0.25
"""The share of declarations that come as WCO XML."""
_GIVE_UP = 3
"""Failures after which a file is left alone."""


class Address(msgspec.Struct, frozen=True):
    """Where the doors are; the intake may have a port of its own."""

    host: str
    port: int
    intake: int


class Keys(msgspec.Struct, frozen=True):
    """How the cast comes in: one password for all, and a token for each trader by id."""

    password: str
    tokens: dict[str, str]


class _Line(msgspec.Struct, frozen=True):
    id: UUID
    number: str
    reference: str
    firm: str
    state: str
    lodged_at: datetime


class _Case(msgspec.Struct, frozen=True):
    id: UUID
    type: str
    agency: str
    state: str
    dialogue: tuple[Any, ...]
    decision: Any


class _Control(msgspec.Struct, frozen=True):
    state: str
    forms: tuple[str, ...]


class _Bill(msgspec.Struct, frozen=True):
    id: UUID
    total: Decimal
    paid: Decimal


class _File(msgspec.Struct, frozen=True):
    """What of the API's answer a turn needs."""

    declaration: _Line
    status: Status
    permits: tuple[_Case, ...]
    control: _Control | None
    bill: _Bill | None

    @property
    def standing(self) -> Standing:
        return Standing(
            id=self.declaration.id,
            number=self.declaration.number,
            stage=self.status.stage,
            missing=self.status.missing,
            permits=tuple(
                Case(p.id, p.type, p.agency, p.state, bool(p.dialogue), p.decision is not None) for p in self.permits
            ),
            control=self.control.state if self.control else None,
            forms=self.control.forms if self.control else (),
            officer=None,
            bill=self.bill.id if self.bill else None,
            outstanding=self.bill.total - self.bill.paid if self.bill else Decimal(0),
        )


class _Page(msgspec.Struct, frozen=True):
    items: tuple[_Line, ...]


class _Playing(msgspec.Struct):
    """A file in play: when its next turn is due (monotonic seconds), and whether it is left for a visitor."""

    script: Script
    file: UUID
    due: float
    left: str = ""
    failures: int = 0


class Trade:
    """The trade of one run."""

    def __init__(self, address: Address, cast: Cast, book: Book, pack: Pack, keys: Keys, seed: int = 1) -> None:
        self._address = address
        self._cast = cast
        self._book = book
        self._pack = pack
        self._laws = Snapshots(pack)
        self._password = keys.password
        self._tokens = keys.tokens
        self._chance = random.Random(seed)  # noqa: S311 - a show, no secret
        self._browsers: dict[str, Browser] = {}
        self._playing: dict[UUID, _Playing] = {}
        self._coming: list[Consignment] = []
        self._lodged = 0
        self._next = 0.0

    def run(self, stop: Event) -> None:
        """Trade until told to stop; what a door refuses is logged and passed over."""
        step = self.resume
        while not stop.is_set():
            try:
                step()
                step = self.step
            except (OSError, http.client.HTTPException) as error:
                log.info("the doors are away: %s", error)
            except (Shut, DarchaError, msgspec.DecodeError) as error:
                log.warning("trade: %s", error)
            stop.wait(_BEAT)

    def resume(self) -> None:
        """Take up what an earlier run of the demonstration lodged and did not finish."""
        entries = {entry.code: entry for entry in self._book.consignment}
        for person in self._tokens:
            for line in self._api(person, "/api/v1/declarations?limit=100", _Page).items:
                entry = entries.get(line.reference.lower().rpartition("-")[0])
                if entry is not None and line.state == "lodged" and line.id not in self._playing:
                    self._play(self._taken_up(entry, person, line), line.id)

    def _taken_up(self, entry: Consignment, person: str, line: _Line) -> Script:
        return with_play(
            entry,
            "shortage" if entry.short else "clean",
            self._cast,
            firm=line.firm,
            trader=person,
            reference=line.reference,
            country=self._book.country,
            day=self._day(line.lodged_at),
        )

    def step(self) -> None:
        """Lodge if it is time, and do the turn that has waited longest."""
        now = time.monotonic()
        busy = [one for one in self._playing.values() if not one.left]
        if now >= self._next and len(busy) < _MOST:
            self._next = now + (_HURRY if self._lodged < _FIRST else self._chance.uniform(0.5, 1.5) * _PACE)
            self._lodge()
        due = min((one for one in self._playing.values() if one.due <= now), key=lambda one: one.due, default=None)
        if due is not None:
            self._turn(due)

    def _lodge(self) -> None:
        if not self._coming:
            self._coming = list(self._book.consignment)
            self._chance.shuffle(self._coming)
        entry = self._coming.pop()
        one = script(
            entry,
            self._chance.choice(entry.plays),
            self._cast,
            self._chance,
            reference=f"{entry.code}-{token_hex(3)}".upper(),
            country=self._book.country,
            day=self._day(datetime.now(ZoneInfo(self._pack.time_zone))),
        )
        form, kind = (Format.wco, "xml") if self._chance.random() < _XML else (Format.json, "json")
        headers = {"Authorization": f"Bearer {self._tokens[one.trader]}", "Content-Type": f"application/{kind}"}
        content = write(one.first, form)
        status, _, answer = ask(
            self._address.host, self._address.intake, "POST", "/intake/declarations", content, headers
        )
        if status not in (HTTPStatus.CREATED, HTTPStatus.OK):
            raise Shut(f"{one.lodger.reference}: {status} {answer[:400].decode(errors='replace')}")
        self._lodged += 1
        self._play(one, UUID(json.loads(answer)["id"]))

    def _play(self, one: Script, file: UUID) -> None:
        self._playing[file] = _Playing(one, file, time.monotonic() + self._chance.uniform(*_THINKING))

    def _turn(self, one: _Playing) -> None:
        """Look at a file and do what its stage asks for, or leave it to a visitor."""
        one.due = time.monotonic() + self._chance.uniform(*_THINKING)
        seen = self._api(one.script.trader, f"/api/v1/declarations/{one.file}", _File).standing
        if seen.stage == one.left or self._leaves(seen.stage):
            one.left, one.due = seen.stage, time.monotonic() + _LOOK_AGAIN
            return
        one.left = ""
        if seen.stage in ("released", "withdrawn"):
            del self._playing[one.file]
            return
        try:
            self._carry_out(one, seen)
            one.failures = 0
        except Shut:
            one.failures += 1
            if one.failures >= _GIVE_UP:
                del self._playing[one.file]
            raise

    def _carry_out(self, one: _Playing, seen: Standing) -> None:
        turn = self._director.turn(one.script, self._with_officer(one, seen))
        if turn is None:
            raise Shut(f"{seen.number}: nobody of the cast has the next turn at {seen.stage}")
        try:
            carry_out(self._browser(turn.actor), turn, one.file)
        except Shut:
            self._browsers.pop(turn.actor, None)  # The session may have ended.
            raise

    def _with_officer(self, one: _Playing, seen: Standing) -> Standing:
        """The standing with the officer drawn for the control: who finds it in the own queue."""
        if seen.stage != "control":
            return seen
        wanted = next(f"/controls/{missing.subject}" for missing in seen.missing if missing.what == "control")
        posted = (person.id for person in self._cast.role("inspector") if one.script.entry.post in person.posts)
        drawn = (person for person in posted if wanted in self._browser(person).get("/controls").links(wanted))
        return msgspec.structs.replace(seen, officer=next(drawn, None))

    def _leaves(self, stage: str) -> bool:
        """Whether one more file is left at this stage for somebody who looks at the demonstration."""
        return stage in _FOR_VISITORS and sum(one.left == stage for one in self._playing.values()) < _LEFT

    @property
    def _director(self) -> Director:
        day = self._day(datetime.now(ZoneInfo(self._pack.time_zone)))
        return Director(self._cast, self._book, self._laws.on(day))

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self._pack.time_zone)).date()

    def _browser(self, person: str) -> Browser:
        if person not in self._browsers:
            browser = Browser(self._address.host, self._address.port)
            browser.log_in(person, self._password)
            self._browsers[person] = browser
        return self._browsers[person]

    def _api(self, person: str, path: str, kind: type[Any]) -> Any:
        headers = {"Authorization": f"Bearer {self._tokens[person]}"}
        status, _, content = ask(self._address.host, self._address.port, "GET", path, None, headers)
        if status != HTTPStatus.OK:
            raise Shut(f"{path}: {status} {content[:400].decode(errors='replace')}")
        return msgspec.json.decode(content, type=kind)
