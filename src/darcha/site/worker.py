"""The worker's jobs: seal the journal, fold the picture, send messages out, tend the store."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from psycopg import Connection

from darcha.flow.draw import day_seed
from darcha.flow.judge import local_day
from darcha.flow.run import now
from darcha.picture import fold
from darcha.site.settings import DATA, database_address
from darcha.store import relay
from darcha.store.journal import sealer
from darcha.store.journal.keys import signing_key
from darcha.store.journal.witness import FileWitness
from darcha.store.loop import steadily
from darcha.store.read import pack
from darcha.store.statement import run

log = logging.getLogger(__name__)

_AHEAD = timedelta(days=92)
_HOUR = 3600.0
_LOOK = 0.5


def witness_file() -> Path:
    """Where the file witness keeps the checkpoints it has seen: better on another disk or machine."""
    return Path(os.environ.get("DARCHA_WITNESS") or DATA / "witness" / "checkpoints")


def seal(stop: Event) -> None:
    """Seal the journal every second and show each checkpoint to the witness."""
    path = witness_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    key = signing_key(DATA)
    sealer.run(database_address("sealer"), key, witnesses=[FileWitness(path, key.public_key())], stop=stop)


def picture(stop: Event) -> None:
    """Fold what was sealed into the picture."""
    fold.run(database_address(), stop=stop)


def messages(stop: Event) -> None:
    """Send messages out."""
    relay.run(database_address(), stop=stop)


def tend(stop: Event) -> None:
    """Keep partitions ahead of time, and the day's draws committed before they are used."""

    def turn(connection: Connection[Any]) -> bool:
        with connection.transaction():
            connection.execute("SELECT ensure_partitions(%s, %s)", (now(), now() + _AHEAD))
        with connection.transaction():
            run(connection, day_seed(local_day(run(connection, pack.current()), now()), now()))
        return False

    steadily(turn, database_address(), every=_HOUR, stop=stop)


JOBS: Mapping[str, Callable[[Event], None]] = {
    "seal": seal,
    "fold": picture,
    "messages": messages,
    "tend": tend,
}


def work(jobs: tuple[str, ...]) -> bool:
    """Do ``jobs``, each on its thread, until told to stop; false if one of them ended by itself, which ends all."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [Thread(target=JOBS[job], args=(stop,), name=job) for job in jobs]
    for thread in threads:
        thread.start()
    while not stop.wait(_LOOK) and all(thread.is_alive() for thread in threads):
        pass
    told = stop.is_set()
    for thread in threads:
        if not told and not thread.is_alive():
            log.error("job %s has ended", thread.name)
    stop.set()
    for thread in threads:
        thread.join()
    return told
