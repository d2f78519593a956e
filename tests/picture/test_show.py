"""Figures in words: norms, durations, sums."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from darcha.picture import words
from darcha.picture.show import _against, _sum


@pytest.mark.parametrize(
    ("value", "norm", "sign", "percent"),
    [(100, 100.0, "", "0%"), (115, 100.0, "", "15%"), (130, 100.0, "+", "30%"), (50, 100.0, "−", "50%")],
)
def test_only_what_is_beyond_the_usual_has_a_sign(value: float, norm: float, sign: str, percent: str) -> None:
    seen = _against(value, norm)
    assert seen is not None
    assert (seen.sign, seen.percent) == (sign, percent)


def test_bar_tick_and_band_stand_on_one_scale() -> None:
    seen = _against(50, 100.0)
    assert seen is not None
    assert abs(seen.bar / seen.tick - 0.5) < 0.01
    assert seen.band_start < seen.tick < seen.band_start + seen.band_width <= 200


@pytest.mark.parametrize("norm", [None, 0.0, 0.4])
def test_without_a_norm_worth_the_name_nothing_is_compared(norm: float | None) -> None:
    assert _against(5, norm) is None


@pytest.mark.parametrize(
    ("minutes", "text"), [(None, "–"), (0.02, "< 1 min"), (1.2, "1 min"), (119.0, "119 min"), (150.0, "2.5 h")]
)
def test_durations(minutes: float | None, text: str) -> None:
    with translation.override("en"):
        assert words.minutes(minutes) == text


def test_figures_are_grouped_as_the_reader_does() -> None:
    with translation.override("en"):
        assert words.number(1234567) == "1,234,567"
        assert words.money(Decimal(950)) == "950"
        assert words.money(Decimal("1234567890.12")) == "1.2B"
    with translation.override("ru"):
        assert words.number(1234567) == "1\u00a0234\u00a0567"
        assert words.money(Decimal("1234567890.12")) == "1,2\u00a0млрд"


def test_names_come_in_the_readers_language_else_in_english_else_as_the_code() -> None:
    with translation.override("ru"):
        assert words.words({"ru": "Юг", "en": "South"}) == "Юг"
        assert words.words({"en": "South"}) == "South"
        assert words.words({"fr": "Sud"}) == "Sud"
        assert words.words({}, "P2") == "P2"


def test_a_language_that_nobody_knows_is_counted_in_english() -> None:
    with translation.override("xx-strange"):
        assert words.number(1234) == "1,234"


def test_sums_in_other_currencies_keep_their_names() -> None:
    assert _sum(("XTS", Decimal(12))) == "12\u00a0XTS"


def test_a_name_on_the_map_is_short() -> None:
    assert words.short("Gate (rail)") == words.short("Gate, old") == words.short("Gate") == "Gate"


def test_an_act_that_is_not_known_any_more_is_shown_by_its_name() -> None:
    assert words.act("thing.done") == "thing.done"
