"""The sealer: gives every committed entry its place in the Merkle log, and signs what the log then is.

A leaf is the leaf hash (RFC 9162) of the 32 bytes of the SHA-256 of an entry's body. Entries enter in the order of the
seal queue, and within a commit in the order they were written; a row that two commits changed is therefore sealed in
the order of its changes, since the second commit's queue row can only be written when the first is done.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection

from darcha.law.errors import EvidenceError
from darcha.store.journal import merkle, stored
from darcha.store.journal.checkpoint import Checkpoint, sign
from darcha.store.journal.witness import Telling, Witness
from darcha.store.loop import steadily
from darcha.store.statement import Copy, Fetch, Op
from darcha.store.statement import run as drive

log = logging.getLogger(__name__)

BATCH = 20_000
"""Entries a seal takes at most, give or take one commit's."""
_LOCK = 7_305_804_403  # Any number that is ours: there is one sealer.


def run(
    address: str, key: Ed25519PrivateKey, *, witnesses: Sequence[Witness] = (), every: float = 1.0, stop: Event
) -> None:
    """Seal what waits every ``every`` seconds and show each witness where the log stands, until ``stop`` is set.

    ``address`` is the sealer role's. A witness that is away is told later; losing the database is waited out.
    """
    telling = [Telling(witness) for witness in witnesses]

    def turn(connection: Connection[Any]) -> bool:
        seal(connection, key, datetime.now(UTC))
        for one in telling:
            one.tell(connection)
        return _behind(connection)

    steadily(turn, address, every=every, stop=stop)


def seal(connection: Connection[Any], key: Ed25519PrivateKey, now: datetime) -> Checkpoint | None:
    """Seal one batch of what waits, in one transaction; None where nothing waits or another sealer is at work.

    Raises EvidenceError, and seals nothing, where the stored log is not the one that this key signed last.
    """
    with connection.transaction():
        if connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,)).fetchone() != (True,):
            return None
        taken, entries = _waiting(connection)
        if not taken:
            return None
        last = _continued(connection, key)
        leaves = _leaves(connection, entries)
        made = _extend(connection, key, now, last, leaves) if leaves else None
        connection.execute("DELETE FROM seal_queue WHERE id = ANY(%s)", (taken,))
        return made


def _waiting(connection: Connection[Any]) -> tuple[list[int], list[UUID]]:
    """The first commits in the queue, up to :data:`BATCH` entries: the ids of their rows, and their entries once each.

    At least one commit is taken, however many entries it has.
    """
    rows = connection.execute(
        "SELECT id, ARRAY(SELECT unnest(entries)) FROM"
        " (SELECT id, entries, sum(cardinality(entries)) OVER (ORDER BY id) AS upto"
        " FROM (SELECT id, entries FROM seal_queue ORDER BY id LIMIT %(batch)s) AS first) AS counted"
        " WHERE upto - cardinality(entries) < %(batch)s ORDER BY id",
        {"batch": BATCH},
    ).fetchall()
    entries = dict.fromkeys(entry for _, found in rows for entry in found if entry is not None)
    return [number for number, _ in rows], list(entries)


def _continued(connection: Connection[Any], key: Ed25519PrivateKey) -> Checkpoint | None:
    """The checkpoint to go on from, once it is shown to be ours and to match the stored nodes."""
    last = stored.newest(connection)
    if last is None:
        return None
    if not last.signed_by(key.public_key()):
        raise EvidenceError(why=f"the checkpoint of size {last.size} is not signed by the sealer's key")
    if merkle.resume(last.size, stored.Nodes(connection)).root() != last.root:
        raise EvidenceError(why=f"the stored log does not have the root that was signed at size {last.size}")
    return last


def _leaves(connection: Connection[Any], entries: list[UUID]) -> list[tuple[UUID, bytes]]:
    """(entry, leaf hash) of the queued entries, in their order.

    The digest is taken of the body as it stands, so that a false digest column cannot enter the log. The queue is
    written by the web's role: what it names wrongly is logged and passed over, and cannot stop the sealing.
    """
    if not entries:
        return []
    bounds = {"entries": entries, "least": min(entries), "most": max(entries)}
    found = {
        entry: (digest, whole)
        for entry, digest, whole in connection.execute(
            "SELECT id, sha256(body), sha256(body) = digest FROM journal"
            " WHERE id BETWEEN %(least)s AND %(most)s AND id = ANY(%(entries)s)",
            bounds,
        )
    }
    sealed = {entry for (entry,) in connection.execute("SELECT entry FROM leaf WHERE entry = ANY(%(entries)s)", bounds)}
    leaves = []
    for entry in entries:
        digest, whole = found.get(entry, (None, False))
        if digest is None:
            log.error("entry %s is queued but not in the journal", entry)
        elif entry in sealed:
            log.error("entry %s is queued but already sealed", entry)
        else:
            leaves.append((entry, merkle.leaf_hash(digest)))
            if not whole:
                log.error("entry %s does not have the digest of its body", entry)
    return leaves


def _extend(
    connection: Connection[Any],
    key: Ed25519PrivateKey,
    now: datetime,
    last: Checkpoint | None,
    leaves: list[tuple[UUID, bytes]],
) -> Checkpoint:
    """Append the leaves, store them with the nodes they filled, and sign the new size and root."""
    first = last.size if last else 0
    nodes = stored.Nodes(connection)
    tree = merkle.resume(first, nodes)
    full: list[merkle.Node] = []
    for index, (_, leaf) in enumerate(leaves, first):
        nodes.made[0, index] = leaf
        full += tree.append(leaf)
    nodes.made |= {(level, index): value for level, index, value in full}
    made = sign(tree.size, tree.root(), now, tuple(merkle.consistency(first, tree.size, nodes)), key)
    drive(connection, _store(first, leaves, full, made))
    return made


def _store(first: int, leaves: list[tuple[UUID, bytes]], full: list[merkle.Node], made: Checkpoint) -> Op[None]:
    rows = [(index, entry, leaf) for index, (entry, leaf) in enumerate(leaves, first)]
    yield Copy("leaf", ("index", "entry", "hash"), ("int8", "uuid", "bytea"), rows)
    yield Copy("merkle_node", ("level", "index", "hash"), ("int2", "int8", "bytea"), full)
    yield Fetch(
        f"INSERT INTO checkpoint ({stored.COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",
        (made.size, made.root, made.at, list(made.consistency), made.key_id, made.signature),
    )


def _behind(connection: Connection[Any]) -> bool:
    """Whether a whole batch waits already."""
    row = connection.execute(
        "SELECT coalesce(sum(cardinality(entries)), 0) >= %(batch)s"
        " FROM (SELECT entries FROM seal_queue LIMIT %(batch)s) AS first",
        {"batch": BATCH},
    ).fetchone()
    return row == (True,)
