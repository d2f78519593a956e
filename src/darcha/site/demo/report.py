"""The report of the check: its shapes, and how it is shown to people."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from rich.console import Console


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """How one consignment went; totals are of the first version and of the last, as worked by hand and as found."""

    play: str
    consignment: str
    direction: str
    firm: str
    reference: str
    number: str
    stages: tuple[str, ...]
    first_expected: Decimal
    first: Decimal
    last_expected: Decimal
    last: Decimal
    problems: tuple[str, ...]
    ok: bool


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the verification of the sealed journal found."""

    entries: int
    sealed: int
    rows_checked: int
    witnessed: int
    problems: tuple[str, ...]
    ok: bool


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the picture folded step by step is the one folded anew."""

    folded: int
    differences: tuple[str, ...]
    ok: bool


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole check."""

    ok: bool
    seed: int
    day: str
    pack: str
    consignments: tuple[Line, ...]
    evidence: Evidence
    picture: Picture
    seconds: float


def show(report: Report) -> None:
    """The report for people."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Six consignments under the law of {report.day}, seed {report.seed}; amounts by hand and by Darcha")
    for line in report.consignments:
        console.print(
            f"{_mark(line.ok)} {line.play}: {line.consignment}, {line.direction} of {line.firm}", style="bold"
        )
        console.print(f"   {line.reference}, number {line.number}: {' > '.join(line.stages)}")
        console.print(f"   lodged     {line.first_expected:>18,.2f} {line.first:>18,.2f}")
        console.print(f"   at the end {line.last_expected:>18,.2f} {line.last:>18,.2f}")
        _complain(console, line.problems)
    evidence, picture = report.evidence, report.picture
    console.print(
        f"{_mark(evidence.ok)} evidence: {evidence.sealed} of {evidence.entries} entries sealed, "
        f"{evidence.witnessed} checkpoints witnessed, {evidence.rows_checked} rows compared"
    )
    _complain(console, evidence.problems)
    console.print(f"{_mark(picture.ok)} picture: {picture.folded} entries folded, and the same when folded anew")
    _complain(console, picture.differences)
    verdict = "Everything is as worked by hand" if report.ok else "NOT everything is right"
    console.print(f"{verdict}, {report.seconds} s.")


def _mark(ok: bool) -> str:
    return "[green]ok[/]" if ok else "[red]!![/]"


def _complain(console: Console, problems: tuple[str, ...]) -> None:
    for problem in problems:
        console.print(f"   [red]{problem}[/]")
