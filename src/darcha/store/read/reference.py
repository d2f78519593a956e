"""References already claimed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from darcha.store.statement import Fetch, Op

Key = tuple[str, str]


def claimed(keys: Sequence[Key]) -> Op[dict[Key, tuple[bytes, UUID]]]:
    """By (sender, reference): the digest of what was sent and the declaration it became."""
    found = yield Fetch(
        "SELECT r.sender, r.reference, r.digest, r.declaration FROM reference r"
        " JOIN unnest(%s::text[], %s::text[]) AS k(sender, reference) USING (sender, reference)",
        ([sender for sender, _ in keys], [reference for _, reference in keys]),
    )
    return {(sender, reference): (digest, declaration) for sender, reference, digest, declaration in found}
