"""The country's pack in force: read once, kept by its digest."""

from __future__ import annotations

from pathlib import Path

import msgspec

from darcha.law.errors import NotFound
from darcha.law.pack import Pack
from darcha.law.pack.load import load
from darcha.store.statement import Fetch, Op


def folder(path: Path) -> dict[str, bytes]:
    """The files of a pack's folder, by their relative names; its ``demo`` folder is no law and stays out."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.suffix in {".toml", ".csv"} and file.relative_to(path).parts[0] != "demo"
    }


_by_digest: dict[str, Pack] = {}


def remember(pack: Pack) -> None:
    """Keep a pack that this process has built already, so that it need not be read again."""
    _by_digest[pack.digest] = pack


def current() -> Op[Pack]:
    """The pack in force now. Its content is fetched only when this process has not seen its digest before."""
    found = yield Fetch("SELECT digest FROM pack WHERE valid_from <= now() ORDER BY valid_from DESC, digest LIMIT 1")
    if not found:
        raise NotFound(subject="pack", key="in force")
    return (yield from by_digest(found[0][0]))


def by_digest(digest: str) -> Op[Pack]:
    """The pack of one digest: what a decision was made under."""
    known = _by_digest.get(digest)
    if known is None:
        found = yield Fetch("SELECT content FROM pack WHERE digest = %s", (digest,))
        if not found:
            raise NotFound(subject="pack", key=digest)
        texts = msgspec.json.decode(found[0][0], type=dict[str, str])
        remember(known := load({name: text.encode() for name, text in texts.items()}))
    return known
