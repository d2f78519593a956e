"""The day's draws: a seed nobody could choose, committed before it is used."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from darcha.law.access import SYSTEM
from darcha.law.draw import commitment
from darcha.store.ids import new_id
from darcha.store.read import draw as read
from darcha.store.statement import Op
from darcha.store.write import draw as write
from darcha.store.write.record import Act, Outcome, record


def day_seed(day: date, at: datetime) -> Op[bytes]:
    """The seed of the day; if there is none yet, one is drawn and its commitment journalled (``draw.commit``)."""
    known = yield from read.seed(day)
    if known is not None:
        return known
    seed = secrets.token_bytes(32)
    committed = commitment(seed)
    if (yield from write.commit(day, seed, committed)):
        facts = {"day": day, "commitment": committed}
        yield from record([Outcome(at=at, acts=[Act("draw.commit", SYSTEM.id, "draw", new_id(), facts)])])
        return seed
    found = yield from read.seed(day)
    assert found is not None
    return found
