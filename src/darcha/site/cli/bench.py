"""The benchmarks as commands."""

from __future__ import annotations

import click
import django
import msgspec

from darcha.site.bench import assess as assessing
from darcha.site.bench import lodge as lodging
from darcha.site.cli.output import as_json, dump, say, table

_seconds = click.option("--seconds", default=10.0, show_default=True, help="How long to lodge.")
_clients = click.option("--clients", default=64, show_default=True, help="How many send at the same time.")


@click.group()
def bench() -> None:
    """Figures of speed, and the limits measured in the same run."""


@bench.command()
@_seconds
@_clients
@as_json
def lodge(seconds: float, clients: int, as_json: bool) -> None:
    """Full declarations of five items lodged one by one over HTTP, in a house of its own.

    One in a hundred is sent twice, one in twenty has errors; the sealer and the fold are at work. Beside the rate
    stands the limit: bare COPY of the same rows. Ends with 1 where an answer was wrong or a row is missing.
    """
    _lodge(seconds, clients, as_json)


def _lodge(seconds: float, clients: int, as_json: bool) -> None:
    django.setup()
    found = lodging.run(seconds, clients)
    _show("lodge", found, as_json)
    if not found.ok:
        click.get_current_context().exit(1)


@bench.command()
@as_json
def assess(as_json: bool) -> None:
    """Microseconds of the law: assessment of an item; check, needs and judgement of a declaration of five."""
    _show("assess", assessing.run(), as_json)


@bench.command(name="all")
@_seconds
@_clients
@as_json
def everything(seconds: float, clients: int, as_json: bool) -> None:
    """All of them, one after the other."""
    _show("assess", assessing.run(), as_json)
    _lodge(seconds, clients, as_json)


def _show(what: str, found: msgspec.Struct, as_json: bool) -> None:
    figures = msgspec.to_builtins(found, str_keys=True)
    if as_json:
        dump({"bench": what} | figures)
        return
    say(what, style="bold")
    table("", ("", ""), ((f"  {name}", _plain(value)) for name, value in figures.items()))


def _plain(value: object) -> str:
    return ", ".join(f"{name} {one}" for name, one in value.items()) if isinstance(value, dict) else str(value)
