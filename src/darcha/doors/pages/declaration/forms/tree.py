"""The tree: a document in plain mappings and lists whose leaves are texts, as typed, good or bad.

A path is ``goods_shipment.government_agency_goods_item[0].commodity.description``. Nothing here knows a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from darcha.doors.words import mark
from darcha.law.document import Declaration
from darcha.law.document.parts import Element

Tree = dict[str, Any]

_STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
MOST_ROWS = 999

NUMBER = mark("Enter a number, such as 1250.5")
WHOLE = mark("Enter a whole number, such as 12")
DATE = mark("Enter a date")
LONG = mark("Write this shorter")


def steps(path: str) -> Iterator[str | int]:
    """The names and indexes of a path."""
    for name, index in _STEP.findall(path):
        yield name
        if index:
            yield int(index)


def get(tree: Any, path: str) -> Any:
    """What lies at a path: a text, a subtree, or None."""
    for step in steps(path):
        if isinstance(step, int):
            tree = tree[step] if isinstance(tree, list) and step < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
        if tree is None:
            return None
    return tree


def text(tree: Any, path: str) -> str:
    """What was typed at a path, or an empty text."""
    found = get(tree, path)
    return "" if found is None or isinstance(found, dict | list) else str(found)


def rows(tree: Any, path: str) -> list[Any]:
    """The rows of what repeats."""
    found = get(tree, path)
    return found if isinstance(found, list) else []


def put(tree: Tree, path: str, value: str) -> None:
    """Set the text at a path, making what leads there; an empty text removes it."""
    *way, last = steps(path)
    assert isinstance(last, str), "a path ends in a name"
    at: Any = tree
    for position, step in enumerate(way):
        following = way[position + 1] if position + 1 < len(way) else last
        made: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(at) <= min(step, MOST_ROWS):
                at.append({})
            at = at[min(step, MOST_ROWS)]
        else:
            at = at.setdefault(step, made)
    if value:
        at[last] = value
    else:
        at.pop(last, None)


def add(tree: Tree, path: str) -> None:
    """Add an empty row to what repeats."""
    if len(rows(tree, path)) <= MOST_ROWS:
        put(tree, f"{path}[{len(rows(tree, path))}].sequence_numeric", "")


def drop(tree: Tree, path: str, index: int) -> None:
    """Remove a row."""
    found = rows(tree, path)
    if 0 <= index < len(found):
        del found[index]


def copied(tree: Tree) -> Tree:
    """A tree of one's own."""
    return deepcopy(tree)


def of_document(document: Declaration) -> Tree:
    """The tree of a document."""
    # By way of JSON: what repeats becomes lists, every figure a text.
    tree = msgspec.json.decode(msgspec.json.encode(document))
    assert isinstance(tree, dict)
    return tree


def to_document(tree: Tree) -> tuple[Declaration, dict[str, str]]:
    """The document of a tree, without what cannot be read, and what to do about that by the path of its field."""
    problems: dict[str, str] = {}
    document = _element(tree, Declaration, "", problems) or Declaration()
    assert isinstance(document, Declaration)
    return document, problems


@cache
def _fields(kind: type[Element]) -> dict[str, tuple[Any, bool]]:
    """For every field of a class: the type of one value, and whether it repeats."""
    found: dict[str, tuple[Any, bool]] = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        single = next((a for a in get_args(hint) if a is not type(None)), hint) if _optional(hint) else hint
        repeats = get_origin(single) is tuple
        found[name] = (get_args(single)[0] if repeats else single, repeats)
    return found


def _optional(hint: Any) -> bool:
    return type(None) in get_args(hint) and get_origin(hint) in (Union, type(int | None))


def _element(tree: Any, kind: type[Element], path: str, problems: dict[str, str]) -> Element | None:
    """An element of the document; None if nothing of it is left."""
    if not isinstance(tree, dict):
        return None
    given: dict[str, Any] = {}
    for name, (single, repeats) in _fields(kind).items():
        at = f"{path}.{name}" if path else name
        if repeats:
            values = [_value(row, single, f"{at}[{n}]", problems) for n, row in enumerate(rows(tree, name))]
            given[name] = tuple(value for value in values if value is not None)
        elif (value := _value(tree.get(name), single, at, problems)) is not None:
            given[name] = value
    needed = [f.name for f in msgspec.structs.fields(kind) if f.required]
    if all(value == () for value in given.values()) or any(name not in given for name in needed):
        return None
    return kind(**given)


def _value(value: Any, kind: Any, path: str, problems: dict[str, str]) -> Any:
    if isinstance(kind, type) and issubclass(kind, Element):
        return _element(value, kind, path, problems)
    return _leaf(value, kind, path, problems)


def _leaf(value: Any, kind: Any, path: str, problems: dict[str, str]) -> Any:
    """One text as what the document wants there."""
    if value is None or isinstance(value, dict | list) or not (typed := str(value).strip()):
        return None
    if kind in (Decimal, int):
        typed = _SPACES.sub("", typed).replace(",", ".")
    try:
        return msgspec.convert(typed, kind, strict=False)
    except (msgspec.ValidationError, ValueError):
        problems[path] = {Decimal: NUMBER, int: WHOLE}.get(kind) or (DATE if path.endswith("date_time") else LONG)
        return None
