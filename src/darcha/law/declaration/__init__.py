"""The declaration: its rules, what they found, and its life."""

from darcha.law.declaration.check import check, law_of
from darcha.law.declaration.lifecycle import DECLARATION

__all__ = ["DECLARATION", "check", "law_of"]
