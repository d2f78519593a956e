"""The country as data: shapes (:mod:`.model`), loading (:mod:`.load`)."""

from darcha.law.pack.model import Pack

__all__ = ["Pack"]
