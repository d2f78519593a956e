"""What stages, states and holders are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from django.utils.translation import gettext

from darcha.doors.words import mark, words
from darcha.law.access import Actor
from darcha.law.control import weights
from darcha.law.pack import Pack
from darcha.law.pack.model import Lane
from darcha.law.release import TRADER

STAGES = {
    "cure": mark("Findings to cure"),
    "permits": mark("Permits"),
    "control": mark("Control"),
    "payment": mark("Payment"),
    "security": mark("Security"),
    "release": mark("Release"),
    "released": mark("Released"),
    "withdrawn": mark("Withdrawn"),
}
STAGE_TAGS = {
    "cure": "bad",
    "permits": "warn",
    "control": "warn",
    "payment": "warn",
    "security": "warn",
    "released": "good",
}
PERMIT_STATES = {
    "open": mark("With the agency"),
    "asked": mark("Question to the applicant"),
    "proposed": mark("Decision proposed"),
    "granted": mark("Granted"),
    "refused": mark("Refused"),
    "suspended": mark("Suspended"),
    "annulled": mark("Annulled"),
    "closed": mark("Closed"),
}
PERMIT_TAGS = {
    "granted": "good",
    "refused": "bad",
    "suspended": "bad",
    "annulled": "bad",
    "asked": "warn",
    "closed": "none",
}
METHODS = {
    "transfer": mark("Bank transfer"),
    "card": mark("Card"),
    "cash": mark("Cash"),
    "advance": mark("Advance account"),
}
FORMS = {
    "documents": mark("Check of documents and data"),
    "physical": mark("Physical inspection"),
    "visual": mark("Visual examination"),
    "scan": mark("Scanner"),
    "weighing": mark("Weighing"),
    "sample": mark("Taking a sample"),
    "after_release": mark("Control after release"),
}
"""Forms of control by their codes; a pack may know others, which are shown as they are."""


class Channel(msgspec.Struct, frozen=True):
    """A lane as it is shown: what it is called, and how heavily it controls."""

    name: str
    weight: str = ""


def channel(code: str, lanes: Collection[Lane]) -> Channel:
    """One of ``lanes`` as it is shown; by its code where it is none of them."""
    name = next((words(row.name) for row in reversed(tuple(lanes)) if row.code == code), code)
    return Channel(name, weights(lanes).get(code, ""))


def stage(code: str) -> str:
    """A stage in words."""
    return gettext(STAGES[code]) if code in STAGES else code


def form(code: str) -> str:
    """A form of control in words."""
    return gettext(FORMS[code]) if code in FORMS else code


def holder(code: str, names: Mapping[str, str], actor: Actor | None) -> str:
    """Who holds a file: the reader, the trader, an agency or a post by its name, or an officer."""
    if not code:
        return ""
    if code == TRADER:
        return gettext("you") if actor is not None and "trader" in actor.roles else gettext("the trader")
    if actor is not None and code == actor.id:
        return gettext("you")
    return "Darcha" if code == "system" else names.get(code, code)


def offices(pack: Pack) -> dict[str, str]:
    """The names of agencies and posts by code, whenever in force: old files name old ones."""
    posts = {row.code: words(row.name) for row in pack.posts}
    return posts | {row.code: words(row.name) for row in pack.agencies}
