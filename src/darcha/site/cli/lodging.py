"""Commands that lodge and ask: into a running window over HTTP, or straight into the embedded one."""

from __future__ import annotations

import json
import os
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import click
import msgspec
from psycopg import Connection

from darcha.flow import declaration as flow
from darcha.flow.judge import firm_of, law_of
from darcha.flow.run import act, look, now
from darcha.flow.view import view
from darcha.law.access import Actor
from darcha.law.errors import NotFound, Unavailable, UnknownSender
from darcha.site.cli import country
from darcha.site.cli.database import opened
from darcha.site.cli.documents import message
from darcha.site.cli.output import (
    FILE,
    as_json,
    content,
    dump,
    each,
    name,
    say,
    show_refusal,
    show_told,
    told,
)
from darcha.store.read import declaration as read
from darcha.store.read import pack, party
from darcha.wire import MOST_BYTES

_PATIENCE = 30.0
_url = click.option("--url", help="A running window; without it the embedded one. The token is DARCHA_TOKEN.")
_actor = click.option("--actor", help="Whose log-in acts in the embedded window; else one who acts for the firm.")


class NoToken(UnknownSender):
    """A window was named, but no token for it."""

    code = "sender.no_token"
    text = "{url} asks who sends."
    cure = "Put your API token into DARCHA_TOKEN."


def _ask(url: str, method: str, path: str, body: bytes | None = None) -> tuple[bool, dict[str, Any]]:
    """One request to a window: whether it was granted, and the answer; a refusal in the words of a command's own.

    Raises Unavailable where nobody answers, UnknownSender without a token.
    """
    if not (token := os.environ.get("DARCHA_TOKEN")):
        raise NoToken(url=url)
    parts = urlsplit(url if "://" in url else f"http://{url}")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=_PATIENCE)
    try:
        connection.request(method, parts.path.rstrip("/") + path, body, {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        given = json.loads(answer.read())
    except (OSError, ValueError, HTTPException) as error:
        raise Unavailable(part=f"The window at {url}") from error
    finally:
        connection.close()
    if answer.status < HTTPStatus.BAD_REQUEST:
        return True, given
    return False, {
        "error": given.get("code", str(answer.status)),
        "text": given.get("detail", answer.reason),
        "cure": given.get("cure", ""),
        "findings": given.get("findings", []),
    }


def _sender(connection: Connection[Any], person: str | None, firm: str | None) -> Actor:
    """The person that acts: the one named, else the first that may act for the firm."""
    if person is not None:
        actor = look(connection, party.actor(person))
        if actor is None:
            raise NotFound(subject="person", key=person)
        return actor
    for actor in look(connection, party.people()):
        if firm in actor.firms:
            return actor
    raise NotFound(subject="person acting for the firm", key=firm or "(none named in the document)")


def _lodge_here(connection: Connection[Any], file: str, person: str | None) -> dict[str, Any]:
    """Lodge into the embedded window; the answer as a door gives it."""
    given = message(file)
    firm = firm_of(given.document, law_of(look(connection, pack.current()), now()))
    actor = _sender(connection, person, firm)
    lodged = act(connection, flow.lodge, actor, flow.Lodge(given.document, given.content, given.media_type))
    answer: dict[str, Any] = msgspec.to_builtins(lodged)
    permits = [dict(zip(("type", "agency", "id", "due"), one, strict=True)) for one in answer["permits"]]
    return answer | {"findings": [told(one) for one in (*given.findings, *lodged.findings)], "permits": permits}


def _show_lodged(file: str, answer: dict[str, Any]) -> None:
    again = " (sent before)" if answer["duplicate"] else ""
    say(f"{file}: {answer['number']}, {answer['stage']}, with {answer['holder'] or 'nobody'}{again}")
    say(f"  channel {answer['lane']}, {answer['total']} {answer['currency']}")
    for permit in answer["permits"]:
        say(f"  permit {permit['type']} from {permit['agency']}, due {_when(permit['due'])}")
    show_told(answer["findings"])


@click.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@_url
@_actor
@as_json
def lodge(files: tuple[str, ...], url: str | None, actor: str | None, as_json: bool) -> None:
    """Lodge FILES: number, findings, channel and amounts of each.

    Sending a file again is safe: it is not lodged twice. A declaration with errors is lodged all the same, and ends
    with 1 because they have to be cured. With --json one line a file, in order.
    """

    def told_of(file: str, granted: bool, answer: dict[str, Any]) -> bool:
        if as_json:
            dump({"file": name(file)} | answer)
        elif granted:
            _show_lodged(name(file), answer)
        else:
            show_refusal(answer, name(file))
        return granted and not any(one["severity"] == "error" for one in answer["findings"])

    if url:
        path = "/intake/declarations"
        each(files, lambda file: told_of(file, *_ask(url, "POST", path, content(file, MOST_BYTES))), as_json)
    with opened() as connection:
        each(files, lambda file: told_of(file, True, _lodge_here(connection, file, actor)), as_json)


def _known(connection: Connection[Any], key: str) -> UUID:
    """The declaration of a number or, last lodged first, of a reference."""
    found = look(connection, read.by_number(key)) or look(connection, read.by_reference(key))
    if found is None:
        raise NotFound(subject="declaration", key=key)
    return found


def _status_here(reference: str, person: str | None) -> dict[str, Any]:
    with opened() as connection:
        declaration = _known(connection, reference)
        file = look(connection, read.files([declaration]))[declaration]
        seen = look(connection, view(_sender(connection, person, file.declaration.firm), declaration, now()))
    row, standing = file.declaration, msgspec.to_builtins(seen.status)
    assert isinstance(standing, dict)
    return {"number": row.number, "reference": row.reference} | standing


def _status_there(url: str, reference: str) -> tuple[bool, dict[str, Any]]:
    """The status in a running window, asked by number and then by reference."""
    path = "/api/v1/declarations/by-number?number="
    granted, answer = _ask(url, "GET", path + quote(reference, safe=""))
    if answer.get("error") == NotFound.code:
        _, page = _ask(url, "GET", f"/api/v1/declarations?limit=100&search={quote(reference, safe='')}")
        numbers = [one["number"] for one in page.get("items", ()) if one["reference"] == reference]
        if numbers:
            granted, answer = _ask(url, "GET", path + quote(numbers[0], safe=""))
    if not granted:
        return False, answer
    row = answer["declaration"]
    return True, {"number": row["number"], "reference": row["reference"]} | answer["status"]


def _when(moment: str | None) -> str:
    """A moment in the country's time."""
    zone = ZoneInfo(country.pack().time_zone)
    return f"{datetime.fromisoformat(moment).astimezone(zone):%d.%m.%Y %H:%M}" if moment else "at no set time"


def _show_status(line: dict[str, Any]) -> None:
    say(f"{line['number']}  {line['stage']}", style="bold")
    say(f"  with {line['holder'] or 'nobody'} since {_when(line['since'])}, due {_when(line['due'])}")
    for missing in line["missing"]:
        say(f"  missing: {missing['what']}, with {missing['holder']}")


@click.command()
@click.argument("reference")
@_url
@_actor
@as_json
def status(reference: str, url: str | None, actor: str | None, as_json: bool) -> None:
    """One status over all agencies for a number or a REFERENCE: stage, holder, since, due, what is missing."""
    granted, line = _status_there(url, reference) if url else (True, _status_here(reference, actor))
    if as_json:
        dump(line)
    elif granted:
        _show_status(line)
    else:
        show_refusal(line)
    click.get_current_context().exit(0 if granted else 1)
