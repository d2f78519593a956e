"""Words and figures of the picture in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_compact_decimal, format_decimal, get_group_symbol
from django.utils.translation import get_language, gettext

from darcha.law.access import ACTS

_HOUR = 60


def mark(message: str) -> str:
    """Mark a text for the catalogue where it stands; it is translated where it is shown."""
    return message


STAGES = {
    "cure": mark("Findings to cure"),
    "permits": mark("Permits"),
    "control": mark("Control"),
    "payment": mark("Payment"),
    "release": mark("Release"),
}
"""The stages in which a declaration is open, in their order."""


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def locale() -> Locale:
    """The locale of the reader's language."""
    return _locale(get_language() or "en")


@cache
def _group(language: str) -> str:
    """What stands between the thousands in a language."""
    return get_group_symbol(_locale(language))


def words(texts: Mapping[str, str] | None, code: str = "") -> str:
    """A text of the country's data in the reader's language, else in English, else in any; else the code."""
    if not texts:
        return code
    language = (get_language() or "en").split("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


def short(name: str) -> str:
    """A name without what it adds in brackets or after a comma: enough beside a circle on a map."""
    return re.split(r" \(|, ", name, maxsplit=1)[0]


def act(name: str) -> str:
    """An act in words."""
    return gettext(ACTS[name].label) if name in ACTS else name


def number(value: float) -> str:
    """A count, grouped; hundreds of them stand on a page, so it is done by hand."""
    return f"{round(value):,}".replace(",", _group(get_language() or "en"))


def money(value: Decimal) -> str:
    """A sum in its largest unit: thousands, millions and so on."""
    places = 0 if value < 1000 else 1
    return format_compact_decimal(value, format_type="short", locale=locale(), fraction_digits=places)


def minutes(value: float | None) -> str:
    """A duration: seconds are not told, hours from two on; a dash for none."""
    if value is None:
        return "–"
    if value < 1:
        return gettext("< 1 min")
    if value < 2 * _HOUR:
        return gettext("%(minutes)s min") % {"minutes": number(value)}
    return gettext("%(hours)s h") % {"hours": format_decimal(value / _HOUR, "#,##0.0", locale())}
