"""What the tests of the pages do again and again: fill in a declaration, lodge it, read an answer."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any, Protocol
from uuid import UUID, uuid4

import msgspec
from django.test import Client

from tests.makers import declaration

ITEM = "goods_shipment.government_agency_goods_item"


class Answer(Protocol):
    """What a client gets."""

    @property
    def content(self) -> bytes:
        """The page."""


def plain(answer: Answer) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def seen(answer: Answer) -> str:
    """The mark of a section that its page carries."""
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found.group(1)


def inputs(answer: Answer) -> dict[str, str]:
    """What the form of a section would send as it is shown."""
    page = answer.content.decode()
    values = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="(?:text|date)"[^>]* name="([^"]+)" value="([^"]*)"', page)
    }
    values |= {unescape(n): unescape(t) for n, t in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', page)}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[unescape(name)] = unescape(chosen.group(1)) if chosen else ""
    return values | {"seen": seen(answer)}


def upload(client: Client, document: Any) -> str:
    """The address of a draft made from a document that was sent as a file."""
    content = msgspec.json.encode(document)
    answer = client.post("/drafts/upload", {"file": _file(content)})
    assert answer.status_code == 302, plain(answer)
    return str(answer["Location"]).removesuffix("/check")


def _file(content: bytes) -> Any:
    file = BytesIO(content)
    file.name = "declaration.json"
    return file


def lodged(client: Client, *items: Any, **changes: Any) -> UUID:
    """A declaration lodged through the pages; its identifier."""
    reference = f"REF-{uuid4().hex[:12]}"
    draft = upload(client, declaration(*items, functional_reference_id=reference, **changes))
    answer = client.post(f"{draft}/check")
    assert answer.status_code == 302, plain(answer)
    return UUID(str(answer["Location"]).rsplit("/", 1)[1])
