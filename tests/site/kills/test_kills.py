"""Kill -9 of any process at any moment: nothing answered is lost, nothing is doubled, and the evidence holds."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil
import psycopg
import pytest

from darcha.picture import fold
from darcha.site.demo.book import read_book
from darcha.site.demo.cast import read_cast
from darcha.site.demo.consignment import Lodger, declaration
from darcha.site.settings import PACK
from darcha.store.connect import connect
from darcha.store.journal.keys import public_key
from darcha.store.journal.verify import verify
from darcha.store.journal.witness import FileWitness
from darcha.store.server import find
from darcha.store.statement import run
from darcha.store.write import party
from tests.site.kills.load import Door, Ledger, Senders
from tests.site.running import House, running

KILLS = int(os.environ.get("DARCHA_KILLS", "200"))
SEED = int(os.environ.get("DARCHA_KILL_SEED", "1"))
VICTIMS = ("web", "intake", "worker", "sealer", "fold", "postmaster", "supervisor")
# The two that take the whole house down are slower to come back: they are killed less often, and still often enough.
WEIGHTS = (4, 4, 3, 4, 3, 1, 1)

SENDER = "broker.timur"

_MARKS = {
    "web": "--doors pages,api",
    "intake": "--doors intake,streams",
    "worker": "--jobs messages,tend",
    "sealer": "--jobs seal",
    "fold": "--jobs fold",
}


def victim(house: House, name: str) -> int | None:
    """The process of a name, if it is there just now."""
    assert house.process is not None
    if name == "supervisor":
        return house.process.pid
    if name == "postmaster":
        found = find(house.folder)
        return found.pid if found else None
    for child in psutil.Process(house.process.pid).children():
        try:
            if _MARKS[name] in " ".join(child.cmdline()):
                return int(child.pid)
        except psutil.Error:
            continue
    return None


def kill(house: House, name: str) -> bool:
    """Kill -9; what the supervisor cannot mend, the user does: start again."""
    pid = victim(house, name)
    if pid is None:
        return False
    os.kill(pid, signal.SIGKILL)
    if name in ("supervisor", "postmaster"):
        assert house.process is not None
        house.process.wait(60)
        house.start()
    return True


def sender_token(house: House, person: str) -> str:
    """A token for a person of the cast."""
    with connect(house.database.address("app")) as connection:
        return run(connection, party.token(person, "kill test", datetime.now(UTC)))


def messages(person: str) -> Callable[[str, random.Random], bytes]:
    """Imports of the book that a trader of the cast may lodge, some of which draw on a quota."""
    cast, book = read_cast(PACK), read_book(PACK)
    codes = next(one.firms for one in cast.people if one.id == person)
    entries = [(one, code) for one in book.consignment for code in one.firms if code in codes]
    assert entries

    def make(reference: str, chance: random.Random) -> bytes:
        entry, code = chance.choice(entries)
        firm = cast.firm(code)
        lodger = Lodger(firm=firm, declarant=firm, reference=reference, country=book.country, day=book.day)
        return msgspec.json.encode(declaration(entry, lodger))

    return make


def schedule(chance: random.Random) -> list[str]:
    """Who is killed, in which order: everybody once, then by weight; some more, since a victim may be down already."""
    everybody = chance.sample(VICTIMS, len(VICTIMS))
    return everybody + chance.choices(VICTIMS, WEIGHTS, k=KILLS + KILLS // 10)


@pytest.mark.slow
def test_kills_under_load(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    killed: Counter[str] = Counter()
    with Ledger(tmp_path / "answers.jsonl") as ledger, running(apart=True) as made:
        token = sender_token(made, SENDER)
        api = Door(made.port, "/api/v1/declarations", token)
        intake = Door(made.port + 1, "/intake/declarations", token)
        with Senders([api, intake, intake], messages(SENDER), ledger, SEED):
            while killed.total() < KILLS:
                time.sleep(chance.uniform(0.05, 0.6))
                (name,) = chance.choices(VICTIMS, WEIGHTS)
                killed[name] += kill(made, name)
            made.wait()
        settle(made)
        compare(made, ledger)
        tamper(made)
    assert killed.total() >= KILLS
    assert set(killed) == set(VICTIMS)


def settle(made: House) -> None:
    """Wait until all is sealed and folded."""
    until = time.monotonic() + 60
    waiting: object = None
    with connect(made.database.address("app")) as connection:
        connection.autocommit = True
        while time.monotonic() < until:
            waiting = connection.execute(
                "SELECT (SELECT count(*) FROM seal_queue),"
                " (SELECT coalesce(max(index) + 1, 0) FROM leaf) - (SELECT coalesce(max(next), 0) FROM fold_cursor)"
            ).fetchone()
            if waiting == (0, 0):
                return
            time.sleep(0.5)
    raise AssertionError(f"not settled: {waiting}")


def compare(made: House, ledger: Ledger) -> None:
    """What the senders were told against what is there."""
    lines = ledger.lines()
    answered = {line["answered"]: line["number"] for line in lines if "answered" in line}
    assert len(answered) > KILLS
    for line in lines:
        if "answered" in line:
            assert line["number"] == answered[line["answered"]], "one reference was told two numbers"
    with connect(made.database.address("app")) as connection:
        connection.autocommit = True
        there = dict(connection.execute("SELECT reference, number FROM declaration").fetchall())
        (count,) = connection.execute("SELECT count(*) FROM declaration").fetchone() or (0,)
        assert {r: there.get(r) for r in answered} == answered, "an answered declaration is lost"
        assert count == len(there), "a reference was lodged twice"
        assert set(there) <= {line["sent"] for line in lines if "sent" in line}
        (written_off,) = connection.execute("SELECT count(*) FROM write_off").fetchone() or (0,)
        assert written_off, "nothing drew on a quota"
        assert fold.compare(connection) == []
        key = public_key(made.folder)
        report = verify(connection, key, FileWitness(made.folder / "witness" / "checkpoints", key).notes())
    assert report.ok, report.problems[:5]
    assert report.leaves >= count


def tamper(made: House) -> None:
    """A row changed by hand as the database's superuser is found."""
    with psycopg.connect(made.database.address("superuser"), autocommit=True) as superuser:
        changed = superuser.execute(
            "UPDATE darcha.declaration SET total = total - 1 WHERE id = (SELECT id FROM darcha.declaration LIMIT 1)"
        )
        assert changed.rowcount == 1
    report = subprocess.run(
        [sys.executable, "-m", "darcha", "evidence", "verify", "--json"],
        env=os.environ | {"DARCHA_DATA": str(made.folder)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert report.returncode == 1, report.stderr
    told = json.loads(report.stdout)
    assert not told["ok"]
    assert any("declaration" in problem["where"] for problem in told["report"]["problems"])
