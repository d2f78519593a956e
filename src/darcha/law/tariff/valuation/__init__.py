"""Customs value (WTO Valuation Agreement): the price and what belongs to it, the methods, doubts, corrections."""

from darcha.law.tariff.valuation.correction import Change, Correction, ValueChange, correct
from darcha.law.tariff.valuation.evidence import (
    Comparable,
    Deductions,
    Evidence,
    Means,
    Production,
    Resale,
    Transaction,
)
from darcha.law.tariff.valuation.methods import Tried, Valuation, choose
from darcha.law.tariff.valuation.provisional import Provisional, Settlement, provisional, settle

__all__ = [
    "Change",
    "Comparable",
    "Correction",
    "Deductions",
    "Evidence",
    "Means",
    "Production",
    "Provisional",
    "Resale",
    "Settlement",
    "Transaction",
    "Tried",
    "Valuation",
    "ValueChange",
    "choose",
    "correct",
    "provisional",
    "settle",
]
