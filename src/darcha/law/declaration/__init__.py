"""The declaration: its rules, what they found, and its life."""

from darcha.law.declaration.check import check, law_of
from darcha.law.declaration.facts import Context
from darcha.law.declaration.lifecycle import DECLARATION

__all__ = ["DECLARATION", "Context", "check", "law_of"]
