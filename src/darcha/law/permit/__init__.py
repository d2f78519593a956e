"""Permits: which are needed, how a case is decided, what becomes of a permit once it is issued."""

from darcha.law.permit.issued import ISSUED, Issued, IssuedFacts, ends, usable, void_from
from darcha.law.permit.lifecycle import BY_FORM, PERMIT, PermitFacts
from darcha.law.permit.need import Need, needs, route
from darcha.law.permit.writeoff import Entry, Plan, cover, plan

__all__ = [
    "BY_FORM",
    "ISSUED",
    "PERMIT",
    "Entry",
    "Issued",
    "IssuedFacts",
    "Need",
    "PermitFacts",
    "Plan",
    "cover",
    "ends",
    "needs",
    "plan",
    "route",
    "usable",
    "void_from",
]
