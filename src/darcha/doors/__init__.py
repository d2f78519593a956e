"""Who comes in: pages for people, the API, the intake, messages out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from django.conf import settings
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from darcha.store.connect import pool

_PARTS = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
_pools: dict[str, ConnectionPool[Connection[Any]]] = {}
_making = Lock()


def connection() -> AbstractContextManager[Connection[Any]]:
    """A connection of this process's pool, for one act or one look; the pool is made at the first use."""
    database = settings.DATABASES["default"]
    address = make_conninfo("", **{name: database[key] for key, name in _PARTS.items() if database.get(key)})
    with _making:
        if address not in _pools:
            _pools[address] = pool(address)
    return _pools[address].connection()


def close() -> None:
    """Close this process's pools; the next connection makes one anew."""
    while _pools:
        _pools.popitem()[1].close()
