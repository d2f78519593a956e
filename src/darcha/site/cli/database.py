"""The database of the house, for one command: the running one, else the embedded one started for as long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, errors

from darcha.law.errors import ConfigurationError, Unavailable
from darcha.site.settings import DATA
from darcha.site.supervisor import reached
from darcha.store.connect import connect
from darcha.store.server.folder import layout


class NothingHere(ConfigurationError):
    """There is no database yet, or none with our tables."""

    code = "database.empty"
    text = "There is nothing in {where} yet."
    cure = (
        "Start with darcha demo, or make an empty installation with darcha migrate; DARCHA_DATA names another folder."
    )


@contextmanager
def opened() -> Iterator[Connection[Any]]:
    """A connection as the house's own role. Raises NothingHere before the first start, Unavailable where it is away."""
    given = "DARCHA_DATABASE_URL" in os.environ
    if not given and not _made():
        raise NothingHere(where=DATA)
    try:
        with reached(DATA) as address, connect(address) as connection:
            yield connection
    except (errors.UndefinedTable, errors.InvalidSchemaName) as error:
        raise NothingHere(where="the database" if given else DATA) from error
    except psycopg.OperationalError as error:
        raise Unavailable(part="The database") from error


def _made() -> bool:
    """Whether there is a cluster in the data folder, as far as we may see."""
    try:
        return layout(DATA).cluster.exists()
    except PermissionError:
        return True
