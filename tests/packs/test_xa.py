"""A second country: sound as every pack is, and like the first in nothing but what the program itself names."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from darcha.law.calendar import calendar_of
from darcha.law.clock import due
from darcha.law.dossier import gather
from darcha.law.nomenclature import check_tariff
from darcha.law.pack.load import TABLES, load
from darcha.law.proof import check
from darcha.law.rule import RULES
from darcha.law.snapshot import snapshot
from darcha.law.tariff import assess
from darcha.store.read.nomenclature import nomenclature, texts
from tests.architecture.tree import ROOT, SOURCE, files, text
from tests.packs.reading import PACKS, real_pack
from tests.packs.reading import files as files_of

XA, OTHERS = real_pack("xa"), sorted(path.parent.name for path in PACKS.glob("*/pack.toml"))
DAY = date(2026, 11, 10)
TODAY = snapshot(XA, DAY)

NAMED = {"charges": {"duty"}, "clocks": {"release"}}
"""The codes that the program itself looks for: the charge of the tariff, the promise of release."""
APART = ("procedures", "regimes", "posts", "documents", "permits", "agencies", "lanes", "charges", "amounts", "clocks")
"""Tables whose codes each country chooses."""


@pytest.mark.parametrize("code", OTHERS)
def test_every_pack_that_is_shipped_is_sound(code: str) -> None:
    pack = real_pack(code)
    assert (*check(pack), *check_tariff(pack, texts())) == ()
    assert pack.code == code
    assert len(pack.cases) >= 5


def test_its_cases_can_fail() -> None:
    changed = files_of("xa")
    assert changed["rates.toml"].count(b'"10%"') == 1
    changed["rates.toml"] = changed["rates.toml"].replace(b'"10%"', b'"11%"')
    assert {finding.params["case"] for finding in check(load(changed))} == {"small", "spirits", "union"}


@pytest.mark.parametrize("other", [code for code in OTHERS if code != "xa"])
def test_it_is_like_another_in_nothing_but_what_the_program_names(other: str) -> None:
    first = real_pack(other)
    for field in ("code", "currency", "time_zone", "weekend", "value_place", "value_mode", "person_id", "languages"):
        assert getattr(XA, field) != getattr(first, field), field
    for table in APART:
        shared = {row.code for row in getattr(XA, table)} & {row.code for row in getattr(first, table)}
        assert shared == NAMED.get(table, set()), table
    assert TODAY.code_length != snapshot(first, DAY).code_length


def test_every_row_is_marked_as_invented() -> None:
    rows = [row for table in TABLES for row in getattr(XA, table)]
    assert {row.status for row in rows} == {"illustrative"}
    listed = tomllib.loads(files_of("xa")["sources.toml"].decode())
    assert {row.source for row in rows} == set(listed.values())
    assert all("invented" in source for source in listed.values())


def test_every_rule_is_held_or_left_out_for_a_reason() -> None:
    held, omitted = {row.code for row in XA.rules}, {row.code: row.reason for row in XA.omitted}
    assert held | omitted.keys() == set(RULES)
    assert held & omitted.keys() == set()
    assert all(len(reason) > 15 for reason in omitted.values())


def test_the_code_does_not_know_it() -> None:
    ours = [path for path in files() if path.is_relative_to(SOURCE) and not path.is_relative_to(PACKS / "xa")]
    assert ours
    assert [path.name for path in ours if re.search("(?i)aur[eé]li", text(path) or "")] == []


def test_fridays_and_saturdays_are_off_unless_they_are_worked() -> None:
    calendar = calendar_of(XA)
    november = [day for day in range(8, 18) if calendar.works(date(2026, 11, day))]
    assert november == [8, 9, 10, 11, 14, 15, 16, 17]
    # Tuesday noon; Wednesday is the first day, Thursday Founding Day, Friday off, Saturday worked for it.
    started = datetime(2026, 11, 10, 13, tzinfo=UTC)
    assert due(TODAY.clocks["release"], calendar, started) == calendar.end_of(date(2026, 11, 14))


def test_its_day_is_not_that_of_the_first() -> None:
    midnight = calendar_of(XA).start_of(DAY)
    assert midnight == datetime(2026, 11, 10, 1, tzinfo=UTC)
    assert calendar_of(XA).start_of(date(2026, 7, 1)) == datetime(2026, 7, 1, tzinfo=UTC)


def test_what_is_suspended_in_temporary_admission_has_to_be_secured() -> None:
    case = next(case for case in XA.cases if case.name == "temporary")
    assessment = assess(gather(case.declaration, TODAY, TODAY.calendar.start_of(DAY)))
    amounts = {charge.kind: charge.amount for charge in assessment.items[0].suspended}
    assert amounts == {"duty": Decimal(438), "sales_tax": Decimal(336)}
    assert assessment.secured == assessment.suspended == Decimal(774)
    assert assessment.grounds == ("stay",)


def test_a_line_of_eight_digits_is_found_in_its_own_language() -> None:
    tree = nomenclature(TODAY)
    assert [node.code for node in tree.path("22084000")] == ["22", "2208", "220840", "22084000"]
    assert [node.code for node in tree.search("rhum canne", "fr", lines=True)] == ["22084000"]


def test_the_page_on_packs_goes_through_its_files() -> None:
    page = (ROOT / "docs" / "how-to" / "country-pack.md").read_text()
    named = {name if "/" not in name else "cases/" for name in files_of("xa")} | {"demo/cast.toml", "demo/book.toml"}
    assert [name for name in named if f"`{name}`" not in page] == []
    assert [table for table in TABLES if not re.search(rf"`{table}[.`]", page)] == []
    case = files_of("xa")["cases/small.toml"].decode()
    assert case.partition("needs")[0] in page
