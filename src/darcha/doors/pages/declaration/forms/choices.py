"""The lists that fields are chosen from: of the country's data, of the standards, of the visitor's firms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext

from darcha.doors.words import country_name, currency_name, mark, words
from darcha.law.codes import COUNTRIES, CURRENCIES, INCOTERMS
from darcha.law.pack import Pack

Choice = tuple[str, str]
Choices = Mapping[str, list[Choice]]

MODES = {
    "1": mark("Sea"),
    "2": mark("Rail"),
    "3": mark("Road"),
    "4": mark("Air"),
    "5": mark("Post"),
    "7": mark("Pipe or cable"),
    "8": mark("Inland water"),
    "9": mark("Under its own power"),
}
"""The modes of transport of UN/ECE Recommendation 19 that stand for one means of transport."""

PACKAGES = {
    "BG": mark("Bag"),
    "BE": mark("Bundle"),
    "BX": mark("Box"),
    "CR": mark("Crate"),
    "CT": mark("Carton"),
    "DR": mark("Drum"),
    "NE": mark("Unpacked"),
    "PK": mark("Package"),
    "PX": mark("Pallet"),
    "RO": mark("Roll"),
    "VL": mark("In bulk, liquid"),
    "VO": mark("In bulk, solid"),
}
"""The kinds of UN/ECE Recommendation 21 that a trader needs in practice."""

UNITS = {
    "KGM": mark("kilogram"),
    "LTR": mark("litre"),
    "LPA": mark("litre of pure alcohol"),
    "MTK": mark("square metre"),
    "MTQ": mark("cubic metre"),
    "MTR": mark("metre"),
    "MIL": mark("thousand pieces"),
    "NAR": mark("piece"),
    "C62": mark("piece"),
    "H87": mark("piece"),
    "NPR": mark("pair"),
    "PR": mark("pair"),
    "CMQ": mark("cubic centimetre"),
    "KWH": mark("kilowatt-hour"),
}
"""Units of UN/ECE Recommendation 20 by their names."""


def _coded(names: Mapping[str, str]) -> list[Choice]:
    return [(code, f"{code} · {gettext(name)}") for code, name in names.items()]


def _countries(pack: Pack) -> list[Choice]:
    """Those of ISO 3166-1, and the pack's own, which may have a code that ISO leaves to its users."""
    names = {code: country_name(code) for code in COUNTRIES} | {pack.code.upper(): words(pack.name)}
    return sorted(names.items(), key=lambda choice: choice[1])


def _currencies(pack: Pack) -> list[Choice]:
    return [(code, f"{code} · {currency_name(code)}") for code in sorted(CURRENCIES | {pack.currency})]


def lists(pack: Pack, day: date, firms: list[Choice]) -> dict[str, Callable[[], list[Choice]]]:
    """The lists by name, each made when a field asks for it."""
    return {
        "procedures": lambda: [(r.code, f"{r.code} · {words(r.name)}") for r in pack.procedures if r.holds(day)],
        "posts": lambda: sorted(
            ((r.code, f"{words(r.name)} · {r.code}") for r in pack.posts if r.holds(day)), key=lambda c: c[1]
        ),
        "documents": lambda: [(r.code, f"{words(r.name)} · {r.code}") for r in pack.documents if r.holds(day)],
        "countries": lambda: _countries(pack),
        "currencies": lambda: _currencies(pack),
        "incoterms": lambda: [(code, code) for code in sorted(INCOTERMS)],
        "modes": lambda: _coded(MODES),
        "packages": lambda: _coded(PACKAGES),
        "firms": lambda: firms,
    }


def unit_name(code: str | None) -> str:
    """A unit of measure in words."""
    return gettext(UNITS[code]) if code in UNITS else code or ""
