"""How currencies are written in duty expressions: by code (ISO 4217), and by the words and signs of one currency only.

A word that several currencies share (a bare dollar, ``£``, ``¥``) is not read: which one is meant would be a guess.
How the country's own currency is called is the pack's to say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from darcha.law.codes import CURRENCIES
from darcha.law.tariff.units import plain, spaced

Names = tuple[tuple[str, str], ...]
"""Words for currencies, each with the code of the currency that it means."""

CODES = CURRENCIES | {"XEM", "XTS"}
"""The currencies in which goods are paid, a unit of account of tariffs, and the code of ISO 4217 for tests."""

_WORDS: dict[str, tuple[str, ...]] = {
    "USD": (
        *("US$", "US dollar", "US dollars", "долл. США", "дол. США", "доллар США", "доллара США", "долларов США"),
        *("AQSh dollari", "АҚШ доллари"),
    ),
    "EUR": ("€", "euro", "euros", "евро", "yevro"),
    "RUB": (
        *("₽", "rouble", "roubles", "руб.", "рубль", "рубля", "рублей", "rubl"),
        *("российский рубль", "российского рубля", "российских рубля", "российских рублей", "рос. руб."),
    ),
    "BYN": ("белорусский рубль", "белорусского рубля", "белорусских рубля", "белорусских рублей", "бел. руб."),
    "GBP": ("pound sterling", "pounds sterling", "фунт стерлингов", "фунта стерлингов", "фунтов стерлингов"),
    "CHF": ("Swiss franc", "Swiss francs", "швейцарский франк", "швейцарских франка", "швейцарских франков"),
    "CNY": ("yuan", "юань", "юаня", "юаней"),
    "JPY": ("yen", "иена", "иены", "иен"),
    "KZT": ("₸", "tenge", "тенге"),
    "TJS": ("somoni", "сомони"),
    "AZN": ("₼", "manat of Azerbaijan", "азербайджанский манат", "азербайджанских маната", "азербайджанских манатов"),
}

_CODE = re.compile(r"[A-Za-z]{3}(?!\w)")


def _bare(word: str) -> str:
    """A word without its spaces, dots and capitals."""
    return "".join(word.split()).replace(".", "").casefold()


@lru_cache(maxsize=16)
def _words(names: Names) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all words, the longest first, and the code of each."""
    known = [(word, code) for code, words in _WORDS.items() for word in words]
    known += [(plain(word), code) for word, code in names]
    known.sort(key=lambda pair: len(pair[0]), reverse=True)
    written = (spaced(word).replace(r"\.", r"\.?") for word, _ in known)
    return re.compile(f"(?:{'|'.join(written)})(?!\\w)", re.IGNORECASE), {_bare(word): code for word, code in known}


def scan(text: str, start: int, names: Names = ()) -> tuple[str, int] | None:
    """The code of the currency that stands in ``text`` (as :func:`.units.plain` gives it) at ``start``, and its end.

    ``names`` are words beside those that everybody knows.
    """
    found = _CODE.match(text, start)
    if found and found[0].upper() in CODES:
        return found[0].upper(), found.end()
    pattern, codes = _words(names)
    found = pattern.match(text, start)
    # Letters that match without being ours, as a Turkish dotless i does, make no word.
    code = codes.get(_bare(found[0])) if found else None
    return (code, found.end()) if found and code else None
