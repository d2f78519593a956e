from __future__ import annotations

from collections.abc import Iterator

import pytest

from darcha.law.finding import Finding, errors
from darcha.law.pack.model import RuleRow
from darcha.law.rule import RULES, Findings, Rule, check_row, rule, template
from darcha.law.text import TEXTS, explain, text
from tests.makers import row


@pytest.fixture
def registry() -> Iterator[None]:
    """Rules made in a test are gone after it."""
    rules, texts = dict(RULES), dict(TEXTS)
    yield
    for register, kept in ((RULES, rules), (TEXTS, texts)):
        register.clear()
        register.update(kept)  # type: ignore[arg-type]


def made(**given: object) -> Rule:
    @rule("X001", at="items[].name", **given)  # type: ignore[arg-type]
    def short(item: int) -> Findings:
        """Name {name} is short.

        Give a longer
        name.
        """
        if item:
            yield short.found(item, name="Bo")

    return short


def test_a_rule_is_registered_with_its_words(registry: None) -> None:
    short = made()
    assert RULES["X001"] is short
    assert (short.about, short.label, short.cure) == ("declaration", "Name {name} is short", "Give a longer name.")
    assert list(short.run(0)) == []
    assert list(short.run(2)) == [Finding("X001", "/items/2/name", {"name": "Bo"})]


def test_a_finding_is_said_in_the_reader_s_language(registry: None) -> None:
    finding = next(made(severity="warning").run(2))
    assert finding.severity == "warning"
    assert explain(finding).label == "Name Bo is short"
    said = explain(finding, {"Name {name} is short": "{name}: kurz", "Give a longer name.": "Länger."}.__getitem__)
    assert (said.label, said.cure) == ("Bo: kurz", "Länger.")


def test_a_slip_in_a_translation_does_not_hide_the_finding(registry: None) -> None:
    assert explain(next(made().run(2)), lambda key: "{nome}").label == "–"


def test_a_code_that_is_no_longer_known_is_shown_as_it_is() -> None:
    said = explain(Finding("X999", "/a"))
    assert (said.label, said.cure) == ("X999", "")


def test_a_code_has_one_meaning(registry: None) -> None:
    made()
    with pytest.raises(ValueError, match="X001 is taken"):
        made()
    with pytest.raises(ValueError, match="X001 is taken"):
        text("X001", "Other", "Other.")


def nameless(facts: object) -> Findings:
    yield from ()


def uncured(facts: object) -> Findings:
    """Wrong."""
    yield from ()


@pytest.mark.parametrize("run", [nameless, uncured])
def test_a_rule_without_words_is_refused(registry: None, run: object) -> None:
    with pytest.raises(TypeError, match="X002 lacks a docstring"):
        rule("X002", at="a")(run)  # type: ignore[arg-type]


@pytest.mark.parametrize(("at", "pointer"), [("", ""), ("a.b", "/a/b"), ("a[].b[].c", "/a/{}/b/{}/c")])
def test_a_path_becomes_a_pointer(at: str, pointer: str) -> None:
    assert template(at) == pointer


@pytest.mark.parametrize(
    ("params", "good"),
    [
        ({"n": "0.5", "p": "[0-9]+", "l": "a b"}, True),
        ({"n": "half", "p": "[0-9]+", "l": "a b"}, False),
        ({"n": "NaN", "p": "[0-9]+", "l": "a b"}, False),
        ({"n": "1", "p": "[0-9", "l": "a b"}, False),
        ({"n": "1", "p": "", "l": "a b"}, False),
        ({"n": "1", "p": "x", "l": " "}, False),
        ({"n": "1", "p": "x"}, False),
        ({"n": "1", "p": "x", "l": "a", "more": "1"}, False),
        ({}, False),
    ],
)
def test_the_row_of_a_rule_is_checked(registry: None, params: dict[str, str], good: bool) -> None:
    made(takes={"n": "number", "p": "pattern", "l": "list"})
    findings = check_row(row(RuleRow, code="X001", params=params), "/rules/4")
    assert [finding.pointer for finding in findings] == ([] if good else ["/rules/4/params"])
    assert good or explain(findings[0]).label == "The rule X001 takes n (number), p (pattern), l (list)"


def test_only_errors_have_to_be_cured() -> None:
    error, warning = Finding("X001"), Finding("X002", severity="warning")
    assert errors((warning, error)) == (error,)


def test_a_row_of_no_rule_is_found() -> None:
    findings = check_row(row(RuleRow, code="X999"), "/rules/4")
    assert [(finding.code, finding.pointer) for finding in findings] == [("rule.unknown", "/rules/4/code")]


def test_parameters_are_read_as_what_they_are(registry: None) -> None:
    short = made(takes={"n": "number", "p": "pattern", "l": "list"})
    rows = {"X001": row(RuleRow, code="X001", params={"n": "0.5", "p": "[0-9]+", "l": " a  b"})}
    assert short.number(rows, "n") == 1 / 2
    assert short.words(rows, "l") == ["a", "b"]
    assert short.matches(rows, "p", "12")
    assert not short.matches(rows, "p", "12 ")
