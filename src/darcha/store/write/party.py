"""Firms, people, mandates and tokens: written by the administration, replaced by their key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from darcha.store.statement import Fetch, Op


def firm(code: str, name: str, *, trusted: bool = False, address: str = "") -> Op[None]:
    """Register a firm, or change what is known of it."""
    yield Fetch(
        "INSERT INTO firm (code, name, trusted, address) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (code) DO UPDATE"
        " SET name = excluded.name, trusted = excluded.trusted, address = excluded.address",
        (code, name, trusted, address),
    )


def person(
    key: str,
    name: str,
    password: str,
    roles: Sequence[str],
    *,
    agencies: Sequence[str] = (),
    posts: Sequence[str] = (),
    language: str = "en",
) -> Op[None]:
    """Register a person; ``password`` is already hashed."""
    yield Fetch(
        "INSERT INTO person (id, name, password, language, roles, agencies, posts) VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, password = excluded.password,"
        " language = excluded.language, roles = excluded.roles, agencies = excluded.agencies, posts = excluded.posts",
        (key, name, password, language, list(roles), list(agencies), list(posts)),
    )


def mandate(person: str, firm: str, since: date, until: date | None = None) -> Op[None]:
    """Let a person act for a firm."""
    yield Fetch(
        "INSERT INTO mandate (person, firm, since, until) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (person, firm) DO UPDATE SET since = excluded.since, until = excluded.until",
        (person, firm, since, until),
    )


def token(person: str, label: str, at: datetime) -> Op[str]:
    """A new API token of a person: shown once, kept as its SHA-256."""
    value = secrets.token_urlsafe(32)
    yield Fetch(
        "INSERT INTO token (digest, person, label, created_at) VALUES (%s, %s, %s, %s)",
        (hashlib.sha256(value.encode()).digest(), person, label, at),
    )
    return value


def revoke_token(digest: bytes, at: datetime) -> Op[None]:
    """End a token."""
    yield Fetch("UPDATE token SET revoked_at = %s WHERE digest = %s AND revoked_at IS NULL", (at, digest))
