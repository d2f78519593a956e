"""What the verifier finds, and where it collects it."""

from __future__ import annotations

from collections import Counter

import msgspec

LIMIT = 1000
"""Problems of one kind that are kept in words; the others are only counted."""


class Problem(msgspec.Struct, frozen=True):
    """One disagreement: its kind, the place, and what is wrong there.

    Kinds: ``entry``, ``leaf``, ``node``, ``checkpoint``, ``witness``, ``queue``, ``row``, ``balance``, ``number``,
    ``archive``.
    """

    kind: str
    where: str
    what: str


class Problems:
    """The problems of one verification, with bounded memory however much is broken."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.counts: Counter[str] = Counter()

    def add(self, kind: str, where: object, what: str) -> None:
        """Note one problem."""
        self.counts[kind] += 1
        if self.counts[kind] <= LIMIT:
            self.kept.append(Problem(kind, str(where), what))
