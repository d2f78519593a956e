"""Duties, taxes and fees: expressions, customs value, origin and quota, assessment with its working."""

from darcha.law.tariff.assess import assess
from darcha.law.tariff.assessment import AssessFacts, Assessment, Charge, ItemAssessment, QuotaUse
from darcha.law.tariff.expression import Expression, evaluate, parse
from darcha.law.tariff.units import in_base

__all__ = [
    "AssessFacts",
    "Assessment",
    "Charge",
    "Expression",
    "ItemAssessment",
    "QuotaUse",
    "assess",
    "evaluate",
    "in_base",
    "parse",
]
