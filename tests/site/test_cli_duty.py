"""``darcha duty``: one question on the command line, many as lines."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.site.cli import cli
from darcha.site.cli.duty import LONGEST_LINE, answers

GOOD: dict[str, Any] = {"id": "a", "expression": "20%", "value": "1000.00"}


def darcha(*arguments: object, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=given)


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def told(line: str | bytes) -> dict[str, Any]:
    """The answer to one line, where the country's currency is XTS and is called florin."""
    written = line.encode() if isinstance(line, str) else line
    ((answer, good),) = answers(io.BytesIO(written), "XTS", (("florin", "XTS"),))
    found: dict[str, Any] = json.loads(answer)
    assert answer.endswith(b"\n")
    assert good == ("amount" in found)
    assert found.keys() == ({"id", "amount", "working"} if good else {"id", "error"})
    return found


def asked(**fields: Any) -> dict[str, Any]:
    return told(json.dumps(GOOD | fields))


@pytest.mark.parametrize(
    ("arguments", "amount"),
    [
        (("20%", "--value", "1000"), "200"),
        (("20%", "--value", "1000.00", "--round", "0.01:down"), "200.00"),
        (("20% MIN 0.5 USD/kg", "--value", "1000", "--quantity", "kg=120", "--rate", "USD=12000"), "720000"),
        (("0.5 USD/kg", "--value", "0", "--quantity", "t=0.12", "--rate", "USD=10"), "600"),
        (("0.5 USD/kg", "--value", "0", "--quantity", "KGM=120", "--currency", "USD"), "60"),
        (("1 EUR / l alc. 100%", "--value", "0", "--quantity", "l=50", "--quantity", "% vol=40", "--rate=EUR=2"), "40"),
        (("5%", "--value", "1000.555"), "50.02775"),
        (("5%", "--value", "1000.555", "--round", "0.01:down"), "50.02"),
        (("5%", "--value", "1000.555", "--round", "1:up"), "51"),
        (("5%", "--value", "1000.555", "--round", "100:up"), "100"),
        (("10%, но не менее 3000 сум за 1 кг", "--value", "1", "--quantity", "кг=2"), "6000"),
        (("3000 so'm per pair", "--value", "1", "--quantity", "pair=2"), "6000"),
    ],
)
def test_one(arguments: tuple[str, ...], amount: str) -> None:
    result = darcha("duty", *arguments, "--json")
    assert result.exit_code == 0, result.output
    (line,) = lines(result)
    assert line["amount"] == amount
    assert line["working"]
    assert f"{line['working']} = {amount} {line['currency']}" in darcha("duty", *arguments).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("5%",), "--value"),
        (("--value", "5"), "expression"),
        (("5%", "--value", "much"), "value: much is no number"),
        (("5%", "--value", "-1"), "value: -1 is less than 0"),
        (("5%", "--value", "NaN"), "value: NaN is no number"),
        (("5%", "--value", "1", "--currency", "gold"), "currency: gold"),
        (("5%", "--value", "1", "--quantity", "120"), "name=number"),
        (("5%", "--value", "1", "--quantity", "kg=1", "--quantity", "kg=1"), "kg is given twice"),
        (("5%", "--value", "1", "--quantity", "kg=1", "--quantity", "t=1"), "kg and t disagree"),
        (("5%", "--value", "1", "--quantity", "kg=1e999999"), "beyond reason"),
        (("5%", "--value", "1", "--quantity", "furlong=1"), "furlong is no unit"),
        (("5%", "--value", "1", "--rate", "EUR=x"), "rates: EUR: x is no number"),
        (("5%", "--value", "1", "--rate", "euro=1"), "rates: euro is no code"),
        (("5%", "--value", "1", "--round", "0.03:up"), "0.03 is no power of ten"),
        (("5%", "--value", "1", "--round", "0.01"), "place and mode"),
        (("5%", "--value", "1", "--round", "0.01:sideways"), "half-even"),
        (("5%", "--value", "9" * 30, "--rate", "USD=1"), None),
        (("1234567.1234567 USD/kg", "--value=0", f"--rate=USD={'9' * 30}", f"--quantity=kg={'9' * 30}"), "digits"),
        (("5%", "--batch", "-"), "leave out"),
        (("--batch", "-", "--round", "0.01:down"), "leave out"),
        (("--batch", "no/such/file"), "no/such/file"),
    ],
)
def test_used_wrongly(arguments: tuple[str, ...], says: str | None) -> None:
    result = darcha("duty", *arguments, "--json")
    if says is None:
        assert result.exit_code == 0
    else:
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Error" in result.stderr
        assert says in " ".join(result.stderr.split())


def test_what_is_missing_is_said() -> None:
    result = darcha("duty", "5% MIN 1 EUR/kg", "--value", "1", "--quantity", "kg=1", "--json")
    assert (result.exit_code, lines(result)[0]["error"]) == (1, "input.invalid")
    assert lines(result)[0]["findings"][0]["code"] == "tariff.rate"
    words = darcha("duty", "five percent", "--value", "1")
    assert words.exit_code == 1
    assert "cannot stand here" in words.stderr


def test_a_batch_is_answered_line_by_line_in_order(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": 1, "expression": "20%", "value": 7}\nno\n{"id": 3, "expression": "1%", "value": 7}')
    result = darcha("duty", "--batch", file, "--json")
    assert result.exit_code == 1
    assert [line["id"] for line in lines(result)] == [1, None, 3]
    assert darcha("duty", "--batch", "-", given=file.read_text()).stdout == result.stdout
    good = darcha(
        "duty", "--batch", "-", "--json", given='{"expression":"1000 сум/кг","value":0,"quantities":{"kg":1}}'
    )
    assert (good.exit_code, lines(good)[0]["amount"]) == (0, "1000")
    assert (darcha("duty", "--batch", "-", given="").exit_code, lines(darcha("duty", "--batch", "-", given=""))) == (
        0,
        [],
    )


def test_a_program_that_waits_for_each_answer_gets_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "darcha", "duty", "--batch", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        late = threading.Timer(30, process.kill)
        late.start()
        for name in range(3):
            process.stdin.write(json.dumps(GOOD | {"id": name}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
        assert process.wait() == 0
        late.cancel()


@pytest.mark.parametrize(
    ("fields", "amount", "working"),
    [
        ({}, "200", "1000.00 × 20 %"),
        ({"value": "0"}, "0", "0 × 20 %"),
        ({"value": "1e3", "round": "0.01:half-up"}, "200.00", "1000 × 20 %"),
        ({"value": "123456789012345.67", "expression": "100%"}, "123456789012345.67", None),
        ({"expression": "5% + 2 EUR/kg", "rates": {"EUR": "1.5"}, "quantities": {"t": 1, "кг": "1000"}}, "3050", None),
        ({"expression": "5 florin / % vol/hl", "quantities": {"hl": 1, "% vol": "40"}}, "200", None),
        (
            {"expression": "5 USD/m3", "currency": "USD", "quantities": {"cm3": "2000000"}, "rates": {"USD": 1}},
            "10",
            None,
        ),
        ({"expression": "5 XTS / 100 kg / lactic.", "quantities": {"kg / lactic.": 200}}, "10", None),
        ({"value": "2.5", "expression": "100%", "round": "1:half-even"}, "2", None),
        ({"value": "2.5", "expression": "100%", "round": "1:half-up"}, "3", None),
        ({"value": "1234", "expression": "100%", "round": "1e2:up"}, "1300", None),
    ],
)
def test_lines_that_are_right(fields: dict[str, Any], amount: str, working: str | None) -> None:
    found = asked(**fields)
    assert found["amount"] == amount, found
    assert working in (None, found["working"])


def test_numbers_are_taken_as_they_are_written() -> None:
    line = '{"id": 1.10, "expression": "100%", "value": 0.1000000000000000000001}'
    ((answer, _),) = answers(io.BytesIO(line.encode()), "XTS", ())
    figure = "0.1000000000000000000001"
    assert answer == f'{{"id":1.10,"amount":"{figure}","working":"{figure} × 100 %"}}\n'.encode()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"value": -1}, "value: -1 is less than 0"),
        ({"value": "-0.5"}, "value: -0.5 is less than 0"),
        ({"value": True}, "value: true is no number"),
        ({"value": None}, "value: null is no number"),
        ({"value": [1]}, "value: a list is no number"),
        ({"value": float("nan")}, "value: NaN is no number"),
        ({"value": float("inf")}, "value: Infinity is no number"),
        ({"value": "1_000"}, "value: 1_000 is no number"),
        ({"value": " 1"}, "value:  1 is no number"),
        ({"value": "1,5"}, "value: 1,5 is no number"),
        ({"value": "٥"}, "value: ٥ is no number"),
        ({"value": ""}, "value:  is no number"),
        ({"value": "1e999999999"}, "value: 1e999999999 is beyond reason"),
        ({"value": "0e999999999999999999999"}, "is beyond reason"),
        ({"value": "1e-31"}, "value: 1e-31 is beyond reason"),
        ({"value": "1e30"}, "value: 1e30 is beyond reason"),
        ({"value": "9" * 5000}, f"value: {'9' * 40}… is beyond reason"),
        ({"value": "1e" + "9" * 5000}, "is beyond reason"),
        ({"expression": 5}, "expression: 5 is no text"),
        ({"expression": None}, "expression: null is no text"),
        ({"expression": "5% MIN"}, "Column 7: the end cannot stand here. Expected an amount."),
        ({"expression": "5 USD"}, "needs an exchange rate of USD"),
        ({"expression": "5 XTS / kg"}, "The rate 5 XTS / kg needs a quantity in kg"),
        ({"expression": "AC"}, "AC has no amount of its own"),
        ({"currency": None}, "currency: null is no text"),
        ({"currency": "ABC"}, "currency: ABC is no code of ISO 4217"),
        ({"quantities": [1]}, "quantities: a list is no object"),
        ({"quantities": None}, "quantities: null is no object"),
        ({"quantities": {"kg": None}}, "quantities: kg: null is no number"),
        ({"quantities": {"kg": -1}}, "quantities: kg: -1 is less than 0"),
        ({"quantities": {"kg": "1e400"}}, "quantities: kg: 1e400 is beyond reason"),
        ({"quantities": {"stone": 1}}, "quantities: stone is no unit"),
        ({"quantities": {"k" * 61: 1}}, "… is no unit"),
        ({"quantities": {"kg": 1, "t": 1}}, "quantities: kg and t disagree"),
        ({"rates": {"EUR": 0}}, "rates: EUR must be more than 0"),
        ({"rates": {"EUR": False}}, "rates: EUR: false is no number"),
        ({"rates": {"eur": 1}}, "rates: eur is no code of ISO 4217"),
        ({"rates": {"XTS": 2}}, "rates: XTS is the currency of the value, its rate is 1"),
        ({"rates": "EUR"}, "rates: EUR is no object"),
        ({"round": None}, "round: null is no text"),
        ({"round": "1"}, "round: 1: write place and mode"),
        ({"round": "0.05:down"}, "round: 0.05 is no power of ten"),
        ({"round": "0:down"}, "round: 0 is no power of ten"),
        ({"round": "-1:down"}, "round: -1 is less than 0"),
        ({"round": "1:ceiling"}, "round: 1:ceiling: write place and mode"),
        ({"vlaue": 1}, "vlaue is no key of a line"),
    ],
)
def test_lines_that_are_wrong_keep_their_id(fields: dict[str, Any], error: str) -> None:
    found = asked(**fields)
    assert found["id"] == "a"
    assert error in found["error"], found


@pytest.mark.parametrize("missing", ["expression", "value"])
def test_what_a_line_lacks_is_named(missing: str) -> None:
    assert (
        told(json.dumps({key: one for key, one in GOOD.items() if key != missing}))["error"] == f"{missing} is missing"
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("\n", "line 1: no JSON, column 1"),
        ("nonsense", "line 1: no JSON, column 1"),
        ("{'id': 1}", "line 1: no JSON, column 2"),
        ("[1]", "line 1: no object of JSON"),
        ("5", "line 1: no object of JSON"),
        ("{} {}", "line 1: no JSON, column 4"),
        ("[" * 200_000, "line 1: no JSON: nested too deep"),
        (b'{"id": "\xff"}', "line 1: no JSON: not UTF-8"),
        ('{"id": "\\ud800", "expression": "5%", "value": 1}', "line 1: holds half of a surrogate pair"),
        ('{"id": true}', "line 1: id: true is neither text nor number"),
        ('{"id": NaN}', "line 1: id: NaN is neither text nor number"),
        ('{"id": {}}', "line 1: id: an object is neither text nor number"),
        ('{"id": 1, "id": 2}', "line 1: id is given twice"),
        ("{}", "expression is missing"),
        ('{"id": null, "expression": "5%", "value": "x"}', "value: x is no number"),
    ],
)
def test_lines_that_no_id_can_be_taken_from(line: str | bytes, error: str) -> None:
    found = told(line)
    assert found["id"] is None
    assert found["error"].startswith(error), found


def test_a_key_that_is_given_twice_is_named() -> None:
    assert told('{"id": 1, "value": 1, "expression": "5%", "value": 1}') == {"id": 1, "error": "value is given twice"}
    doubled = '{"id": 1, "value": 1, "expression": "5%", "rates": {"EUR": 1, "USD": 2, "EUR": 1}}'
    assert told(doubled) == {"id": 1, "error": "rates: EUR is given twice"}


def test_a_line_that_is_too_long_is_passed_over() -> None:
    long = json.dumps(GOOD | {"expression": " " * 2 * LONGEST_LINE}).encode()
    whole = json.dumps(GOOD).encode()
    exact = whole[:-1] + b" " * (LONGEST_LINE - len(whole)) + b"}"
    assert len(exact) == LONGEST_LINE
    file = io.BytesIO(b"\n".join((long, exact, b" " + exact, whole, exact)))
    found = [json.loads(line) for line, _ in answers(file, "XTS", ())]
    assert found[0] == {"id": None, "error": f"line 1: longer than {LONGEST_LINE} bytes"}
    assert found[2] == {"id": None, "error": f"line 3: longer than {LONGEST_LINE} bytes"}
    assert [found[place]["amount"] for place in (1, 3, 4)] == ["200", "200", "200"]


def test_a_mark_of_byte_order_is_no_part_of_a_line() -> None:
    assert told(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())["amount"] == "200"


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.just("5%") | st.just("0.01:up"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["kg", "EUR", ""]), inner, max_size=2),
    max_leaves=4,
)
keys = st.sampled_from(["id", "expression", "value", "currency", "quantities", "rates", "round"]) | st.text(max_size=3)


@settings(max_examples=60)
@given(st.dictionaries(keys, values, max_size=4))
def test_any_object_has_an_answer(fields: dict[str, Any]) -> None:
    told(json.dumps(GOOD | fields))


@settings(max_examples=60)
@given(st.binary(max_size=40))
def test_any_bytes_have_as_many_answers_as_lines(data: bytes) -> None:
    assert len(list(answers(io.BytesIO(data), "XTS", ()))) == len(io.BytesIO(data).readlines())


def test_many_lines_take_little_time() -> None:
    questions = b"".join(json.dumps(GOOD | {"id": name, "value": name}).encode() + b"\n" for name in range(5000))
    began = time.process_time()
    assert sum(good for _, good in answers(io.BytesIO(questions), "XTS", ())) == 5000
    assert time.process_time() - began < 2.5
