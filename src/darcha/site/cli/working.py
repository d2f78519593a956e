"""The worker process."""

from __future__ import annotations

import click

from darcha.site.cli.output import as_json, dump, say
from darcha.site.worker import JOBS, work


@click.command()
@click.option("--jobs", default=",".join(JOBS), show_default=True, help="Which jobs to do.")
@as_json
def worker(jobs: str, as_json: bool) -> None:
    """Do the work behind the doors: seal, fold, send messages, tend the store. Ends when told to."""
    wanted = tuple(jobs.split(","))
    if unknown := set(wanted) - set(JOBS):
        raise click.BadParameter(f"no such job: {', '.join(sorted(unknown))}; there are {', '.join(JOBS)}")
    dump({"jobs": wanted}) if as_json else say(f"At work: {', '.join(wanted)}")
    click.get_current_context().exit(0 if work(wanted) else 1)
