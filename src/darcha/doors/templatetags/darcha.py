"""Filters and tags of the pages: texts, dates, money, addresses of files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext

from darcha.doors import assets
from darcha.doors import words as say
from darcha.doors.pages.declaration.forms.choices import unit_name
from darcha.law.access import ACTS

register = template.Library()

register.filter("day", say.day)
register.filter("moment", say.moment)
register.filter("number", say.number)
register.filter("country", say.country_name)
register.filter("currency", say.currency_name)


@register.filter
def words(texts: Mapping[str, str] | None) -> str:
    """A text of the country's data in the reader's language."""
    return say.words(texts)


@register.filter
def money(value: Decimal | None, currency: str = "") -> str:
    """A sum and its currency."""
    return say.money(value, currency)


@register.filter
def left(due: datetime | None, now: datetime) -> str:
    """The time left until ``due``."""
    return say.left(due, now)


@register.filter
def iso(value: date | datetime | None) -> str:
    """A date for the machine, for ``<time datetime>``."""
    return value.isoformat() if value else ""


@register.filter
def said(text: str) -> str:
    """A text that is chosen while running, such as the label of an act, in the reader's language."""
    return gettext(text) if text else ""


@register.filter
def act_label(act: str) -> str:
    """The label of an act."""
    return gettext(ACTS[act].label) if act in ACTS else act


@register.filter
def unit(code: str | None) -> str:
    """A unit of measure in words."""
    return unit_name(code)


@register.filter
def hexed(content: bytes) -> str:
    """Bytes as hexadecimal digits."""
    return bytes(content).hex()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The value of a mapping under a key, or nothing."""
    return values.get(key, "") if values else ""


@register.simple_tag
def asset(path: str) -> str:
    """The address of a file that a page loads."""
    return assets.address(path)
