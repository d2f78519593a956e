"""The nomenclature: the tree of the Harmonised System with the country's own lines in it, and how one finds a code.

The Harmonised System (International Convention, edition of 2022) has sections, chapters (2 digits), headings (4) and
subheadings (6); a country divides these further. Its texts below the chapters are given in English by whoever calls;
sections, chapters and lines of the country come from its pack, in its languages. Where the country has a text of its
own for a code, that one counts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import nsmallest
from itertools import islice, takewhile
from typing import Literal

import msgspec

from darcha.law.codes import compact_hs
from darcha.law.finding import Finding
from darcha.law.pack.model import Heading, Pack, Section
from darcha.law.pack.rows.base import Words
from darcha.law.snapshot import Snapshot
from darcha.law.text import text

ENGLISH = "en"
"""The language of the Harmonised System's own texts."""

Level = Literal["section", "chapter", "heading", "subheading", "line"]

STRANGE = text(
    "pack.hs",
    "tariff {row}: the Harmonised System has no code {found}",
    "Compare the code with the nomenclature; a national line begins with the six digits of a subheading.",
    "warning",
)

_LEVELS: Mapping[int, Level] = {2: "chapter", 4: "heading", 6: "subheading"}
_NATIONAL = ("98", "99")
"""Chapters that the Harmonised System leaves to the countries."""

_APART = re.compile(r"\W+")
_APOSTROPHES = re.compile("[\u02b9\u02bb\u02bc\u2018\u2019\u2032`']")


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the tree.

    ``code`` is a section's roman number or digits without spaces; ``name`` its text by language. ``row`` is the
    country's own row of the code (unit, duty, act), None for a section and where only the Harmonised System knows it.
    """

    code: str
    level: Level
    name: Words
    row: Heading | None = None

    @property
    def english_only(self) -> bool:
        """Whether there is no text but the English one."""
        return self.name.keys() == {ENGLISH}

    def text(self, language: str) -> str:
        """The text in ``language``, else in English, else in whatever language there is."""
        return self.name.get(language) or self.name.get(ENGLISH) or next(iter(self.name.values()), "")


class Nomenclature:
    """The tree on one day. It never changes; make one for each version of a pack and day, and keep it.

    ``texts`` are those of the Harmonised System: code of 2, 4 or 6 digits → English text. Making one of 7,000 codes
    takes a few tenths of a second.
    """

    def __init__(self, texts: Mapping[str, str], snapshot: Snapshot) -> None:
        sections = [row for row in snapshot.pack.sections if row.holds(snapshot.day)]
        names: dict[str, Words] = {code: {ENGLISH: text} for code, text in texts.items()}
        names |= {code: row.name for code, row in snapshot.headings.items()}
        self._codes = sorted(names)
        self._nodes = {row.code: Node(code=row.code, level="section", name=row.name) for row in sections} | {
            code: Node(code=code, level=_level(code), name=names[code], row=snapshot.headings.get(code))
            for code in self._codes
        }
        self._full = snapshot.code_length
        self._above = {code: _above(code, self._nodes, sections) for code in self._nodes}
        self._below: dict[str, list[Node]] = {}
        for code, node in self._nodes.items():
            self._below.setdefault(self._above[code], []).append(node)
        self._words = _Words(self)

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[Node]:
        """Every node: sections in their order, then codes in rising order."""
        return iter(self._nodes.values())

    def get(self, code: str) -> Node | None:
        """The node of a code (spaces and dots are left out) or of a section's number; None where there is none."""
        return self._nodes.get(compact_hs(code))

    def path(self, code: str) -> tuple[Node, ...]:
        """The way down to ``code``: section, chapter, heading, subheading, national lines, the code itself last.

        Of a code that is not known the way down to where it would stand; empty where not even its chapter is known.
        """
        code = compact_hs(code)
        above = self._above[code] if code in self._nodes else _longest(code, self._nodes)
        rest = self.path(above) if above else ()
        return (*rest, self._nodes[code]) if code in self._nodes else rest

    def children(self, code: str = "") -> tuple[Node, ...]:
        """What stands directly under ``code`` or a section's number, in order; the top of the tree for no code."""
        return tuple(self._below.get(compact_hs(code), ()))

    def search(self, words: str, language: str, limit: int = 20, *, lines: bool = False) -> tuple[Node, ...]:
        """The codes that ``words`` mean, the likeliest first, at most ``limit``; with ``lines`` only full codes.

        Digits find the codes that begin with them. Words find the codes in whose texts, or in those above them, all
        of them stand, in any language and also as parts of words; case, accents and apostrophes do not count. Codes
        whose own text in ``language`` has them as whole words come first, then as beginnings of words.
        """
        digits = compact_hs(words)
        length = self._full if lines else None
        if digits.isascii() and digits.isdigit():
            found = list(islice(self._beginning(digits, length), limit))
        else:
            found = self._words.having(fold(words).split(), language, length, limit)
        return tuple(self._nodes[code] for code in found)

    def _beginning(self, digits: str, length: int | None) -> Iterator[str]:
        after = islice(self._codes, bisect_left(self._codes, digits), None)
        begun = takewhile(lambda code: code.startswith(digits), after)
        return (code for code in begun if length in {None, len(code)})


class _Words:
    """The texts of a nomenclature folded for comparing, by code: its own by language, and with all above it."""

    def __init__(self, nomenclature: Nomenclature) -> None:
        folded = _Folder()
        self._codes = [node.code for node in nomenclature if node.level != "section"]
        paths = [nomenclature.path(code) for code in self._codes]
        self._own = {
            language: [folded[path[-1].text(language)] for path in paths]
            for language in {ENGLISH, *(language for path in paths for language in path[-1].name)}
        }
        each = {node.code: "".join(dict.fromkeys(map(folded.__getitem__, node.name.values()))) for node in nomenclature}
        self._any = [each[code] for code in self._codes]
        self._all = ["".join(each[node.code] for node in path) for path in paths]

    def having(self, wanted: Sequence[str], language: str, length: int | None, limit: int) -> list[str]:
        """The codes (of ``length`` digits) that have all of the words wanted, folded, the likeliest first."""
        own = self._own.get(language, self._own[ENGLISH])
        ranked = (
            (sum(_rank(word, own[index], self._any[index]) for word in wanted), len(own[index]), index)
            for index, texts in enumerate(self._all)
            if wanted and all(word in texts for word in wanted) and length in {None, len(self._codes[index])}
        )
        return [self._codes[index] for _, _, index in nsmallest(limit, ranked)]


def _rank(word: str, own: str, other: str) -> int:
    """How far a word is from being a word of a code's own text; texts begin and end with a space."""
    if f" {word} " in own:
        return 0
    if f" {word}" in own:
        return 1
    return 2 if word in other else 4


class _Folder(dict[str, str]):
    """Texts folded, each once, with a space before and after every word."""

    def __missing__(self, text: str) -> str:
        self[text] = folded = f" {fold(text)} "
        return folded


def fold(text: str) -> str:
    """A text for comparing: small letters, no accents, no apostrophes, one space between words.

    >>> fold("Go\u02bbsht, M\u00e9lange")
    'gosht melange'
    """
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter)) if not bare.isascii() else bare
    return " ".join(_APART.split(letters)).strip()


class Nomenclatures:
    """The nomenclatures of a process by the pack's digest and day, the last few kept."""

    def __init__(self, texts: Mapping[str, str], keep: int = 2) -> None:
        self._texts = texts
        self._keep = keep
        self._made: dict[tuple[str, date], Nomenclature] = {}

    def of(self, snapshot: Snapshot) -> Nomenclature:
        """The nomenclature under the law of ``snapshot``, made at its first use."""
        key = (snapshot.pack.digest, snapshot.day)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Nomenclature(self._texts, snapshot)
            while len(self._made) > self._keep:
                del self._made[next(iter(self._made))]
        return found


def check_tariff(pack: Pack, texts: Mapping[str, str]) -> Iterator[Finding]:
    """A warning for each line of the tariff that stands under no code of the Harmonised System."""
    for index, row in enumerate(pack.tariff):
        known = row.code[:6] if len(row.code) > 5 else row.code
        if known not in texts and not known.startswith(_NATIONAL):
            yield STRANGE.at(f"/tariff/{index}/code", row=row.code, found=known)


def _level(code: str) -> Level:
    return _LEVELS.get(len(code), "line")


def _longest(code: str, known: Mapping[str, Node]) -> str:
    """The longest known beginning of ``code``, itself left out; empty where there is none."""
    return next((code[:n] for n in range(len(code) - 1, 1, -1) if code[:n] in known), "")


def _above(code: str, known: Mapping[str, Node], sections: Sequence[Section]) -> str:
    """The code right above a known one; that of a chapter is its section's number, where it stands in one."""
    if known[code].level == "section":
        return ""
    if len(code) > 2:
        return _longest(code, known)
    return next((section.code for section in sections if section.first <= code <= section.last), "")
