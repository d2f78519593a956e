"""Words and figures in the reader's language: texts of the country's data, dates, money, time left.

Patterns of dates are texts of the catalogue, so that a language brings its own. What CLDR writes with typographic
apostrophes is brought to the letters U+02BB and U+02BC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, override, pgettext

from darcha.law.codes import COUNTRIES

NBSP = "\u00a0"
_TURNED = re.compile("(?<=[oOgG])[\u2018\u0060\u0027]")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def mark(message: str) -> str:
    """Mark a text for the catalogue where it stands; it is translated where it is shown."""
    return message


def fold(text: str) -> str:
    """Apostrophes as letters: the turned comma after o and g, the modifier apostrophe elsewhere."""
    return _TURNED.sub("\u02bb", text).replace("\u2018", "\u02bb").replace("\u2019", "\u02bc")


@cache
def tongue(code: str) -> str:
    """What a language calls itself, as its own catalogue says."""
    with override(code):
        return pgettext("name of this very language", "English")


def locale() -> Locale:
    """The locale of the reader's language."""
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def words(texts: Mapping[str, str] | None) -> str:
    """A text of the country's data in the reader's language, else in English, else any; it begins with a capital."""
    if not texts:
        return ""
    language = (get_language() or "en").split("-")[0]
    return capfirst(texts.get(language) or texts.get("en") or next(iter(texts.values())))


def day(value: date | None) -> str:
    """A date."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_date(value, pgettext("pattern of a date (CLDR)", "d MMMM yyyy"), locale())


def moment(value: datetime | None) -> str:
    """A date and time in the country's zone."""
    if value is None:
        return ""
    pattern = pgettext("pattern of a date and time (CLDR)", "d MMMM yyyy, HH:mm")
    return format_datetime(timezone.localtime(value).replace(tzinfo=None), pattern, locale=locale())


def number(value: Decimal | float | str | None) -> str:
    """A figure, grouped, with the decimals it has."""
    if value is None or value == "":
        return ""
    exact = Decimal(value)
    places = max(0, -int(exact.normalize().as_tuple().exponent))
    return format_decimal(exact, "#,##0." + "0" * places if places else "#,##0", locale())


def money(value: Decimal | None, currency: str = "") -> str:
    """A sum with two decimals and the code of its currency."""
    if value is None:
        return ""
    text = format_decimal(value, "#,##0.00", locale())
    return f"{text}{NBSP}{currency}" if currency else text


def span(length: timedelta) -> str:
    """A length of time in its largest unit."""
    length = abs(length)
    if length >= 2 * _DAY:
        days = length // _DAY
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if length >= 2 * _HOUR:
        hours = length // _HOUR
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    minutes = max(1, length // _MINUTE)
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def left(due: datetime | None, now: datetime) -> str:
    """How long until something is due, or for how long it has been late."""
    if due is None:
        return ""
    shape = gettext("%(span)s left") if due >= now else gettext("late by %(span)s")
    return shape % {"span": span(due - now)}


def country_name(code: str) -> str:
    """A country by its code; a code that ISO 3166-1 leaves to its users stands for itself."""
    return fold(locale().territories.get(code, code)) if code in COUNTRIES else code


def currency_name(code: str) -> str:
    """A currency by its code."""
    return fold(str(locale().currencies.get(code, code)))
