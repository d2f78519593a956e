"""Commands over the evidence."""

from __future__ import annotations

from uuid import UUID

import click
import msgspec

from darcha.law.errors import ConfigurationError
from darcha.site.cli.database import opened
from darcha.site.cli.output import as_json, dump, say, table
from darcha.site.settings import DATA
from darcha.site.worker import witness_file
from darcha.store.journal import keys
from darcha.store.journal.verify import Report
from darcha.store.journal.verify import verify as prove
from darcha.store.journal.witness import FileWitness


class NothingSealed(ConfigurationError):
    """There is no public key, so no sealer has been at work here."""

    code = "evidence.none"
    text = "Nothing was sealed in {where} yet."
    cure = "Start the sealer with darcha demo or darcha worker; DARCHA_DATA names another folder."


@click.group()
def evidence() -> None:
    """Prove that nothing was changed quietly."""


@evidence.command()
@click.argument("entry", type=click.UUID, required=False)
@as_json
def verify(entry: UUID | None, as_json: bool) -> None:
    """Check the whole record against its seals and its witness, or prove one ENTRY."""
    if not (DATA / "sealer.pub").exists():
        raise NothingSealed(where=DATA)
    with opened() as connection:
        path, key = witness_file(), keys.public_key(DATA)
        notes = FileWitness(path, key).notes() if path.exists() else ()
        report = prove(connection, key, notes, entry)
    if as_json:
        dump({"ok": report.ok, "report": report})
    else:
        _show(report, witnessed=path.exists())
    click.get_current_context().exit(0 if report.ok else 1)


def _show(report: Report, *, witnessed: bool) -> None:
    table("Disagreements", ("kind", "where", "what"), map(msgspec.structs.astuple, report.problems))
    said = "everything agrees" if report.ok else f"NOT everything agrees: {sum(report.counts.values())} disagreements"
    say(
        f"{report.entries} entries, {report.leaves} sealed, {report.unsealed} waiting for their seal, "
        f"{report.rows_checked} rows: {said}"
    )
    if report.proof is not None:
        say(f"proven at place {report.proof.index} of {report.proof.checkpoint.size}")
    if not witnessed:
        say("No witness has seen the log yet; start the sealer, or name its file with DARCHA_WITNESS.")
