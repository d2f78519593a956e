"""What doors say, in whatever language."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from darcha.doors import present
from darcha.law.access import ACTS
from darcha.law.errors import DarchaError, NotAuthorised, Refused, Unavailable, UnknownSender
from darcha.law.finding import Finding
from darcha.law.text import TEXTS


def tree(root: type[DarchaError] = DarchaError) -> Iterator[type[DarchaError]]:
    yield root
    for below in root.__subclasses__():
        yield from tree(below)


def wanted(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def _code(kind: type[DarchaError]) -> str:
    return kind.code


KINDS = sorted(set(tree()), key=_code)


@pytest.fixture
def klingon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which every text is itself in brackets."""
    monkeypatch.setattr(present, "gettext", lambda text: f"[{text}]")


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_every_error_has_its_words(klingon: None, kind: type[DarchaError]) -> None:
    params: dict[str, Any] = {name: f"<{name}>" for name in wanted(kind.text + kind.cure)}
    error = kind(**params)
    told = present.problem(error)
    assert told.code == kind.code
    assert 400 <= told.status < 600
    assert told.type.endswith(kind.code)
    assert told.title
    assert told.detail.startswith("[")
    assert told.cure.startswith("[")
    assert "{" not in told.detail + told.cure


def test_an_act_and_the_reasons_are_told_in_words(klingon: None) -> None:
    told = present.problem(NotAuthorised(act="declaration.lodge", why="no role of yours holds this right"))
    assert told.params == {"act": f"[{ACTS['declaration.lodge'].label}]", "why": "[no role of yours holds this right]"}
    told = present.problem(Refused(act="an act of long ago", why="one; two"))
    assert told.params == {"act": "an act of long ago", "why": "[one]; [two]"}


def test_a_text_with_braces_from_outside_stays_what_it_is(klingon: None) -> None:
    told = present.problem(Refused(act="{x}", why="{0.__class__}"))
    assert told.detail == "[{x} is not possible now: [{0.__class__}].]"


def test_a_finding_is_told_with_its_figures_cure_and_law(klingon: None) -> None:
    code, text = next((code, text) for code, text in TEXTS.items() if wanted(text.label) and text.cure)
    finding = Finding(code, "/a/0", dict.fromkeys(wanted(text.label + text.cure), "7"))
    told, bare = present.tell(finding, "Act 1"), present.tell_all([finding])[0]
    assert (told.code, told.pointer, told.severity, told.law, bare.law) == (code, "/a/0", "error", "Act 1", "")
    assert told.text.startswith("[")
    assert "7" in told.text
    assert told.cure.startswith("[")


def test_a_finding_of_a_forgotten_code_is_told_by_its_code() -> None:
    told = present.tell(Finding("Z999"))
    assert (told.text, told.cure) == ("Z999", "")


def test_who_is_unknown_or_too_early_is_told_in_headers() -> None:
    assert "WWW-Authenticate" in present.problem_headers(UnknownSender())
    assert present.problem_headers(Unavailable(part="x")) == {"Retry-After": "5"}
    assert present.problem_headers(DarchaError()) == {}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("en-GB,en;q=0.9", "en"), ("tlh", "en"), ("*", "en"), ("x" * 5000, "en"), ("tlh;q=1, en;q=0.1", "en")],
)
def test_the_language_is_one_that_we_have(accepted: str, language: str) -> None:
    assert present.language({"accept-language": accepted}) == language
