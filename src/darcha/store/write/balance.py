"""Balances: tariff quotas and permitted quantities, taken to the last unit under a row lock."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from darcha.law.errors import Stale
from darcha.store.statement import Fetch, Op


def lock(codes: Iterable[str]) -> Op[dict[str, Decimal]]:
    """What is left of each balance, locked in the order of codes until the transaction ends."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    rows = yield Fetch(
        "SELECT code, granted - used FROM balance WHERE code = ANY(%s) ORDER BY code FOR UPDATE", (wanted,)
    )
    return dict(rows)


def take(takes: Iterable[dict[str, Decimal]]) -> Op[None]:
    """Take quantities off balances whose locks are held; the table itself refuses to go below nothing."""
    total: dict[str, Decimal] = {}
    for one in takes:
        for code, quantity in one.items():
            total[code] = total.get(code, Decimal(0)) + quantity
    if total:
        taken = yield Fetch(
            "UPDATE balance SET used = used + new.quantity, revision = revision + 1"
            " FROM unnest(%s::text[], %s::numeric[]) AS new(code, quantity) WHERE balance.code = new.code"
            " RETURNING balance.code",
            (list(total), list(total.values())),
        )
        if len(taken) != len(total):
            raise Stale(subject="balance")  # A quantity was written off a balance that nobody opened.


def open_quota(code: str, kind: str, unit: str, granted: Decimal) -> Op[None]:
    """Open a balance, or change what is granted on one that is open; what is used stays used."""
    yield Fetch(
        "INSERT INTO balance (code, kind, unit, granted) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (code) DO UPDATE SET granted = excluded.granted, revision = balance.revision + 1",
        (code, kind, unit, granted),
    )
