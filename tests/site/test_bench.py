"""The benchmarks: what they send is what they say, what they count is right, and they run."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from datetime import time as clock
from itertools import islice
from typing import Any

import msgspec
import pytest

from darcha import wire
from darcha.flow.judge import judge
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.pack.load import load
from darcha.law.snapshot import Snapshot, snapshot
from darcha.site.bench import assess, limit, machine
from darcha.site.bench.load import Result, Spec, send
from darcha.site.bench.messages import ITEMS, POSTS, REFERENCE, Message, documents, messages
from darcha.site.demo.book import read_book
from darcha.site.demo.cast import read_cast
from darcha.site.settings import PACK
from darcha.store.connect import connect
from darcha.store.read.pack import folder
from tests.flow.house import opened
from tests.makers import mini_pack
from tests.site.test_cli import darcha, lines
from tests.store.databases import Database, own_database, server, template

__all__ = ["own_database", "server", "template"]

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def law() -> Snapshot:
    return snapshot(load(folder(PACK)), DAY)


def test_declarations_are_what_the_figures_say(law: Snapshot) -> None:
    made = list(islice(documents(read_book(PACK), read_cast(PACK), law, DAY), 240))
    at = datetime.combine(DAY, clock(9), UTC)
    judged = [judge(gather(document, law, at)) for _, document in made]
    wrong = [position for position, one in enumerate(judged, 1) if one.errors]
    assert wrong == list(range(20, 241, 20)), "one in twenty has errors, and no other"
    charges = [sum(len(item.charges) for item in one.assessment.items) + len(one.assessment.charges) for one in judged]
    assert {len(one.assessment.items) for one in judged} == {ITEMS}
    assert 10 <= sum(charges) / len(charges) <= 14
    assert len({document.declaration_office_id for _, document in made}) == POSTS


def test_messages_can_be_given_a_reference(law: Snapshot) -> None:
    cast = read_cast(PACK)
    tokens = {person.id: f"token of {person.id}" for person in cast.people}
    for form in wire.Format:
        for message in messages(documents(read_book(PACK), cast, law, DAY), tokens, 8, form):
            assert message.token in tokens.values()
            assert message.body.count(REFERENCE.encode()) == 1
            (document,) = wire.read(message.body.replace(REFERENCE.encode(), b"BENCH-0000000007")).documents
            assert isinstance(document, Declaration)
            assert document.functional_reference_id == "BENCH-0000000007"


async def _answered(answers: dict[bytes, int], spec: Spec, refused: int) -> Result:
    """Load a small server that answers in two pieces, and refuses every so many requests."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            assert b"Authorization: Bearer good\r\n" in head
            answers[body] = answers.get(body, 0) + 1
            status = 200 if answers[body] > 1 else 503 if len(answers) % refused == 0 else 201
            writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: 5\r\n\r\n".encode())
            await writer.drain()
            await asyncio.sleep(0)
            writer.write(b"12345")
        writer.close()

    listening = await asyncio.start_server(_quiet(serve), "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        return await send(msgspec.structs.replace(spec, port=port))


def _quiet(serve: Any) -> Any:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return served


def test_the_load_counts_what_came_back(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sent = tuple(Message("good", f"{name}-{REFERENCE}".encode()) for name in ("one", "other"))
    spec = Spec(port=0, path="/", clients=3, warm=0.05, seconds=0.2, repeat=10, messages=sent)
    answers: dict[bytes, int] = {}
    result = asyncio.run(_answered(answers, spec, refused=7))
    assert capfdbinary.readouterr().out == b"begin\nend\n"
    assert set(result.answers) == {200, 201, 503}
    assert result.lost == 0
    assert 0.2 <= result.seconds < 1
    assert 0 < result.p50_ms <= result.p99_ms < 200
    assert result.created > result.answers[201] > 0, "what was created before and after the count is among all"
    twice = [body for body, times in answers.items() if times > 1]
    assert 0.05 < len(twice) / len(answers) < 0.2
    assert len({body.partition(b"-")[2] for body in answers}) == len(answers), "every message has its own reference"


def test_the_limit_writes_the_very_rows(own_database: Database) -> None:
    with opened(own_database, mini_pack()) as house:
        for _ in range(5):
            house.lodge()
    with connect(own_database.app) as connection:
        rows = limit.rows(connection)
        assert limit.batch(connection) == 1, "each was committed by itself"
    assert limit.limit(own_database.superuser, 2) > 0
    with connect(own_database.superuser) as connection:
        for table, count in rows.items():
            same = f"SELECT count(*) FROM (SELECT * FROM {table} INTERSECT SELECT * FROM bench.{table}) AS same"
            assert connection.execute(same.encode()).fetchone() == (count,), table
    assert (rows["declaration"], rows["goods_item"], rows["reference"]) == (5, 5, 5)


def test_the_processor_is_that_of_the_kernel() -> None:
    before, began = machine.processor([os.getpid()]), time.process_time()
    while time.process_time() - began < 0.1:
        pass
    assert 0.05 < machine.processor([os.getpid(), 2**22 + 1]) - before < 1
    assert 10 < machine.peak_mb(os.getpid()) < 4000


def test_bench_assess_gives_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "_DOCUMENTS", 5)
    monkeypatch.setattr(assess, "_ROUNDS", 1)
    (figures,) = lines(darcha("bench", "assess", "--json"))
    assert figures["bench"] == "assess"
    assert 0 < figures["assess_us_per_item"] < figures["judge_us"]
    assert 0 < figures["check_us"] < figures["judge_us"]
    assert "assess_us_per_item" in darcha("bench", "assess").stdout


@pytest.mark.slow
def test_bench_lodge_measures_a_house_of_its_own() -> None:
    command = [sys.executable, "-m", "darcha", "bench", "lodge", "--seconds", "2", "--clients", "8", "--json"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["ok"]
    assert figures["rows"]["goods_item"] == ITEMS * figures["rows"]["declaration"]
    assert figures["rows"]["declaration"] >= figures["answers"]["201"]
    assert set(figures["cpu_us_by"]) == {"web", "sealer", "fold", "database"}
    # The ratio is of figures that were not rounded yet.
    assert abs(figures["ratio"] - figures["rate_per_second"] / figures["limit_per_second"]) < 0.002
    assert 0 < figures["ratio"] < 1
