from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation

from darcha.doors import words as say
from darcha.doors.pages import catalogue

HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TONGUES = catalogue.languages()


@pytest.fixture(scope="module", params=TONGUES)
def known(request: pytest.FixtureRequest) -> Catalog:
    return catalogue.load(request.param)


@pytest.mark.parametrize("language", TONGUES)
def test_no_text_is_missing(language: str) -> None:
    assert catalogue.missing(language) == []


def test_no_translation_is_doubtful_or_loses_a_figure(known: Catalog) -> None:
    for message in known:
        if message.id:
            assert not message.fuzzy, message.id
            single = message.id if isinstance(message.id, str) else message.id[0]
            for form in catalogue.forms(message.string):
                assert set(HOLES.findall(form)) == set(HOLES.findall(single)), single


def test_apostrophes_are_letters(known: Catalog) -> None:
    for message in known:
        for form in catalogue.forms(message.string) if message.id else ():
            assert not re.search("[oOgG]['\u2018\u0060]|\\w[\u2018\u2019]\\w", form), form


def test_a_text_that_is_not_translated_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    file = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n', encoding="utf-8")
    assert "Log in" in {entry.text for entry in catalogue.missing("ru")}
    catalogue.renew("ru")
    assert 'msgid "Log in"' in file.read_text(encoding="utf-8")


def test_catalogues_are_compiled_when_they_are_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    file = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    file.write_text(head + 'msgid "Save"\nmsgstr "Сохранить"\n', encoding="utf-8")
    catalogue.compile_all()
    made = file.with_suffix(".mo")
    assert "Сохранить".encode() in made.read_bytes()
    made.write_bytes(b"kept")
    os.utime(made, (file.stat().st_mtime + 5,) * 2)
    catalogue.compile_all()
    assert made.read_bytes() == b"kept"


MOMENT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "sum_"),
    [
        ("en", "23 November 2026", "1,234,567.50\u00a0XTS"),
        ("ru", "23 ноября 2026 г.", "1\u00a0234\u00a0567,50\u00a0XTS"),
        ("uz", "2026-yil 23-noyabr", "1\u00a0234\u00a0567,50\u00a0XTS"),
    ],
)
def test_dates_and_sums_are_written_as_the_language_writes_them(language: str, day: str, sum_: str) -> None:
    with translation.override(language):
        assert say.day(MOMENT) == day
        assert say.money(Decimal("1234567.5"), "XTS") == sum_
        assert say.moment(MOMENT).startswith(day)


@pytest.mark.parametrize(
    ("language", "hours", "said"),
    [
        ("en", 72, "3 days left"),
        ("en", 25, "25 hours left"),
        ("en", -24 * 5, "late by 5 days"),
        ("en", 0.01, "1 minute left"),
        ("ru", 72, "осталось: 3 дня"),
        ("ru", -24 * 5, "просрочено на 5 дней"),
        ("uz", 3, "3 soat qoldi"),
    ],
)
def test_the_time_left_in_words(language: str, hours: float, said: str) -> None:
    with translation.override(language):
        assert say.left(MOMENT + timedelta(hours=hours), MOMENT) == said


@pytest.mark.parametrize(("language", "said"), [("en", "Aurelia"), ("ru", "Аурелия"), ("uz", "Aurelia")])
def test_texts_of_the_country_fall_back(language: str, said: str) -> None:
    with translation.override(language):
        assert say.words({"en": "aurelia", "ru": "аурелия"}) == said
        assert say.words({"de": "aurelien"}) == "Aurelien"
        assert say.words({}) == ""


def test_what_others_write_with_quotes_comes_with_letters() -> None:
    assert say.fold("O\u2018zbek") == "O\u02bbzbek"
    assert say.fold("ma\u2019lumot") == "ma\u02bclumot"
    with translation.override("uz"):
        assert not re.search("[\u2018\u2019']", "".join(map(say.country_name, ("KZ", "KG", "TJ", "GB"))))


def test_figures_have_the_decimals_they_have() -> None:
    with translation.override("en"):
        assert [say.number(v) for v in ("1000", "0.5", "12.50", Decimal("1E+3"), None, "")] == [
            "1,000",
            "0.5",
            "12.5",
            "1,000",
            "",
            "",
        ]
