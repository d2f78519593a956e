"""Pages of any country: its own codes can be chosen, its own languages, its lanes look by what they control."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.translation import override

from darcha.doors.labels import Channel, channel
from darcha.doors.pages.context import house
from darcha.doors.pages.declaration.forms.choices import lists
from darcha.doors.words import country_name
from darcha.law.pack.model import Lane
from tests.makers import DAY, mini_pack, row, words


class Visit:
    """Somebody unknown in a country of some languages."""

    known = None

    def __init__(self, *languages: str) -> None:
        self.pack = mini_pack(languages=languages)


def tongues(visit: Visit | None) -> list[str]:
    request: HttpRequest = RequestFactory().get("/")
    request.visit = visit  # type: ignore[attr-defined]
    return [code for code, _ in house(request)["tongues"]]


def test_the_country_and_its_currency_are_among_the_choices() -> None:
    offered = lists(mini_pack(), DAY, [])
    countries, currencies = offered["countries"](), offered["currencies"]()
    assert ("XA", "Aurelia") in countries
    assert [label for _, label in countries] == sorted(label for _, label in countries)
    assert {"XTS", "EUR"} <= {code for code, _ in currencies}


def test_a_code_that_iso_leaves_to_its_users_stands_for_itself() -> None:
    assert country_name("XA") == "XA"
    assert country_name("PT") == "Portugal"


@pytest.mark.parametrize(
    ("country", "reading", "offered"),
    [
        (("fr", "en"), "en", ["en"]),
        (("ru", "fr"), "en", ["ru", "en"]),
        (("fr",), "ru", ["en", "ru"]),
    ],
)
def test_languages_of_the_country_are_offered_and_english_and_the_present_one(
    country: tuple[str, ...], reading: str, offered: list[str]
) -> None:
    with override(reading):
        assert tongues(Visit(*country)) == offered


def test_without_a_country_every_language_is_offered() -> None:
    assert tongues(None) == [code for code, _ in settings.LANGUAGES]


def test_one_language_is_no_choice(client_for: Callable[..., Client]) -> None:
    assert 'name="language"' not in client_for().get("/log-in").content.decode()
    assert 'name="language"' in client_for(language="ru").get("/log-in").content.decode()


def test_a_lane_is_shown_by_its_name_and_weight() -> None:
    lanes = (
        row(Lane, code="A", name=words("through"), rank=0, forms=()),
        row(Lane, code="B", name=words("stop"), rank=1, forms=("scan",)),
    )
    assert channel("A", lanes) == Channel("Through", "free")
    assert channel("B", lanes) == Channel("Stop", "most")
    assert channel("C", lanes) == Channel("C")


def test_no_style_is_named_after_a_lane_of_a_country() -> None:
    sheets = [*settings.PACKS.parent.rglob("*.css")]
    assert sheets
    assert not [s.name for s in sheets if re.search(r"lane-\w|\.tag\.(green|yellow|red|blue)", s.read_text())]
