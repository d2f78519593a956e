"""What is lodged: the imports of the demonstration's book, each with five items, spread over the posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle, islice

import msgspec

from darcha.law.document import Declaration
from darcha.law.snapshot import Snapshot
from darcha.site.demo.book import Book, Consignment
from darcha.site.demo.cast import Cast
from darcha.site.demo.consignment import Lodger, declaration, with_errors
from darcha.wire import Format, write

ITEMS = 5
POSTS = 60
REFERENCE = "BENCH-0000000000"
"""Stands in each message for the reference, which is put in when it is sent: as many characters each time."""

_WRONG = 20
"""One in so many has errors to be found."""


class Message(msgspec.Struct, frozen=True):
    """A message to be sent: whose token goes with it, and its bytes."""

    token: str
    body: bytes


def documents(book: Book, cast: Cast, law: Snapshot, day: date) -> Iterator[tuple[str, Declaration]]:
    """Declarations without end, each with the person who lodges it: imports by turns, posts by turns."""
    entries = [_widened(entry) for entry in book.consignment if entry.direction == "import"]
    posts = cycle(sorted(law.posts)[:POSTS])
    for number, entry in enumerate(cycle(entries), 1):
        firm = cast.firm(entry.firms[number % len(entry.firms)])
        trader = cast.traders(firm.code)[0]
        declarant = cast.firm(trader.firms[0])
        lodger = Lodger(firm=firm, declarant=declarant, reference=REFERENCE, country=book.country, day=day)
        made = declaration(msgspec.structs.replace(entry, post=next(posts)), lodger)
        yield trader.id, with_errors(made) if number % _WRONG == 0 else made


def messages(
    made: Iterator[tuple[str, Declaration]], tokens: Mapping[str, str], number: int, form: Format = Format.json
) -> Sequence[Message]:
    """So many messages of the documents, in a format."""
    return [Message(tokens[person], write(document, form)) for person, document in islice(made, number)]


def _widened(entry: Consignment) -> Consignment:
    return msgspec.structs.replace(entry, item=tuple(islice(cycle(entry.item), ITEMS)))
