"""The life of a permit case: asked about, proposed, granted or refused, cured, closed.

Refusing has its form in the law: grounds of a closed list, the norm, a term to cure; and who decides again after a cure
may not bring up grounds that were there the first time and not named. Granting less than was asked for refuses the
rest, and so has to cite its norm.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from darcha.law.lifecycle import Lifecycle, Move, need

Choice = Literal["grant", "refuse"]


class PermitFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the moves of a permit case ask: the case as it stands, and what the actor puts in.

    ``allowed`` are the type's grounds with the days that each leaves to cure; ``first_grounds`` those of the first
    refusal (None before it); ``about_cure`` those of the present grounds that concern the documents of the cure.
    ``forbidden`` are codes of documents that nobody may ask for, ``requested`` those that the question asks for.
    ``wanted`` is the quantity applied for (None: the type does not count), ``granted`` the one of the decision (None:
    all of it) and ``proposed_quantity`` the one that was proposed.
    """

    now: datetime
    actor: str
    four_eyes: bool = False
    proposer: str | None = None
    proposed: Choice | None = None
    choice: Choice | None = None
    words: str = ""
    requested: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    allowed: dict[str, int] = {}
    grounds: frozenset[str] = frozenset()
    norm: str = ""
    cure_days: int = 0
    first_grounds: frozenset[str] | None = None
    about_cure: frozenset[str] = frozenset()
    cure_due: datetime | None = None
    wanted: Decimal | None = None
    granted: Decimal | None = None
    proposed_quantity: Decimal | None = None


@need
def said_in_words(facts: PermitFacts) -> bool:
    """The message has a text."""
    return bool(facts.words.strip())


@need
def asks_nothing_forbidden(facts: PermitFacts) -> bool:
    """The question asks for no document that may not be demanded."""
    return facts.requested.isdisjoint(facts.forbidden)


@need
def second_officer(facts: PermitFacts) -> bool:
    """Another officer has proposed the decision (four eyes)."""
    return not facts.four_eyes or (facts.proposer is not None and facts.proposer != facts.actor)


@need
def as_proposed(facts: PermitFacts) -> bool:
    """The decision is the one that was proposed; who sees it otherwise proposes otherwise."""
    return not facts.four_eyes or (facts.choice, facts.granted) == (facts.proposed, facts.proposed_quantity)


@need
def grounds_of_the_list(facts: PermitFacts) -> bool:
    """The grounds of the refusal are of the closed list."""
    return bool(facts.grounds) and facts.grounds <= facts.allowed.keys()


@need
def norm_cited(facts: PermitFacts) -> bool:
    """The legal norm is cited."""
    return bool(facts.norm.strip())


@need
def time_to_cure(facts: PermitFacts) -> bool:
    """The days to cure are not fewer than the grounds require."""
    return facts.cure_days >= max((facts.allowed.get(ground, 0) for ground in facts.grounds), default=1)


@need
def no_new_grounds(facts: PermitFacts) -> bool:
    """There are no new grounds at the re-examination, but about the documents of the cure."""
    return facts.first_grounds is None or facts.grounds <= facts.first_grounds | facts.about_cure


@need
def within_cure_term(facts: PermitFacts) -> bool:
    """The term to cure is not over."""
    return facts.cure_due is not None and facts.now <= facts.cure_due


@need
def not_more_than_asked(facts: PermitFacts) -> bool:
    """The quantity granted is above nothing and not more than was applied for."""
    return facts.granted is None or (facts.wanted is not None and 0 < facts.granted <= facts.wanted)


@need
def less_by_a_norm(facts: PermitFacts) -> bool:
    """Where less is granted than was applied for, the legal norm is cited."""
    return facts.granted in (None, facts.wanted) or bool(facts.norm.strip())


_GRANT = (not_more_than_asked, less_by_a_norm)
_REFUSAL = (grounds_of_the_list, norm_cited, time_to_cure, no_new_grounds)
_DECIDABLE = frozenset({"open", "proposed"})

PERMIT = Lifecycle(
    subject="permit",
    initial="open",
    final=frozenset({"closed"}),
    moves=(
        Move("permit.ask", frozenset({"open"}), "asked", (said_in_words, asks_nothing_forbidden)),
        Move("permit.answer", frozenset({"asked"}), "open", (said_in_words,)),
        Move("permit.propose", _DECIDABLE, "proposed", _GRANT, choice="grant"),
        Move("permit.propose", _DECIDABLE, "proposed", _REFUSAL, choice="refuse"),
        Move("permit.decide", _DECIDABLE, "granted", (second_officer, as_proposed, *_GRANT), choice="grant"),
        Move("permit.decide", _DECIDABLE, "refused", (second_officer, as_proposed, *_REFUSAL), choice="refuse"),
        Move("permit.cure", frozenset({"refused"}), "open", (within_cure_term, said_in_words)),
        Move("permit.close", frozenset({"open", "asked", "proposed", "granted", "refused"}), "closed"),
    ),
)
"""A case is closed when nothing needs it any more: its declaration was withdrawn, or amended beyond it."""

BY_FORM = frozenset(n.name for n in (said_in_words, asks_nothing_forbidden, *_GRANT, *_REFUSAL))
"""Needs that the form of the act fills in: unmet before it is shown, they do not hide its button."""
