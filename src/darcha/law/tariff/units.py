"""Units in which duties are counted: how they are written, their codes (Rec 20, TARIC), what they convert to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import lru_cache

WITHIN_REASON = Context(prec=60, Emin=-60, Emax=60, traps=[Inexact, InvalidOperation, Overflow])
"""The context through which figures come in: a number of more than sixty places is no quantity and no sum of money."""

_WORDS: dict[str, tuple[str, ...]] = {
    "KGM": ("kg", "кг"),
    "GRM": ("g", "г"),
    "TNE": ("t", "т"),
    "LTR": ("l", "л"),
    "HLT": ("hl", "гл"),
    "MTQ": ("m3", "м3"),
    "CMQ": ("cm3", "см3"),
    "MTR": ("m", "м"),
    "MTK": ("m2", "м2"),
    "NAR": ("p/st", "pcs", "pc", "шт.", "шт"),
    "NPR": ("pa", "пара", "пар"),
    "CTM": ("carat", "карат"),
    "KWH": ("kWh", "кВт·ч"),
    "LPA": ("l alc. 100%", "л 100% спирта"),
    "ASVX": ("% vol/hl",),
    "ASV": ("% vol", "% об."),
}
"""How a unit is written in a tariff: the first word is the one that we write."""

_MANY: dict[tuple[str, str], str] = {
    ("100", "KGM"): "DTN",
    ("1000", "KGM"): "TNE",
    ("100", "LTR"): "HLT",
    ("1000", "LTR"): "MTQ",
    ("1000", "MTQ"): "R9",
    ("100", "NAR"): "CEN",
    ("1000", "NAR"): "MIL",
    ("1000", "KWH"): "MWH",
}
"""Units that are so many of another."""

_FACTORS: dict[str, tuple[str, Decimal]] = {
    "GRM": ("KGM", Decimal("0.001")),
    "DTN": ("KGM", Decimal(100)),
    "TNE": ("KGM", Decimal(1000)),
    "HLT": ("LTR", Decimal(100)),
    "MTQ": ("LTR", Decimal(1000)),
    "R9": ("LTR", Decimal(1000000)),
    "CMQ": ("LTR", Decimal("0.001")),
    "C62": ("NAR", Decimal(1)),
    "H87": ("NAR", Decimal(1)),
    "EA": ("NAR", Decimal(1)),
    "CEN": ("NAR", Decimal(100)),
    "MIL": ("NAR", Decimal(1000)),
    "PR": ("NPR", Decimal(1)),
    "MWH": ("KWH", Decimal(1000)),
}
"""Code → the unit that all of its kind convert to, and how many of those it is (a power of ten: nothing is lost)."""

QUALIFIERS: dict[str, tuple[str, frozenset[str]]] = {"lactic.": ("Z", frozenset({"DTN"}))}
"""What of the goods is measured (TARIC qualifier): how it is written, its code, the units it may follow."""

_CODE_OF = {word.casefold(): code for code, words in _WORDS.items() for word in words}
_WORD_OF = {code: words[0] for code, words in _WORDS.items()} | {
    many: f"{count} {_WORDS[one][0]}" for (count, one), many in _MANY.items()
}
_LONGEST_FIRST = sorted(_CODE_OF, key=len, reverse=True)
_UNIT = re.compile(
    r"(?:(1|100|1000|1,000|1 000)\s*)?("
    + "|".join(re.escape(word).replace(r"\ ", r"\s*").replace("%", r"\s*%") for word in _LONGEST_FIRST)
    + r")(?!\w)",
    re.IGNORECASE,
)


def scan(text: str, start: int) -> tuple[str, int] | None:
    """The code of the unit that stands in ``text`` at ``start`` and where it ends; None if there is none."""
    found = _UNIT.match(text, start)
    if found is None:
        return None
    one = _CODE_OF.get(found[2].casefold()) or _respaced(found[2])
    count = re.sub(r"\D", "", found[1] or "1")
    code = one if count == "1" else _MANY.get((count, one))
    return (code, found.end()) if code else None


@lru_cache(maxsize=1024)
def code_of(text: str) -> str | None:
    """The code of a unit given by its code or as it is written in a tariff (``kg``, ``100 кг``); None if unknown."""
    if text.upper() in _FACTORS or text.upper() in _WORD_OF:
        return text.upper()
    found = scan(text, 0)
    return found[0] if found and found[1] == len(text) else None


def word_of(code: str) -> str:
    """How a unit is written."""
    return _WORD_OF.get(code, code)


def base_of(code: str) -> tuple[str, Decimal]:
    """The unit that ``code`` converts to, and how many of those it is."""
    return _FACTORS.get(code) or (code, Decimal(1))


def in_base(quantities: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Quantities by any unit (code or word) as quantities by the unit they convert to; unknown units keep their name.

    ``{"t": 2}`` gives ``{"KGM": 2000}``. Where two quantities convert to the same unit the first stays.
    Raises :class:`decimal.DecimalException` for figures beyond reason.
    """
    found: dict[str, Decimal] = {}
    for name, quantity in quantities.items():
        unit, factor = base_of(code_of(name) or name)
        found.setdefault(unit, WITHIN_REASON.multiply(quantity, factor))
    return found


def _respaced(word: str) -> str:
    """A unit that was written with other spaces than ours."""
    bare = re.sub(r"\s+", "", word).casefold()
    return next(code for known, code in _CODE_OF.items() if known.replace(" ", "") == bare)
