"""Commands over files under the country's law: no database, the pack of the settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import click

from darcha.doors.message import Message, receive
from darcha.flow.judge import Judgement, judge, law_of
from darcha.flow.risk import Foresee, foresee
from darcha.flow.run import act, look
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.errors import UnknownSender
from darcha.law.finding import errors
from darcha.law.risk import Selection
from darcha.law.tariff import Assessment
from darcha.site.cli.country import pack
from darcha.site.cli.database import opened
from darcha.site.cli.output import FILE, as_json, content, dump, each, findings, name, say, table, told
from darcha.store.read import party
from darcha.wire import MOST_BYTES

_on = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law holds; today if left out.")


def message(file: str) -> Message:
    """The one declaration of a file, read as a door reads it. Raises Unreadable."""
    return receive(content(file, MOST_BYTES))


def _moment(on: datetime | None) -> datetime:
    """Noon in the country on the day asked for, or now."""
    return datetime.combine(on.date(), time(12), ZoneInfo(pack().time_zone)) if on else datetime.now(UTC)


def _judged(file: str, on: datetime | None, seed: bytes | None = None) -> tuple[Message, Judgement]:
    """The declaration of a file with its judgement on a day; ``seed`` is that of the draw, to select a channel."""
    at = _moment(on)
    given = message(file)
    drawn = None if seed is None else (seed, given.document.functional_reference_id or "")
    return given, judge(gather(given.document, law_of(pack(), at), at), draw=drawn)


@click.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@_on
@as_json
def check(files: tuple[str, ...], on: datetime | None, as_json: bool) -> None:
    """The findings of FILES, as lodgement would give them.

    With --json one line a file, in order: {"file", "findings": [...]}.
    """

    def work(file: str) -> bool:
        given, judgement = _judged(file, on)
        found = (*given.findings, *judgement.findings)
        if as_json:
            dump({"file": name(file), "findings": [told(finding) for finding in found]})
        else:
            say(f"{name(file)}: {_counted(len(errors(found)), len(found))}")
            findings(found)
        return not errors(found)

    each(files, work, as_json)


def _counted(wrong: int, found: int) -> str:
    if not found:
        return "nothing found"
    return f"{wrong} {'error' if wrong == 1 else 'errors'}, {found - wrong} to know"


@click.command()
@click.argument("file", type=FILE)
@_on
@as_json
def assess(file: str, on: datetime | None, as_json: bool) -> None:
    """The charges of FILE by item, with their working.

    Ends with 1 where something keeps a charge from being counted; what that is, is told.
    """
    assessment = _judged(file, on)[1].assessment
    if as_json:
        dump(assessment)
    else:
        columns = ("item", "charge", "rate", "working", "amount", "act", "status")
        table(f"Charges in {assessment.currency}", columns, _charges(assessment))
        say(f"Total {assessment.total} {assessment.currency}")
        findings(assessment.findings)
    click.get_current_context().exit(1 if errors(assessment.findings) else 0)


def _charges(assessment: Assessment) -> Iterator[tuple[object, ...]]:
    charged = [(str(item.sequence), charge) for item in assessment.items for charge in item.charges]
    for item, one in (*charged, *(("all", charge) for charge in assessment.charges)):
        yield item, one.kind, one.expression, one.formula, one.amount, one.act, one.status


@click.command()
@click.argument("file", type=FILE)
@_on
@as_json
def need(file: str, on: datetime | None, as_json: bool) -> None:
    """The permits that FILE needs: type, agency, why, act, clock, fee.

    Items are told from 1 in words, from 0 (as in pointers) with --json.
    """
    needed = _judged(file, on)[1].needs
    if as_json:
        dump(needed)
    elif not needed:
        say("No permit is needed.")
    else:
        rows = (
            (one.type, one.agency, ", ".join(str(i + 1) for i in one.items), one.act, one.clock, one.fee or "–")
            for one in needed
        )
        table("Permits", ("permit", "agency", "items", "act", "clock", "fee"), rows)


@click.command()
@click.argument("file", type=FILE)
@_on
@click.option("--seed", default="00", help="The seed of the draw, in hexadecimal; lodgement has its own each day.")
@click.option(
    "--token",
    envvar="DARCHA_TOKEN",
    help="An officer's API token: shows the reasons too, under the pack in force now. The look is written down.",
)
@as_json
def select(file: str, on: datetime | None, seed: str, token: str | None, as_json: bool) -> None:
    """The channel of FILE; its reasons only to an officer who may know them."""
    try:
        drawn = bytes.fromhex(seed)
    except ValueError as error:
        raise click.BadParameter(f"--seed {seed}: write it in hexadecimal, as in 5eed") from error
    if token:
        if on:
            raise click.UsageError("--on does not go with --token: an officer sees the profiles in force now")
        selection = _foreseen(message(file).document, drawn, token)
    else:
        selection = _judged(file, on, drawn)[1].selection
    assert selection is not None, "a seed was given"
    if as_json:
        dump(selection if token else selection.channel)
        return
    say(f"{selection.channel.lane}: {', '.join(selection.channel.forms) or 'no control before release'}")
    if token:
        rows = [(one.profile, one.lane, one.item or "–") for one in selection.reasons]
        table("Reasons", ("profile", "lane", "item"), rows)


def _foreseen(document: Declaration, seed: bytes, token: str) -> Selection | None:
    """The selection as an officer may see it. Raises UnknownSender, NotAuthorised."""
    with opened() as connection:
        connection.autocommit = True
        actor = look(connection, party.actor_by_token(hashlib.sha256(token.encode()).digest()))
        if actor is None:
            raise UnknownSender
        return act(connection, foresee, actor, Foresee(document, seed))
