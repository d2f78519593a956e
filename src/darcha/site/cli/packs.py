"""Commands over a country's data."""

from __future__ import annotations

from pathlib import Path

import click

from darcha.law.finding import errors
from darcha.law.pack.load import load
from darcha.law.proof import check as prove
from darcha.site.cli.output import as_json, dump, findings, say, told
from darcha.site.settings import PACK
from darcha.store.read.pack import folder


@click.group()
def pack() -> None:
    """Load, prove and compare country data."""


@pack.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=PACK)
@as_json
def check(path: Path, as_json: bool) -> None:
    """Prove the pack in PATH: references, overlaps, gaps, texts, and its cases worked by hand."""
    loaded = load(folder(path))
    found = prove(loaded)
    if as_json:
        shown = [told(finding) for finding in found]
        dump({"pack": loaded.code, "digest": loaded.digest, "cases": len(loaded.cases), "findings": shown})
    else:
        findings(found)
        say(f"{loaded.code} {loaded.digest[:16]}: {len(loaded.cases)} cases, {len(found)} findings")
    click.get_current_context().exit(1 if errors(found) else 0)
