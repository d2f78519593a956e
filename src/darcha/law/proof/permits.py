"""Permits that can be decided: grounds of the right kind, routes that can be told apart, forms that can be filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from darcha.law import condition
from darcha.law.finding import Finding
from darcha.law.pack.model import Ground, Pack, PermitType
from darcha.law.proof.dating import uncovered
from darcha.law.proof.figure import figure
from darcha.law.text import text
from darcha.law.view import VIEW_KINDS

NOT_OF_REFUSAL = text(
    "permit.ground.kind", "permits {row}: {ground} is no ground of refusal", "Name grounds of refusal only."
)
NO_TERM = text("permit.ground.term", "grounds {row}: there is no clock {found} on {day}", "Name one of clocks.")
NO_LIMIT = text(
    "permit.ground.limit",
    "grounds {row}: no court and no longest term of the suspension",
    "Name the clock of its longest term, or leave it to the courts.",
)
UNIT_TWICE = text("permit.route.twice", "permits {row}: two routes to {unit}", "Join their conditions into one route.")
ASKED_TWICE = text("permit.asked.twice", "permits {row}: the form asks twice for {field}", "Ask once.")
CHOICES = text(
    "permit.asked.choices", "permits {row}: {field} and its choices do not fit", "Give choices to a choice, only to it."
)
ASKED_WORDS = text(
    "permit.asked.words", "permits {row}: {field} has no name in {language}", "Give the name in every language."
)
OWN_DOCUMENT = text(
    "permit.forbidden.own",
    "permits {row}: the document of the permit itself is forbidden",
    "Leave it out of forbidden.",
)


def check_permits(pack: Pack) -> Iterator[Finding]:
    """What is wrong with types of permits and with grounds."""
    for index, ground in enumerate(pack.grounds):
        yield from _ground(f"/grounds/{index}", ground, pack)
    other = {ground.code for ground in pack.grounds if ground.of != "refuse"}
    for index, row in enumerate(pack.permits):
        pointer = f"/permits/{index}"
        for code in sorted(other & set(row.grounds)):
            yield NOT_OF_REFUSAL.at(f"{pointer}/grounds", row=row.code, ground=code)
        if row.document_code in row.forbidden:
            yield OWN_DOCUMENT.at(f"{pointer}/forbidden", row=row.code)
        yield from _routes(pointer, row)
        yield from _form(pointer, row, pack.languages)


def _ground(pointer: str, row: Ground, pack: Pack) -> Iterator[Finding]:
    # A refusal that leaves no time to cure would be no refusal in law, but an end.
    least = 1 if row.of == "refuse" else 0
    if row.cure_days < least:
        yield figure("grounds", row.code, "cure_days", row.cure_days, f"days from {least} on")
    if row.of == "suspend" and not row.court and row.term is None:
        yield NO_LIMIT.at(f"{pointer}/term", row=row.code)
    if row.term is not None:
        clocks = sorted((clock for clock in pack.clocks if clock.code == row.term), key=lambda clock: clock.start)
        day = uncovered(clocks, row.start, row.end)
        if day is not None:
            yield NO_TERM.at(f"{pointer}/term", row=row.code, found=row.term, day=day)


def _routes(pointer: str, row: PermitType) -> Iterator[Finding]:
    for number, route in enumerate(row.routing):
        yield from condition.check(route.when, VIEW_KINDS, f"{pointer}/routing/{number}/when")
    for unit, count in Counter(route.unit for route in row.routing).items():
        if count > 1:
            yield UNIT_TWICE.at(f"{pointer}/routing", row=row.code, unit=unit)


def _form(pointer: str, row: PermitType, languages: tuple[str, ...]) -> Iterator[Finding]:
    for code, count in Counter(asked.code for asked in row.asked).items():
        if count > 1:
            yield ASKED_TWICE.at(f"{pointer}/asked", row=row.code, field=code)
    for number, asked in enumerate(row.asked):
        place = f"{pointer}/asked/{number}"
        if (asked.kind == "choice") is not bool(asked.choices):
            yield CHOICES.at(f"{place}/choices", row=row.code, field=asked.code)
        for language in languages:
            if not asked.name.get(language, "").strip():
                yield ASKED_WORDS.at(f"{place}/name/{language}", row=row.code, field=asked.code, language=language)
