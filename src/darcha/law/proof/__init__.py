"""Proving a country's data. It stands above the subjects, for it asks all of them whether a pack holds together."""

from darcha.law.proof.check import check

__all__ = ["check"]
