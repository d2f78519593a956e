"""``darcha pack try``: a changed pack on consignments of the past, or on generated ones, before it goes live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from darcha.law.document import Declaration
from darcha.law.pack import Pack
from darcha.law.pack.load import load
from darcha.law.proof.trial import Change, Sample, Sum, Trial, attempt
from darcha.law.snapshot import snapshot
from darcha.site.bench.messages import documents
from darcha.site.cli.database import opened
from darcha.site.cli.output import as_json, dump, say, table
from darcha.site.demo.book import read_book
from darcha.site.demo.cast import read_cast
from darcha.site.settings import PACK
from darcha.store.read import declaration as read
from darcha.store.read import party
from darcha.store.read.pack import folder
from darcha.store.statement import run

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@click.command(name="try")
@click.argument("path", type=_FOLDER)
@click.option("--against", type=_FOLDER, default=PACK, help="The pack to compare with; the one in use if left out.")
@click.option("--generated", type=click.IntRange(1), help="Try on so many generated consignments, not on stored ones.")
@click.option("--since", type=_DAY, help="Stored consignments accepted from this day on.")
@click.option("--until", type=_DAY, help="Stored consignments accepted up to this day.")
@click.option("--on", type=_DAY, help="The day whose law holds for all; that of each acceptance if left out.")
@click.option("--show", type=click.IntRange(0), default=20, show_default=True, help="Consignments to list.")
@as_json
def attempt_pack(
    path: Path,
    against: Path,
    generated: int | None,
    since: datetime | None,
    until: datetime | None,
    on: datetime | None,
    show: int,
    as_json: bool,
) -> None:
    """Try the changed pack in PATH on consignments: what changes, for whom, and by how much.

    Every consignment is judged under both packs; charges, permits, lanes and findings are compared.
    """
    before, after = load(folder(against)), load(folder(path))
    day = on.date() if on else None
    samples = _generated(against, before, generated, on) if generated else _stored(before, since, until)
    trial = attempt(samples, before, after, day, b"trial")
    if as_json:
        dump(msgspec.structs.replace(trial, changes=trial.changes[:show]))
    else:
        _tell(trial, show)


def _generated(path: Path, pack: Pack, number: int, on: datetime | None) -> Iterator[Sample]:
    """Consignments like those of the demonstration's book, all of one day."""
    book = read_book(path)
    day = on.date() if on else book.day
    at = datetime.combine(day, time(12), ZoneInfo(pack.time_zone))
    law = snapshot(pack, day)
    for place, (_, made) in enumerate(islice(documents(book, read_cast(path), law, day), number), 1):
        shipment = made.goods_shipment
        importer = shipment.importer if shipment else None
        yield Sample(f"generated {place}", (importer.id if importer else None) or "", made, at)


def _stored(pack: Pack, since: datetime | None, until: datetime | None) -> Iterator[Sample]:
    """The consignments in the database, oldest first."""
    zone = ZoneInfo(pack.time_zone)
    start = since.replace(tzinfo=zone) if since else _BEGINNING
    end = datetime.combine(until.date(), time.max, zone) if until else datetime.now(UTC)
    with opened() as connection:
        last, trusted = None, dict[str, bool]()
        while page := run(connection, read.documents(start, end, after=last)):
            unknown = {one.firm for one in page} - trusted.keys()
            trusted |= {code: known for code, (_, known, _) in run(connection, party.firms(unknown)).items()}
            for one in page:
                document = msgspec.json.decode(one.document, type=Declaration)
                yield Sample(one.number, one.firm, document, one.lodged_at, trusted.get(one.firm, False))
            last = page[-1].id


def _tell(trial: Trial, show: int) -> None:
    """The trial in words and tables."""
    changed = len(trial.changes)
    say(f"{trial.tried} consignments tried, {changed} change. All amounts in {trial.currency}.")
    columns = ("", "before", "after", "difference", "consignments")
    rows = [(kind, *_sums(found)) for kind, found in trial.charges.items()]
    table("Charges", columns, [*rows, ("total", *_sums(trial.total))])
    table("Firms with the greatest difference", columns, [(f, *_sums(s)) for f, s in islice(trial.firms.items(), show)])
    table("Permits needed", columns, [(code, *_sums(found)) for code, found in trial.needs.items()])
    table("Lanes", ("from", "to", "consignments"), [(way.before, way.after, way.count) for way in trial.lanes])
    table("Errors found", columns, [(code, *_sums(found)) for code, found in trial.findings.items()])
    rows = [_line(change) for change in trial.changes[:show]]
    table("Consignments", ("consignment", "firm", "before", "after", "difference", "what else"), rows)
    if changed > show:
        say(f"{changed - show} more; --show {changed} lists them all.")


def _sums(found: Sum) -> tuple[object, ...]:
    return found.before, found.after, _signed(found), found.count


def _signed(found: Sum | Change) -> str:
    return f"{found.difference:+f}"


def _line(change: Change) -> tuple[object, ...]:
    return change.name, change.firm, change.before.total, change.after.total, _signed(change), _else(change)


def _else(change: Change) -> str:
    """What beside the sum is different."""
    before, after = change.before, change.after
    said = [f"lane {before.lane} to {after.lane}"] if before.lane != after.lane else []
    for word, old, new in (("permit", before.needs, after.needs), ("finding", before.findings, after.findings)):
        said += [f"{word} {code} comes" for code in sorted({*new} - {*old})]
        said += [f"{word} {code} goes" for code in sorted({*old} - {*new})]
    return ", ".join(said)
