"""The demonstration."""

from __future__ import annotations

import click
import django

from darcha.site.cli.output import as_json, dump
from darcha.site.cli.serving import at_address, listening
from darcha.site.demo import check as checking
from darcha.site.demo import house
from darcha.site.settings import DATA


@click.command()
@click.option("--check", is_flag=True, help="Serve nothing: drive six consignments through, prove them, and end.")
@click.option("--seed", default=1, show_default=True, help="Another seed gives other consignments.")
@click.option("--trade/--no-trade", default=True, help="Whether simulated trade runs while the demo is up.")
@click.option("--apart", is_flag=True, help="The intake and the streams as a process of their own, on the next port.")
@at_address
@as_json
def demo(check: bool, seed: int, trade: bool, apart: bool, host: str, port: int, as_json: bool) -> None:
    """Everything: database, country, firms, officers, and a live day of trade."""
    django.setup()
    if check:
        report = checking.run(seed)
        dump(report) if as_json else checking.show(report)
        click.get_current_context().exit(0 if report.ok else 1)
    for door in range(port, port + 1 + apart):
        listening(host, door).close()  # Said now, not by a process that is started again and again.
    house.run(DATA, host, port, seed=seed, trade=trade, apart=apart)
