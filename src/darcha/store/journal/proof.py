"""The proof of one entry: what anybody with the public key can check without the database."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection

from darcha.law.errors import EvidenceError, NotFound
from darcha.store.journal import merkle, stored
from darcha.store.journal.checkpoint import Checkpoint


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """That the entry with this body is leaf ``index`` of the log that ``checkpoint`` signed."""

    entry: UUID
    body: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


class _Named(msgspec.Struct):
    id: UUID


def prove(connection: Connection[Any], entry: UUID) -> Proof:
    """The proof of ``entry`` against the newest checkpoint.

    Raises NotFound where there is no such entry or it is not sealed yet, EvidenceError where the log has holes.
    """
    row = connection.execute(
        "SELECT l.index, j.body FROM journal j JOIN leaf l ON l.entry = j.id WHERE j.id = %s ORDER BY l.index LIMIT 1",
        (entry,),
    ).fetchone()
    if row is None:
        raise NotFound(subject="sealed entry", key=entry)
    index, body = row
    newest = stored.newest(connection)
    if newest is None or newest.size <= index:
        raise EvidenceError(why=f"no checkpoint covers leaf {index}")
    path = merkle.inclusion(index, newest.size, stored.Nodes(connection))
    return Proof(entry=entry, body=body, index=index, path=tuple(path), checkpoint=newest)


def check(proof: Proof, public_key: Ed25519PublicKey) -> bool:
    """Whether the proof holds: the body names the entry, is in the log, and the log was signed with the key."""
    try:
        named = msgspec.json.decode(proof.body, type=_Named)
    except (msgspec.DecodeError, RecursionError):
        return False
    leaf = merkle.leaf_hash(sha256(proof.body).digest())
    last = proof.checkpoint
    return (
        named.id == proof.entry
        and last.signed_by(public_key)
        and merkle.included(proof.index, last.size, leaf, proof.path, last.root)
    )
