"""The tests of the demonstration: the real pack and its book, and a database."""

from __future__ import annotations

import os
from pathlib import Path

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
django.setup()

from darcha.law.pack.load import load  # noqa: E402  Django has to be set up first
from darcha.law.pack.model import Pack  # noqa: E402
from darcha.site.demo.book import Book, read_book  # noqa: E402
from darcha.site.demo.cast import Cast, read_cast  # noqa: E402
from darcha.site.settings import PACKS  # noqa: E402
from darcha.store.read.pack import folder  # noqa: E402
from tests.store.databases import database, own_database, server, template  # noqa: E402

__all__ = ["database", "own_database", "server", "template"]


@pytest.fixture(scope="session")
def pack_folder() -> Path:
    return PACKS / (PACKS / "default").read_text().strip()


@pytest.fixture(scope="session")
def pack(pack_folder: Path) -> Pack:
    return load(folder(pack_folder))


@pytest.fixture(scope="session")
def book(pack_folder: Path) -> Book:
    return read_book(pack_folder)


@pytest.fixture(scope="session")
def cast(pack_folder: Path) -> Cast:
    return read_cast(pack_folder)
