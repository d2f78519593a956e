"""Claiming references: the first to commit has it, all others learn whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from darcha.store.statement import Fetch, Op


def claim(wanted: Sequence[tuple[str, str, bytes, UUID]]) -> Op[set[UUID]]:
    """Claim (sender, reference, digest, declaration); the declarations that won.

    Claims go in the order of their keys, so that two batches never wait for each other in a circle. A claim waits for
    a transaction that holds the same key and loses if that one commits.
    """
    ordered = sorted(wanted, key=lambda claim: claim[:2])
    found = yield Fetch(
        "INSERT INTO reference (sender, reference, digest, declaration)"
        " SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[], %s::uuid[])"
        " ON CONFLICT DO NOTHING RETURNING declaration",
        tuple([claim[position] for claim in ordered] for position in range(4)),
    )
    return {declaration for (declaration,) in found}
