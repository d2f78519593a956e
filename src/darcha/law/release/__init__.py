"""Release: what it depends on, the decision, and the one status line."""

from darcha.law.release.decide import TRADER, Missing, Release, decide
from darcha.law.release.facts import ControlFact, Facts, PermitFact
from darcha.law.release.status import Stage, Status, status

__all__ = [
    "TRADER",
    "ControlFact",
    "Facts",
    "Missing",
    "PermitFact",
    "Release",
    "Stage",
    "Status",
    "decide",
    "status",
]
