"""Selection of control: profiles, chance, lanes; and what came of it."""

from darcha.law.risk.report import Case, LaneLine, Line, Report, report
from darcha.law.risk.select import RANDOM, Channel, ProfileSet, Reason, RiskFacts, Selection, select, verify

__all__ = [
    "RANDOM",
    "Case",
    "Channel",
    "LaneLine",
    "Line",
    "ProfileSet",
    "Reason",
    "Report",
    "RiskFacts",
    "Selection",
    "report",
    "select",
    "verify",
]
