"""Drafts: saved as typed, never overwriting what another window saved meanwhile."""

from __future__ import annotations

from uuid import UUID

from darcha.law.errors import Stale
from darcha.store.read.draft import Draft
from darcha.store.statement import Fetch, Op


def save(draft: Draft) -> Op[Draft]:
    """Keep a draft: revision 0 is new; otherwise it must still be at the revision that was read, else Stale."""
    values = (draft.id, draft.person, draft.firm, draft.title, draft.data, draft.changed_at)
    if draft.revision == 0:
        found = yield Fetch(
            "INSERT INTO draft (id, person, firm, title, data, changed_at, revision)"
            " VALUES (%s, %s, %s, %s, %s, %s, 1) ON CONFLICT DO NOTHING RETURNING revision",
            values,
        )
    else:
        found = yield Fetch(
            "UPDATE draft SET person = %s, firm = %s, title = %s, data = %s, changed_at = %s, revision = revision + 1"
            " WHERE id = %s AND revision = %s RETURNING revision",
            (*values[1:], draft.id, draft.revision),
        )
    if not found:
        raise Stale(subject="draft")
    return Draft(*values, revision=found[0][0])


def discard(key: UUID) -> Op[None]:
    """Remove a draft: it was lodged, or is not wanted any more."""
    yield Fetch("DELETE FROM draft WHERE id = %s", (key,))
