"""The fast lane: declarations from systems, one a message, answered when they are on disk.

The routes belong to one Starlette application, alone (:func:`application`) or beside others: whoever composes it takes
:data:`routes` and :data:`handlers`, and enters :func:`lifespan`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from darcha.doors.intake.answer import handlers
from darcha.doors.intake.body import Patience
from darcha.doors.intake.declaration import health, lodge, opened

routes = [
    Route("/intake/declarations", lodge, methods=["POST"], name="declaration.lodge"),
    Route("/intake/health", health, methods=["GET"], name="intake.health"),
]


@asynccontextmanager
async def lifespan(address: str, patience: Patience | None = None) -> AsyncIterator[dict[str, Any]]:
    """The intake while it is open, on the database at ``address``: the state that the routes find in their requests.

    On closing, what was taken is committed and answered first.
    """
    async with opened(address, patience or Patience()) as intake:
        yield {"intake": intake}


def application(address: str, patience: Patience | None = None) -> Starlette:
    """The intake as an application of its own."""

    def alone(_: Starlette) -> AbstractAsyncContextManager[dict[str, Any]]:
        return lifespan(address, patience)

    return Starlette(routes=routes, exception_handlers=handlers, lifespan=alone)


__all__ = ["Patience", "application", "handlers", "lifespan", "routes"]
