"""Questions to duty expressions, one by one or as lines of JSON, and their answers.

A line is an object: ``{"id": 1, "expression": "20% MIN 0.5 USD / kg", "value": 1000.00, "currency": "EUR",
"quantities": {"kg": 120}, "rates": {"USD": 0.92}, "round": "0.01:down"}``, of which the expression and the value must
be there. Its answer is ``{"id", "amount", "working"}`` or ``{"id", "error"}``.
Figures are taken as they are written, whether as numbers or as texts: nothing passes through a float.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, DecimalException
from typing import Any, BinaryIO, cast, get_args

import msgspec

from darcha.law.errors import Invalid
from darcha.law.money import EXACT, Mode, round_to
from darcha.law.tariff.currencies import CODES, Names
from darcha.law.tariff.expression import evaluate, parse
from darcha.law.tariff.units import conflict, in_base, measure_of
from darcha.law.text import explain

LONGEST_LINE = 1 << 20
"""Bytes of a line of questions, its end apart."""

_FIGURE = re.compile(r"[0-9]+(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_MOST = 30
"""Digits that a figure may have before its point, and decimals behind it."""
_LONGEST_FIGURE = 100
_LONGEST_NAME = 60
_SHOWN = 40

_UNITS = (
    "kg, g, t, l, hl, m3, cm3, m, m2, kWh, items, pair, carat, % vol, a code of Rec 20 or a unit as tariffs write it"
)
_KEYS = ("id", "expression", "value", "currency", "quantities", "rates", "round")


class Wrong(ValueError):
    """A question that cannot be asked; its text says what is wrong with it."""


class Figure(str):
    """A number of JSON as it is written."""

    __slots__ = ()


class _Doubled(dict[str, Any]):
    """An object of JSON that names the key ``twice`` twice."""

    twice: str


class Question(msgspec.Struct, frozen=True):
    """What an expression is asked: amounts in ``currency``, quantities by unit, rates by currency, place and mode."""

    expression: str
    value: Decimal
    currency: str
    quantities: dict[str, Decimal]
    rates: dict[str, Decimal]
    rounding: tuple[Decimal, Mode] | None = None


class Answer(msgspec.Struct, frozen=True):
    """What is owed: rounded as was asked (else as it is), unrounded, and the working; figures in plain notation."""

    amount: str
    unrounded: str
    working: str


def question(
    expression: str,
    value: str,
    currency: str,
    quantities: Mapping[str, str],
    rates: Mapping[str, str],
    rounding: str | None,
) -> Question:
    """A question from texts. Raises Wrong with the name of what is wrong."""
    if currency not in CODES:
        raise Wrong(f"currency: {_shown(currency)} is no code of ISO 4217")
    return Question(
        expression,
        figure("value", value),
        currency,
        _quantities(quantities),
        _rates(rates, currency),
        None if rounding is None else _rounding(rounding),
    )


def figure(name: str, written: str) -> Decimal:
    """A figure of 0 or more, exactly as written; ``name`` says whose. Raises Wrong."""
    found = _FIGURE.fullmatch(written)
    if found is None:
        reason = "is less than 0" if _FIGURE.fullmatch(written.removeprefix("-")) else "is no number"
        raise Wrong(f"{name}: {_shown(written)} {reason}; write a number such as 1000.00")
    # The size is known before a number is made of it: one of a billion digits would be worked on for ever.
    exponent = int(found[2] or 0) if len(written) <= _LONGEST_FIGURE else _LONGEST_FIGURE
    if abs(exponent) < _LONGEST_FIGURE:
        number = Decimal(written)
        if number.adjusted() < _MOST and exponent - len(found[1] or "") >= -_MOST:
            return number
    raise Wrong(f"{name}: {_shown(written)} is beyond reason; at most {_MOST} digits and {_MOST} decimals")


def answer(asked: Question, names: Names) -> Answer:
    """What the expression comes to. Raises :class:`~darcha.law.errors.Invalid`, or Wrong where figures are too long."""
    try:
        amount, working = evaluate(parse(asked.expression, names), asked.value, asked.quantities, asked.rates)
        rounded = round_to(amount, *asked.rounding) if asked.rounding else amount.normalize(EXACT)
        return Answer(f"{rounded:f}", f"{amount.normalize(EXACT):f}", working)
    except DecimalException:
        raise Wrong("the figures have too many digits to be counted exactly") from None


def answers(file: BinaryIO, currency: str, names: Names) -> Iterator[tuple[bytes, bool]]:
    """The answer to each line of ``file`` as JSON, in order as lines come, and whether it is an amount."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        whole = line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)
        told = _told(number, whole if whole is line else None, currency, names)
        try:
            yield msgspec.json.encode(told) + b"\n", "amount" in told
        except UnicodeEncodeError:
            told = {"id": None, "error": f"line {number}: holds half of a surrogate pair, which is no character"}
            yield msgspec.json.encode(told) + b"\n", False


def _told(number: int, line: bytes | None, currency: str, names: Names) -> dict[str, Any]:
    """The answer to one line; ``line`` is None where it was too long to be kept."""
    try:
        found = _object(line)
        name = _id(found)
    except Wrong as wrong:
        return {"id": None, "error": f"line {number}: {wrong}"}
    try:
        told = answer(_asked(found, currency), names)
    except Wrong as wrong:
        return {"id": name, "error": str(wrong)}
    except Invalid as invalid:
        words = map(explain, invalid.findings)
        return {"id": name, "error": " ".join(f"{one.label}. {one.cure}" for one in words)}
    return {"id": name, "amount": told.amount, "working": told.working}


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            doubled.twice = name
        seen.add(name)
    return doubled


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=Figure, parse_int=Figure, parse_constant=Figure, strict=True
)


def _object(line: bytes | None) -> dict[str, Any]:
    """The object that a line holds. Raises Wrong."""
    if line is None:
        raise Wrong(f"longer than {LONGEST_LINE} bytes")
    try:
        found = _DECODER.decode(line.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise Wrong(f"no JSON, column {error.colno}: {error.msg}") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise Wrong(f"no JSON: {'not UTF-8' if isinstance(error, UnicodeDecodeError) else 'nested too deep'}") from None
    if not isinstance(found, dict):
        raise Wrong("no object of JSON")
    return found


def _id(found: dict[str, Any]) -> Any:
    """What the sender calls a line, to be given back as it came. Raises Wrong."""
    if isinstance(found, _Doubled) and found.twice == "id":
        raise Wrong("id is given twice")
    name = found.get("id")
    if isinstance(name, Figure) and _NUMBER.fullmatch(name):
        return msgspec.Raw(name.encode())
    if name is None or (isinstance(name, str) and not isinstance(name, Figure)):
        return name
    raise Wrong(f"id: {_shown(name)} is neither text nor number")


def _asked(found: dict[str, Any], currency: str) -> Question:
    """The question of one line. Raises Wrong."""
    _once("", found)
    unknown = next((key for key in found if key not in _KEYS), None)
    if unknown is not None:
        raise Wrong(f"{_shown(unknown)} is no key of a line; there are {', '.join(_KEYS)}")
    for key in ("expression", "value"):
        if key not in found:
            raise Wrong(f"{key} is missing")
    return question(
        _text(found, "expression"),
        _written("value", found["value"]),
        _text(found, "currency") if "currency" in found else currency,
        _figures(found, "quantities"),
        _figures(found, "rates"),
        _text(found, "round") if "round" in found else None,
    )


def _once(where: str, found: dict[str, Any]) -> None:
    if isinstance(found, _Doubled):
        raise Wrong(f"{where}{_shown(found.twice)} is given twice")


def _text(found: dict[str, Any], key: str) -> str:
    value = found[key]
    if not isinstance(value, str) or isinstance(value, Figure):
        raise Wrong(f"{key}: {_shown(value)} is no text")
    return value


def _written(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(f"{name}: {_shown(value)} is no number; write a number such as 1000.00")
    return value


def _figures(found: dict[str, Any], key: str) -> dict[str, str]:
    """Figures by name; an absent field has none."""
    value = found.get(key, {})
    if not isinstance(value, dict):
        raise Wrong(f"{key}: {_shown(value)} is no object of names and numbers")
    _once(f"{key}: ", value)
    return {name: _written(f"{key}: {_shown(name)}", written) for name, written in value.items()}


def _quantities(given: Mapping[str, str]) -> dict[str, Decimal]:
    """Quantities by the unit that they convert to. Raises Wrong."""
    found = {}
    for name, written in given.items():
        found[name] = figure(f"quantities: {_shown(name)}", written)
        if len(name) > _LONGEST_NAME or measure_of(name) is None:
            raise Wrong(f"quantities: {_shown(name)} is no unit; there are {_UNITS}")
    if len(found) > 1 and (apart := conflict(found)):
        raise Wrong(f"quantities: {apart[0]} and {apart[1]} disagree")
    return in_base(found)


def _rates(given: Mapping[str, str], currency: str) -> dict[str, Decimal]:
    """What one unit of each currency is worth in ``currency``, itself included. Raises Wrong."""
    rates = {currency: Decimal(1)}
    for name, written in given.items():
        rate = figure(f"rates: {_shown(name)}", written)
        if name not in CODES:
            raise Wrong(f"rates: {_shown(name)} is no code of ISO 4217")
        if not rate:
            raise Wrong(f"rates: {name} must be more than 0")
        if name == currency and rate != 1:
            raise Wrong(f"rates: {name} is the currency of the value, its rate is 1")
        rates[name] = rate
    return rates


def _rounding(given: str) -> tuple[Decimal, Mode]:
    place, _, mode = given.partition(":")
    if mode not in get_args(Mode):
        raise Wrong(f"round: {_shown(given)}: write place and mode ({', '.join(get_args(Mode))}), as in 0.01:down")
    number = figure("round", place)
    try:
        round_to(Decimal(0), number, "down")
    except ValueError:
        raise Wrong(f"round: {_shown(place)} is no power of ten") from None
    return number, cast("Mode", mode)


def _shown(value: Any) -> str:
    """What was found, short enough to be told."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    written = value if isinstance(value, str) else json.dumps(value)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
