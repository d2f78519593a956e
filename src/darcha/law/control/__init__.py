"""Control: its life, its result, where the result parts from the declaration, and how heavily lanes control."""

from darcha.law.control.lifecycle import AFTER_RELEASE, CONTROL, ControlFacts
from darcha.law.control.result import FoundItem, Result, discrepancies
from darcha.law.control.weight import Weight, weights

__all__ = [
    "AFTER_RELEASE",
    "CONTROL",
    "ControlFacts",
    "FoundItem",
    "Result",
    "Weight",
    "discrepancies",
    "weights",
]
