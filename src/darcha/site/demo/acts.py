"""Turns carried out through the pages: each opens the page of its subject, fills in the form and presses the button."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

from darcha.flow.control import Record
from darcha.flow.declaration import Amend
from darcha.flow.payment import Receive
from darcha.flow.permit import Ask, Cure, Decide, Reply
from darcha.law.document import Declaration
from darcha.site.demo.browser import Browser, Page
from darcha.site.demo.play import Turn

_ROW = re.compile(r"^(\w+)\[(\d+)\]")


def carry_out(browser: Browser, turn: Turn, file: UUID) -> None:
    """Do a turn on a file as the person who is logged in; raises Shut where a page does not let it be done."""
    given: Any = turn.given
    match given:
        case Amend():
            _amend(browser, given)
        case Reply() | Cure():
            page = browser.get(f"/declarations/{file}")
            browser.send(page, page.form(_permit(turn)), {"text": given.text})
        case Ask():
            page = browser.get(f"/permits/{given.permit}")
            browser.send(page, page.form(_permit(turn)), {"text": given.text})
        case Decide():
            _decide(browser, turn, given)
        case Record():
            _record(browser, given)
        case Receive():
            page = browser.get(f"/payments/{given.bill}")
            values = {"amount": f"{given.amount:f}", "method": given.method, "document": given.document}
            browser.send(page, page.form(page.path, values), values)


def _permit(turn: Turn) -> str:
    return f"/permits/{turn.given.permit}/{turn.act.removeprefix('permit.')}"


def _decide(browser: Browser, turn: Turn, given: Decide) -> None:
    page = browser.get(f"/permits/{given.permit}")
    button = ("choice", given.choice)
    if given.choice == "grant":
        browser.send(page, page.form(_permit(turn), without=["cure_days"]), {"text": given.text}, button)
        return
    values = {"text": given.text, "grounds": given.grounds, "norm": given.norm, "cure_days": str(given.cure_days)}
    browser.send(page, page.form(_permit(turn), having=["cure_days"]), values, button)


def _record(browser: Browser, given: Record) -> None:
    page = browser.get(f"/controls/{given.control}")
    values: dict[str, Any] = {"forms": given.result.forms, "remarks": given.result.remarks}
    for item in given.result.items:
        figures = {
            "packages": item.packages,
            "net_mass": item.net_mass,
            "gross_mass": item.gross_mass,
            "quantity": item.quantity,
        }
        values |= {f"{name}-{item.sequence}": f"{value:f}" for name, value in figures.items() if value is not None}
    browser.send(page, page.form(page.path, ["forms", "remarks"]), values)


def _amend(browser: Browser, given: Amend) -> None:
    """Begin an amendment, bring every section to the new document, and send it."""
    page = browser.get(f"/declarations/{given.declaration}")
    draft = browser.send(page, page.form(f"/declarations/{given.declaration}/amend"), {})
    wanted = dict(flat(given.document))
    check = f"{draft.path}/check"
    for section in draft.links(f"{draft.path}/"):
        if section != check:
            _fill(browser, browser.get(section), wanted)
    page = browser.get(check)
    browser.send(page, page.form(check), {})


def _fill(browser: Browser, page: Page, wanted: dict[str, str]) -> None:
    """Type what a section should hold, adding rows that are wanting."""
    form = page.form(page.path, ["seen"])
    while row := _wanting(page, set(form.fields.keys()), wanted):
        page = browser.send(page, form, {}, ("add", row))
        form = page.form(page.path, ["seen"])
    values = {name: wanted[name] for name in form.fields if name in wanted and form.fields[name] != wanted[name]}
    if values:
        browser.send(page, form, values, ("go", "back"))


def _wanting(page: Page, shown: set[str], wanted: dict[str, str]) -> str | None:
    """What this page can add a row of and has too few of."""
    for path in page.tree.xpath("//button[@name='add']/@value"):
        rows = {match[2] for name in wanted if (match := _ROW.match(name)) and match[1] == path}
        if any(not any(name.startswith(f"{path}[{row}]") for name in shown) for row in rows):
            return str(path)
    return None


def flat(document: Declaration) -> Iterator[tuple[str, str]]:
    """Every value of a document by its path, as the form names its fields: ``additional_document[0].id``."""
    yield from _leaves("", msgspec.to_builtins(document, str_keys=True))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, below)
    elif isinstance(value, list | tuple):
        for number, below in enumerate(value):
            yield from _leaves(f"{path}[{number}]", below)
    else:
        yield path, str(value)
