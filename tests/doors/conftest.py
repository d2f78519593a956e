"""The pages on a database: a small country in force, firms, and a person of every role with a log-in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402  Django has to be set up first
from django.core.cache import cache  # noqa: E402
from django.test import Client  # noqa: E402

from darcha import doors  # noqa: E402
from darcha.law.condition import Condition, Test  # noqa: E402
from darcha.law.pack import Pack, model  # noqa: E402
from darcha.store.connect import connect  # noqa: E402
from darcha.store.models import Person  # noqa: E402
from darcha.store.read import pack as packs  # noqa: E402
from darcha.store.statement import Fetch, Op, run  # noqa: E402
from darcha.store.write import party  # noqa: E402
from tests.doors.intake.trade import Trade, django_at  # noqa: E402
from tests.makers import LAPTOPS, mini_pack, row, words  # noqa: E402
from tests.store.databases import Database, database, server, template  # noqa: E402

__all__ = ["database", "server", "template"]

FIRM, OTHER_FIRM = "200000002", "400000004"
PASSWORD = "oranges and lemons"

PEOPLE: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "tom": ("trader", {}),
    "sue": ("trader", {}),
    "ann": ("agency_officer", {"agencies": ("PLANT", "VET")}),
    "abe": ("agency_officer", {"agencies": ("PLANT", "VET")}),
    "ian": ("inspector", {"posts": ("P1",)}),
    "cat": ("cashier", {}),
    "dan": ("duty_officer", {}),
    "meg": ("manager", {}),
    "aud": ("auditor", {}),
    "adi": ("admin", {}),
}
"""Everybody by log-in: the role and where it holds."""

MANDATES = {"tom": FIRM, "sue": OTHER_FIRM}


def country() -> Pack:
    """The makers' country without chance: portable computers are examined, all else is not."""
    made = mini_pack()
    return msgspec.structs.replace(
        made,
        digest="pages" * 12,
        lanes=tuple(msgspec.structs.replace(lane, random_rate=Decimal(0)) for lane in made.lanes),
        profiles=(
            row(
                model.Profile,
                code="R1",
                lane="red",
                condition=Condition(all=(Test("code", "is", LAPTOPS),)),
                reason=words("computers are counted"),
                author="a",
                approver="b",
                demo=True,
            ),
        ),
    )


def _settled(pack: Pack) -> Op[None]:
    # The pack of the makers has no files: it is put where the store keeps what it has read.
    packs.remember(pack)
    yield Fetch(
        "INSERT INTO pack (digest, code, valid_from, author, approver, content) VALUES (%s, 'xa', %s, 'a', 'b', '{}')",
        (pack.digest, datetime(2026, 1, 1, tzinfo=UTC)),
    )
    yield from party.firm(FIRM, "Greengrocer", address="Market 1")
    yield from party.firm(OTHER_FIRM, "Somebody else")
    secret = make_password(PASSWORD)
    for key, (role, scope) in PEOPLE.items():
        yield from party.person(
            key, key.title(), secret, [role], agencies=scope.get("agencies", ()), posts=scope.get("posts", ())
        )
    for person, firm in MANDATES.items():
        yield from party.mandate(person, firm, date(2026, 1, 1))


@pytest.fixture(scope="session")
def site(database: Database) -> Iterator[Database]:
    """A migrated database with a country, firms and people; Django and the pages use it."""
    with connect(database.app) as connection:
        run(connection, _settled(country()))
    with django_at(Trade(database.app, "", "", "")):
        yield database
        doors.close()


@pytest.fixture
def client_for(site: Database) -> Callable[..., Client]:
    """A client of somebody who has logged in: ``client_for("tom")``, in a language if one is named."""
    cache.clear()

    def made(person: str = "", language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        if person:
            client.force_login(Person.objects.get(pk=person))
        return client

    return made
