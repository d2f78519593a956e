import json
import os
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.errors import Invalid
from darcha.law.tariff.expression import Term, ad_valorem, evaluate, parse, raised
from darcha.law.tariff.units import in_base

D = Decimal
RATES = {"XTS": D(1), "USD": D(12000), "EUR": D("13898.29"), "GBP": D(2)}
QUANTITIES = in_base({"kg": D(120), "l": D(50), "ASV": D(40), "p/st": D(5), "LPA": D(3), "KGM.Z": D(7)})
SAMPLES = Path(os.environ.get("DARCHA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "tariff"


def samples(kind: str) -> list[dict[str, Any]]:
    file = SAMPLES / "duty-sentences.json"
    return list(json.loads(file.read_text())[kind]) if file.exists() else []


def test_the_longest_sentence_is_read() -> None:
    assert parse("1%" + " " * 998).terms == (Term("01", 1, D(1)),)


def test_the_largest_number_is_read() -> None:
    sentence = "123456789012345.1234567891 USD"
    assert parse(sentence).terms[0].amount == D("123456789012345.1234567891")
    assert parse("123 456 789 012 345,1234567891 USD").terms == parse(sentence).terms


def worth(sentence: str, value: str = "1000") -> Decimal:
    return evaluate(parse(sentence), D(value), QUANTITIES, RATES)[0]


@pytest.mark.parametrize("case", samples("parse"), ids=lambda case: str(case["text"]))
def test_published_sentences_have_their_components(case: dict[str, Any]) -> None:
    names = ("currency", "unit", "qualifier")
    found = [
        {"expression_code": term.code}
        | ({} if term.amount is None else {"amount": term.amount})
        | {name: value for name in names if (value := getattr(term, name)) is not None}
        for term in parse(case["text"]).components
    ]
    assert found == [one | ({"amount": D(one["amount"])} if "amount" in one else {}) for one in case["components"]]


@pytest.mark.parametrize("case", samples("reject"), ids=lambda case: str(case["text"]))
def test_published_faults_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        parse(case["text"])
    assert 1 <= int(refused.value.findings[0].params["column"]) <= len(case["text"]) + 1


@pytest.mark.parametrize(
    ("sentence", "column", "found", "expected"),
    [
        ("", 1, "the end", "an amount"),
        ("+", 1, "+", "an amount"),
        ("10% + ", 7, "the end", "an amount"),
        ("10", 3, "the end", "% or a currency (ISO 4217)"),
        ("100 ABC", 5, "ABC", "% or a currency (ISO 4217)"),
        ("5 EUR / foobar", 9, "foobar", "a unit of measure"),
        ("5 EUR / 300 kg", 9, "300 kg", "a unit of measure"),
        ("5 EUR за 1,000 кг", 10, "1,000 кг", "a unit of measure"),
        ("1.0 EUR / kg / lactic.", 16, "lactic.", "no qualifier after kg"),
        ("1.0 EUR / 100 kg / fat", 20, "fat", "a qualifier of the unit"),
        ("10% MIN 5% MIN 2%", 12, "MIN 2%", "+, -, MAX or the end"),
        ("10% MAX 5% MIN 2%", 12, "MIN 2%", "+, -, MAX or the end"),
        ("10% MAX 5% MAX 4% MAX 3%", 19, "MAX 3%", "+, - or the end"),
        ("10% MAX 5% MAX 4% MIN 3%", 19, "MIN 3%", "+, - or the end"),
        ("1% + 1% + 1% + 1% + 1%", 19, "+ 1%", "-, MIN, MAX or the end"),
        ("1% - 1% - 1% - 1%", 14, "- 1%", "+, MIN, MAX or the end"),
        ("1% MIN 1% + 1% + 1% + 1% - 1% - 1% + 1%", 36, "+ 1%", "MAX or the end"),
        ("5% + AC + AC", 11, "AC", "each component once"),
        ("5% - AC", 6, "AC", "an amount"),
        ("5% MIN", 7, "the end", "an amount"),
        ("10 % 5", 6, "5", "+, -, MIN, MAX or the end"),
        ("10%, 5%", 4, ", 5%", "+, -, MIN, MAX or the end"),
        ("10 0000 USD", 4, "0000 USD", "% or a currency (ISO 4217)"),
        ("10 00 USD", 4, "00 USD", "% or a currency (ISO 4217)"),
        ("0 100 USD", 3, "100 USD", "% or a currency (ISO 4217)"),
        ("1000 000 USD", 6, "000 USD", "% or a currency (ISO 4217)"),
        ("1,000.50 USD", 6, ".50 USD", "% or a currency (ISO 4217)"),
        ("5% + 1234567890123456 USD", 6, "1234567890123456 USD", "at most 15 digits and 10 decimals"),
        ("5.12345678901%", 1, "5.12345678901%", "at most 15 digits and 10 decimals"),
        ("5–10%", 2, "–10%", "% or a currency (ISO 4217)"),
        ("5 долл.", 3, "долл.", "% or a currency (ISO 4217)"),
        ("NIHIL / kg", 7, "/ kg", "the end"),
        ("NIHIL MIN 5%", 7, "MIN 5%", "the end"),
        ("kg + 5%", 1, "kg + 5%", "an amount"),
        ("1% " + "=" * 21, 4, "=" * 20, "+, -, MIN, MAX or the end"),
        ("1%" + " " * 999, 1001, "the end", "the end"),
    ],
)
def test_an_error_names_the_column_and_what_was_expected(sentence: str, column: int, found: str, expected: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(sentence)
    (finding,) = refused.value.findings
    assert (finding.code, finding.pointer) == ("tariff.expression", "")
    assert {k: finding.params[k] for k in ("column", "found", "expected")} == {
        "column": str(column),
        "found": found,
        "expected": expected,
    }


def test_an_error_repeats_the_beginning_of_a_long_sentence() -> None:
    with pytest.raises(Invalid) as refused:
        parse("x" * 202)
    assert refused.value.findings[0].params["sentence"] == "x" * 200


PERCENT = Term("01", 1, D(5))


@pytest.mark.parametrize(
    ("sentence", "components"),
    [
        ("5%", (PERCENT,)),
        ("NIHIL", (Term("37", 1, D(0)),)),
        ("kg", (Term("99", 1, unit="KGM"),)),
        ("AC", (Term("12"),)),
        ("5% + SD (reduced)", (PERCENT, Term("25"))),
        ("5% + 1% + 2% + 3%", (PERCENT, Term("04", 1, D(1)), Term("19", 1, D(2)), Term("20", 1, D(3)))),
        ("5% - 1% - 2%", (PERCENT, Term("02", -1, D(1)), Term("36", -1, D(2)))),
        ("5% MIN 1% + 2%", (PERCENT, Term("15", 1, D(1)), Term("19", 1, D(2)))),
        ("5% MAX 1% MAX 2%", (PERCENT, Term("17", 1, D(1)), Term("35", 1, D(2)))),
        ("5% + 1% + 2% MIN 3%", (PERCENT, Term("04", 1, D(1)), Term("19", 1, D(2)), Term("15", 1, D(3)))),
        ("5% MIN 1% + 2% MAX 3%", (PERCENT, Term("15", 1, D(1)), Term("19", 1, D(2)), Term("35", 1, D(3)))),
        ("5% MIN 1% - 2% + 3%", (PERCENT, Term("15", 1, D(1)), Term("36", -1, D(2)), Term("20", 1, D(3)))),
        ("5% + SD + AC", (PERCENT, Term("21"), Term("12"))),
        ("5%.", (PERCENT,)),
        (" 5 ％ ", (PERCENT,)),
        ("5 XEM / 100 kg / lactic.", (Term("01", 1, D(5), "XEM", "DTN", "Z"),)),
        ("5 XTS / m²", (Term("01", 1, D(5), "XTS", "MTK"),)),
        ("5\u00a0% – 1\u202f%", (PERCENT, Term("02", -1, D(1)))),
    ],
)
def test_every_part_has_its_code(sentence: str, components: tuple[Term, ...]) -> None:
    assert parse(sentence).components == components


@pytest.mark.parametrize(
    ("name", "code"),
    [("AC", "12"), ("AC (reduced)", "14"), ("SD", "21"), ("SD (reduced)", "25"), ("FD", "27"), ("FD (reduced)", "29")],
)
def test_components_have_codes_and_are_written_as_they_are_read(name: str, code: str) -> None:
    (term,) = parse(name).terms
    assert term == Term(code)
    assert str(term) == name


@pytest.mark.parametrize("text", ["NIHIL", "kg", "5 %", "5 XTS", "5 XTS / kg", "5 XTS / 100 kg / lactic."])
def test_a_term_is_written_as_it_is_read(text: str) -> None:
    (term,) = parse(text).terms
    assert str(term) == text


def test_terms_add_unless_they_say_otherwise() -> None:
    assert Term("01").sign == 1


@pytest.mark.parametrize(
    ("sentence", "working"),
    [
        ("kg", "0"),
        ("0%", "1000 × 0 %"),
        ("0% - 0.5 XTS", "max(1000 × 0 % - 0.5 XTS; 0)"),
    ],
)
def test_nothing_to_pay_is_worked_out_too(sentence: str, working: str) -> None:
    assert evaluate(parse(sentence), D(1000), QUANTITIES, RATES) == (D(0), working)


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [("1 XTS / % vol/hl", "20"), ("3 XTS / l alc. 100%", "60"), ("3 XTS / 100 l alc. 100%", "0.6")],
)
def test_degrees_and_volume_are_all_that_strength_needs(sentence: str, amount: str) -> None:
    assert evaluate(parse(sentence), D(0), {"ASV": D(40), "LTR": D(50)}, RATES)[0] == D(amount)


def test_what_is_told_goes_before_what_can_be_worked_out() -> None:
    assert evaluate(parse("3 XTS / 10 l alc. 100%"), D(0), {"ASV": D(40), "LTR": D(50), "LPA": D(7)}, RATES)[0] == D(
        "2.1"
    )


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("4.000%", "40"),
        ("12,5 %", "125"),
        ("NIHIL", "0"),
        ("kg", "0"),
        ("20.00 EUR / 100 kg", "333558.96"),
        ("0,3 USD за 1 кг", "432000"),
        ("1 USD за 1000 кг", "1440"),
        ("3 XTS / 100 g", "3600"),
        ("0,4 USD за 1 см3", "240000000"),
        ("2 USD за 1 см³", "1200000000"),
        ("2 USD за 1 л", "1200000"),
        ("3 EUR за 1 шт.", "208474.35"),
        ("1 EUR / hl", "6949.145"),
        ("10 USD / 1000 p/st", "600"),
        ("1 XTS / 1,000 p/st", "0.005"),
        ("1 XTS / % vol/hl", "20"),
        ("1 XTS per % vol", "40"),
        ("100 XTS / l alc. 100%", "300"),
        ("100 XTS за 1 л 100 % спирта", "300"),
        ("2 XTS / 100 kg / lactic.", "0.14"),
        ("7 XTS", "7"),
        ("5% + 1 XTS/kg", "170"),
        ("5% плюс 1 XTS/kg", "170"),
        ("20% − 1 XTS / kg", "80"),
        ("1% - 1 XTS / kg", "0"),
        ("20 %, но не менее 0,3 USD за 1 кг", "432000"),
        ("20 % not less than 1 XTS per kg", "200"),
        ("20 %, но не более 1 XTS за 1 кг", "120"),
        ("20% MIN 3 XTS / kg MAX 30%", "300"),
        ("9.10% MAX 1.00% + 0.90 XTS / 100 kg", "11.08"),
        ("50% MAX 20% MAX 1 XTS / kg", "120"),
    ],
)
def test_sentences_come_to(sentence: str, amount: str) -> None:
    assert worth(sentence) == D(amount)


def test_the_working_can_be_done_again() -> None:
    amount, working = evaluate(parse("20% MIN 0.3 USD / kg MAX 50% + 1 XTS"), D(1000), QUANTITIES, RATES)
    assert working == "min(max(1000 × 20 %; 120 × 0.3 USD / kg × 12000); 1000 × 50 % + 1 XTS)"
    assert amount == 501
    assert evaluate(parse("1% - 1 XTS / kg"), D(1000), QUANTITIES, RATES)[1] == "max(1000 × 1 % - 120 × 1 XTS / kg; 0)"


@pytest.mark.parametrize(
    ("sentence", "code", "params"),
    [
        ("1 XTS / kWh", "tariff.quantity", {"term": "1 XTS / kWh", "unit": "kWh"}),
        ("1 XTS / 1000 m3", "tariff.quantity", None),
        ("1 CHF / kg", "tariff.rate", {"term": "1 CHF / kg", "currency": "CHF"}),
        ("5% + AC (reduced)", "tariff.component", {"term": "AC (reduced)"}),
    ],
)
def test_what_is_missing_is_named(sentence: str, code: str, params: dict[str, str] | None) -> None:
    with pytest.raises(Invalid) as refused:
        evaluate(parse(sentence), D(1000), {}, RATES)
    (finding,) = refused.value.findings
    assert (finding.code, finding.pointer) == (code, "")
    assert params is None or finding.params == params


@pytest.mark.parametrize(
    ("sentence", "quantities", "unit"),
    [
        ("1 XTS / kg", {"LTR": D(1)}, "kg"),
        ("1 XTS / l alc. 100%", {}, "l alc. 100%"),
        ("1 XTS / l alc. 100%", {"LTR": D(1)}, "% vol"),
        ("1 XTS / 100 l alc. 100%", {"ASV": D(1)}, "l"),
        ("1 XTS / % vol/hl", {"KGM": D(1), "LTR": D(1)}, "% vol"),
    ],
)
def test_the_quantity_that_is_missing_is_named(sentence: str, quantities: dict[str, Decimal], unit: str) -> None:
    with pytest.raises(Invalid) as refused:
        evaluate(parse(sentence), D(1000), quantities, RATES)
    assert refused.value.findings[0].params["unit"] == unit


def test_raised_adds_points_to_the_first_percentage() -> None:
    assert worth("20% MIN 1 XTS / kg") == 200
    higher = raised(parse("20% MIN 1 XTS / kg"), D(10))
    assert evaluate(higher, D(1000), QUANTITIES, RATES)[0] == 300
    assert higher.text == "20% MIN 1 XTS / kg (+10 points)"
    assert higher.terms == (Term("01", 1, D(30)),)
    assert raised(parse("0%"), D(10)).terms == (Term("01", 1, D(10)),)
    specific = raised(parse("1 XTS / kg"), D(5))
    assert specific.terms[-1] == Term("04", 1, D(5))
    assert evaluate(specific, D(1000), QUANTITIES, RATES)[0] == 170
    assert ad_valorem(parse("1 XTS / kg")) == 0
    assert ad_valorem(parse("1 XTS / kg + 7%")) == 7


percents = st.decimals(0, 200, places=3)
amounts = st.decimals(0, 10**9, places=2)


@st.composite
def sums(draw: st.DrawFn) -> str:
    terms = st.one_of(
        percents.map(lambda p: f"{p:f} %"),
        st.tuples(
            st.decimals(0, 1000, places=2),
            st.sampled_from(["XTS", "USD"]),
            st.sampled_from(["kg", "100 kg", "l", "1000 p/st", "cm3"]),
        ).map(lambda t: f"{t[0]:f} {t[1]} / {t[2]}"),
    )
    return " + ".join(draw(st.lists(terms, min_size=1, max_size=3)))


@settings(max_examples=40)
@given(sums(), amounts, amounts)
def test_more_value_never_means_less_duty(sentence: str, one: Decimal, other: Decimal) -> None:
    expression = parse(sentence)
    low, high = sorted([one, other])
    assert evaluate(expression, low, QUANTITIES, RATES)[0] <= evaluate(expression, high, QUANTITIES, RATES)[0]


@settings(max_examples=40)
@given(sums(), amounts)
def test_terms_add_up(sentence: str, value: Decimal) -> None:
    parts = [evaluate(parse(part), value, QUANTITIES, RATES)[0] for part in sentence.split(" + ")]
    assert evaluate(parse(sentence), value, QUANTITIES, RATES)[0] == sum(parts)


@settings(max_examples=40)
@given(sums(), percents, percents, amounts)
def test_least_and_most_bound(sentence: str, least: Decimal, most: Decimal, value: Decimal) -> None:
    first = sentence.partition(" + ")[0]
    amount = evaluate(parse(f"{first} MIN {least:f}% MAX {most:f}%"), value, QUANTITIES, RATES)[0]
    plain = evaluate(parse(first), value, QUANTITIES, RATES)[0]
    assert amount <= value * most / 100
    assert amount >= min(value * least / 100, value * most / 100)
    assert amount in (plain, value * least / 100, value * most / 100)


@settings(max_examples=40)
@given(sums())
def test_what_a_term_is_written_as_reads_the_same(sentence: str) -> None:
    terms = parse(sentence).components
    assert parse(" + ".join(map(str, terms))).components == terms


@settings(max_examples=40)
@given(st.text(alphabet="0123456789.,% +-/()MINAXmaxEURUSDkgсум перза\n\x00²½", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused(sentence: str) -> None:
    with suppress(Invalid):
        assert all(isinstance(term, Term) for term in parse(sentence).components)
