"""Keeping drafts: what was typed, saved without losing what another window saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from darcha.doors.pages.declaration.forms.derive import Known, derive
from darcha.doors.pages.declaration.forms.fields import ITEM, Section
from darcha.doors.pages.declaration.forms.sheet import seen
from darcha.doors.pages.declaration.forms.tree import Tree, of_document, put, rows, text
from darcha.doors.pages.gate import Visit
from darcha.flow.judge import law_of
from darcha.law.document import Declaration
from darcha.law.errors import NotFound, Stale
from darcha.store.ids import new_id
from darcha.store.read import draft as read
from darcha.store.read import party
from darcha.store.read.draft import Draft
from darcha.store.write import draft as write

_TRIES = 5


class Kept(msgspec.Struct):
    """What a draft holds: the document as a tree, and the declaration that it amends, if it does."""

    document: Tree
    amends: UUID | None = None


class Open(msgspec.Struct):
    """A draft in hand."""

    row: Draft
    kept: Kept

    @property
    def tree(self) -> Tree:
        """What was typed."""
        return self.kept.document


class Changed(Exception):
    """Another window changed the same section; ``theirs`` is what it holds now."""

    def __init__(self, theirs: Open) -> None:
        self.theirs = theirs
        super().__init__()


def open_draft(visit: Visit, key: UUID) -> Open:
    """The visitor's draft; somebody else's is not found."""
    row = visit.look(read.one(key))
    if row is None or row.person != visit.actor.id:
        raise NotFound(subject="draft", key=key)
    return Open(row, msgspec.json.decode(row.data, type=Kept))


def firms(visit: Visit) -> dict[str, tuple[str, str]]:
    """Name and address of the firms the visitor may act for."""
    found = visit.look(party.firms(visit.actor.firms))
    return {code: (name, address) for code, (name, _, address) in sorted(found.items())}


def known(visit: Visit) -> Known:
    """What the form fills in by itself."""
    law = law_of(visit.pack, visit.now)
    return Known(
        country=law.country,
        units={code: row.unit for code, row in law.headings.items() if row.unit},
        directions={code: row.direction for code, row in law.procedures.items()},
        firms=firms(visit),
    )


def begin(visit: Visit, document: Declaration | None = None, amends: UUID | None = None) -> Draft:
    """A new draft: empty, of a file that was sent in, or of the version that is to be amended."""
    tree: Tree = of_document(document) if document else {}
    if document is None:
        own = sorted(visit.actor.firms)
        put(tree, "declarant.id", own[0] if own else "")
        put(tree, "functional_reference_id", f"{visit.now:%y%m%d}-{new_id().hex[-8:].upper()}")
    with_known = known(visit)
    derive(tree, with_known)
    return _save(visit, Draft(new_id(), visit.actor.id, "", "", "", visit.now, 0), Kept(tree, amends))


def change(visit: Visit, key: UUID, section: Section, mark: str, edit: Callable[[Tree], None]) -> Open:
    """Apply ``edit`` to a section that was read under ``mark`` and save it; :class:`Changed` if the section moved on.

    Another section may have been saved meanwhile in another window: both are kept.
    """
    with_known = known(visit)
    for _ in range(_TRIES):
        current = open_draft(visit, key)
        if seen(current.tree, section) != mark:
            raise Changed(current)
        edit(current.tree)
        derive(current.tree, with_known)
        try:
            return Open(_save(visit, current.row, current.kept), current.kept)
        except Stale:
            continue
    raise Stale(subject="draft")


def _save(visit: Visit, row: Draft, kept: Kept) -> Draft:
    return visit.keep(
        write.save(
            msgspec.structs.replace(
                row,
                firm=text(kept.document, "declarant.id"),
                title=title(kept.document),
                data=msgspec.json.encode(kept).decode(),
                changed_at=visit.now,
            )
        )
    )


def title(tree: Any) -> str:
    """What a draft is called: its first goods and where they are from."""
    items = rows(tree, ITEM)
    goods = text(items[0], "commodity.description") if items else ""
    return " ".join(goods.split())[:80]


def discard(visit: Visit, key: UUID) -> None:
    """Throw a draft away."""
    open_draft(visit, key)
    visit.keep(write.discard(key))
