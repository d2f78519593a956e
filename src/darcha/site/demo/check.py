"""``darcha demo --check``: six consignments driven to their end, every sum compared, the evidence proven.

On a database of its own, which is thrown away. The clock of the plays starts on the day of the book, whose law the
sums were worked under, so the check gives the same on any day.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from psycopg import Connection

from darcha.flow import control, declaration, payment, permit
from darcha.flow.declaration import Lodge, Lodged
from darcha.flow.run import act, look
from darcha.flow.view import FileView, view
from darcha.law.access import Actor
from darcha.law.errors import DarchaError
from darcha.law.pack.load import load
from darcha.law.snapshot import Snapshot, snapshot
from darcha.picture import fold
from darcha.site.demo.book import Worked, read_book
from darcha.site.demo.cast import Cast, new_password, seed
from darcha.site.demo.play import Director, Script, Turn, programme, standing
from darcha.site.demo.report import Evidence, Line, Picture, Report, show
from darcha.site.settings import PACK
from darcha.store import server
from darcha.store.connect import connect
from darcha.store.journal import sealer
from darcha.store.journal.keys import public_key, signing_key
from darcha.store.journal.verify import verify
from darcha.store.journal.witness import FileWitness, Telling
from darcha.store.migrate import migrate
from darcha.store.read import pack as packs
from darcha.store.read import party

_OPENING = timedelta(hours=9)
"""How long after midnight the day of the book begins."""
_PACE = timedelta(minutes=3)
"""How far each act moves the clock of the plays on."""
_PIECE = 10
"""About how many entries are folded at once."""
_LONGEST = 60
"""Turns after which a consignment does not come to an end any more."""

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


class _Stage:
    """A connection, the cast as actors, and a clock that moves on with each act."""

    def __init__(self, connection: Connection[Any], cast: Cast, director: Director, now: datetime) -> None:
        self.connection = connection
        self.director = director
        self.now = now
        self._actors: dict[str, Actor] = {}
        self.cast = cast

    def actor(self, person: str) -> Actor:
        if person not in self._actors:
            found = look(self.connection, party.actor(person))
            assert found is not None, f"{person} is of the cast"
            self._actors[person] = found
        return self._actors[person]

    def lodge(self, script: Script) -> Lodged:
        self.now += _PACE
        given = Lodge(script.first, msgspec.json.encode(script.first))
        return act(self.connection, declaration.lodge, self.actor(script.trader), given, self.now)

    def carry_out(self, turn: Turn) -> None:
        self.now += _PACE
        act(self.connection, STEPS[turn.act], self.actor(turn.actor), turn.given, self.now)

    def see(self, script: Script, file: uuid.UUID) -> FileView:
        return look(self.connection, view(self.actor(script.trader), file, self.now))


def run(number: int, pack: Path = PACK) -> Report:
    """Drive the six consignments of a seed through a new installation with the pack of a folder, and prove them."""
    began = time.monotonic()
    with _installation() as (running, folder):
        report = drive(running.address, folder, number, pack)
    return msgspec.structs.replace(report, seconds=round(time.monotonic() - began, 2))


def drive(address: Callable[[str], str], folder: Path, number: int, pack: Path = PACK) -> Report:
    """The same on an empty, migrated database: ``address`` says how a role connects; the key goes to ``folder``."""
    began = time.monotonic()
    book = read_book(pack)
    law = snapshot(load(packs.folder(pack)), book.day)
    with connect(address("app")) as connection, connect(address("sealer")) as sealing:
        connection.autocommit = sealing.autocommit = True
        cast = seed(connection, pack, new_password())
        stage = _Stage(connection, cast, Director(cast, book, law), law.calendar.start_of(book.day) + _OPENING)
        seals = _Seals(sealing, folder)
        lines = []
        for script in programme(book, cast, number, book.day):
            lines.append(_play(stage, script, law))
            seals.seal()
        evidence, picture = _prove(connection, seals), _picture(connection)
    return Report(
        ok=evidence.ok and picture.ok and all(line.ok for line in lines),
        seed=number,
        day=book.day.isoformat(),
        pack=law.pack.digest,
        consignments=tuple(lines),
        evidence=evidence,
        picture=picture,
        seconds=round(time.monotonic() - began, 2),
    )


@contextmanager
def _installation() -> Iterator[tuple[server.Running, Path]]:
    """A database in a folder of its own, migrated; both are gone afterwards."""
    # Not mkdtemp, whose folder is closed to the account that the server runs under.
    folder = Path(tempfile.gettempdir(), f"darcha-check-{uuid.uuid4().hex[:12]}")
    try:
        with server.serving(folder, durable=False) as running:
            migrate(running.address("owner"))
            yield running, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(stage: _Stage, script: Script, law: Snapshot) -> Line:
    """Lodge one consignment, take turns until it is released, and compare with the book."""
    entry = script.entry
    end = script.short or entry
    lodged = stage.lodge(script)
    first = stage.see(script, lodged.id)
    last, stages, problems = _to_the_end(stage, script, first)
    problems = [
        *_compare("first", first, entry, law),
        *_selected(script, first, law),
        *problems,
        *_compare("last", last, end, law),
        *_walked(script, last),
    ]
    return Line(
        play=script.play,
        consignment=entry.code,
        direction=entry.direction,
        firm=script.lodger.firm.code,
        reference=script.lodger.reference,
        number=lodged.number,
        stages=tuple(stages),
        first_expected=entry.total,
        first=first.assessment.total,
        last_expected=end.total,
        last=last.assessment.total,
        problems=tuple(problems),
        ok=not problems,
    )


def _to_the_end(stage: _Stage, script: Script, seen: FileView) -> tuple[FileView, list[str], list[str]]:
    """The file when nobody has a turn any more, the stages that it went through, and what stopped it short."""
    stages: list[str] = []
    try:
        for _ in range(_LONGEST):
            file = standing(seen)
            stages += [file.stage] if stages[-1:] != [file.stage] else []
            turn = stage.director.turn(script, file)
            if turn is None:
                break
            stage.carry_out(turn)
            seen = stage.see(script, file.id)
    except DarchaError as error:
        return seen, stages, [f"{error.code}: {error}"]
    released = seen.status.stage == "released"
    return seen, stages, [] if released else [f"it ends at the stage {seen.status.stage}, not released"]


def _compare(which: str, seen: FileView, worked: Worked, law: Snapshot) -> Iterator[str]:
    """Where the charges of a version, their total or what was paid are not what the book says."""
    got = {(item.sequence, charge.kind): charge.amount for item in seen.assessment.items for charge in item.charges}
    got |= {(0, charge.kind): charge.amount for charge in seen.assessment.charges}
    want = worked.amounts
    for key in sorted({*got, *want}):
        if got.get(key) != want.get(key):
            yield f"{which} version, item {key[0]}, {key[1]}: {got.get(key)} instead of {want.get(key)}"
    if seen.assessment.total != worked.total:
        yield f"{which} version, total: {seen.assessment.total} instead of {worked.total} {law.pack.currency}"
    if which == "last" and sum((one.amount for one in seen.payments), Decimal(0)) != worked.total:
        yield f"paid is not {worked.total} {law.pack.currency}"


def _selected(script: Script, seen: FileView, law: Snapshot) -> Iterator[str]:
    """Where permits or lane are not as the book says; chance may take a higher lane."""
    asked = sorted(permit.type for permit in seen.file.permits)
    if asked != sorted(script.entry.permits):
        yield f"permits: {asked} instead of {sorted(script.entry.permits)}"
    if law.lanes[seen.file.declaration.lane].rank < law.lanes[script.entry.lane].rank:
        yield f"lane: {seen.file.declaration.lane} instead of {script.entry.lane}"


def _walked(script: Script, seen: FileView) -> Iterator[str]:
    """Where the file does not show what its play is about."""
    acts = [entry.act for entry in seen.history]
    expected = {
        "clean": (),
        "three_permits": ("permit.ask", "permit.answer", "permit.propose"),
        "shortage": ("control.record", "declaration.amend"),
        "errors": ("declaration.amend",),
        "refused_then_granted": ("permit.cure",),
    }[script.play]
    for name in ("declaration.lodge", "payment.record", "release.decide", *expected):
        if name not in acts:
            yield f"the journal of the file has no {name}"


class _Seals:
    """The sealer with a key made here, and a witness who is shown each checkpoint."""

    def __init__(self, connection: Connection[Any], folder: Path) -> None:
        self._connection = connection
        self._key = signing_key(folder)
        self.public_key = public_key(folder)
        self.witness = FileWitness(folder / "witness", self.public_key)
        self._telling = Telling(self.witness)

    def seal(self) -> None:
        while sealer.seal(self._connection, self._key, datetime.now(UTC)) is not None:
            self._telling.tell(self._connection)


def _prove(connection: Connection[Any], seals: _Seals) -> Evidence:
    """Verify the whole record against its seals and the witness."""
    notes = tuple(seals.witness.notes())
    report = verify(connection, seals.public_key, notes)
    problems = [f"{one.kind} {one.where}: {one.what}" for one in report.problems]
    problems += ["some entries have no seal"] if report.unsealed else []
    return Evidence(
        entries=report.entries,
        sealed=report.leaves,
        rows_checked=report.rows_checked,
        witnessed=len(notes),
        problems=tuple(problems),
        ok=not problems and bool(report.leaves),
    )


def _picture(connection: Connection[Any]) -> Picture:
    """Fold what was sealed in small steps, and compare with a fold of everything from nothing."""
    folded = 0
    while step := fold.advance(connection, _PIECE):
        folded += step
    differences = tuple(str(one) for one in fold.compare(connection))
    return Picture(folded=folded, differences=differences, ok=not differences and bool(folded))


__all__ = ["run", "show"]
