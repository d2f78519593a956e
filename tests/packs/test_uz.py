"""The pack of the repository: sound, complete as far as it says, every row with its mark."""

import csv
import io
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from darcha.law.codes import COUNTRIES
from darcha.law.pack.load import TABLES, digest, load
from darcha.law.pack.model import Row
from darcha.law.proof.check import check
from darcha.law.rule import RULES
from darcha.law.snapshot import snapshot
from tests.packs.reading import files, real_pack

PACK = real_pack()
ROWS: list[tuple[str, Row]] = [(table, row) for table in TABLES for row in getattr(PACK, table)]


def test_it_is_sound_and_its_cases_come_out() -> None:
    assert check(PACK) == ()
    assert len(PACK.cases) >= 10


def test_its_digest_is_that_of_its_files() -> None:
    assert PACK.digest == digest(files("uz"))


def test_another_rate_of_value_added_tax_makes_the_cases_fail() -> None:
    changed = files("uz")
    assert changed["rates.toml"].count(b'"12%"') == 1
    changed["rates.toml"] = changed["rates.toml"].replace(b'"12%"', b'"12.01%"')
    failed = {finding.params["case"] for finding in check(load(changed))}
    charged = {case.name: (*case.charges, *(case.suspended or ())) for case in PACK.cases}
    assert failed == {name for name, charges in charged.items() if any(c.charge == "vat" and c.amount for c in charges)}


def test_every_row_says_how_certain_it_is() -> None:
    unsourced = [row for _, row in ROWS if row.source.startswith("no source")]
    assert unsourced
    assert all(row.status == "illustrative" for row in unsourced)
    official = [row for _, row in ROWS if row.status == "official"]
    assert official
    assert all("Code" in row.act and ("Code" in row.source) for row in official)
    assert all(row.act.strip() for _, row in ROWS)


def test_no_source_is_listed_in_vain_or_hidden_behind_a_key() -> None:
    listed = tomllib.loads(files("uz")["sources.toml"].decode())
    assert Counter(row.source for _, row in ROWS).keys() == set(listed.values())


def test_regimes_and_posts_are_all_there() -> None:
    assert " ".join(sorted({p.code for p in PACK.procedures})) == (
        "ВД10 ВД40 ИМ40 ИМ41 ИМ42 ИМ51 ИМ70 ИМ71 ИМ72 ИМ73 ИМ74 ИМ75 ИМ76 НД40 ПЕ40 ПЕ72 ПР40 ТР80 "
        "ЭК10 ЭК11 ЭК12 ЭК61 ЭК71 ЭК72 ЭК73 ЭК74"
    )
    assert len({p.code[-2:] for p in PACK.procedures}) == 16
    assert Counter(post.kind for post in PACK.posts) == {"border": 62, "inland": 32}
    assert len({post.code for post in PACK.posts}) == 94
    assert all(len(post.code) == 5 and post.code.isdigit() for post in PACK.posts)
    for post in PACK.posts:
        if post.latitude is not None and post.longitude is not None:
            assert 37 < post.latitude < 46
            assert 55 < post.longitude < 74


@pytest.mark.parametrize(
    ("day", "amount"), [(date(2025, 7, 31), 375000), (date(2025, 8, 1), 412000), (date(2026, 11, 23), 412000)]
)
def test_the_base_calculation_unit_changes_by_decree(day: date, amount: int) -> None:
    assert snapshot(PACK, day).amounts["BCU"].value == amount


def test_a_preliminary_declaration_costs_a_fifth_less_step_by_step() -> None:
    fees = snapshot(PACK, date(2026, 3, 1)).fees
    assert " ".join(str(step.units) for step in fees["fee"]) == "1 1.5 2.5 4 7 10 15 20 25"
    pairs = zip(fees["fee"], fees["fee_preliminary"], strict=True)
    assert all(less.units == full.units * Decimal("0.8") and less.limit == full.limit for full, less in pairs)
    assert "fee_preliminary" not in snapshot(PACK, date(2026, 2, 28)).fees


def test_plants_need_a_quarantine_permit_for_free_circulation_until_june_2026() -> None:
    plants = {"direction": "import", "code": "0808108000", "procedure": "ИМ40"}
    stored = {**plants, "procedure": "ИМ74"}
    before, after = snapshot(PACK, date(2026, 5, 31)).needed, snapshot(PACK, date(2026, 6, 1)).needed
    assert set(before.match(plants)) == {"quarantine", "phytosanitary"}
    assert set(after.match(plants)) == {"phytosanitary"}
    assert set(after.match(stored)) == {"quarantine", "phytosanitary"}


def test_a_refusal_gives_at_least_ten_working_days_to_cure() -> None:
    today = snapshot(PACK, date(2026, 11, 23))
    for permit in today.permits.values():
        clock = today.clocks[permit.cure_clock]
        assert (clock.unit, clock.amount >= 10) == ("working_day", True)
        assert all(today.grounds[ground].cure_days >= 10 for ground in permit.grounds)
        assert permit.forbidden_documents
        assert set(permit.grounds) == {"incomplete", "not_conforming", "false_data"}
    assert Counter(ground.of for ground in today.grounds.values()) == {
        "refuse": 3,
        "suspend": 2,
        "terminate": 4,
        "annul": 2,
    }


def test_lanes_and_profiles() -> None:
    lanes = snapshot(PACK, date(2026, 11, 23)).lanes
    assert sorted(lanes, key=lambda code: lanes[code].rank) == ["green", "blue", "yellow", "red"]
    assert {code: lane.forms for code, lane in lanes.items()} == {
        "green": (),
        "blue": ("after_release",),
        "yellow": ("documents",),
        "red": ("physical",),
    }
    assert PACK.profiles
    assert all(profile.demo and profile.status == "illustrative" for profile in PACK.profiles)


def test_country_groups_hold_countries_once() -> None:
    free, named = PACK.groups
    assert len(free.countries) == 11
    assert set(free.countries) <= set(named.countries)
    for group in PACK.groups:
        assert len(set(group.countries)) == len(group.countries)
        assert set(group.countries) <= COUNTRIES - {"UZ"}


def test_every_rule_is_held() -> None:
    assert {row.code for row in PACK.rules} | {row.code for row in PACK.omitted} == set(RULES)


def test_the_tariff_has_texts_and_duties_at_full_length() -> None:
    full = [row for row in PACK.tariff if len(row.code) == 10]
    assert len({row.code for row in full}) >= 60
    assert all(row.duty for row in full)
    chapters = {row.code for row in PACK.tariff if len(row.code) == 2}
    assert {row.code[:2] for row in full} <= chapters


def test_csv_files_have_one_shape() -> None:
    for name, data in files("uz").items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(data.decode())))
            assert len({len(row) for row in rows}) == 1, name
