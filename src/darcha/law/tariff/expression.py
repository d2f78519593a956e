"""Duty expressions: what a tariff writes in its rate column, read into terms, and what it comes to.

    sum  [MIN sum]  [MAX sum]  [MAX sum]        sum = term {(+ | -) term}
    term = 12.5 %  |  0.3 USD / kg  |  NIHIL  |  AC

There is one way to read a sentence: all that follows MIN, and all that follows MAX, is one sum; MAX is applied last.
English and Russian wording is read (``20 %, но не менее 0,3 USD за 1 кг``). A point and a comma are both the decimal
sign; spaces part thousands. Terms carry the codes of TARIC; where a sentence goes beyond its order, the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, NoReturn

import msgspec

from darcha.law.errors import Invalid
from darcha.law.money import EXACT
from darcha.law.tariff import currencies, units
from darcha.law.tariff.currencies import Names
from darcha.law.tariff.units import QUALIFIERS, base_of, word_of
from darcha.law.text import text

WRONG = text("tariff.expression", "Column {column}: {found} cannot stand here", "Expected {expected}.")
NO_QUANTITY = text(
    "tariff.quantity", "The rate {term} needs a quantity in {unit}", "State the quantity of the goods in {unit}."
)
NO_RATE = text("tariff.rate", "The rate {term} needs an exchange rate of {currency}", "Give the rate of the day.")
NO_AMOUNT = text("tariff.component", "{term} has no amount of its own", "Ask for the amount and give it as a term.")

LONGEST = 1000
"""Signs of a sentence; no tariff writes as many."""

_COMPONENTS = {"AC": "12", "AC (reduced)": "14", "SD": "21", "SD (reduced)": "25", "FD": "27", "FD (reduced)": "29"}
_FIRST, _LEAST, _MOST, _NIHIL, _BARE = ("01",), ("15",), ("17", "35"), "37", "99"


class _Sign(NamedTuple):
    """A sign that joins terms, and the codes of those that may follow it: as many as a sum may have."""

    word: str
    factor: int
    pattern: re.Pattern[str]
    codes: tuple[str, ...]


_PLUS = _Sign("+", 1, re.compile(r"\+|(?:плюс|plus)(?!\w)", re.IGNORECASE), ("04", "19", "20"))
_MINUS = _Sign("-", -1, re.compile(r"-|(?:минус|minus)(?!\w)", re.IGNORECASE), ("02", "36"))

_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"((?:[1-9][0-9]{0,2}(?:\s[0-9]{3})+(?![0-9]))|[0-9]+)(?:[.,]([0-9]+))?")
_PERCENT = re.compile(r"%|(?:процент(?:а|ов)?|per\s?cent)(?!\w)", re.IGNORECASE)
_NOTHING = re.compile(r"NIHIL(?!\w)")
_COMPONENT = re.compile(r"(AC|SD|FD)(\s*\(reduced\))?(?!\w)")
_PER = re.compile(r"/|(?:за|per)(?!\w)", re.IGNORECASE)
_MIN = re.compile(r",?\s*(?:MIN|(?:но\s+)?не\s+менее|(?:but\s+)?(?:not|no)\s+less\s+than)(?!\w)", re.IGNORECASE)
_MAX = re.compile(r",?\s*(?:MAX|(?:но\s+)?не\s+более|(?:but\s+)?(?:not|no)\s+more\s+than)(?!\w)", re.IGNORECASE)
# Strength in per cent times volume gives both: litres of pure alcohol, and hectolitres times degrees.
_ALCOHOL, _ALCOHOL_FROM = frozenset(("LPA", "ASVX")), frozenset(("ASV", "LTR"))
_END = re.compile(r"\.?\s*\Z")


class Term(msgspec.Struct, frozen=True):
    """One term: its TARIC code; a percentage of the value (no currency) or an amount per unit; ``sign`` 1 or -1.

    A component whose amount stands elsewhere, and a bare supplementary unit, have no amount.
    """

    code: str
    sign: int = 1
    amount: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    qualifier: str | None = None

    def __str__(self) -> str:
        if self.code == _NIHIL:
            return "NIHIL"
        if self.amount is None:
            return next((name for name, code in _COMPONENTS.items() if code == self.code), word_of(self.unit or ""))
        per = f" / {word_of(self.unit)}" if self.unit else ""
        of = next((f" / {word}" for word, (code, _) in QUALIFIERS.items() if code == self.qualifier), "")
        return f"{self.amount:f} {self.currency or '%'}{per}{of}"


class Expression(msgspec.Struct, frozen=True):
    """A sentence: the sum that is owed, at least ``least`` (if any), at most each of ``most``."""

    text: str
    terms: tuple[Term, ...]
    least: tuple[Term, ...] = ()
    most: tuple[tuple[Term, ...], ...] = ()

    @property
    def components(self) -> tuple[Term, ...]:
        """All terms in the order of their codes."""
        return (*self.terms, *self.least, *(term for cap in self.most for term in cap))


@lru_cache(maxsize=8192)
def parse(sentence: str, names: Names = ()) -> Expression:
    """Read a duty expression; ``names`` are words for currencies beside those that everybody knows.

    Raises :class:`~darcha.law.errors.Invalid` with one finding: ``column`` (from 1), ``found`` and ``expected``.
    """
    return _Reader(sentence, names).expression()


class _Reader:
    """Reads one sentence from left to right; ``last`` is the code of the last part, ``named`` are its components."""

    def __init__(self, sentence: str, names: Names) -> None:
        self.sentence = sentence
        self.names = names
        self.text = units.plain(sentence)
        self.place = 0
        self.last = ""
        self.named: set[str] = set()

    def expression(self) -> Expression:
        if len(self.sentence) > LONGEST:
            self.place = LONGEST
            self.fail("the end")
        alone = self.alone()
        if alone:
            return Expression(self.sentence, (alone,))
        terms = last = self.sum(_FIRST)
        least: tuple[Term, ...] = ()
        if self.take(_MIN):
            least = last = self.sum(_LEAST)
        most: list[tuple[Term, ...]] = []
        while len(most) < len(_MOST) and self.take(_MAX):
            last = self.sum(_MOST)
            most.append(last)
        if not self.take(_END):
            bounds = [] if least or most else ["MIN"]
            bounds += ["MAX"] if len(most) < len(_MOST) else []
            self.fail(*(sign.word for sign in _open(last)), *bounds, "the end")
        return Expression(self.sentence, terms, least, tuple(most))

    def alone(self) -> Term | None:
        """What stands for a whole sentence: nothing to pay, or a supplementary unit."""
        if self.take(_NOTHING):
            if not self.take(_END):
                self.fail("the end")
            return Term(_NIHIL, amount=Decimal(0))
        unit = units.scan(self.text, self.space())
        return Term(_BARE, unit=unit[0]) if unit and _END.match(self.text, unit[1]) else None

    def sum(self, codes: tuple[str, ...]) -> tuple[Term, ...]:
        """Terms up to what is no sign; ``codes`` are those of the first."""
        terms: tuple[Term, ...] = (self.term(codes, 1),)
        while sign := next((sign for sign in _open(terms) if self.take(sign.pattern)), None):
            terms += (self.term(sign.codes, sign.factor),)
        return terms

    def term(self, codes: tuple[str, ...], sign: int) -> Term:
        component = self.take(_COMPONENT) if codes != _MINUS.codes else None
        if component:
            return self.component(component)
        amount = self.amount()
        self.last = next((code for code in codes if code > self.last), codes[-1])
        if self.take(_PERCENT):
            return Term(self.last, sign, amount)
        return self.specific(Term(self.last, sign, amount))

    def component(self, found: re.Match[str]) -> Term:
        self.last = _COMPONENTS[found[1] + (" (reduced)" if found[2] else "")]
        if self.last in self.named:
            self.place = found.start()
            self.fail("each component once")
        self.named.add(self.last)
        return Term(self.last)

    def amount(self) -> Decimal:
        number = self.take(_NUMBER)
        if number is None:
            self.fail("an amount")
        whole, decimals = "".join(number[1].split()), number[2] or ""
        if len(whole) > 15 or len(decimals) > 10:
            self.place = number.start()
            self.fail("at most 15 digits and 10 decimals")
        return Decimal(f"{whole}.{decimals}")

    def specific(self, term: Term) -> Term:
        """An amount in a currency, for each unit if one is named."""
        currency = currencies.scan(self.text, self.space(), self.names)
        if currency is None:
            self.fail("%", "a currency (ISO 4217)")
        self.place = currency[1]
        if not self.take(_PER):
            return msgspec.structs.replace(term, currency=currency[0])
        unit = units.scan(self.text, self.space())
        if unit is None:
            self.fail("a unit of measure")
        self.place = unit[1]
        return msgspec.structs.replace(term, currency=currency[0], unit=unit[0], qualifier=self.qualifier(unit[0]))

    def qualifier(self, unit: str) -> str | None:
        if not self.take(_PER):
            return None
        self.space()
        word = next((word for word in QUALIFIERS if self.text.startswith(word, self.place)), None)
        if word is None:
            self.fail("a qualifier of the unit")
        code, measured = QUALIFIERS[word]
        if unit not in measured:
            self.fail(f"no qualifier after {word_of(unit)}")
        self.place += len(word)
        return code

    def space(self) -> int:
        match = _SPACE.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.place

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What ``pattern`` finds here; the place moves behind it."""
        found = pattern.match(self.text, self.space())
        self.place = found.end() if found else self.place
        return found

    def fail(self, *expected: str) -> NoReturn:
        rest = self.sentence[self.place : self.place + 20].strip() or "the end"
        one_of = " or ".join(filter(None, (", ".join(expected[:-1]), expected[-1])))
        raise Invalid([WRONG.at("", column=self.place + 1, found=rest, expected=one_of, sentence=self.sentence[:200])])


def _open(terms: tuple[Term, ...]) -> list[_Sign]:
    """The signs that may follow a sum; its first term has none."""
    signs = [term.sign for term in terms[1:]]
    return [sign for sign in (_PLUS, _MINUS) if signs.count(sign.factor) < len(sign.codes)]


def ad_valorem(expression: Expression) -> Decimal:
    """The first percentage of the sum, by which tariffs class a rate; 0 if all is specific."""
    return next((t.amount for t in expression.terms if t.currency is None and t.amount is not None), Decimal(0))


@lru_cache(maxsize=8192)
def raised(expression: Expression, points: Decimal) -> Expression:
    """The expression with its first percentage raised by ``points``; a wholly specific one gets a percentage."""
    terms = list(expression.terms)
    place = next((n for n, t in enumerate(terms) if t.currency is None and t.amount is not None), None)
    if place is None:
        terms.append(Term(_PLUS.codes[0], amount=points))
    else:
        amount = terms[place].amount or Decimal(0)
        terms[place] = msgspec.structs.replace(terms[place], amount=EXACT.add(amount, points))
    return msgspec.structs.replace(expression, text=f"{expression.text} (+{points:f} points)", terms=tuple(terms))


def evaluate(
    expression: Expression, value: Decimal, quantities: Mapping[str, Decimal], rates: Mapping[str, Decimal]
) -> tuple[Decimal, str]:
    """What the expression comes to, unrounded and never below zero, and its working in figures.

    ``value`` is in the currency that is owed; ``quantities`` are by unit as :func:`.units.in_base` gives them;
    ``rates`` say how much one unit of a currency is worth, that of ``value`` itself (1) included.
    Raises :class:`~darcha.law.errors.Invalid` naming the quantity or rate that is missing.
    """
    amount, working = _sum(expression.terms, value, quantities, rates)
    if expression.least:
        least, how = _sum(expression.least, value, quantities, rates)
        amount, working = max(amount, least), f"max({working}; {how})"
    for cap in expression.most:
        most, how = _sum(cap, value, quantities, rates)
        amount, working = min(amount, most), f"min({working}; {how})"
    return (amount, working) if amount >= 0 else (Decimal(0), f"max({working}; 0)")


def _sum(
    terms: tuple[Term, ...], value: Decimal, quantities: Mapping[str, Decimal], rates: Mapping[str, Decimal]
) -> tuple[Decimal, str]:
    total, working = _term(terms[0], value, quantities, rates)
    for term in terms[1:]:
        amount, how = _term(term, value, quantities, rates)
        total = EXACT.add(total, amount) if term.sign == 1 else EXACT.subtract(total, amount)
        working += f" + {how}" if term.sign == 1 else f" - {how}"
    return total, working


def _term(
    term: Term, value: Decimal, quantities: Mapping[str, Decimal], rates: Mapping[str, Decimal]
) -> tuple[Decimal, str]:
    if term.amount is None:
        if term.code == _BARE:
            return Decimal(0), "0"
        raise Invalid([NO_AMOUNT.at("", term=term)])
    if term.currency is None:
        return EXACT.multiply(value, term.amount).scaleb(-2, EXACT), f"{value:f} × {term.amount:f} %"
    rate = rates.get(term.currency)
    if rate is None:
        raise Invalid([NO_RATE.at("", term=term, currency=term.currency)])
    amount, working = EXACT.multiply(term.amount, rate), f"{term.amount:f} {term.currency}"
    if term.unit is not None:
        quantity = _quantity(term, term.unit, quantities)
        amount = EXACT.multiply(amount, quantity)
        working = f"{quantity:f} × {working} / {word_of(term.unit)}"
    return amount, working if rate == 1 else f"{working} × {rate:f}"


def _quantity(term: Term, unit: str, quantities: Mapping[str, Decimal]) -> Decimal:
    """The quantity in the unit of a term: as it is told, or pure alcohol from volume and strength."""
    base, factor = base_of(unit)
    quantity = quantities.get(f"{base}.{term.qualifier}" if term.qualifier else base)
    if quantity is not None:
        return EXACT.divide(quantity, factor)
    if base in _ALCOHOL and quantities.keys() >= _ALCOHOL_FROM:
        return EXACT.divide(EXACT.multiply(quantities["ASV"], quantities["LTR"]), factor).scaleb(-2, EXACT)
    lacking = _ALCOHOL_FROM - quantities.keys() if base in _ALCOHOL else frozenset()
    raise Invalid([NO_QUANTITY.at("", term=term, unit=word_of(*lacking) if len(lacking) == 1 else word_of(unit))])
