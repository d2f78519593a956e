"""Selection of control: profiles, chance, lanes."""

from darcha.law.risk.select import RANDOM, Channel, ProfileSet, Reason, RiskFacts, Selection, select

__all__ = ["RANDOM", "Channel", "ProfileSet", "Reason", "RiskFacts", "Selection", "select"]
