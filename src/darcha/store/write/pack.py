"""Taking a pack into force: an immutable snapshot under its digest, with author and approver."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from darcha.law.pack.load import load
from darcha.store.statement import Fetch, Op
from darcha.store.write import balance


def enact(files: Mapping[str, bytes], *, author: str, approver: str, valid_from: datetime) -> Op[str]:
    """Put the pack of ``files`` into force from a moment on and open its quotas; its digest is the answer."""
    pack = load(files)
    yield Fetch(
        "INSERT INTO pack (digest, code, valid_from, author, approver, content) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (digest) DO NOTHING",
        (
            pack.digest,
            pack.code,
            valid_from,
            author,
            approver,
            msgspec.json.encode({name: content.decode() for name, content in files.items()}, order="sorted").decode(),
        ),
    )
    for quota in pack.quotas:
        yield from balance.open_quota(quota.code, "quota", quota.unit, quota.quantity)
    return pack.digest
