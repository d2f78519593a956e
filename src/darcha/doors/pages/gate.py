"""The gate every page goes through: who asks, may they, and what a refusal looks like.

A page is a function of a :class:`Visit`. ``@page("declaration.read")`` names the act that its visitor must hold in some
scope; the scope itself is checked by the step or the view that loads the thing. ``@public`` pages need nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from darcha.doors import connection
from darcha.doors.present import problem
from darcha.flow import run
from darcha.flow.step import Step, authorise
from darcha.law.access import ACTS, Actor
from darcha.law.errors import DarchaError, Unavailable, UnknownSender
from darcha.law.pack import Pack
from darcha.store.read import pack as packs
from darcha.store.read import party
from darcha.store.statement import Op

I = TypeVar("I")  # noqa: E741
C = TypeVar("C")
R = TypeVar("R")
T = TypeVar("T")


_log = logging.getLogger(__name__)


class Visit:
    """One request of one visitor, with what a page needs: the actor, the country's data, looks and acts."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now: datetime = run.now()

    @cached_property
    def known(self) -> Actor | None:
        """The actor, or None for somebody who has not logged in (or may not any more)."""
        person = self.request.user
        return self.look(party.actor(str(person.pk))) if person.is_authenticated else None

    @property
    def actor(self) -> Actor:
        """The actor; the gate has made sure that there is one."""
        if self.known is None:
            raise UnknownSender
        return self.known

    @cached_property
    def pack(self) -> Pack:
        """The country's data in force; from here on times are shown in its zone."""
        pack = self.look(packs.current())
        timezone.activate(ZoneInfo(pack.time_zone))
        return pack

    @property
    def day(self) -> date:
        """Today in the country's zone."""
        return self.now.astimezone(ZoneInfo(self.pack.time_zone)).date()

    @property
    def posted(self) -> bool:
        """Whether something is to be done, and not only shown."""
        return self.request.method == "POST"

    def said(self, name: str) -> str:
        """A value of the form, without the spaces around it."""
        return self.request.POST.get(name, "").strip()

    def look(self, op: Op[T]) -> T:
        """Read something."""
        with connection() as c:
            return run.look(c, op)

    def keep(self, op: Op[T]) -> T:
        """Write working material, such as a draft: it is no act and nothing of it is journalled."""
        with connection() as c:
            return run.look(c, op)

    def do(self, step: Step[I, C, R], given: I) -> R:
        """Carry out an act as the visitor; its errors are raised."""
        with connection() as c:
            return run.act(c, step, self.actor, given)

    def show(self, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """A page."""
        return render(self.request, f"darcha/{template}", {"now": self.now, **(context or {})}, status=status)

    def refuse(self, error: DarchaError) -> HttpResponse:
        """The page of an error: what happened, what to do."""
        if isinstance(error, UnknownSender) and self.request.method == "GET":
            return redirect(reverse("person.login") + "?" + urlencode({"next": self.request.get_full_path()}))
        if error.status >= 500:
            _log.error("%s: %s", error.code, error, exc_info=error)
        return self.show("error.html", {"problem": problem(error)}, error.status)


View = Callable[..., HttpResponse]


class Page:
    """A view behind the gate; ``act`` is None for a public page."""

    csrf_exempt = False

    def __init__(self, view: View, act: str | None, methods: tuple[str, ...]) -> None:
        self.act = act
        self._view = view
        self._methods = methods
        self.__name__ = self.__qualname__ = view.__name__
        self.__doc__ = view.__doc__

    def __call__(self, request: HttpRequest, **given: Any) -> HttpResponse:
        """Answer a request."""
        if request.method not in self._methods:
            # Somebody loads again, or typed, the address that a form is sent to.
            return redirect("home") if request.method == "GET" else HttpResponseNotAllowed(self._methods)
        visit = Visit(request)
        request.visit = visit  # type: ignore[attr-defined]
        try:
            if self.act is not None:
                authorise(visit.actor, self.act)
            return self._view(visit, **given)
        except DarchaError as error:
            return visit.refuse(error)
        except (OperationalError, PoolTimeout) as error:
            _log.error("the database is away", exc_info=error)
            request.visit = None  # type: ignore[attr-defined]
            return visit.refuse(Unavailable(part="Darcha"))


def page(act: str, *methods: str) -> Callable[[View], Page]:
    """A page for those who hold a right; ``GET`` unless other methods are named."""
    if act not in ACTS:
        raise LookupError(act)
    return lambda view: Page(view, act, ("HEAD", *(methods or ("GET",))))


def public(*methods: str) -> Callable[[View], Page]:
    """A page for everybody."""
    return lambda view: Page(view, None, ("HEAD", *(methods or ("GET",))))
