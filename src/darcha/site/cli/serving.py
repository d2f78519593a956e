"""The web process."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any, TypeVar

import click
import uvicorn

from darcha.law.errors import ConfigurationError
from darcha.site.cli.output import as_json, dump, say

F = TypeVar("F", bound=Callable[..., Any])

_DOORS = ("pages", "api", "intake", "streams")
_BACKLOG = 2048
_GRACE = 8


class NoAddress(ConfigurationError):
    """The address to listen on is taken, or not ours to take."""

    code = "address.taken"
    text = "{host}, port {port}: {why}."
    cure = "Name another port with --port, or stop what listens there."


def at_address(command: F) -> F:
    """The options ``--host`` and ``--port``."""
    port = click.option("--port", default=8000, show_default=True, help="The port to listen on.")
    host = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
    return host(port(command))


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises NoAddress."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise NoAddress(host=host, port=port, why=getattr(error, "strerror", None) or error) from error


@click.command()
@click.option("--doors", default=",".join(_DOORS), show_default=True, help="Which doors are open.")
@at_address
@as_json
def serve(doors: str, host: str, port: int, as_json: bool) -> None:
    """Open the doors: pages, API, intake and streams, at one address.

    The database has to run: darcha demo starts one, DARCHA_DATABASE_URL names one of your own.
    """
    wanted = doors.split(",")
    if unknown := set(wanted) - set(_DOORS):
        raise click.BadParameter(f"no such door: {', '.join(sorted(unknown))}; there are {', '.join(_DOORS)}")
    os.environ["DARCHA_DOORS"] = doors
    config = uvicorn.Config(
        "darcha.site.asgi:application",
        factory=True,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    with listening(host, port) as taken:
        where = f"http://{f'[{host}]' if ':' in host else host}:{taken.getsockname()[1]}"
        dump({"address": where, "doors": wanted}) if as_json else say(f"{where}: {', '.join(wanted)}")
        server = uvicorn.Server(config)
        server.run(sockets=[taken])
    click.get_current_context().exit(0 if server.started else 1)
