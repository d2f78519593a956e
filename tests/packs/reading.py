"""The real pack of the repository, read once for the tests that need it."""

from functools import cache
from pathlib import Path

from darcha.law.pack.load import load
from darcha.law.pack.model import Pack
from darcha.store.read.pack import folder

PACKS = Path(__file__).parents[2] / "src" / "darcha" / "packs"


def files(code: str) -> dict[str, bytes]:
    return folder(PACKS / code)


@cache
def real_pack(code: str = "uz") -> Pack:
    return load(files(code))
