"""Permits: which are needed, and how a case is decided."""

from darcha.law.permit.lifecycle import BY_FORM, PERMIT, PermitFacts
from darcha.law.permit.need import Need, needs

__all__ = ["BY_FORM", "PERMIT", "Need", "PermitFacts", "needs"]
