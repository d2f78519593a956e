"""Finding a commodity code: by its digits or by words, in any language of the country, with the way down the tariff."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import msgspec
from django.http import HttpResponse

from darcha.doors.pages.gate import Visit, page
from darcha.doors.words import words
from darcha.flow.judge import law_of
from darcha.law.codes import compact_hs
from darcha.law.pack.model import Heading
from darcha.law.snapshot import Snapshot

MOST = 20
_APART = re.compile(r"[^\w]+")
_MARKS = re.compile("[\u02bb\u02bc\u2018\u2019`']")


class Found(msgspec.Struct, frozen=True):
    """A code that can be taken, its text, the headings above it, its unit and duty."""

    code: str
    name: str
    path: str
    duty: str
    example: bool


def folded(text: str) -> str:
    """A text for comparing: small letters, no apostrophes, no accents."""
    plain = unicodedata.normalize("NFKD", _MARKS.sub("", text.casefold()))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=4)
def _index(law: Snapshot) -> list[tuple[Heading, str]]:
    """The codes of full length with all their words and those above them."""
    return [
        (row, folded(" ".join(" ".join(h.name.values()) for h in (*_above(code, law), row))))
        for code, row in sorted(law.headings.items())
        if len(code) == law.code_length
    ]


def _above(code: str, law: Snapshot) -> list[Heading]:
    return [law.headings[code[:n]] for n in range(2, len(code)) if code[:n] in law.headings]


def search(law: Snapshot, query: str) -> list[Found]:
    """The codes that a query means: its digits begin them, or all its words stand in their texts.

    Texts that have them as whole words come first: apples before pineapples.
    """
    digits = compact_hs(query)
    if digits.isdigit():
        hits = [row for row, _ in _index(law) if row.code.startswith(digits)]
    else:
        wanted = [word for word in _APART.split(folded(query)) if len(word) > 1]
        texts = [(row, text) for row, text in _index(law) if wanted and all(word in text for word in wanted)]
        texts.sort(key=lambda hit: _strange(hit[0], hit[1], wanted))
        hits = [row for row, _ in texts]
    return [_found(row, law) for row in hits[:MOST]]


def _strange(row: Heading, text: str, wanted: list[str]) -> tuple[int, int]:
    """How many of the words wanted are no whole words of a code's own text, and of all its texts."""
    own = set(_APART.split(folded(" ".join(row.name.values()))))
    every = set(_APART.split(text))
    return sum(word not in own for word in wanted), sum(word not in every for word in wanted)


def _found(row: Heading, law: Snapshot) -> Found:
    above = " › ".join(words(h.name) for h in _above(row.code, law))
    return Found(row.code, words(row.name), above, row.duty or "", row.status == "illustrative")


def found_headings(visit: Visit, query: str) -> list[Found]:
    """What the tariff of today has for a query."""
    return search(law_of(visit.pack, visit.now), query) if query else []


@page("declaration.draft")
def found(visit: Visit) -> HttpResponse:
    """A part of the form: the codes found for what is being typed into the field named by ``for``."""
    name = visit.request.GET.get("for", "")
    query = visit.request.GET.get(name, "")
    return visit.show("draft/found.html", {"name": name, "found": found_headings(visit, query), "query": query})
