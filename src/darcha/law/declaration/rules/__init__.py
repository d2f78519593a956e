"""The rules of a declaration, by what they look at. Importing this package registers them all."""

from darcha.law.declaration.rules import codes, consistency, documents, goods, parties, structure, transport, values

__all__ = ["codes", "consistency", "documents", "goods", "parties", "structure", "transport", "values"]
