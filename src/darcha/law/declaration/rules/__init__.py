"""The rules of a declaration, by what they look at. Importing this package registers them all."""

from darcha.law.declaration.rules import (
    codes,
    consistency,
    delivery,
    documents,
    goods,
    kinds,
    parties,
    regimes,
    route,
    structure,
    terms,
    transport,
    values,
)

__all__ = [
    "codes",
    "consistency",
    "delivery",
    "documents",
    "goods",
    "kinds",
    "parties",
    "regimes",
    "route",
    "structure",
    "terms",
    "transport",
    "values",
]
