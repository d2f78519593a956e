"""Working steadily: what the sealer and the relay have in common, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from darcha.law.errors import DarchaError
from darcha.store.connect import connect

log = logging.getLogger(__name__)

_LONGEST = 60.0


def steadily(turn: Callable[[Connection[Any]], bool], address: str, *, every: float, stop: Event) -> None:
    """Call ``turn`` until ``stop`` is set: every ``every`` seconds, or at once while it returns True for more work.

    It gets a connection of its own that commits by itself. What the database or ``turn`` refuses is logged and tried
    again on a new one, ever more slowly up to once a minute; nothing else ends the loop.
    """
    failures = 0
    while not stop.is_set():
        try:
            with connect(address) as connection:
                connection.autocommit = True
                while not stop.is_set():
                    more = turn(connection)
                    failures = 0
                    if not more:
                        stop.wait(every)
        except (psycopg.Error, DarchaError, OSError) as error:
            failures += 1
            wait = min(every * 2 ** min(failures, 16), _LONGEST)
            log.warning("%s failed, again in %.1f s: %s", getattr(turn, "__qualname__", turn), wait, error)
            stop.wait(wait)
