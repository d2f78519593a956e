"""Control: its life, its result, and where the result parts from the declaration."""

from darcha.law.control.lifecycle import AFTER_RELEASE, CONTROL, ControlFacts
from darcha.law.control.result import FoundItem, Result, discrepancies

__all__ = ["AFTER_RELEASE", "CONTROL", "ControlFacts", "FoundItem", "Result", "discrepancies"]
