"""Connections: pools of psycopg connections as one role, each in UTC and on our schema.

A connection is tried before it is lent, so that a database that was restarted is felt by nobody.
"""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool

OPTIONS = "-c search_path=darcha -c timezone=UTC"


def connect(address: str) -> Connection[Any]:
    """One connection of one's own."""
    return Connection.connect(address, options=OPTIONS)


def pool(address: str, *, least: int = 1, most: int = 8) -> ConnectionPool[Connection[Any]]:
    """A pool for threads; opened lazily, so that a server that is away is waited for."""
    return ConnectionPool(
        address,
        kwargs={"options": OPTIONS},
        min_size=least,
        max_size=most,
        open=True,
        timeout=10,
        check=ConnectionPool.check_connection,
    )


def async_pool(address: str, *, least: int = 1, most: int = 4) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """A pool for an event loop; the caller opens it inside the loop."""
    return AsyncConnectionPool(
        address,
        kwargs={"options": OPTIONS},
        min_size=least,
        max_size=most,
        open=False,
        timeout=10,
        check=AsyncConnectionPool.check_connection,
    )
