"""The book of the demonstration: consignments worked by hand, as they stand beside a country's pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from darcha.law.errors import ConfigurationError
from darcha.law.pack.model import CaseCharge, Direction

T = TypeVar("T")
Play = Literal["clean", "three_permits", "shortage", "errors", "refused_then_granted"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of everything in the book: a word that is not known is a mistake."""


class Document(Entry, frozen=True, kw_only=True):
    """A document cited for the whole consignment. The first of a consignment is its waybill."""

    type: str
    id: str


class Partner(Entry, frozen=True, kw_only=True):
    """A firm abroad."""

    name: str
    city: str
    country: str


class Transport(Entry, frozen=True, kw_only=True):
    """The vehicle at the border: mode (UN/ECE Rec 19), what is written on it, where it is registered."""

    mode: str
    vehicle: str
    country: str


class Item(Entry, frozen=True, kw_only=True):
    """A goods item; masses in kilograms, ``quantity`` in ``unit`` where the tariff asks for one.

    ``region`` is where in the country of origin the goods were grown, for those of which that is asked.
    """

    code: str
    description: str
    origin: str
    region: str | None = None
    price: Decimal
    net: Decimal
    gross: Decimal
    packages: int
    kind: str
    quantity: Decimal | None = None
    unit: str | None = None


class ShortItem(Entry, frozen=True, kw_only=True):
    """What an officer finds of an item (by its number from 1), and its price in proportion."""

    item: int
    price: Decimal
    net: Decimal
    gross: Decimal
    packages: int
    quantity: Decimal | None = None


class Worked(Entry, frozen=True, kw_only=True):
    """What has to come out: every charge and their total, with the sum in words."""

    working: str
    total: Decimal
    charges: tuple[CaseCharge, ...]

    @property
    def amounts(self) -> dict[tuple[int, str], Decimal]:
        """The charges by item (0: of the declaration) and kind."""
        return {(charge.item or 0, charge.charge): charge.amount for charge in self.charges}


class Short(Worked, frozen=True, kw_only=True):
    """The consignment as it is found short."""

    item: tuple[ShortItem, ...]


class Consignment(Worked, frozen=True, kw_only=True):
    """One consignment: the plays it is fit for, the firms that may trade it, what is declared, what comes out.

    ``lane`` is what the profiles select; chance may select a higher one. ``freight`` is added to the price where the
    terms leave it out, in the same currency. Transit has its ``consignee``, ``exit_post`` and ``route``.
    """

    code: str
    plays: tuple[Play, ...]
    firms: tuple[str, ...]
    direction: Direction
    procedure: str
    post: str
    partner: Partner
    export_country: str
    incoterm: str
    place: str
    currency: str
    transport: Transport
    documents: tuple[Document, ...]
    lane: str
    permits: tuple[str, ...]
    item: tuple[Item, ...]
    invoice: str | None = None
    freight: Decimal | None = None
    container: str | None = None
    warehouse: str | None = None
    consignee: Partner | None = None
    exit_post: str | None = None
    route: tuple[str, ...] = ()
    short: Short | None = None


class Words(Entry, frozen=True, kw_only=True):
    """What the cast says in its messages."""

    ask: str
    answer: str
    refuse: str
    cure: str
    grant: str
    checked: str
    short: str


class Book(Entry, frozen=True, kw_only=True):
    """The country, the day whose law the sums were worked under, the words, the consignments."""

    country: str
    day: date
    words: Words
    consignment: tuple[Consignment, ...]

    def fit(self, play: Play, direction: Direction) -> tuple[Consignment, ...]:
        """The consignments for a play in a direction."""
        return tuple(one for one in self.consignment if play in one.plays and one.direction == direction)


def read_book(pack: Path) -> Book:
    """The book beside the pack of a folder; raises ConfigurationError where it cannot be read."""
    return read(pack, "book.toml", Book)


def read(pack: Path, name: str, kind: type[T]) -> T:
    """A file of the ``demo`` folder beside a pack; raises ConfigurationError where it cannot be read."""
    path = pack / "demo" / name
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigurationError(why=f"{path} cannot be read: {error}") from error
