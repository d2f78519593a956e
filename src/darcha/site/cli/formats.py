"""Commands over formats alone: no country, no database."""

from __future__ import annotations

import click
import msgspec

from darcha import wire
from darcha.law.finding import errors
from darcha.site.cli.output import FILE, as_json, console, content, dump, each, findings, name, told

_FORMATS = click.Choice([form.value for form in wire.Format])


def _reading(file: str, form: str | None = None) -> wire.Reading:
    return wire.read(content(file, wire.MOST_BYTES), wire.Format(form) if form else None)


@click.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--as", "form", type=_FORMATS, help="The format, where it should not be recognised by content.")
@as_json
def read(files: tuple[str, ...], form: str | None, as_json: bool) -> None:
    """The canonical documents of FILES, or what is wrong with them.

    With --json one line a file, in order, also for a file that cannot be read:
    {"file", "format", "documents": [...], "findings": [...]}.
    """

    def line(file: str) -> bool:
        reading = _reading(file, form)
        shown = [told(finding) for finding in reading.findings]
        documents = [msgspec.Raw(wire.write(found, wire.Format.json)) for found in reading.documents]
        dump({"file": name(file), "format": reading.format, "documents": documents, "findings": shown})
        return not errors(reading.findings)

    def words(file: str) -> bool:
        reading = _reading(file, form)
        for found in reading.documents:
            console().print_json(wire.write(found, wire.Format.json).decode())
        findings(reading.findings)
        return not errors(reading.findings)

    each(files, line if as_json else words, as_json, empty={"format": form, "documents": ()})


@click.command()
@click.argument("file", type=FILE)
@click.option("--as", "form", type=_FORMATS, required=True, help="The format to write.")
@as_json
def write(file: str, form: str, as_json: bool) -> None:
    """The documents of FILE in another format.

    On standard output, one after the other; what was left out in reading is told on standard error. With --json one
    line: {"file", "format", "documents": [text, ...], "findings": [...]}.
    """
    reading = _reading(file)
    written = [wire.write(found, wire.Format(form)) for found in reading.documents]
    if as_json:
        shown = [told(finding) for finding in reading.findings]
        texts = [one.decode() for one in written]
        dump({"file": name(file), "format": form, "documents": texts, "findings": shown})
        return
    for one in written:
        click.echo(one)
    findings(reading.findings, stderr=True)
