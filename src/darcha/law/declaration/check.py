"""All findings of a declaration at once: every rule that the pack holds on the day."""

from __future__ import annotations

from collections.abc import Callable

import darcha.law.declaration.rules  # noqa: F401 - importing the modules of rules registers them
from darcha.law.dossier import Dossier
from darcha.law.finding import Finding
from darcha.law.pack.model import RuleRow
from darcha.law.rule import RULES, Findings
from darcha.law.snapshot import Snapshot


def check(dossier: Dossier) -> tuple[Finding, ...]:
    """The findings about a declaration, in the order of the rules' codes and the items.

    A rule runs only if the pack holds it on the day.
    """
    return tuple([finding for run in dossier.law.made(_held) for finding in run(dossier)])


def _held(law: Snapshot) -> tuple[Callable[[Dossier], Findings], ...]:
    """The rules about a declaration that the pack holds on the day, by their codes."""
    about = (rule for rule in RULES.values() if rule.about == "declaration" and rule.code in law.rules)
    return tuple([rule.run for rule in sorted(about, key=lambda rule: rule.code)])


def law_of(finding: Finding, snapshot: Snapshot) -> RuleRow | None:
    """The row of the pack behind a finding: its act and source. None for what no rule of the day has found."""
    return snapshot.rules.get(finding.code)
