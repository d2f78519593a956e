"""Acts on a part of a file (a permit, a control, a bill): load the whole file under its one lock, find the part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from darcha.flow.file import place
from darcha.flow.judge import law_of
from darcha.flow.step import Call
from darcha.law.access import Place
from darcha.law.errors import NotFound
from darcha.law.snapshot import Snapshot
from darcha.store.read import declaration as read
from darcha.store.read import pack
from darcha.store.read.declaration import File
from darcha.store.statement import Op

I = TypeVar("I")  # noqa: E741


class Files(msgspec.Struct):
    """The files that a batch of calls acts on, and the declaration that each part belongs to."""

    law: Snapshot
    files: dict[UUID, File]
    owners: dict[UUID, UUID]

    def of(self, subject: str, part: UUID) -> File:
        """The file of a part; NotFound if there is none."""
        owner = self.owners.get(part)
        if owner is None:
            raise NotFound(subject=subject, key=part)
        return self.files[owner]


def loader(
    part: Callable[[I], UUID], owners: Callable[[Sequence[UUID]], Op[dict[UUID, UUID]]]
) -> Callable[[Sequence[Call[I]]], Op[Files]]:
    """How a step on parts loads: the declarations its parts belong to, locked in the order of their keys."""

    def load(calls: Sequence[Call[I]]) -> Op[Files]:
        current = yield from pack.current()
        owned = yield from owners([part(call.input) for call in calls])
        files = yield from read.files(owned.values(), lock=True)
        return Files(law_of(current, max(call.at for call in calls)), files, owned)

    return load


def placer(subject: str, part: Callable[[Any], UUID]) -> Callable[[Call[Any], Files], Place]:
    """Where a part is: where its file is."""

    def where(call: Call[Any], context: Files) -> Place:
        return place(context.of(subject, part(call.input)))

    return where
