"""Expressions against a slow reckoner of their own: fractions, and a reader made of three splits."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.tariff.expression import evaluate, parse
from darcha.law.tariff.units import in_base

F = Fraction

# A unit in English and in Russian, the quantity that it counts, and how many of those it is.
UNITS = {
    "kg": ("1 кг", "kg", F(1)),
    "100 kg": ("100 кг", "kg", F(100)),
    "t": ("1000 кг", "kg", F(1000)),
    "100 g": ("100 г", "kg", F(1, 10)),
    "l": ("литр", "l", F(1)),
    "hl": ("1 гл", "l", F(100)),
    "m3": ("1 куб. м", "l", F(1000)),
    "cm3": ("1 см³", "l", F(1, 1000)),
    "p/st": ("штуку", "items", F(1)),
    "1000 p/st": ("1 000 шт.", "items", F(1000)),
    "pa": ("пару", "pair", F(1)),
    "m2": ("1 кв. м", "m2", F(1)),
    "1000 kWh": ("1000 кВт·ч", "kWh", F(1000)),
}
CURRENCIES = {"EUR": "евро", "USD": "долл. США", "RUB": "рублей", "XTS": "XTS"}


@dataclass(frozen=True)
class Part:
    sign: str
    amount: Decimal
    currency: str | None
    unit: str | None

    def english(self) -> str:
        if self.currency is None:
            return f"{self.amount:f} %"
        return f"{self.amount:f} {self.currency}" + (f" / {self.unit}" if self.unit else "")

    def russian(self) -> str:
        amount = f"{self.amount:f}".replace(".", ",")
        if self.currency is None:
            return f"{amount} процентов"
        return f"{amount} {CURRENCIES[self.currency]}" + (f" за {UNITS[self.unit][0]}" if self.unit else "")


parts = st.builds(
    Part,
    st.sampled_from("+-"),
    st.decimals(0, 10**15 - 1, places=4) | st.decimals(0, 100, places=2),
    st.none() | st.sampled_from(sorted(CURRENCIES)),
    st.none() | st.sampled_from(sorted(UNITS)),
)
sums = st.lists(parts, min_size=1, max_size=3)
sentences = st.tuples(sums, st.none() | sums, st.lists(sums, max_size=2))
Sentence = tuple[list[Part], list[Part] | None, list[list[Part]]]


def english(sentence: Sentence) -> str:
    def total(terms: list[Part]) -> str:
        return terms[0].english() + "".join(f" {term.sign} {term.english()}" for term in terms[1:])

    least = f" MIN {total(sentence[1])}" if sentence[1] else ""
    return total(sentence[0]) + least + "".join(f" MAX {total(cap)}" for cap in sentence[2])


def russian(sentence: Sentence) -> str:
    def total(terms: list[Part]) -> str:
        words = {"+": "плюс", "-": "\u2212"}
        return terms[0].russian() + "".join(f" {words[term.sign]}\u00a0{term.russian()}" for term in terms[1:])

    least = f", но не  менее {total(sentence[1])}" if sentence[1] else ""
    return total(sentence[0]) + least + "".join(f", но не более {total(cap)}" for cap in sentence[2])


figures = st.decimals(0, 10**15 - 1, places=3)
quantities = st.fixed_dictionaries(dict.fromkeys(("kg", "l", "items", "pair", "m2", "kWh"), figures))
rates = st.fixed_dictionaries(dict.fromkeys(("EUR", "USD", "RUB"), st.decimals("0.0001", 10**9, places=4)))
Figures = dict[str, Decimal]


def reckon(sentence: str, value: Decimal, told: Figures, worth: Figures) -> Fraction:
    def term(words: str) -> Fraction:
        amount, what, *per = words.split(maxsplit=3)
        if what == "%":
            return F(amount) * F(value) / 100
        quantity, many = F(1), F(1)
        if per:
            _, name, many = UNITS[per[1]]
            quantity = F(told[name])
        return F(amount) * quantity / many * F(worth[what])

    def total(words: str) -> Fraction:
        first, *rest = re.split(r" ([+-]) ", words)
        signed = zip(rest[::2], rest[1::2], strict=True)
        return sum((term(one) if sign == "+" else -term(one) for sign, one in signed), term(first))

    head, *caps = sentence.split(" MAX ")
    return max(F(0), min([max(map(total, head.split(" MIN "))), *map(total, caps)]))


def redo(working: str) -> Fraction:
    """The working, done again as it stands: without units and currencies it is a sum that Python can do."""
    figures = re.sub(r" [A-Z]{3}(?: / (?:1000? )?[a-zA-Z][a-z/0-9A-Z]*)?", "", working)
    figures = re.sub(r"[0-9.]+", lambda found: f"F('{found[0]}')", figures)
    return eval(figures.replace("×", "*").replace(" %", " / 100").replace(";", ","))  # type: ignore[no-any-return]


@settings(max_examples=40)
@given(sentences, figures, quantities, rates)
def test_the_oracle_agrees_to_the_last_digit(sentence: Sentence, value: Decimal, told: Figures, worth: Figures) -> None:
    worth["XTS"] = Decimal(1)
    text = english(sentence)
    amount, working = evaluate(parse(text), value, in_base(told), worth)
    assert F(amount) == reckon(text, value, told, worth)
    assert F(amount) == redo(working)


@settings(max_examples=40)
@given(sentences)
def test_english_and_russian_wording_mean_the_same(sentence: Sentence) -> None:
    one, other = parse(english(sentence)), parse(russian(sentence))
    assert (one.terms, one.least, one.most) == (other.terms, other.least, other.most)


@settings(max_examples=40)
@given(sentences, figures, figures, quantities, rates)
def test_where_nothing_is_taken_away_more_value_is_never_less_duty(
    sentence: Sentence, one: Decimal, other: Decimal, told: Figures, worth: Figures
) -> None:
    worth["XTS"] = Decimal(1)
    expression = parse(english(sentence).replace(" - ", " + "))
    low, high = sorted((one, other))
    due = [evaluate(expression, value, in_base(told), worth)[0] for value in (low, high)]
    assert due == sorted(due)
