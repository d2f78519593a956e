"""Commands that look after the installation."""

from __future__ import annotations

import click
import django

from darcha.site import doctor as health
from darcha.site import supervisor
from darcha.site.cli.output import as_json, dump, say, table
from darcha.site.settings import DATA
from darcha.store import server
from darcha.store.migrate import migrate as bring_up


@click.command()
@as_json
def migrate(as_json: bool) -> None:
    """Bring the tables of the database up to date.

    The embedded database is made if there is none, and started for as long if it is not running.
    """
    django.setup()
    with supervisor.reached(DATA, server.Role.OWNER) as address:
        bring_up(address)
    dump({"migrated": True}) if as_json else say("The tables are up to date.")


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Whether this machine and this installation can run Darcha, and what to do where they cannot."""
    found = health.examine(DATA)
    if as_json:
        dump({"ok": all(one.ok for one in found), "findings": found})
    else:
        rows = (("ok" if one.ok else "NO", one.what, one.found, one.cure) for one in found)
        table("", ("", "what", "found", "do"), rows)
    click.get_current_context().exit(0 if all(one.ok for one in found) else 1)
