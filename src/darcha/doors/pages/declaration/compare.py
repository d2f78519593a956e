"""Two versions of a document, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from django.utils.translation import gettext

from darcha.doors.pages.declaration.forms.fields import all_fields
from darcha.doors.pages.declaration.forms.tree import of_document
from darcha.law.document import Declaration

_INDEX = re.compile(r"\[(\d+)\]")


class Difference(msgspec.Struct, frozen=True):
    """A field in which two versions part: what it is called, where it is, and its text in each."""

    label: str
    path: str
    old: str
    new: str


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of every leaf."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, str(tree)


def differences(old: Declaration, new: Declaration) -> list[Difference]:
    """Where two documents part, in the order of the newer one."""
    before, after = dict(leaves(of_document(old))), dict(leaves(of_document(new)))
    order = [*after, *(path for path in before if path not in after)]
    return [
        Difference(label(path), path, before.get(path, ""), after.get(path, ""))
        for path in order
        if before.get(path) != after.get(path)
    ]


def label(path: str) -> str:
    """A field in words: by its label in the form, with its row; else by its name in the document."""
    bare = _INDEX.sub("", path)
    row = _INDEX.search(path)
    for _, group, field in all_fields():
        if _INDEX.sub("", field.path.replace("[]", "")) == bare:
            number = f" {int(row.group(1)) + 1}" if row and group.rows else ""
            head = gettext(group.one or group.title)
            return f"{head}{number}: {gettext(field.label)}"
    return path
