"""Release: what it depends on, the decision, the one status line, and what stays open when the goods have gone."""

from darcha.law.release.decide import TRADER, Missing, Release, decide
from darcha.law.release.effects import Effect, PermitChange, Use, effects
from darcha.law.release.facts import Basis, ControlFact, Facts, PermitFact
from darcha.law.release.obligation import Ending, Obligation, ObligationFacts, obligations, open_obligations
from darcha.law.release.status import Stage, Status, status

__all__ = [
    "TRADER",
    "Basis",
    "ControlFact",
    "Effect",
    "Ending",
    "Facts",
    "Missing",
    "Obligation",
    "ObligationFacts",
    "PermitChange",
    "PermitFact",
    "Release",
    "Stage",
    "Status",
    "Use",
    "decide",
    "effects",
    "obligations",
    "open_obligations",
    "status",
]
