"""Duty expressions as tariffs and laws really write them: one meaning for each, or a refusal."""

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.errors import Invalid
from darcha.law.tariff.expression import Term, parse

SAMPLES = Path(os.environ.get("DARCHA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "tariff"
NAMES = (("drachma", "XTS"), ("d‘ram", "XTS"))

NOT_READ = {
    "4.0% (12 JAN - 13 MAR)": "a season is a field of the row, not of its expression",
    "16.1% (15 JAN - 06 JUL); 12.5% (03 OCT - 29 NOV);": "a season is a field of the row, not of its expression",
    "2.0% (25 NOV - 25 JAN)": "a season is a field of the row, not of its expression",
    "+ 100.00 %": "a component on its own, as a formatter prints one: the sign joins it to what goes before",
    "1.20": "a bare number, as a formatter prints one",
    "1.2346": "a bare number, as a formatter prints one",
}
"""Sentences of the samples that are no expressions, and why."""


def written(text: str) -> str:
    """A sentence in the wording of the house, which tells its parts and nothing else."""
    expression = parse(text, NAMES)

    def total(terms: tuple[Term, ...]) -> str:
        return str(terms[0]) + "".join(f" {'+' if term.sign == 1 else '-'} {term}" for term in terms[1:])

    least = f" MIN {total(expression.least)}" if expression.least else ""
    return total(expression.terms) + least + "".join(f" MAX {total(cap)}" for cap in expression.most)


def samples() -> list[str]:
    if not SAMPLES.exists():
        return []
    sentences = json.loads((SAMPLES / "duty-sentences.json").read_text())
    formats = json.loads((SAMPLES / "duty-formatting.json").read_text())
    found = [*sentences["parse"], *sentences["seasonal"], *formats]
    return [*(one["text"] for one in found), *sentences["reject_when_only_simple_duties_allowed"]]


@pytest.mark.parametrize("sentence", samples())
def test_every_sentence_of_the_samples_is_read_or_listed(sentence: str) -> None:
    if sentence in NOT_READ:
        with pytest.raises(Invalid):
            parse(sentence)
    else:
        assert parse(written(sentence)).components == parse(sentence).components


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("10%, но не менее 0,3 евро за 1 кг", "10 % MIN 0.3 EUR / kg"),
        ("20 процентов, но не менее 0,4€/см³ объёма двигателя.", "20 % MIN 0.4 EUR / cm3"),
        ("15 %,но не  менее\u00a03,50 долл. США за кг", "15 % MIN 3.50 USD / kg"),
        ("15 % НО НЕ МЕНЕЕ 3,50 ДОЛЛАРОВ США ЗА 100 ШТ.", "15 % MIN 3.50 USD / 100 p/st"),
        ("20 % плюс 0,5 USD за 1 кг", "20 % + 0.5 USD / kg"),
        ("20 % минус 0,5 доллара США за пару", "20 % - 0.5 USD / pa"),
        ("10 процента, но не более 1 000 рублей за 1000 кВт·ч", "10 % MAX 1000 RUB / 1000 kWh"),
        ("не менее", None),
        ("1,125 евро за 1 л 100%-ного спирта", "1.125 EUR / l alc. 100%"),
        ("2 евро за 1 000 штук", "2 EUR / 1000 p/st"),
        ("0,38 евро за 1 м2", "0.38 EUR / m2"),
        ("1 евро за 100 г", "1 EUR / 100 g"),
        ("250 долл США за 1000 кг", "250 USD / t"),
        ("250 дол. США/т", "250 USD / t"),
        ("1 EUR / 1,000 p/st", "1 EUR / 1000 p/st"),
        ("10% + 0.5 EUR/kg MIN 2 EUR/kg MAX 30%", "10 % + 0.5 EUR / kg MIN 2 EUR / kg MAX 30 %"),
        (
            "12.5 % + 3 EUR / 100 kg MAX 20 % + 5 EUR / 100 kg",
            "12.5 % + 3 EUR / 100 kg MAX 20 % + 5 EUR / 100 kg",
        ),
        (
            "9% + 1 EUR/kg + 2 EUR/l - 1% MIN 5% - 1 EUR/kg MAX 20% + 1 EUR/l MAX 7 USD",
            "9 % + 1 EUR / kg + 2 EUR / l - 1 % MIN 5 % - 1 EUR / kg MAX 20 % + 1 EUR / l MAX 7 USD",
        ),
        ("5 per cent but no less than 2 euros per pair", "5 % MIN 2 EUR / pa"),
        ("5 percent not more than 2 US dollars per cubic metre", "5 % MAX 2 USD / m3"),
        ("1.5 EUR / % vol / hl + 6.40 EUR / hl", "1.5 EUR / % vol/hl + 6.40 EUR / hl"),
        ("５％ － １ EUR／kg", "5 % - 1 EUR / kg"),
        ("5 % − 1 EUR ∕ 100 kg", "5 % - 1 EUR / 100 kg"),
        ("1 000 000,5 drachma", "1000000.5 XTS"),
        ("3 d'ram/kg", "3 XTS / kg"),
        ("3 dʻRAM за 1 кг", "3 XTS / kg"),
        ("3 rubl / litre", "3 RUB / l"),
        ("1 белорусский рубль", "1 BYN"),
        ("1 российский рубль", "1 RUB"),
        ("3 доллара", None),
        ("3 $ / kg", None),
        ("3 £ / kg", None),
        ("3 franc / kg", None),
        ("3 eurocent / kg", None),
        ("3 EURO5 / kg", None),
        ("3 drachmas", None),
        ("5 % — 10 %", None),
        ("5", None),
        (".5 %", None),
        ("5. %", None),
        ("-5 %", None),
        ("1e2 %", None),
        ("٥ %", None),
        ("5\u200b %", None),
        ("5 евро за 0 кг", None),
        ("5 евро за 10000 кг", None),
        ("5 евро за 100 % об.", None),
        ("5 евро за pİeces", None),
        ("5 JAPANESE yen", None),
        ("5 swıss franc", None),
        ("15 %, либо 12,5 %, но не менее 0,6 евро за 1 см3", None),
    ],
)
def test_wording(sentence: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(Invalid):
            parse(sentence, NAMES)
    else:
        assert written(sentence) == meaning


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            (
                *("5", "0,3", " ", "%", "+", "-", "EUR", "евро", "долл. США", "/", "за", "1", "000", "кг", "100 kg"),
                *("MIN", "но не менее", "MAX", ",", ".", "AC", "% vol", "hl", "lactic.", "NIHIL"),
                *("İ", "ı", "ſ", "\u212a", "₽"),
            )
        ),
        max_size=12,
    ).map("".join)
)
def test_any_sequence_of_words_is_read_as_one_thing_or_refused(sentence: str) -> None:
    with suppress(Invalid):
        assert parse(written(sentence)).components == parse(sentence).components
