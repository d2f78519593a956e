"""One history for all tests of the evidence that do not change it for good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from darcha.store.journal.witness import FileWitness
from darcha.store.server import Running
from tests.store.databases import Database
from tests.store.databases import _cloned as cloned
from tests.store.journal.history import make_history
from tests.store.journal.sealing import PUBLIC


@pytest.fixture(scope="package")
def witness(tmp_path_factory: pytest.TempPathFactory) -> FileWitness:
    return FileWitness(tmp_path_factory.mktemp("witness") / "witness", PUBLIC)


@pytest.fixture(scope="package")
def kept(server: Running, template: str, witness: FileWitness) -> Iterator[Database]:
    """A short history: lodged, sealed, released with a control and a quantity written off, and one commit unsealed.

    Nobody changes it for good: what harms it is undone with its transaction.
    """
    with cloned(server, template) as made:
        make_history(made, witness)
        yield made
