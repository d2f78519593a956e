"""Declarations lodged one by one over HTTP, as fast as the house takes them.

A house of its own in a temporary folder: the embedded database as it always runs (durable), one web process with the
intake open, the sealer and the fold at work. Beside it, on the same processors, the load.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from psycopg import Connection

from darcha.flow.judge import law_of
from darcha.law.errors import ConfigurationError
from darcha.site.bench import limit
from darcha.site.bench.load import Result, Spec
from darcha.site.bench.machine import peak_mb, processor
from darcha.site.bench.messages import Message, documents, messages
from darcha.site.demo.book import read_book
from darcha.site.demo.cast import new_password, renew_tokens, seed
from darcha.site.settings import PACK
from darcha.site.supervisor import House, Plan
from darcha.store import server
from darcha.store.connect import connect
from darcha.store.migrate import migrate
from darcha.store.read import pack
from darcha.store.server.processes import living
from darcha.store.statement import run as drive

_KINDS = 600
"""Different messages; each is sent under many references."""
_WARM = 2.0
_REPEAT = 100
_PATIENCE = 30.0
_CREATED, _KNOWN = 201, 200


class Lodging(msgspec.Struct, frozen=True, kw_only=True):
    """The figures. Times of processor are those of the house, without the load, for each declaration accepted."""

    ok: bool
    """Whether every message was answered as it should be, and as many declarations are stored as were accepted."""
    rate_per_second: float
    limit_per_second: float
    ratio: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    cpu_us_by: dict[str, float]
    load_cpu_us: float
    rss_mb: float
    batch: int
    rows: dict[str, int]
    unsealed: int
    unfolded: int
    answers: dict[int, int]
    clients: int
    seconds: float
    processors: int


class Busy(ConfigurationError):
    """The house of the benchmark does not answer."""

    code = "bench.no_answer"
    text = "The web process did not answer within {seconds} seconds."
    cure = "See what it says on standard error."


class _Site(msgspec.Struct, frozen=True):
    """The house that is measured."""

    running: server.Running
    folder: Path
    port: int
    house: House

    def processes(self) -> dict[str, list[int]]:
        """The processes by what they are."""
        own = {name: [pid] for name, pid in self.house.processes.items()}
        return own | {"database": living(self.running.place.cluster)}

    def used(self) -> dict[str, float]:
        """Seconds of processor so far."""
        return {name: processor(pids) for name, pids in self.processes().items()}


def run(seconds: float, clients: int) -> Lodging:
    """Lodge for ``seconds`` by ``clients``. Starts processes, so call it from the main thread."""
    folder = Path(tempfile.gettempdir(), f"darcha-bench-{uuid.uuid4().hex[:12]}")
    try:
        with server.serving(folder) as running:
            sent = _settled(running)
            with _site(running, folder) as site:
                return _measured(site, sent, seconds, clients)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settled(running: server.Running) -> tuple[Message, ...]:
    """Migrate, enact the country, register the cast; the messages its traders will send."""
    migrate(running.address(server.Role.OWNER))
    with connect(running.address(server.Role.APP)) as connection:
        connection.autocommit = True
        cast = seed(connection, PACK, new_password())
        tokens = renew_tokens(connection, cast)
        with connection.transaction():
            law = law_of(drive(connection, pack.current()), datetime.now(UTC))
    return tuple(messages(documents(read_book(PACK), cast, law, law.day), tokens, _KINDS))


@contextmanager
def _site(running: server.Running, folder: Path) -> Iterator[_Site]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    plans = (
        Plan("web", ("serve", "--doors", "intake", "--port", str(port))),
        Plan("sealer", ("worker", "--jobs", "seal"), "sealer", ours=True),
        Plan("fold", ("worker", "--jobs", "fold")),
    )
    with House(running, folder, plans) as house:
        _wait(port)
        yield _Site(running, folder, port, house)


def _wait(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Busy(seconds=_PATIENCE)


def _measured(site: _Site, sent: tuple[Message, ...], seconds: float, clients: int) -> Lodging:
    spec = Spec(site.port, "/intake/declarations", clients, _WARM, seconds, _REPEAT, sent)
    result, used = _loaded(site, spec)
    peak = peak_mb(site.processes()["web"][0])
    with connect(site.running.address(server.Role.APP)) as connection:
        stored, together = limit.rows(connection), limit.batch(connection)
        unsealed, unfolded = _behind(connection)
    site.house.stop()
    best = limit.limit(site.running.address(server.Role.SUPERUSER), together)
    accepted = result.answers.get(_CREATED, 0)
    by = {name: round(spent / max(accepted, 1) * 1e6, 1) for name, spent in used.items()}
    rate = accepted / result.seconds
    return Lodging(
        ok=set(result.answers) <= {_CREATED, _KNOWN} and not result.lost and stored["declaration"] == result.created,
        rate_per_second=round(rate, 1),
        limit_per_second=round(best, 1),
        ratio=round(rate / best, 3),
        p50_ms=result.p50_ms,
        p99_ms=result.p99_ms,
        cpu_us=round(sum(by.values()), 1),
        cpu_us_by=by,
        load_cpu_us=round(result.cpu_seconds / max(accepted, 1) * 1e6, 1),
        rss_mb=peak,
        batch=together,
        rows=stored,
        unsealed=unsealed,
        unfolded=unfolded,
        answers=result.answers,
        clients=clients,
        seconds=round(result.seconds, 2),
        processors=os.cpu_count() or 1,
    )


def _loaded(site: _Site, spec: Spec) -> tuple[Result, dict[str, float]]:
    """Run the load; its result, and what the house used in the time that counts."""
    command = [sys.executable, "-m", "darcha.site.bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        load.stdin.write(msgspec.msgpack.encode(spec))
        load.stdin.close()
        load.stdout.readline()
        before = site.used()
        load.stdout.readline()
        after = site.used()
        result = msgspec.msgpack.decode(load.stdout.read(), type=Result)
    return result, {name: spent - before[name] for name, spent in after.items()}


def _behind(connection: Connection[Any]) -> tuple[int, int]:
    """How many entries wait for their seal, and how many sealed ones for the fold."""
    found = connection.execute(
        "SELECT (SELECT coalesce(sum(cardinality(entries)), 0) FROM seal_queue),"
        " (SELECT coalesce(max(index) + 1, 0) FROM leaf) - (SELECT coalesce(max(next), 0) FROM fold_cursor)"
    ).fetchone()
    assert found is not None, "an aggregate always gives a row"
    return int(found[0]), int(found[1])
