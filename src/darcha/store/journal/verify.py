"""Verifying the evidence: the whole of it, or one entry. Reads one snapshot and trusts nothing but the public key."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection
from psycopg.pq import TransactionStatus

from darcha.law.errors import EvidenceError, NotFound
from darcha.store.journal import merkle, stored
from darcha.store.journal.checkpoint import Checkpoint, read_note
from darcha.store.journal.current import check_books, check_rows
from darcha.store.journal.named import Named
from darcha.store.journal.problem import Problem, Problems
from darcha.store.journal.proof import Proof, check, prove
from darcha.store.journal.walk import one_to_one, queued, walk


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked, and every disagreement found (of each kind the first thousand in words)."""

    entries: int
    """Entries checked, sealed or not."""
    leaves: int
    """Entries of the sealed log."""
    unsealed: int
    """Entries that wait for their seal; no problem in itself."""
    rows_checked: int
    counts: dict[str, int]
    """Disagreements by kind."""
    problems: tuple[Problem, ...]
    proof: Proof | None = None
    """Of the one entry that was asked for."""

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.problems


def verify(
    connection: Connection[Any],
    public_key: Ed25519PublicKey,
    witness_notes: Iterable[str] = (),
    entry: UUID | None = None,
) -> Report:
    """Check everything, or ``entry`` alone, against the key and the notes of a witness (the oldest first).

    ``connection`` is the app role's; a transaction that it has open is used as it is, so it should see one snapshot.
    Memory is bounded, temporary files take about 90 bytes a row written. Disagreements are in the report; NotFound
    says that there is no such entry.
    """
    problems = Problems()
    idle = connection.info.transaction_status == TransactionStatus.IDLE
    with connection.transaction():
        if idle:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if entry is not None:
            return _verify_one(connection, public_key, witness_notes, entry, problems)
        with tempfile.TemporaryDirectory(prefix="darcha-verify-") as folder:
            named = Named(Path(folder))
            leaves = walk(connection, public_key, witness_notes, named, problems)
            unsealed = queued(connection, named, problems)
            one_to_one(connection, problems)
            rows = check_rows(connection, named, problems)
        check_books(connection, problems)
    return Report(
        entries=leaves + unsealed,
        leaves=leaves,
        unsealed=unsealed,
        rows_checked=rows,
        counts=dict(problems.counts),
        problems=tuple(problems.kept),
    )


def _verify_one(
    connection: Connection[Any],
    key: Ed25519PublicKey,
    notes: Iterable[str],
    entry: UUID,
    problems: Problems,
) -> Report:
    """The proof of one entry, and that the log it is in continues the last one witnessed."""
    proof = None
    try:
        proof = prove(connection, entry)
        if not check(proof, key):
            problems.add("entry", f"entry {entry}", "is not proven by the log and its newest checkpoint")
        _continues_witnessed(connection, key, notes, proof.checkpoint)
    except NotFound:
        if not _waits(connection, entry):
            raise
    except EvidenceError as error:
        problems.add("witness" if proof else "entry", f"entry {entry}", str(error))
    return Report(
        entries=1,
        leaves=int(proof is not None),
        unsealed=int(proof is None and not problems.kept),
        rows_checked=0,
        counts=dict(problems.counts),
        problems=tuple(problems.kept),
        proof=proof,
    )


def _continues_witnessed(
    connection: Connection[Any], key: Ed25519PublicKey, notes: Iterable[str], newest: Checkpoint
) -> None:
    """Raises EvidenceError where the newest checkpoint does not continue the last witnessed one."""
    note = None
    for note in notes:  # noqa: B007 - the last one counts; reading them all checks their links
        pass
    if note is None:
        return
    seen = read_note(note, key)
    proof = stored.consistency(connection, seen.size, newest.size)
    if not merkle.consistent(seen.size, newest.size, seen.root, newest.root, proof):
        raise EvidenceError(why=f"the log does not continue the one witnessed with {seen.size} entries")


def _waits(connection: Connection[Any], entry: UUID) -> bool:
    return (
        connection.execute(
            "SELECT FROM journal WHERE id = %s AND EXISTS (SELECT FROM seal_queue WHERE %s = ANY(entries))",
            (entry, entry),
        ).fetchone()
        is not None
    )
