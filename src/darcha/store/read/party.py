"""Firms, people and whom they act for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from darcha.law.access import Actor, Role
from darcha.store.statement import Fetch, Op, Rows

_ACTOR = """
    SELECT p.id, p.name, p.roles, p.agencies, p.posts,
           array(SELECT firm FROM mandate m WHERE m.person = p.id
                 AND m.since <= current_date AND (m.until IS NULL OR current_date <= m.until))
    FROM person p
"""


def _actor(values: tuple[Any, ...]) -> Actor:
    key, name, roles, agencies, posts, firms = values
    return Actor(
        key, name, frozenset(cast("list[Role]", roles)), frozenset(firms), frozenset(agencies), frozenset(posts)
    )


def _one(found: Rows) -> Actor | None:
    return _actor(found[0]) if found else None


def actor(person: str) -> Op[Actor | None]:
    """An active person as an actor, with the firms the person may act for today."""
    return _one((yield Fetch(_ACTOR + "WHERE p.id = %s AND p.active", (person,))))


def actor_by_token(digest: bytes) -> Op[Actor | None]:
    """The person behind an API token that was not revoked, by the token's SHA-256."""
    return _one(
        (
            yield Fetch(
                _ACTOR + "JOIN token t ON t.person = p.id WHERE t.digest = %s AND t.revoked_at IS NULL AND p.active",
                (digest,),
            )
        )
    )


def inspectors(posts: Iterable[str]) -> Op[dict[str, list[str]]]:
    """The active inspectors of posts, in the order of their ids: the candidates of a draw."""
    wanted = list(posts)
    found = yield Fetch(
        "SELECT post, array_agg(id ORDER BY id) FROM person, unnest(posts) AS post"
        " WHERE active AND 'inspector' = ANY(roles) AND post = ANY(%s) GROUP BY post",
        (wanted,),
    )
    return {post: list(people) for post, people in found}


def firms(codes: Iterable[str]) -> Op[dict[str, tuple[str, bool, str]]]:
    """Known firms by code: name, whether trusted, address."""
    found = yield Fetch("SELECT code, name, trusted, address FROM firm WHERE code = ANY(%s)", (sorted(set(codes)),))
    return {code: (name, trusted, address) for code, name, trusted, address in found}


def names(ids: Iterable[str]) -> Op[dict[str, str]]:
    """What people are called, by their ids, whether they are still active or not."""
    return dict((yield Fetch("SELECT id, name FROM person WHERE id = ANY(%s)", (sorted(set(ids)),))))


def people() -> Op[list[Actor]]:
    """Everybody who is active, by id."""
    return [_actor(values) for values in (yield Fetch(_ACTOR + "WHERE p.active ORDER BY p.id"))]
