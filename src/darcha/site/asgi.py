"""One address, one server: the intake and the streams as routes of their own, all else to Django in threads.

Which doors are open is said by ``DARCHA_DOORS`` (pages, api, intake, streams): processes apart open some each.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import django
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

ALL = ("pages", "api", "intake", "streams")
_THREADS = 8


def _django() -> ASGIApp:
    """Django as WSGI in threads: a request costs a fraction of what it costs under ASGI."""
    return cast("ASGIApp", WSGIMiddleware(cast("Any", get_wsgi_application()), workers=_THREADS))


def _settle_memory() -> None:
    """What was loaded at start stays: the collector need not look at it again, nor after every few hundred objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def application() -> Starlette:
    """The application of this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
    django.setup()
    # Doors can be imported only when Django is set up.
    from darcha.doors import identify, intake
    from darcha.picture import streams

    doors = frozenset(os.environ.get("DARCHA_DOORS", ",".join(ALL)).split(","))
    address = settings.DATABASE_ADDRESS
    routes: list[BaseRoute] = []
    handlers: dict[Any, Any] = {}
    if "intake" in doors:
        routes += intake.routes
        handlers |= intake.handlers
    if "streams" in doors:
        routes += streams.routes(identify.IDENTITIES.aidentify)
    if doors & {"pages", "api"}:
        routes.append(Mount("/", _django()))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        _settle_memory()
        async with AsyncExitStack() as stack:
            state: dict[str, Any] = {}
            if "intake" in doors:
                state |= await stack.enter_async_context(intake.lifespan(address))
            if "streams" in doors:
                state |= await stack.enter_async_context(streams.lifespan(address))
            yield state

    return Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
