"""The life of a control: assigned to the officer who was drawn, done when its result is on record."""

from __future__ import annotations

import msgspec

from darcha.law.lifecycle import Lifecycle, Move, need

AFTER_RELEASE = "after_release"
"""The form of control that a lane may ask for once the goods are gone: it does not hold them."""


class ControlFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What recording a result asks: the forms of control ordered and done, the items declared and reported on."""

    forms_ordered: frozenset[str]
    forms_done: frozenset[str] = frozenset()
    items_declared: frozenset[int] = frozenset()
    items_checked: frozenset[int] = frozenset()


@need
def forms_done(facts: ControlFacts) -> bool:
    """Every form of control that was ordered is done."""
    return facts.forms_ordered <= facts.forms_done


@need
def something_checked(facts: ControlFacts) -> bool:
    """At least one declared item was looked at."""
    return bool(facts.items_checked & facts.items_declared)


CONTROL = Lifecycle(
    subject="control",
    initial="assigned",
    final=frozenset({"done"}),
    moves=(Move("control.record", frozenset({"assigned"}), "done", (forms_done, something_checked)),),
)
