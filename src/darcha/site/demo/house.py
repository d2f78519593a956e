"""``darcha demo``: everything on one machine, with a live day of trade, until it is told to stop."""

from __future__ import annotations

import http.client
import json
import logging
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from rich.console import Console

from darcha.law.access import Role
from darcha.law.errors import ConfigurationError
from darcha.law.pack.load import load
from darcha.site.demo.book import read_book
from darcha.site.demo.browser import ask
from darcha.site.demo.cast import Cast, Person, new_password, renew_tokens
from darcha.site.demo.cast import seed as write_cast
from darcha.site.demo.trade import Address, Keys, Trade
from darcha.site.settings import PACK
from darcha.site.supervisor import House, database, given_address, plans
from darcha.store.connect import connect
from darcha.store.migrate import migrate
from darcha.store.read import pack as packs
from darcha.store.server import Running

log = logging.getLogger(__name__)

_PATIENCE = 60.0
_STEP = 0.1

_LOOK: tuple[tuple[Role, str, str], ...] = (
    ("duty_officer", "/centre/", "the Situation Centre, live"),
    ("trader", "/", "your consignments, what waits for you and what is owed; lodge one"),
    ("agency_officer", "/permits", "permit cases with the time left; ask, propose, decide"),
    ("inspector", "/controls", "the controls you were drawn for; record what you find"),
    ("cashier", "/payments", "open bills; record a payment"),
    ("auditor", "/evidence", "the sealed record; and in any file, why its channel was chosen"),
    ("manager", "/centre/", "the picture, for the management"),
    ("admin", "/", "settings of one's own"),
)
"""Where each role looks first, and what is to be seen there."""


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(content)


def run(data: Path, host: str, port: int, *, seed: int = 1, trade: bool = True, apart: bool = False) -> None:
    """Start everything in the data folder, say where it is, and keep it running until SIGINT or SIGTERM.

    A second start keeps what is there and goes on; ``seed`` is that of the simulated trade. Raises ConfigurationError
    where a port is taken or the doors do not open.
    """
    stop = _told_to_stop()
    console = Console(highlight=False, soft_wrap=True)
    address = Address(_reached_at(host), port, port + 1 if apart else port)
    for needed in {address.port, address.intake}:
        _free(host, needed)
    console.print("Starting the database …", style="dim")
    with database(data, lambda text: console.print(text, style="dim")) as running:
        cast, keys = _prepared(running, data)
        with House(running, data, plans(host, port, apart=apart)) as house:
            _wait(house, address, stop)
            if not stop.is_set():
                _welcome(console, address, cast, keys.password)
            with _trading(Trade(address, cast, read_book(PACK), load(packs.folder(PACK)), keys, seed), trade, stop):
                while not stop.wait(1):
                    house.keep()
            console.print("Stopping …", style="dim")


def _told_to_stop() -> Event:
    """An event that Ctrl-C and SIGTERM set: what is being done is finished first."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _free(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            why = f"Port {port} of {host} cannot be used ({error.strerror}); choose another with --port."
            raise ConfigurationError(why=why) from error


def _reached_at(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - where it listens is the user's choice


def _prepared(running: Running | None, data: Path) -> tuple[Cast, Keys]:
    """The tables, the pack in force, the cast with its password, new tokens for its traders; the old ones end."""

    def at(role: str) -> str:
        return running.address(role) if running else given_address(role)

    kept = data / "keys" / "demo.password"
    if not kept.exists():
        _write(kept, new_password())
    password = kept.read_text().strip()
    remembered = data / "keys" / "demo.tokens"
    old = tuple(json.loads(remembered.read_text()).values()) if remembered.exists() else ()
    migrate(at("owner"))
    with connect(at("app")) as connection:
        connection.autocommit = True
        cast = write_cast(connection, PACK, password)
        tokens = renew_tokens(connection, cast, old)
    _write(remembered, json.dumps(tokens))
    return cast, Keys(password, tokens)


def _wait(house: House, address: Address, stop: Event) -> None:
    """Wait until the pages and the intake answer."""
    deadline = time.monotonic() + _PATIENCE
    while not stop.is_set():
        if _answers(address.port, address.host, "/log-in") and _answers(address.intake, address.host, "/intake/health"):
            return
        if time.monotonic() > deadline:
            raise ConfigurationError(
                why=f"The doors did not open within {_PATIENCE:.0f} seconds; see the messages above."
            )
        house.keep()
        stop.wait(_STEP)


def _answers(port: int, host: str, path: str) -> bool:
    try:
        status, _, _ = ask(host, port, "GET", path, None, {})
    except (OSError, http.client.HTTPException):
        return False
    return status == http.client.OK


@contextmanager
def _trading(trade: Trade, wanted: bool, stop: Event) -> Iterator[None]:
    """Trade in a thread of its own while the house is open."""
    if not wanted:
        yield
        return
    thread = Thread(target=trade.run, args=(stop,), name="trade")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _welcome(console: Console, address: Address, cast: Cast, password: str) -> None:
    """Where it is, who may log in, and what to look at first."""
    home = f"http://{address.host}:{address.port}"
    console.print(f"\n[bold]Darcha is open: {home}/[/]   for programs: {home}/api/v1/docs")
    console.print(f"Everybody's password: [bold]{password}[/]   All people, firms and goods are invented.\n")
    for role, path, what in _LOOK:
        console.print(f"[bold]{role.replace('_', ' ')}[/]  {home}{path}  [dim]{what}[/]")
        console.print("    " + ", ".join(_called(person) for person in cast.role(role)))
    console.print("\nTrade is simulated through the same doors. Ctrl-C stops everything; the data stays.")


def _called(person: Person) -> str:
    """A log-in, with the posts it is for."""
    return f"{person.id} ({' '.join(person.posts)})" if person.posts else person.id
