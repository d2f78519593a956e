"""Duty expressions: what a tariff writes in its rate column, read into terms, and what it comes to.

    sum  [MIN sum]  [MAX sum] …        sum = term {(+ | -) term}
    term = 12.5 %  |  0.3 USD / kg  |  NIHIL  |  AC

The parts have the codes of TARIC and stand in rising order of them, each at most once, so that there is one way to
read a sentence: all that follows MIN, and all that follows MAX, is one sum; MAX is applied last. Decimal commas and
Russian wording (``20 %, но не менее 0,3 USD за 1 кг``) are read too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

import msgspec

from darcha.law.codes import CURRENCIES
from darcha.law.errors import Invalid
from darcha.law.money import EXACT
from darcha.law.tariff.units import QUALIFIERS, base_of, scan, word_of
from darcha.law.text import text

WRONG = text("tariff.expression", "Column {column}: {found} cannot stand here", "Expected {expected}.")
NO_QUANTITY = text(
    "tariff.quantity", "The rate {term} needs a quantity in {unit}", "State the quantity of the goods in {unit}."
)
NO_RATE = text("tariff.rate", "The rate {term} needs an exchange rate of {currency}", "Give the rate of the day.")
NO_AMOUNT = text("tariff.component", "{term} has no amount of its own", "Ask for the amount and give it as a term.")

# Beside the currencies in which goods are paid: a unit of account of tariffs, and the code of ISO 4217 for tests.
_CURRENCIES = CURRENCIES | {"XEM", "XTS"}
_COMPONENTS = {"AC": "12", "AC (reduced)": "14", "SD": "21", "SD (reduced)": "25", "FD": "27", "FD (reduced)": "29"}
_PLUS, _MINUS, _LEAST, _MOST = ("04", "19", "20"), ("02", "36"), ("15",), ("17", "35")

_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,10})?")
_CURRENCY = re.compile(r"[A-Za-z]{3}(?!\w)")
_COMPONENT = re.compile(r"(AC|SD|FD)(\s*\(reduced\))?(?!\w)")
_PER = re.compile(r"/|(?:за|per)(?!\w)", re.IGNORECASE)
_WORDS = {
    "+": re.compile(r"\+|плюс(?!\w)|plus(?!\w)", re.IGNORECASE),
    "-": re.compile(r"-|минус(?!\w)|minus(?!\w)", re.IGNORECASE),
    "MIN": re.compile(r",?\s*(?:MIN|(?:но\s+)?не\s+менее|(?:but\s+)?not\s+less\s+than)(?!\w)", re.IGNORECASE),
    "MAX": re.compile(r",?\s*(?:MAX|(?:но\s+)?не\s+более|(?:but\s+)?not\s+more\s+than)(?!\w)", re.IGNORECASE),
}
_LOOKALIKES = str.maketrans({"³": "3", "²": "2", "\u00a0": " ", "\u202f": " ", "−": "-", "–": "-"})


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
def parse(sentence: str) -> Expression:
    """Read a duty expression.

    Raises :class:`~darcha.law.errors.Invalid` with one finding: ``column`` (from 1), ``found`` and ``expected``.
    """
    return _Reader(sentence).expression()


class _Reader:
    """Reads one sentence from left to right; ``last`` is the code of the last part."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.text = sentence.translate(_LOOKALIKES)
        self.place = 0
        self.last = ""

    def expression(self) -> Expression:
        terms = self.alone() or self.sum("01")
        least: tuple[Term, ...] = ()
        most: list[tuple[Term, ...]] = []
        while terms[0].code not in ("37", "99"):
            if self.take(_WORDS["MIN"]):
                least = self.sum(self.code(_LEAST, "MIN before MAX, and once"))
            elif self.take(_WORDS["MAX"]):
                most.append(self.sum(self.code(_MOST, "MAX at most twice")))
            else:
                break
        self.space()
        if self.place < len(self.text):
            self.fail("+, -, MIN, MAX or the end")
        return Expression(self.sentence, terms, least, tuple(most))

    def alone(self) -> tuple[Term, ...] | None:
        """What stands for a whole sentence: nothing to pay, or a supplementary unit."""
        if self.take(re.compile(r"NIHIL(?!\w)")):
            return (Term("37", amount=Decimal(0)),)
        unit = scan(self.text, self.space())
        if unit and not self.text[unit[1] :].strip():
            self.place = unit[1]
            return (Term("99", unit=unit[0]),)
        return None

    def sum(self, code: str) -> tuple[Term, ...]:
        terms = [self.term(code, 1)]
        while True:
            if self.take(_WORDS["+"]):
                terms.append(self.term("", 1))
            elif self.take(_WORDS["-"]):
                terms.append(self.term("", -1))
            else:
                return tuple(terms)

    def term(self, code: str, sign: int) -> Term:
        component = self.take(_COMPONENT)
        if component and sign > 0:
            name = component[1] + (" (reduced)" if component[2] else "")
            return Term(self.code((_COMPONENTS[name],), "each component once, in its order"))
        number = self.take(_NUMBER)
        if number is None:
            self.fail("an amount")
        self.last = code or self.code(_PLUS if sign > 0 else _MINUS, "no more terms of this kind")
        amount = Decimal(number[0].replace(",", "."))
        if self.take(re.compile("%")):
            return Term(self.last, sign, amount)
        return self.specific(Term(self.last, sign, amount))

    def specific(self, term: Term) -> Term:
        """An amount in a currency, for each unit if one is named."""
        currency = self.take(_CURRENCY, _CURRENCIES)
        if currency is None:
            self.fail("% or a currency (ISO 4217)")
        term = msgspec.structs.replace(term, currency=currency[0].upper())
        if not self.take(_PER):
            return term
        unit = scan(self.text, self.space())
        if unit is None:
            self.fail("a unit of measure")
        self.place = unit[1]
        return msgspec.structs.replace(term, unit=unit[0], qualifier=self.qualifier(unit[0]))

    def qualifier(self, unit: str) -> str | None:
        if not self.take(_PER):
            return None
        self.space()
        word = next((word for word in QUALIFIERS if self.text.startswith(word, self.place)), None)
        if word is None:
            self.fail("a qualifier of the unit")
        code, units = QUALIFIERS[word]
        if unit not in units:
            self.fail(f"no qualifier after {word_of(unit)}")
        self.place += len(word)
        return code

    def code(self, codes: tuple[str, ...], otherwise: str) -> str:
        """The next of ``codes`` that comes after the last part's."""
        self.last = next((code for code in codes if code > self.last), "")
        if not self.last:
            self.fail(otherwise)
        return self.last

    def space(self) -> int:
        match = _SPACE.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.place

    def take(self, pattern: re.Pattern[str], known: frozenset[str] | None = None) -> re.Match[str] | None:
        """What ``pattern`` finds here, if it is ``known``; the place moves behind it."""
        found = pattern.match(self.text, self.space())
        if found is None or (known is not None and found[0].upper() not in known):
            return None
        self.place = found.end()
        return found

    def fail(self, expected: str) -> NoReturn:
        rest = self.sentence[self.place : self.place + 20].strip() or "the end"
        raise Invalid(
            [WRONG.at("", column=self.place + 1, found=rest, expected=expected, sentence=self.sentence[:200])]
        )


def ad_valorem(expression: Expression) -> Decimal:
    """The first percentage of the sum, by which tariffs class a rate; 0 if all is specific."""
    return next((t.amount for t in expression.terms if t.currency is None and t.amount is not None), Decimal(0))


@lru_cache(maxsize=8192)
def raised(expression: Expression, points: Decimal) -> Expression:
    """The expression with its first percentage raised by ``points``; a wholly specific one gets a percentage."""
    terms = list(expression.terms)
    place = next((n for n, t in enumerate(terms) if t.currency is None and t.amount is not None), None)
    if place is None:
        terms.append(Term(_PLUS[0], amount=points))
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
        total = EXACT.add(total, amount) if term.sign > 0 else EXACT.subtract(total, amount)
        working += f" + {how}" if term.sign > 0 else f" - {how}"
    return total, working


def _term(
    term: Term, value: Decimal, quantities: Mapping[str, Decimal], rates: Mapping[str, Decimal]
) -> tuple[Decimal, str]:
    if term.amount is None:
        if term.code == "99":
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
    """The quantity in the unit of a term."""
    if unit == "ASVX" and {"ASV", "LTR"} <= quantities.keys():
        return EXACT.multiply(quantities["ASV"], quantities["LTR"]).scaleb(-2, EXACT)
    base, factor = base_of(unit)
    quantity = quantities.get(f"{base}.{term.qualifier}" if term.qualifier else base)
    if quantity is None:
        raise Invalid([NO_QUANTITY.at("", term=term, unit=word_of(unit))])
    return EXACT.divide(quantity, factor)
