"""Declarations as they stand: lists for desks, and whole files with all that belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from darcha.store.read.fetch import by_ids, of_declarations, rows
from darcha.store.rows import Bill, Charge, Control, Declaration, Entry, GoodsItem, Payment, Permit, Version, WriteOff
from darcha.store.statement import Fetch, Op


class File(msgspec.Struct):
    """A declaration with everything that was written about it; ``version`` is the newest."""

    declaration: Declaration
    version: Version
    permits: list[Permit]
    control: Control | None
    bill: Bill | None


class Lodged(msgspec.Struct, frozen=True):
    """A declaration as it was lodged, with the newest version of its document (JSON)."""

    id: UUID
    number: str
    firm: str
    lodged_at: datetime
    document: str


def files(ids: Iterable[UUID], *, lock: bool = False) -> Op[dict[UUID, File]]:
    """Files by declaration. One lock on the declaration's row stands for the whole file: acts on it take turns."""
    found = yield from by_ids(Declaration, list(ids), lock=lock)
    keys = sorted(found)
    if not keys:
        return {}
    versions = yield from rows(
        Version,
        "v JOIN unnest(%s::uuid[], %s::int8[]) AS w(owner, newest) ON v.declaration = w.owner AND v.version = w.newest",
        (keys, [found[key].version for key in keys]),
    )
    newest = {version.declaration: version for version in versions}
    permits = yield from of_declarations(Permit, keys)
    controls = yield from of_declarations(Control, keys)
    bills = yield from of_declarations(Bill, keys)
    return {
        key: File(
            found[key],
            newest[key],
            permits[key],
            controls[key][-1] if controls[key] else None,
            bills[key][-1] if bills[key] else None,
        )
        for key in keys
    }


def versions(declaration: UUID) -> Op[list[Version]]:
    """Every version, oldest first."""
    return (yield from rows(Version, "WHERE declaration = %s ORDER BY version", (declaration,)))


def documents(since: datetime, until: datetime, *, after: UUID | None = None, limit: int = 500) -> Op[list[Lodged]]:
    """The documents lodged from ``since`` to ``until`` in their newest versions, oldest first, a page at a time."""
    found = yield Fetch(
        "SELECT d.id, d.number, d.firm, d.lodged_at, v.document"
        " FROM declaration d JOIN version v ON v.declaration = d.id AND v.version = d.version"
        " WHERE d.lodged_at BETWEEN %s AND %s AND (%s::uuid IS NULL OR d.id > %s) ORDER BY d.id LIMIT %s",
        (since, until, after, after, limit),
    )
    return [Lodged(*values) for values in found]


def payments(declaration: UUID) -> Op[list[Payment]]:
    """Money received for a declaration, oldest first."""
    return (yield from of_declarations(Payment, [declaration]))[declaration]


def write_offs(ids: Sequence[UUID]) -> Op[dict[UUID, list[WriteOff]]]:
    """What declarations have taken off balances."""
    return (yield from of_declarations(WriteOff, ids))


def lines(declaration: UUID, version: int) -> Op[tuple[list[GoodsItem], list[Charge]]]:
    """The goods items and the charges of one version, in their order."""
    of = "WHERE declaration = %s AND version = %s ORDER BY sequence, id"
    items = yield from rows(GoodsItem, of, (declaration, version))
    charges = yield from rows(Charge, of, (declaration, version))
    return items, charges


def history(subjects: Sequence[UUID]) -> Op[list[Entry]]:
    """The journal of a declaration and of its permits, control and bill, newest first."""
    return (yield from rows(Entry, "WHERE subject_id = ANY(%s) ORDER BY id DESC", (list(subjects),)))


def mine(
    firms: Iterable[str], *, search: str = "", after: UUID | None = None, limit: int = 25
) -> Op[list[Declaration]]:
    """Declarations of firms, newest first; ``after`` is the last id of the page before."""
    return (
        yield from rows(
            Declaration,
            "WHERE firm = ANY(%(firms)s) AND (%(after)s::uuid IS NULL OR id < %(after)s)"
            " AND (%(search)s = '' OR number ILIKE %(like)s OR reference ILIKE %(like)s OR title ILIKE %(like)s)"
            " ORDER BY id DESC LIMIT %(limit)s",
            {"firms": list(firms), "after": after, "search": search, "like": f"%{search}%", "limit": limit},
        )
    )


def newest(*, limit: int = 25, after: UUID | None = None) -> Op[list[Declaration]]:
    """Declarations of everybody, newest first: for those whose right covers the country."""
    return (
        yield from rows(
            Declaration,
            "WHERE %(after)s::uuid IS NULL OR id < %(after)s ORDER BY id DESC LIMIT %(limit)s",
            {"after": after, "limit": limit},
        )
    )


def by_number(number: str) -> Op[UUID | None]:
    """The declaration that has a human number."""
    found = yield Fetch("SELECT id FROM declaration WHERE number = %s", (number,))
    return found[0][0] if found else None


def by_reference(reference: str) -> Op[UUID | None]:
    """The declaration lodged last under a sender's reference."""
    found = yield Fetch(
        "SELECT declaration FROM reference WHERE reference = %s ORDER BY declaration DESC LIMIT 1", (reference,)
    )
    return found[0][0] if found else None
