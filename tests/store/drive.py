"""Every store operation is tested as both executors drive it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import AsyncConnection

from darcha.store.connect import OPTIONS, connect
from darcha.store.statement import Op, arun, run

Drive = Callable[[str, Op[Any]], Any]
"""Drives an operation to its result in one transaction on a connection to an address."""


def synchronous(address: str, op: Op[Any]) -> Any:
    with connect(address) as connection:
        return run(connection, op)


def asynchronous(address: str, op: Op[Any]) -> Any:
    async def main() -> Any:
        async with await AsyncConnection.connect(address, options=OPTIONS) as connection:
            return await arun(connection, op)

    return asyncio.run(main())


both = pytest.mark.parametrize("drive", [pytest.param(synchronous, id="run"), pytest.param(asynchronous, id="arun")])
