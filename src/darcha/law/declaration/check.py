"""All findings of a declaration at once: every rule that the pack holds on the day."""

from __future__ import annotations

import darcha.law.declaration.rules  # noqa: F401 - importing the modules of rules registers them
from darcha.law.dossier import Dossier
from darcha.law.finding import Finding
from darcha.law.pack.model import RuleRow
from darcha.law.rule import RULES
from darcha.law.snapshot import Snapshot


def check(dossier: Dossier) -> tuple[Finding, ...]:
    """The findings about a declaration, in the order of the rules' codes and the items.

    A rule runs only if the pack holds it on the day.
    """
    rows = dossier.law.rules
    held = [rule for rule in RULES.values() if rule.about == "declaration" and rule.code in rows]
    found = [finding for rule in held for finding in rule.run(dossier)]
    return tuple(sorted(found, key=lambda finding: finding.code))


def law_of(finding: Finding, snapshot: Snapshot) -> RuleRow | None:
    """The row of the pack behind a finding: its act and source. None for what no rule of the day has found."""
    return snapshot.rules.get(finding.code)
