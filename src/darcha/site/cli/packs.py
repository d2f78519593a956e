"""Commands over a country's data."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, get_args
from zoneinfo import ZoneInfo

import click
import msgspec

from darcha.law.finding import Finding, errors
from darcha.law.nomenclature import check_tariff
from darcha.law.pack import Pack
from darcha.law.pack.cells import cells, csv_of
from darcha.law.pack.difference import Changed, Difference, TableDifference, difference, on
from darcha.law.pack.key import by_key, key_of
from darcha.law.pack.load import TABLES, load
from darcha.law.pack.revise import Key, Revision, revise
from darcha.law.pack.rewrite import rewritten
from darcha.law.pack.rows.base import Row, Status
from darcha.law.pack.table import Line, Place, rows_of
from darcha.law.proof import check as prove
from darcha.site.cli.output import FILE, as_json, content, dump, findings, name, say, told
from darcha.site.cli.trial import attempt_pack
from darcha.site.settings import PACK
from darcha.store.read.nomenclature import texts
from darcha.store.read.pack import folder
from darcha.wire import table as tables

_OPEN = sorted(TABLES.keys() - {"profiles"})
"""Tables that anybody may read: live selection profiles are confidential."""

_SHOWN = 40
"""Rows of one kind that people are shown; programs get them all."""

_TOLD = frozenset({"from", "source"})
"""Fields that people are not shown of a row that changes: its line says the one, the other goes with the act."""

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def pack() -> None:
    """Load, prove and compare country data."""


pack.add_command(attempt_pack)


@pack.command()
@click.argument("path", type=_FOLDER, default=PACK)
@as_json
def check(path: Path, as_json: bool) -> None:
    """Prove the pack in PATH: references, overlaps, gaps, texts, codes, and its cases worked by hand."""
    loaded = load(folder(path))
    found = _proven(loaded)
    if as_json:
        shown = [told(finding) for finding in found]
        dump({"pack": loaded.code, "digest": loaded.digest, "cases": len(loaded.cases), "findings": shown})
    else:
        findings(found)
        say(f"{loaded.code} {loaded.digest[:16]}: {len(loaded.cases)} cases, {len(found)} findings")
    click.get_current_context().exit(1 if errors(found) else 0)


def _proven(loaded: Pack) -> tuple[Finding, ...]:
    """All that is wrong with a pack, and what of its tariff the Harmonised System does not know."""
    return (*prove(loaded), *check_tariff(loaded, texts()))


@pack.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER, required=False)
@click.option("--on", "before", type=_DAY, help="Compare what is in force on this day.")
@click.option("--and", "after", type=_DAY, help="The day of the second pack, or of the same one.")
@as_json
def diff(old: Path, new: Path | None, before: datetime | None, after: datetime | None, as_json: bool) -> None:
    """What changes from the pack in OLD to that in NEW, or in one pack between two days.

    \b
    darcha pack diff packs/old packs/new
    darcha pack diff packs/new --on 2026-12-31 --and 2027-01-01
    """  # noqa: D301 - click wants the very character
    if (after and not before) or (new is None and not after):
        raise click.UsageError("Name two packs, or one pack and two days: --on 2026-12-31 --and 2027-01-01.")
    packs = load(folder(old)), load(folder(new or old))
    first = before.date() if before else None
    days = first, after.date() if after else first
    found = difference(*(on(one, day) if day else one for one, day in zip(packs, days, strict=True)))
    if as_json:
        sides = [{"pack": one.code, "digest": one.digest, "on": day} for one, day in zip(packs, days, strict=True)]
        dump({"old": sides[0], "new": sides[1]} | msgspec.structs.asdict(found))
    else:
        _show(found)


def _show(found: Difference) -> None:
    for change in found.header:
        say(f"{change.field}: {change.old} → {change.new}")
    for one in found.tables:
        _show_table(one)
    if not found:
        say("No difference.")


def _show_table(found: TableDifference, ended: str = "removed", beside: frozenset[str] = _TOLD) -> None:
    """The rows of one table that are other, the first of each kind; ``beside`` are fields of less interest."""
    counts = {"added": found.added, "changed": found.changed, ended: found.removed}
    say(f"{found.table}: {', '.join(f'{len(rows)} {kind}' for kind, rows in counts.items())}", style="bold")
    _show_some([f"  + {entry.key}  {_said(entry.row)}" for entry in found.added], "green")
    _show_some([f"  ~ {one.key}  from {one.start}: {_changes(one, beside)}" for one in found.changed], "yellow")
    _show_some([f"  - {entry.key}  {_said(entry.row)}" for entry in found.removed], "red")


def _changes(found: Changed, beside: frozenset[str]) -> str:
    shown = [change for change in found.changes if change.field not in beside] or found.changes
    return "; ".join(f"{change.field} {change.old or '–'} → {change.new or '–'}" for change in shown)


def _show_some(lines: list[str], style: str) -> None:
    if lines:
        say(*lines[:_SHOWN], style=style)
    if len(lines) > _SHOWN:
        say(f"    … and {len(lines) - _SHOWN} more; --json has them all")


def _said(row: Row) -> str:
    """A row in a few words: its text, its own figures, its days."""
    own = {field: cell for field, cell in cells(row).items() if field not in {"act", "source", "status", "code"}}
    return ", ".join(f"{field} {cell}" for field, cell in own.items())


@pack.command()
@click.argument("table", type=click.Choice(_OPEN))
@click.argument("path", type=_FOLDER, default=PACK)
@click.option("--on", "day", type=_DAY, help="The day whose rows are wanted; today if left out.")
@click.option("--as", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@as_json
def export(table: str, path: Path, day: datetime | None, form: str, as_json: bool) -> None:
    """A TABLE of the pack in PATH as open data: the rows in force on a day, each with its act and source."""
    loaded = load(folder(path))
    when = day.date() if day else datetime.now(ZoneInfo(loaded.time_zone)).date()
    groups = by_key(table, getattr(on(loaded, when), table))
    rows = [row for key in sorted(groups) for row in groups[key]]
    if as_json or form == "json":
        dump({"pack": loaded.code, "digest": loaded.digest, "table": table, "on": when, "rows": rows})
    else:
        fields = () if rows else tuple(field.encode_name for field in msgspec.structs.fields(TABLES[table]))
        click.echo(csv_of([cells(row) for row in rows], fields), nl=False)


@pack.command("import")
@click.argument("file", type=FILE)
@click.option("--table", required=True, type=click.Choice(sorted(TABLES)), help="The table that the rows are of.")
@click.option("--act", required=True, help="The legal act that says so, with its article.")
@click.option("--source", required=True, metavar="KEY", help="A key of sources.toml: where the act was read.")
@click.option("--from", "start", required=True, type=_DAY, help="The first day of rows that name none.")
@click.option("--status", type=click.Choice(get_args(Status)), default="official", show_default=True)
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="A column by its field; none: leave out.")
@click.option("--whole", is_flag=True, help="FILE is the whole table: rows that it does not hold end.")
@click.option("--pack", "path", type=_FOLDER, default=PACK, help="The pack to revise; the country's own if left out.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Write the revised pack there.")
@as_json
def import_(**given: Any) -> None:
    """Take an official table (CSV or XLSX) into the pack: show what changes, and with --into write it.

    Columns are named as the fields of the table (name.ru for a text), or mapped. Older rows of the same key end the
    day before; rows that say what holds already stay. Nothing is written unless the whole pack is then proven.

    \b
    darcha pack import rates.xlsx --table tariff --act "Decree 1 of 01.12.2026" --source CC --from 2027-01-01 \\
        --map "Code=code" --map "Rate=duty" --into packs/revised
    """  # noqa: D301 - click wants the very character
    path, into, table = given["path"], given["into"], given["table"]
    if into and into.exists() and not into.samefile(path) and any(into.iterdir()):
        raise click.BadParameter(f"{into} is neither the pack's own folder nor empty", param_hint="--into")
    files = folder(path)
    read = _read(given, files)
    day = given["start"].date()
    revision = revise(table, getattr(load(files), table), read.rows, day if given["whole"] else None)
    made = rewritten(files, revision, day)
    revised = load(made)
    found = tuple(read.placed(one, revised) for one in _proven(revised))
    changed = {file: data for file, data in made.items() if files.get(file) != data}
    if into and not errors(found):
        _write(path, into, changed)
    _tell(revision, found, into if into and not errors(found) else None, sorted(changed), as_json=given["as_json"])


class _Read(msgspec.Struct, frozen=True):
    """What a table was read as: its rows, and where each stood by its key and first day."""

    table: str
    place: Place
    rows: tuple[Row, ...]
    lines: dict[Key, int]

    def placed(self, found: Finding, revised: Pack) -> Finding:
        """A finding about a row of the revised pack at the line and column that the row came from."""
        table, index, field = (*found.pointer.split("/", 3)[1:], "", "", "")[:3]
        if table != self.table or not field or not index.isdecimal():
            return found
        row = getattr(revised, table)[int(index)]
        line = self.lines.get((key_of(table, row), row.start))
        return self.place.move(found, line, field.replace("/", ".")) if line else found


def _read(given: dict[str, Any], files: dict[str, bytes]) -> _Read:
    """The rows of the file. Raises Unreadable and Invalid with all that is wrong."""
    table = tables.read(content(given["file"], tables.MOST_BYTES))
    names = dict(_pair(one) for one in given["mapped"])
    if strange := names.keys() - set(table.columns):
        raise click.BadParameter(f"no column {', '.join(sorted(strange))} in {', '.join(table.columns)}")
    fields = [names.get(column, column) for column in table.columns]
    place = Place(
        Path(name(given["file"])).name, tuple(pair for pair in zip(fields, table.columns, strict=True) if pair[0])
    )
    same = {key: given[key] for key in ("act", "source", "status")} | {"from": str(given["start"].date())}
    lines = [
        Line(line.number, {field: cell for field, cell in zip(fields, line.cells, strict=True) if field and cell})
        for line in table.lines
    ]
    rows = rows_of(given["table"], lines, same, files, place)
    keys = ((key_of(given["table"], row), row.start) for row in rows)
    return _Read(given["table"], place, rows, dict(zip(keys, (line.number for line in lines), strict=True)))


def _pair(given: str) -> tuple[str, str]:
    column, equals, field = given.rpartition("=")
    if not equals:
        raise click.BadParameter(f"{given}: write it as COLUMN=FIELD, as in Rate=duty")
    return column, field


def _write(path: Path, into: Path, changed: dict[str, bytes]) -> None:
    """The revised pack into its folder: a new one appears whole, in the pack's own each file is replaced at once."""
    new = not into.exists() or not into.samefile(path)
    folder_ = into.resolve().with_name(f".{into.resolve().name}.new") if new else into
    if new:
        folder_.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(path, folder_)
    for file, data in changed.items():
        (folder_ / f"{file}.new").write_bytes(data)
    for file in changed:
        (folder_ / f"{file}.new").replace(folder_ / file)
    if new:
        folder_.replace(into)


def _tell(
    revision: Revision, found: tuple[Finding, ...], into: Path | None, changed: list[str], *, as_json: bool
) -> NoReturn:
    """What changes, what is wrong with it, and what was written; the end is 1 where something has to be cured."""
    difference = revision.difference
    if as_json:
        dump(
            {
                "difference": difference,
                "same": revision.same,
                "findings": [told(finding) for finding in found],
                "written": into and str(into),
                "files": changed,
            }
        )
    else:
        _show_table(difference, "ended", _TOLD | {"to", "act"})
        say(f"{revision.same} lines say what holds already.")
        findings(found)
        say(f"Written to {into}: {', '.join(changed) or 'nothing new'}." if into else "Nothing was written.")
    click.get_current_context().exit(1 if errors(found) else 0)
