"""Nothing in the code knows a country, a registry or somebody's machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import checks
from tests.architecture.tree import ROOT, SOURCE, breaches, files, text

# International code lists name every country and every currency; one file names the pack that is used if none is given.
LISTS = {SOURCE / "law" / "codes.py": {"UZ", "UZS"}, SOURCE / "packs" / "default": {"uz"}}

PACK = SOURCE / "packs" / "uz"
"""The country's own folder; other packs know no more of it than the code does."""


def _country(path: Path) -> list[str]:
    name = [f"named {path.name}"] if checks.country_words(path.stem) else []
    return name + checks.country_words(text(path) or "", LISTS.get(path, ()))


def test_only_the_pack_and_the_translations_know_the_country() -> None:
    ours = tuple(
        path
        for path in files()
        if path.is_relative_to(SOURCE) and not path.is_relative_to(PACK) and "locale" not in path.parts
    )
    assert not breaches(ours, _country)


def test_no_file_names_a_registry_or_a_machine() -> None:
    assert not breaches(files(), lambda path: checks.places(text(path) or ""))


@pytest.mark.parametrize(
    "line",
    [
        "if country == 'UZ':",
        "uz_rate = 1",
        "class UzDeclaration:",
        "def read_uzs(): ...",
        "# the Uzbek rule",
        "currency = 'UZS'",
        "stir = field('STIR')",
        "amount * brv",
        "the base calculation amount",
        "Oʻzbekiston",
        "Ташкент",
    ],
)
def test_a_word_of_the_country_is_found(line: str) -> None:
    assert checks.country_words(line)


@pytest.mark.parametrize("line", ["fuzz", "puzzle", "stir well", "buzz = 1", "uzi", "the base of calculation"])
def test_an_ordinary_word_is_not(line: str) -> None:
    assert not checks.country_words(line)


def test_a_word_is_allowed_only_where_it_is_listed() -> None:
    assert checks.country_words("UY UZ VA Uz", {"UZ"}) == ["line 1: Uz"]


@pytest.mark.parametrize(
    "line",
    [
        "see pypi" + ".org/project/x",
        "--index" + "-url x",
        "mirror.example/simple" + "/django",
        "cd /wor" + "k/main",
        "~/.pyen" + "v/versions",
    ],
)
def test_an_address_or_a_path_is_found(line: str) -> None:
    assert checks.places(f"first\n{line}")[0].startswith("line 2: a ")


def test_a_place_of_any_machine_is_not() -> None:
    assert not checks.places("/var/lib/darcha, /usr/bin/chromium, /tmp, framework/parts, " + str(ROOT.name))
