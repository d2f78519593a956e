"""The cast of the demonstration: firms, people, mandates and tokens, and the pack in force."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from django.contrib.auth.hashers import make_password
from psycopg import Connection

from darcha.law.access import Role
from darcha.law.errors import ConfigurationError, NotFound
from darcha.law.pack.load import digest, load
from darcha.site.demo.book import read
from darcha.store.read import pack as packs
from darcha.store.statement import Op, run
from darcha.store.write import pack, party

_SINCE = date(2025, 1, 1)
_IN_FORCE = datetime(2025, 1, 1, tzinfo=UTC)
_LABEL = "simulated trade"


class Firm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A firm by its code."""

    code: str
    name: str
    address: str
    trusted: bool = False


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person with roles; ``firms`` are whom a trader acts for, the own firm first."""

    id: str
    name: str
    roles: tuple[Role, ...]
    language: str
    firms: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everybody who plays."""

    firms: tuple[Firm, ...] = msgspec.field(name="firm")
    people: tuple[Person, ...] = msgspec.field(name="person")

    def firm(self, code: str) -> Firm:
        """The firm of a code; raises KeyError if there is none."""
        found = next((firm for firm in self.firms if firm.code == code), None)
        if found is None:
            raise KeyError(code)
        return found

    def person(self, key: str) -> Person:
        """The person of an id; raises KeyError if there is none."""
        found = next((person for person in self.people if person.id == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def role(self, role: Role) -> tuple[Person, ...]:
        """Who has a role."""
        return tuple(person for person in self.people if role in person.roles)

    def traders(self, firm: str) -> tuple[Person, ...]:
        """Who acts for a firm."""
        return tuple(person for person in self.role("trader") if firm in person.firms)

    def officers(self, agency: str) -> tuple[Person, ...]:
        """Who decides for an agency: the first proposes, the second decides."""
        return tuple(person for person in self.role("agency_officer") if agency in person.agencies)


def read_cast(pack: Path) -> Cast:
    """The cast beside the pack of a folder; raises ConfigurationError where it cannot be read."""
    return read(pack, "cast.toml", Cast)


def new_password() -> str:
    """A password that people can type."""
    return "-".join(secrets.token_hex(2) for _ in range(3))


def seed(connection: Connection[Any], pack_folder: Path, password: str) -> Cast:
    """Put the pack into force and write the cast, in one transaction; what is there already stays as it is.

    All have the one ``password``, so it is hashed once: with a salt for each, that would take seconds.
    """
    cast = read_cast(pack_folder)
    with connection.transaction():
        run(connection, _written(cast, packs.folder(pack_folder), make_password(password)))
    return cast


def _written(cast: Cast, files: dict[str, bytes], password: str) -> Op[None]:
    yield from _enacted(files)
    for firm in cast.firms:
        yield from party.firm(firm.code, firm.name, trusted=firm.trusted, address=firm.address)
    for person in cast.people:
        yield from party.person(
            person.id,
            person.name,
            password,
            person.roles,
            agencies=person.agencies,
            posts=person.posts,
            language=person.language,
        )
        for code in person.firms:
            yield from party.mandate(person.id, code, _SINCE)


def _enacted(files: dict[str, bytes]) -> Op[None]:
    """The first pack is in force from the beginning, a changed one from now on."""
    try:
        current = yield from packs.current()
        since = datetime.now(UTC)
    except NotFound:
        current, since = None, _IN_FORCE
    if current is None or current.digest != digest(files):
        code = load(files).code
        if current is not None and current.code != code:
            why = f"The data is that of the country {current.code}; give {code} a folder of its own with DARCHA_DATA."
            raise ConfigurationError(why=why)
        yield from pack.enact(files, author="demo.author", approver="demo.approver", valid_from=since)


def renew_tokens(connection: Connection[Any], cast: Cast, old: Sequence[str] = ()) -> dict[str, str]:
    """A new API token for each trader by id, in one transaction; the ``old`` ones end."""
    with connection.transaction():
        return run(connection, _renewed(cast, old))


def _renewed(cast: Cast, old: Sequence[str]) -> Op[dict[str, str]]:
    now = datetime.now(UTC)
    for token in old:
        yield from party.revoke_token(sha256(token.encode()).digest(), now)
    made = {}
    for person in cast.role("trader"):
        made[person.id] = yield from party.token(person.id, _LABEL, now)
    return made
