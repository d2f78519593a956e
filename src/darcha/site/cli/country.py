"""The country that commands over files work under: the pack of the settings, from its files."""

from __future__ import annotations

from functools import cache

from darcha.law.pack import Pack
from darcha.law.pack.load import load
from darcha.site.settings import PACK
from darcha.store.read.pack import folder


@cache
def pack() -> Pack:
    """The country's pack. Raises PackError."""
    return load(folder(PACK))
