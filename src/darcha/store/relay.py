"""The relay: carries messages of the outbox to their receivers, once what they tell of is sealed.

A receiver's cursor is the leaf index of the next entry to tell it of; setting it back sends everything from there
again. Messages go in the order of the log, at least once: who must not do a thing twice looks at the id. A receiver
that fails is tried again ever more slowly and holds up nobody else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Connection

from darcha.law.errors import Unavailable
from darcha.store.loop import steadily

WINDOW = 2000
"""Leaves a receiver is told of in one turn."""
_LONGEST = 3600
"""Seconds between two attempts at most."""
_LOCK = 7_305_804_404  # Any number that is ours: there is one relay.


class Receiver(msgspec.Struct, frozen=True):
    """Who is told: ``name`` is the code that messages are addressed to; ``transport`` says how, ``address`` where."""

    name: str
    transport: str
    address: str
    secret: str
    cursor: int
    failures: int


class Envelope(msgspec.Struct, frozen=True):
    """A message as it is delivered; ``payload`` is the JSON that the act wrote, byte for byte."""

    id: UUID
    index: int
    entry: UUID
    receiver: str
    kind: str
    subject_id: UUID
    at: datetime
    payload: msgspec.Raw


Transport = Callable[[Receiver, Envelope], None]
"""Delivers one message; raises OSError or Unavailable where the receiver did not take it. Bounds its own time."""


def to_folder(receiver: Receiver, message: Envelope) -> None:
    """Put the message into the folder ``address`` as one file that appears whole, named so that names sort in order."""
    name = f"{message.index:015d}-{message.id}.json"
    folder = Path(receiver.address)
    part = folder / f".{name}.part"
    with part.open("wb") as file:
        file.write(msgspec.json.encode(message))
        file.flush()
        os.fsync(file.fileno())
    part.rename(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


TRANSPORTS: Mapping[str, Transport] = {"folder": to_folder}


def run(address: str, *, every: float = 1.0, stop: Event) -> None:
    """Relay every ``every`` seconds until ``stop`` is set; ``address`` is the app role's."""

    def turn(connection: Connection[Any]) -> bool:
        return relay(connection, datetime.now(UTC))

    steadily(turn, address, every=every, stop=stop)


def relay(connection: Connection[Any], now: datetime, transports: Mapping[str, Transport] = TRANSPORTS) -> bool:
    """Tell every receiver that is due of its next messages; True where there are more to send at once.

    ``connection`` commits by itself. Does nothing while another relay is at work.
    """
    if connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone() != (True,):
        return False
    try:
        (end,) = connection.execute("SELECT coalesce(max(size), 0) FROM checkpoint").fetchall()[0]
        due = connection.execute(
            "SELECT name, transport, address, secret, cursor, failures FROM receiver"
            " WHERE cursor < %s AND (retry_at IS NULL OR retry_at <= %s) ORDER BY name",
            (end, now),
        ).fetchall()
        return sum(_tell(connection, Receiver(*row), end, now, transports) for row in due) > 0
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


def _tell(
    connection: Connection[Any], receiver: Receiver, end: int, now: datetime, transports: Mapping[str, Transport]
) -> bool:
    """Deliver one window to one receiver and move its cursor; True where another window waits."""
    until = min(end, receiver.cursor + WINDOW)
    reached, problem = _deliver(receiver, _messages(connection, receiver, until), until, transports)
    failures = receiver.failures + 1 if problem else 0
    wait = timedelta(seconds=min(2 ** min(failures, 20), _LONGEST))
    connection.execute(
        # Whoever set the cursor back meanwhile meant it.
        "UPDATE receiver SET cursor = %s, failures = %s, retry_at = %s, problem = %s WHERE name = %s AND cursor = %s",
        (reached, failures, now + wait if problem else None, problem, receiver.name, receiver.cursor),
    )
    return not problem and until < end


def _messages(connection: Connection[Any], receiver: Receiver, until: int) -> list[Envelope]:
    rows = connection.execute(
        "SELECT o.id, l.index, o.entry, o.receiver, o.kind, o.subject_id, o.at, o.payload"
        " FROM leaf l JOIN outbox o ON o.entry = l.entry"
        " WHERE l.index >= %s AND l.index < %s AND o.receiver IN (%s, '*') ORDER BY l.index, o.id",
        (receiver.cursor, until, receiver.name),
    )
    return [Envelope(*values) for values in ((*told, msgspec.Raw(payload)) for *told, payload in rows)]


def _deliver(
    receiver: Receiver, messages: Iterable[Envelope], until: int, transports: Mapping[str, Transport]
) -> tuple[int, str]:
    """The leaf index reached, and what stood in the way of going on to ``until`` (nothing: an empty text)."""
    send = transports.get(receiver.transport)
    if send is None:
        return receiver.cursor, f"There is no transport {receiver.transport!r}."
    for message in messages:
        try:
            send(receiver, message)
        except (OSError, Unavailable) as error:
            return message.index, str(error) or type(error).__name__
    return until, ""
