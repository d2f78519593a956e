"""Who may do what, where: one table of acts, roles and scopes, asked in one place. What is not listed is denied.

An act has one name everywhere: the move in the lifecycle, the right, the URL, the operation of the API, the kind in
the journal and the key of its translation.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Scope = Literal["firm", "agency", "post", "drawn", "country", "system"]
Role = Literal[
    "trader", "agency_officer", "inspector", "cashier", "duty_officer", "manager", "auditor", "admin", "system"
]


class Actor(msgspec.Struct, frozen=True):
    """Somebody at a door: a person or a process, the roles held and where they hold."""

    id: str
    name: str
    roles: frozenset[Role]
    firms: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()


SYSTEM = Actor("system", "Darcha", frozenset({"system"}))


class Place(msgspec.Struct, frozen=True):
    """Where a thing is: the firm it belongs to, the agencies and the post concerned, the officer drawn for it."""

    firm: str | None = None
    agencies: frozenset[str] = frozenset()
    post: str | None = None
    officer: str | None = None


class Act(msgspec.Struct, frozen=True):
    """An act: its label, who may do it in which scope, and whether it is written into the journal."""

    name: str
    label: str
    rights: tuple[tuple[Role, Scope], ...]
    journalled: bool = True


_TABLE = (
    Act("declaration.draft", "Prepare a declaration", (("trader", "firm"),), journalled=False),
    Act("declaration.lodge", "Lodge a declaration", (("trader", "firm"),)),
    Act("declaration.amend", "Amend a declaration", (("trader", "firm"),)),
    Act("declaration.withdraw", "Withdraw a declaration", (("trader", "firm"),)),
    Act(
        "declaration.read",
        "See a declaration",
        (
            ("trader", "firm"),
            ("agency_officer", "agency"),
            ("inspector", "post"),
            ("cashier", "country"),
            ("duty_officer", "country"),
            ("manager", "country"),
            ("auditor", "country"),
        ),
        journalled=False,
    ),
    Act("permit.open", "Open a permit case", (("system", "system"),)),
    Act("permit.ask", "Ask the applicant", (("agency_officer", "agency"),)),
    Act("permit.answer", "Answer the agency", (("trader", "firm"),)),
    Act("permit.propose", "Propose a decision", (("agency_officer", "agency"),)),
    Act("permit.decide", "Decide a permit", (("agency_officer", "agency"),)),
    Act("permit.cure", "Cure the grounds of a refusal", (("trader", "firm"),)),
    Act("permit.close", "Close a permit case", (("system", "system"),)),
    Act("control.assign", "Assign a control", (("system", "system"),)),
    Act("control.record", "Record the result of a control", (("inspector", "drawn"),)),
    Act("payment.record", "Record a payment", (("cashier", "country"),)),
    Act("release.decide", "Release the goods", (("system", "system"),)),
    Act("draw.commit", "Commit the seed of the day's draws", (("system", "system"),)),
    Act("risk.explain", "See why a channel was chosen", (("auditor", "country"),)),
    Act(
        "picture.read",
        "See the Situation Centre",
        (("duty_officer", "country"), ("manager", "country"), ("auditor", "country")),
        journalled=False,
    ),
    Act("evidence.verify", "Verify the evidence", (("auditor", "country"), ("system", "system")), journalled=False),
)

ACTS: dict[str, Act] = {act.name: act for act in _TABLE}


def _covers(scope: Scope, actor: Actor, place: Place) -> bool:
    match scope:
        case "firm":
            return place.firm is not None and place.firm in actor.firms
        case "agency":
            return bool(place.agencies & actor.agencies)
        case "post":
            return place.post is not None and place.post in actor.posts
        case "drawn":
            return place.officer is not None and place.officer == actor.id
        case "country" | "system":
            return True


def why_not(actor: Actor, act: str, place: Place | None = None) -> str | None:
    """None if ``actor`` may do ``act`` at ``place``; else the reason in words.

    Without a place only the role is asked: enough to show a button, never enough to do the act.
    """
    rights = [scope for role, scope in ACTS[act].rights if role in actor.roles]
    if not rights:
        return "no role of yours holds this right"
    if place is None or any(_covers(scope, actor, place) for scope in rights):
        return None
    return "it lies outside your " + " and your ".join(sorted(set(rights)))


def may(actor: Actor, act: str, place: Place | None = None) -> bool:
    """Whether ``actor`` may do ``act`` at ``place``."""
    return why_not(actor, act, place) is None
