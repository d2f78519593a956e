"""Cases: consignments worked by hand, done again by the program and compared."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.dossier import gather
from darcha.law.finding import Finding, errors
from darcha.law.pack.model import Case, CaseCharge, Pack
from darcha.law.permit import needs
from darcha.law.risk import ProfileSet, RiskFacts, select
from darcha.law.snapshot import snapshot
from darcha.law.tariff import AssessFacts, Assessment, assess
from darcha.law.text import Text, text

CHARGE_DIFFERS = text(
    "case.charge",
    "Case {case}: {charge} of {item} is {found}, worked by hand {expected}",
    "Correct the data or the case.",
)
TOTAL_DIFFERS = text(
    "case.total", "Case {case}: the total is {found}, worked by hand {expected}", "Correct the data or the case."
)
NEEDS_DIFFER = text(
    "case.needs", "Case {case}: the permits are {found}, expected {expected}", "Correct the needs or the case."
)
LANE_DIFFERS = text(
    "case.lane", "Case {case}: the lane is {found}, expected {expected}", "Correct the profiles or the case."
)
CASE_FAULTY = text(
    "case.faulty", "Case {case} cannot be assessed: {code} at {place}", "Correct the case's declaration."
)


def check_cases(pack: Pack) -> Iterator[Finding]:
    """Every case whose outcome is not what was worked by hand. Chance is left out of selection."""
    for case in pack.cases:
        day = snapshot(pack, case.day)
        dossier = gather(case.declaration, day, day.calendar.start_of(case.day))
        assessment = assess(dossier, AssessFacts(case.quotas))
        for found in errors(assessment.findings):
            yield CASE_FAULTY.at(
                f"/cases/{case.name}/declaration", case=case.name, code=found.code, place=found.pointer
            )
        yield from _charges(case, assessment)
        if case.needs is not None:
            asked = {need.type for need in needs(dossier)}
            yield from _differ(NEEDS_DIFFER, case, "needs", _words(asked), _words(set(case.needs)))
        if case.lane is not None and day.lanes:
            values = tuple(item.customs_value for item in assessment.items)
            facts = RiskFacts(values=values, at_random=False)
            lane = select(dossier, ProfileSet(pack.profiles, case.day), b"", case.name, facts).lane
            yield from _differ(LANE_DIFFERS, case, "lane", lane, case.lane)


def _charges(case: Case, assessment: Assessment) -> Iterator[Finding]:
    got = {(item.sequence, charge.kind): charge.amount for item in assessment.items for charge in item.charges}
    got |= {(0, charge.kind): charge.amount for charge in assessment.charges}
    want = {_key(charge): charge.amount for charge in case.charges}
    for key in sorted({*got, *want}):
        if got.get(key) != want.get(key):
            item = f"item {key[0]}" if key[0] else "the declaration"
            figures = {"found": got.get(key, "none"), "expected": want.get(key, "none")}
            yield CHARGE_DIFFERS.at(f"/cases/{case.name}/charges", case=case.name, item=item, charge=key[1], **figures)
    yield from _differ(TOTAL_DIFFERS, case, "total", assessment.total, case.total)


def _key(charge: CaseCharge) -> tuple[int, str]:
    return (charge.item or 0, charge.charge)


def _words(codes: set[str]) -> str:
    return ", ".join(sorted(codes)) or "none"


def _differ(words: Text, case: Case, field: str, found: object, expected: object) -> Iterator[Finding]:
    if found != expected:
        yield words.at(f"/cases/{case.name}/{field}", case=case.name, found=found, expected=expected)
