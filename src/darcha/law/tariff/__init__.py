"""Duties, taxes and fees: expressions, customs value, origin and quota, assessment with its working."""

from darcha.law.tariff.assess import assess
from darcha.law.tariff.assessment import AssessFacts, Assessment, Charge, ItemAssessment, QuotaUse, Relieved
from darcha.law.tariff.expression import Expression, evaluate, parse
from darcha.law.tariff.fee import Extent, fee_of
from darcha.law.tariff.units import in_base

__all__ = [
    "AssessFacts",
    "Assessment",
    "Charge",
    "Expression",
    "Extent",
    "ItemAssessment",
    "QuotaUse",
    "Relieved",
    "assess",
    "evaluate",
    "fee_of",
    "in_base",
    "parse",
]
