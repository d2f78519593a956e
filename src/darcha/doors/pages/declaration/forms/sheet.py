"""A section as it is shown and as it comes back: fields with their values, what is wrong, what changed meanwhile."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from darcha.doors.pages.declaration.forms.choices import Choice
from darcha.doors.pages.declaration.forms.fields import SECTIONS, Field, Group, Section, all_fields
from darcha.doors.pages.declaration.forms.tree import Tree, put, rows, text
from darcha.doors.words import day
from darcha.law.codes import compact_container, compact_hs

Progress = Literal["done", "begun", "new"]
Lists = Mapping[str, Callable[[], list[Choice]]]

_INDEX = re.compile(r"\[\d+\]")
_NUMBERED = re.compile(r"/(\d+)(?=/|$)")


def anchor(name: str) -> str:
    """The identifier of a field on its page."""
    return "f-" + re.sub(r"[^a-z0-9]+", "-", name).strip("-")


class Shown(msgspec.Struct, frozen=True):
    """A field with its value; ``wrong`` is what to do about it, in words."""

    field: Field
    name: str
    value: str
    wrong: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    index: int = 0

    @property
    def id(self) -> str:
        """The name as an identifier of the page."""
        return anchor(self.name)

    @property
    def text(self) -> str:
        """The value as it is read: a choice by its label, a date as dates are written."""
        if self.field.kind == "date":
            return _day(self.value)
        return next((label for code, label in self.choices if code == self.value), self.value)


def _day(typed: str) -> str:
    try:
        return day(date.fromisoformat(typed[:10]))
    except ValueError:
        return typed


class Row(msgspec.Struct, frozen=True):
    """The fields of a group, or of one of its rows."""

    index: int
    path: str
    fields: tuple[Shown, ...]

    @property
    def typed(self) -> bool:
        """Whether anything was typed here."""
        return any(field.value for field in self.fields)


class Block(msgspec.Struct, frozen=True):
    """A group with all its rows."""

    group: Group
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """The group as an identifier of the page."""
        return anchor(self.group.rows)


def names(tree: Tree, group: Group) -> Iterator[tuple[int, str, Field, str]]:
    """(row, path of the row, field, name) for every field of a group as the tree stands."""
    if not group.rows:
        for field in group.fields:
            yield 0, "", field, field.path
        return
    for index in range(len(rows(tree, group.rows))):
        for field in group.fields:
            yield index, f"{group.rows}[{index}]", field, field.path.replace("[]", f"[{index}]", 1)


def shown(tree: Tree, section: Section, lists: Lists, wrong: Mapping[str, tuple[str, ...]]) -> list[Block]:
    """The section, ready for its template. A value that its list lacks is offered too: nothing is lost by looking."""
    made: dict[str, tuple[Choice, ...]] = {}
    blocks = []
    for group in section.groups:
        found: dict[tuple[int, str], list[Shown]] = {}
        for index, path, field, name in names(tree, group):
            if field.choices and field.choices not in made:
                made[field.choices] = tuple(lists[field.choices]())
            value = text(tree, name)
            options = made.get(field.choices, ())
            if field.choices and value and all(code != value for code, _ in options):
                options = ((value, value), *options)
            one = Shown(field, name, value, wrong.get(name, ()), options, index)
            found.setdefault((index, path), []).append(one)
        blocks.append(Block(group, tuple(Row(i, path, tuple(fields)) for (i, path), fields in found.items())))
    return blocks


def apply(tree: Tree, section: Section, said: Mapping[str, str]) -> None:
    """Bring what was typed on a section's page into the tree."""
    for group in section.groups:
        for _, _, field, name in names(tree, group):
            if name in said:
                put(tree, name, _tidy(field, said[name]))


def _tidy(field: Field, typed: str) -> str:
    """What was typed without what people put in for reading."""
    typed = typed.strip()
    if field.kind == "commodity":
        return compact_hs(typed)
    if field.path.endswith("transport_equipment[].id"):
        return compact_container(typed)
    return typed


def seen(tree: Tree, section: Section) -> str:
    """A mark of what a section holds: it tells whether another window changed it meanwhile."""
    held = [(name, text(tree, name)) for group in section.groups for _, _, _, name in names(tree, group)]
    return hashlib.sha256(msgspec.json.encode(held)).hexdigest()[:16]


def differences(mine: Tree, theirs: Tree, section: Section) -> list[tuple[Field, str, str]]:
    """(field, my text, their text) where two trees part in a section."""
    found: dict[str, Field] = {}
    for tree in (mine, theirs):
        found |= {name: field for group in section.groups for _, _, field, name in names(tree, group)}
    return [(f, text(mine, n), text(theirs, n)) for n, f in found.items() if text(mine, n) != text(theirs, n)]


def progress(tree: Tree, section: Section) -> Progress:
    """How far a section is."""
    asked: list[bool] = []
    for path in section.needed:
        head, _, tail = path.partition("[]")
        if tail:
            asked += [bool(text(row, tail.lstrip("."))) for row in rows(tree, head)] or [False]
        else:
            asked.append(bool(text(tree, path)))
    typed = any(text(tree, name) for group in section.groups for _, _, _, name in names(tree, group))
    if asked and all(asked):
        return "done"
    return "begun" if typed else "new"


def row_of(path: str, section: Section) -> tuple[str, int] | None:
    """The group and index of a row of a section (``additional_document[2]``), or None if it has no such rows."""
    head, _, index = path.removesuffix("]").rpartition("[")
    known = {group.rows for group in section.groups if group.rows}
    return (head, int(index)) if head in known and index.isdigit() else None


def belongs(name: str, section: Section) -> bool:
    """Whether a section shows a field of this name."""
    bare = _INDEX.sub("", name)
    return any(_INDEX.sub("", f.path.replace("[]", "")) == bare for group in section.groups for f in group.fields)


def path_of(pointer: str) -> str:
    """A JSON pointer as a path: ``/a/0/b`` is ``a[0].b``."""
    return _NUMBERED.sub(r"[\1]", pointer).lstrip("/").replace("/", ".")


def place_of(pointer: str) -> tuple[str, str]:
    """The section and the name of the field that a finding speaks of; the name is empty if no field is meant."""
    path = path_of(pointer)
    bare = _INDEX.sub("", path)
    for section, _, field in all_fields():
        plain = _INDEX.sub("", field.path.replace("[]", ""))
        if path and (plain == bare or plain.startswith(bare + ".")):
            return section.name, _numbered(field.path, path)
    return (_nearest(bare), "")


def _numbered(field: str, path: str) -> str:
    """The field's path with the row that a finding's path names."""
    index = _INDEX.search(path)
    return field.replace("[]", index.group() if index else "[0]", 1)


def _nearest(bare: str) -> str:
    """The section that holds the most of a path that no field has."""
    if bare.startswith(("goods_shipment.government_agency_goods_item", "total")) or not bare:
        return "goods"
    head = bare.partition(".")[0]
    found = (s.name for s, _, f in all_fields() if f.path.partition(".")[0] == head)
    return next(found, "goods")


def by_field(findings: Iterable[Any], tell: Callable[[Any], str]) -> dict[str, tuple[str, ...]]:
    """The words of findings by the name of the field each speaks of."""
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        _, name = place_of(finding.pointer)
        found[name] = (*found.get(name, ()), tell(finding))
    return found


def section_after(name: str) -> str:
    """The section that follows, or an empty text after the last."""
    order = list(SECTIONS)
    following = order.index(name) + 1
    return order[following] if following < len(order) else ""
