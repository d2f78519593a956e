"""Cases: consignments worked by hand, done again by the program and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from darcha.law.dossier import Dossier, gather
from darcha.law.finding import Finding, errors
from darcha.law.pack.model import Case, CaseCharge, Pack
from darcha.law.permit import needs
from darcha.law.risk import ProfileSet, RiskFacts, select
from darcha.law.snapshot import Snapshot, Snapshots
from darcha.law.tariff import AssessFacts, Assessment, assess
from darcha.law.text import Text, text

CHARGE_DIFFERS = text(
    "case.charge",
    "Case {case}: {charge} of {item} is {found}, worked by hand {expected}",
    "Correct the data or the case.",
)
SUSPENDED_DIFFERS = text(
    "case.suspended",
    "Case {case}: suspended {charge} of {item} is {found}, worked by hand {expected}",
    "Correct the data or the case.",
)
TOTAL_DIFFERS = text(
    "case.total", "Case {case}: the total is {found}, worked by hand {expected}", "Correct the data or the case."
)
VALUES_DIFFER = text(
    "case.values", "Case {case}: the customs values are {found}, by hand {expected}", "Correct the data or the case."
)
SECURED_DIFFERS = text(
    "case.secured", "Case {case}: {found} are to be secured, by hand {expected}", "Correct the data or the case."
)
GROUNDS_DIFFER = text(
    "case.conditionals",
    "Case {case}: the grounds of conditional release are {found}, expected {expected}",
    "Correct the data or the case.",
)
FINDINGS_DIFFER = text(
    "case.findings", "Case {case}: assessment tells {found}, expected {expected}", "Correct the data or the case."
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

Figures = dict[tuple[int, str], Decimal]
"""Amounts by item (0: of the declaration) and kind of charge."""


def check_cases(pack: Pack) -> Iterator[Finding]:
    """Every case whose outcome is not what was worked by hand. Chance is left out of selection."""
    days = Snapshots(pack, keep=len(pack.cases))
    for case in pack.cases:
        law = days.on(case.day)
        dossier = gather(case.declaration, law, law.calendar.start_of(case.day))
        assessment = assess(dossier, AssessFacts(case.quotas))
        yield from _faults(case, assessment)
        yield from _sums(case, assessment)
        yield from _outcome(case, assessment)
        yield from _needs_and_lane(case, dossier, assessment)


def _faults(case: Case, assessment: Assessment) -> Iterator[Finding]:
    """Errors that the case does not expect."""
    for found in errors(assessment.findings):
        if found.code not in (case.findings or ()):
            yield CASE_FAULTY.at(
                f"/cases/{case.name}/declaration", case=case.name, code=found.code, place=found.pointer
            )


def _sums(case: Case, assessment: Assessment) -> Iterator[Finding]:
    """Charges, one by one and in all; suspended ones where the case states them."""
    got = {(item.sequence, charge.kind): charge.amount for item in assessment.items for charge in item.charges}
    got |= {(0, charge.kind): charge.amount for charge in assessment.charges}
    yield from _compared(CHARGE_DIFFERS, case, "charges", got, case.charges)
    yield from _differ(TOTAL_DIFFERS, case, "total", [assessment.total], [case.total])
    if case.suspended is not None:
        got = {(item.sequence, charge.kind): charge.amount for item in assessment.items for charge in item.suspended}
        yield from _compared(SUSPENDED_DIFFERS, case, "suspended", got, case.suspended)


def _outcome(case: Case, assessment: Assessment) -> Iterator[Finding]:
    """What else of the assessment the case states."""
    if case.values is not None:
        yield from _differ(VALUES_DIFFER, case, "values", [i.customs_value for i in assessment.items], case.values)
    if case.secured is not None:
        yield from _differ(SECURED_DIFFERS, case, "secured", [assessment.secured], [case.secured])
    if case.conditionals is not None:
        yield from _differ(GROUNDS_DIFFER, case, "conditionals", sorted(assessment.grounds), sorted(case.conditionals))
    if case.findings is not None:
        told = sorted({finding.code for finding in assessment.findings})
        yield from _differ(FINDINGS_DIFFER, case, "findings", told, sorted(case.findings))


def _needs_and_lane(case: Case, dossier: Dossier, assessment: Assessment) -> Iterator[Finding]:
    if case.needs is not None:
        asked = sorted(need.type for need in needs(dossier))
        yield from _differ(NEEDS_DIFFER, case, "needs", asked, sorted(case.needs))
    if case.lane is not None and dossier.law.lanes:
        values = tuple(item.customs_value for item in assessment.items)
        facts = RiskFacts(values=values, at_random=False)
        lane = select(dossier, dossier.law.made(_profiles), b"", case.name, facts).lane
        yield from _differ(LANE_DIFFERS, case, "lane", [lane], [case.lane])


def _profiles(law: Snapshot) -> ProfileSet:
    return ProfileSet(law.pack.profiles, law.day)


def _compared(words: Text, case: Case, field: str, got: Figures, charges: Iterable[CaseCharge]) -> Iterator[Finding]:
    want = {(charge.item or 0, charge.charge): charge.amount for charge in charges}
    for key in sorted({*got, *want}):
        if got.get(key) != want.get(key):
            item = f"item {key[0]}" if key[0] else "the declaration"
            figures = {"found": got.get(key, "none"), "expected": want.get(key, "none")}
            yield words.at(f"/cases/{case.name}/{field}", case=case.name, item=item, charge=key[1], **figures)


def _differ(
    words: Text, case: Case, field: str, found: Iterable[object], expected: Iterable[object]
) -> Iterator[Finding]:
    got, want = list(found), list(expected)
    if got != want:
        yield words.at(f"/cases/{case.name}/{field}", case=case.name, found=_said(got), expected=_said(want))


def _said(parts: Iterable[object]) -> str:
    return ", ".join(map(str, parts)) or "none"
