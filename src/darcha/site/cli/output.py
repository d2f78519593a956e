"""How commands answer: one JSON document a line for programs, plain words for people.

With ``--json`` nothing else goes to standard output. Colour is left out where ``NO_COLOR`` asks for it, and where
nobody looks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from darcha.law.errors import DarchaError
from darcha.law.finding import Finding
from darcha.law.text import explain, text

NOT_OPENED = text("file.not_opened", "{file} cannot be opened: {why}", "Name a file that exists and that you may read.")

_COLOURS = {"error": "red", "warning": "yellow"}
_WIDE = 200
"""Columns of a table that goes into a file or another program."""

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document a line.")
FILE = click.Path(allow_dash=True)
"""A file by its name, or standard input as ``-``."""


class NotOpened(DarchaError):
    """A file that was named cannot be opened."""

    code = NOT_OPENED.code
    text = NOT_OPENED.label
    cure = NOT_OPENED.cure


def console(*, stderr: bool = False) -> Console:
    """Where words go; what they quote is never taken for markup."""
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = _WIDE
    return made


def say(*lines: str, style: str = "") -> None:
    """Lines to standard output."""
    console().print("\n".join(lines), style=style or None)


def dump(value: Any) -> None:
    """One JSON document on one line."""
    click.echo(msgspec.json.encode(value))


def told(finding: Finding) -> dict[str, Any]:
    """A finding with its words, as programs get it."""
    words = explain(finding)
    return {
        "code": finding.code,
        "pointer": finding.pointer,
        "severity": finding.severity,
        "text": words.label,
        "cure": words.cure,
        "params": finding.params,
    }


def refusal(error: DarchaError) -> dict[str, Any]:
    """An error as programs get it: its stable code, what is wrong, what to do, and the findings behind it."""
    return {
        "error": error.code,
        "text": str(error),
        "cure": error.cure.format_map(error.params),
        "findings": [told(finding) for finding in error.findings],
    }


def findings(found: Iterable[Finding], *, stderr: bool = False) -> None:
    """Findings in words: where, what, and what to do."""
    show_told(map(told, found), stderr=stderr)


def show_told(found: Iterable[dict[str, Any]], *, stderr: bool = False) -> None:
    """Findings that have their words already, as a door gives them."""
    out = console(stderr=stderr)
    for one in found:
        severity = one["severity"]
        out.print(Text.assemble((severity, _COLOURS.get(severity, "")), f" {one['code']}  {one['text']}"))
        out.print(f"    at {one['pointer'] or '/'}", style="dim")
        if one["cure"]:
            out.print(f"    {one['cure']}", style="dim")


def show_refusal(told_error: dict[str, Any], where: str = "") -> None:
    """An error in words on standard error."""
    out = console(stderr=True)
    out.print(Text.assemble(f"{where}: " if where else "", (told_error["text"], "red")))
    out.print(told_error["cure"])
    show_told(told_error["findings"], stderr=True)


def problem(error: DarchaError, *, as_json: bool, line: dict[str, Any] | None = None) -> None:
    """An error with its cure: one JSON document (with what the ``line`` says already), or words on standard error."""
    made = refusal(error)
    if as_json:
        dump((line or {}) | made)
    else:
        show_refusal(made, (line or {}).get("file", ""))


def table(title: str, columns: tuple[str, ...], rows: Iterable[Iterable[object]]) -> None:
    """Rows in columns; nothing where there are no rows."""
    made = Table(title=Text(title) if title else None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text(str(cell)) for cell in row))
    if made.row_count:
        console().print(made)


def content(file: str, most: int) -> bytes:
    """The bytes of a file, or of standard input; one more than ``most`` of a file that has more. Raises NotOpened."""
    try:
        with click.open_file(file, "rb") as opened:
            read: bytes = opened.read(most + 1)
            return read
    except OSError as error:
        params = {"file": name(file), "why": error.strerror or str(error)}
        raise NotOpened([NOT_OPENED.at("", **params)], **params) from error


def name(file: str) -> str:
    """The name of a file as it can be shown."""
    return os.fsencode(file).decode(errors="replace")


def each(
    files: Iterable[str], work: Callable[[str], bool], as_json: bool, empty: dict[str, Any] | None = None
) -> NoReturn:
    """Do ``work`` for each file (true: nothing found), whatever happens with those before, and end.

    A file that cannot be read is told in its turn; ``empty`` is what its line holds beside the error. The end is 0, or
    1 where something was found or refused, or 2 where a file cannot even be opened.
    """
    code = 0
    for file in files:
        try:
            code = max(code, int(not work(file)))
        except DarchaError as error:
            problem(error, as_json=as_json, line={"file": name(file)} | (empty or {}))
            code = max(code, 2 if isinstance(error, NotOpened) else 1)
    click.get_current_context().exit(code)
