"""Units in which duties are counted: how they are written, their codes (Rec 20, TARIC), what they convert to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import lru_cache

WITHIN_REASON = Context(prec=60, Emin=-60, Emax=60, traps=[Inexact, InvalidOperation, Overflow])
"""The context through which figures come in: a number of more than sixty places is no quantity and no sum of money."""

_WORDS: dict[str, tuple[str, ...]] = {
    "KGM": ("kg", "kilogram", "kilograms", "кг", "килограмм", "килограмма", "килограммов"),
    "GRM": ("g", "gram", "grams", "г", "грамм", "грамма", "граммов"),
    "TNE": ("t", "tonne", "tonnes", "т", "тонна", "тонну", "тонны", "тонн"),
    "LTR": ("l", "litre", "litres", "л", "литр", "литра", "литров"),
    "HLT": ("hl", "hectolitre", "hectolitres", "гл", "гектолитр", "гектолитра", "гектолитров"),
    "MTQ": ("m3", "cubic metre", "cubic metres", "м3", "куб. м", "куб м", "кубический метр", "кубических метров"),
    "CMQ": (
        *("cm3", "cubic centimetre", "cubic centimetres", "см3", "куб. см", "куб см"),
        *("кубический сантиметр", "кубических сантиметров"),
        *("см3 объема двигателя", "см3 рабочего объема двигателя", "куб. см объема двигателя"),
    ),
    "MTR": ("m", "metre", "metres", "м", "метр", "метра", "метров"),
    "MTK": ("m2", "square metre", "square metres", "м2", "кв. м", "кв м", "квадратный метр", "квадратных метров"),
    "NAR": ("p/st", "pcs", "pc", "piece", "pieces", "item", "items", "шт.", "шт", "штука", "штуку", "штуки", "штук"),
    "NPR": ("pa", "pair", "pairs", "пара", "пару", "пары", "пар"),
    "CTM": ("carat", "carats", "карат", "карата", "каратов"),
    "KWH": ("kWh", "кВт·ч", "кВт.ч", "кВт*ч", "кВт-ч", "кВт/ч", "кВт ч"),
    "LPA": ("l alc. 100%", "л 100% спирта", "л 100%-ного спирта", "л 100%-го спирта", "л безводного спирта"),
    "ASVX": ("% vol/hl", "% об./гл"),
    "ASV": ("% vol", "% vol.", "% об.", "% об"),
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
    ("1000", "NPR"): "MPR",
    ("1000", "KWH"): "MWH",
}
"""Units that are so many of another and have a code of their own; the others are named as ``100 GRM``."""

_COUNTS = ("10", "100", "1000")

_FACTORS: dict[str, tuple[str, Decimal]] = {
    "GRM": ("KGM", Decimal("0.001")),
    "DTN": ("KGM", Decimal(100)),
    "TNE": ("KGM", Decimal(1000)),
    "MLT": ("LTR", Decimal("0.001")),
    "CLT": ("LTR", Decimal("0.01")),
    "DMQ": ("LTR", Decimal(1)),
    "HLT": ("LTR", Decimal(100)),
    "KLT": ("LTR", Decimal(1000)),
    "MTQ": ("LTR", Decimal(1000)),
    "R9": ("LTR", Decimal(1000000)),
    "CMQ": ("LTR", Decimal("0.001")),
    "C62": ("NAR", Decimal(1)),
    "H87": ("NAR", Decimal(1)),
    "EA": ("NAR", Decimal(1)),
    "CEN": ("NAR", Decimal(100)),
    "MIL": ("NAR", Decimal(1000)),
    "PR": ("NPR", Decimal(1)),
    "MPR": ("NPR", Decimal(1000)),
    "MWH": ("KWH", Decimal(1000)),
}
"""Code → the unit that all of its kind convert to, and how many of those it is (a power of ten: nothing is lost)."""

# A strength in per cent has no multiples: "100 % vol" would be read both ways.
_MULTIPLES = {
    (count, one): _MANY.get((count, one), f"{count} {one}") for one in _WORDS if one[:3] != "ASV" for count in _COUNTS
}
for (_count, _one), _code in _MULTIPLES.items():
    _base, _factor = _FACTORS.get(_one, (_one, Decimal(1)))
    _FACTORS.setdefault(_code, (_base, _factor * int(_count)))

QUALIFIERS: dict[str, tuple[str, frozenset[str]]] = {"lactic.": ("Z", frozenset({"DTN"}))}
"""What of the goods is measured (TARIC qualifier): how it is written, its code, the units it may follow."""

_LOOKALIKES = str.maketrans(
    dict(zip(map(chr, range(0xFF01, 0xFF5F)), map(chr, range(0x21, 0x7F)), strict=True))
    | {"³": "3", "²": "2", "ё": "е", "Ё": "Е", "⁄": "/", "∕": "/"}
    | dict.fromkeys("−–‐‑‒﹣", "-")
    | dict.fromkeys("‘’ʻʼ`´", "'")
    | dict.fromkeys("∙⋅•", "·")
)


def plain(text: str) -> str:
    """The text with signs that only look otherwise (full width, dashes, powers) as we know them, each in its place."""
    return text.translate(_LOOKALIKES)


def spaced(words: str) -> str:
    """A pattern for ``words`` with any spaces, or none, between them and around signs."""
    return r"\s*".join(map(re.escape, re.findall(r"[%/·]|[^\s%/·]+", words)))


def _bare(word: str) -> str:
    """A word without its spaces and capitals."""
    return "".join(word.split()).casefold()


_CODE_OF = {_bare(word): code for code, words in _WORDS.items() for word in words}
_WORD_OF = {code: f"{count} {_WORDS[one][0]}" for (count, one), code in _MULTIPLES.items()} | {
    code: words[0] for code, words in _WORDS.items()
}
_LONGEST_FIRST = sorted((word for words in _WORDS.values() for word in words), key=len, reverse=True)
# A comma that parts thousands stands before Latin words only: in Russian wording "1,000 кг" would be one kilogram.
_UNIT = re.compile(
    r"(?:(1(?:0{1,3}|\s000|,000(?=\s*[A-Za-z]))?)\s*)?(" + "|".join(map(spaced, _LONGEST_FIRST)) + r")(?!\w)",
    re.IGNORECASE,
)
_QUALIFIED = {
    code: re.compile(rf"(.+?)(?:\.{code}|\s*/\s*{re.escape(word)})", re.IGNORECASE)
    for word, (code, _) in QUALIFIERS.items()
}


def scan(text: str, start: int) -> tuple[str, int] | None:
    """The code of the unit that stands in ``text`` (as :func:`plain` gives it) at ``start``, and where it ends."""
    found = _UNIT.match(text, start)
    if found is None:
        return None
    # Letters that match without being ours, as a Turkish dotless i does, make no word.
    one = _CODE_OF.get(_bare(found[2]), "")
    count = re.sub(r"\D", "", found[1] or "1")
    code = one if count == "1" else _MULTIPLES.get((count, one))
    return (code, found.end()) if code else None


@lru_cache(maxsize=1024)
def code_of(text: str) -> str | None:
    """The code of a unit given by its code or as it is written in a tariff (``kg``, ``100 кг``); None if unknown."""
    if text.upper() in _FACTORS or text.upper() in _WORD_OF:
        return text.upper()
    found = scan(plain(text), 0)
    return found[0] if found and found[1] == len(text) else None


def word_of(code: str) -> str:
    """How a unit is written."""
    return _WORD_OF.get(code, code)


def base_of(code: str) -> tuple[str, Decimal]:
    """The unit that ``code`` converts to, and how many of those it is."""
    return _FACTORS.get(code) or (code, Decimal(1))


@lru_cache(maxsize=1024)
def measure_of(name: str) -> tuple[str, Decimal] | None:
    """The name under which expressions look for a quantity, and how many of those one ``name`` is; None if unknown.

    ``t`` gives ``KGM`` and 1000; with a qualifier ``kg / lactic.`` gives ``KGM.Z`` and 1.
    """
    unit = code_of(name)
    if unit:
        return base_of(unit)
    for code, pattern in _QUALIFIED.items():
        found = pattern.fullmatch(name)
        if found and (unit := code_of(found[1])):
            base, factor = base_of(unit)
            return f"{base}.{code}", factor
    return None


def in_base(quantities: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Quantities by any unit (code or word) as quantities by the unit they convert to; unknown units keep their name.

    ``{"t": 2}`` gives ``{"KGM": 2000}``. Where two quantities convert to the same unit the first stays.
    Raises :class:`decimal.DecimalException` for figures beyond reason.
    """
    found: dict[str, Decimal] = {}
    for name, quantity in quantities.items():
        unit, factor = measure_of(name) or (name, Decimal(1))
        found.setdefault(unit, WITHIN_REASON.multiply(quantity, factor))
    return found


def conflict(quantities: Mapping[str, Decimal]) -> tuple[str, str] | None:
    """Two names of ``quantities`` that tell the same unit differently, as 2 t and 1999 kg do; None where all agree."""
    first: dict[str, tuple[str, Decimal]] = {}
    for name, quantity in quantities.items():
        ((unit, told),) = in_base({name: quantity}).items()
        other, found = first.setdefault(unit, (name, told))
        if told != found:
            return other, name
    return None
