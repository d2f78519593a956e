"""The clocks and days off of the pack are those that were read."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from darcha.law.calendar import calendar_of
from darcha.law.clock import Interval, due, read
from darcha.law.snapshot import snapshot
from tests.packs.reading import real_pack

PACK = real_pack()
TODAY = snapshot(PACK, date(2026, 11, 23))
CALENDAR = calendar_of(PACK)
# The table of statutory clocks: code, figure, unit, in the order in which it was noted.
TABLE = """
accept_declaration 0 calendar_day | release 3 working_day | release_by_risk 1 working_day
declare_after_presentation 15 calendar_day | declare_vehicle 3 hour | transit_declaration 0 minute
predeclaration_void 30 calendar_day | incomplete_completion 60 calendar_day | release_before_declaration 15 calendar_day
periodic_window 60 calendar_day | amend_after_release 3 year | keep_documents 3 year
temporary_storage 60 calendar_day | temporary_storage_perishable 10 calendar_day | short_declaration 1 working_day
remove_after_regime 3 working_day | delivery_air 3 calendar_day | delivery_road 10 calendar_day
delivery_rail 30 calendar_day | transit_air 3 calendar_day | transit_land 15 calendar_day
delivery_notice 30 minute | delivery_confirm 3 hour | escort_start 6 hour | inspection_no_show 5 working_day
vehicle_approval 10 working_day | vehicle_approval_type 20 working_day | vehicle_approval_validity 2 year
vehicle_cure 10 working_day | vehicle_recheck 3 working_day | carrier_register_change 5 working_day
post_release_control 1 year | laboratory_1 3 working_day | laboratory_2 5 working_day | laboratory_3 10 working_day
laboratory_4 20 working_day | laboratory_offence 30 calendar_day | petition_refusal 3 working_day
ruling 20 calendar_day | ruling_completion 60 calendar_day | ruling_validity 1 year | ruling_change 1 working_day
ruling_withdrawal 3 working_day | refund 10 working_day | debt_demand 10 working_day | debt_comply 10 working_day
deferral_decision 5 working_day | permit_processing 1 month | permit_notice 1 working_day | permit_cure 10 working_day
permit_reexamination 5 working_day | admin_protocol_forward 24 hour | admin_case 15 calendar_day
admin_copy 3 calendar_day
"""


def moment(day: str, hour: int = 12) -> datetime:
    """A time of the country's clocks (UTC+5)."""
    return datetime.fromisoformat(day).replace(hour=hour - 5, tzinfo=UTC)


@pytest.mark.parametrize("line", re.split(r"\s*[|\n]\s*", TABLE.strip()))
def test_each_statutory_clock_has_its_figure(line: str) -> None:
    code, amount, unit = line.split()
    row = TODAY.clocks[code]
    assert (row.amount, row.unit) == (int(amount), unit)
    assert row.starts


def test_who_holds_a_clock_is_not_stopped_by_what_he_owes() -> None:
    assert [row.code for row in PACK.clocks if row.stops and row.holder in ("trader", "carrier", "payer")] == []
    assert {row.code for row in PACK.clocks if "agency" in row.stops} == {"release", "release_by_risk"}


def test_the_time_of_other_agencies_is_not_that_of_customs() -> None:
    away = Interval(moment("2026-11-02"), moment("2026-11-05"), "agency")
    asked = Interval(moment("2026-11-02"), moment("2026-11-05"), "question")
    start, now = moment("2026-11-02"), moment("2026-11-10")
    release, permit = TODAY.clocks["release"], TODAY.clocks["quarantine_decision"]
    assert read(release, CALENDAR, start, now, (away, asked)).due == CALENDAR.end_of(date(2026, 11, 10))
    assert read(permit, CALENDAR, start, now, (away, asked)).due == CALENDAR.end_of(date(2026, 11, 12))
    assert read(permit, CALENDAR, start, now, (away,)).due == CALENDAR.end_of(date(2026, 11, 9))


@pytest.mark.parametrize(
    ("code", "kilometres", "started", "last"),
    [
        ("transit_land", "990", "2026-11-02", "2026-11-17"),
        ("transit_land", "1010", "2026-11-02", "2026-12-02"),
        ("delivery_rail", "2500", "2026-11-02", "2027-01-01"),
        ("declare_after_presentation", None, "2026-11-06", "2026-11-23"),
        ("permit_processing", None, "2027-01-31", "2027-02-28"),
        ("processing_extension_request", None, "2028-03-31", "2028-02-29"),
        ("release", None, "2026-12-10", "2026-12-14"),
        ("release", None, "2026-12-30", "2027-01-06"),
        ("temporary_import", None, "2028-02-29", "2030-02-28"),
    ],
)
def test_terms_end_on_the_right_day(code: str, kilometres: str | None, started: str, last: str) -> None:
    distance = None if kilometres is None else Decimal(kilometres)
    row = TODAY.clocks[code]
    assert due(row, CALENDAR, moment(started), distance=distance) == CALENDAR.end_of(date.fromisoformat(last))


def test_a_refund_may_take_ten_days_more() -> None:
    refund = TODAY.clocks["refund"]
    assert due(refund, CALENDAR, moment("2026-11-02"), extended=True) == CALENDAR.end_of(date(2026, 11, 30))


def test_silence_says_what_it_means_where_the_law_does() -> None:
    silent = {row.code for row in TODAY.clocks.values() if row.silence}
    assert {"permit_processing", "permit_cure", "predeclaration_void", "ruling_completion", "debt_comply"} <= silent
    assert "permit_reimport" not in TODAY.clocks


def test_terms_change_with_the_law() -> None:
    days = {day: snapshot(PACK, day).clocks for day in (date(2026, 2, 27), date(2026, 5, 31), date(2026, 6, 1))}
    assert [clocks["deferral"].amount for clocks in days.values()] == [60, 60, 120]
    assert [clocks["budget_transfer"].amount for clocks in days.values()] == [5, 3, 3]


def test_holidays_of_four_years() -> None:
    days = {row.day: row for row in PACK.holidays}
    for year in (2024, 2025, 2026, 2027):
        fixed = [(1, 1), (3, 8), (3, 21), (5, 9), (9, 1), (10, 1), (12, 8)]
        assert not any(CALENDAR.works(date(year, month, day)) for month, day in fixed)
        feasts = Counter(row.name["en"] for day, row in days.items() if day.year == year)
        assert feasts["Ramazon hayit"] == feasts["Qurbon hayit"] == 1
    assert all(day.weekday() == 5 for day, row in days.items() if row.working)
    assert all(row.status != "official" for row in PACK.holidays)
    assert [date(2026, 12, day) for day in (12, 19) if CALENDAR.works(date(2026, 12, day))] == [date(2026, 12, 12)]


def test_apostrophes_are_letters() -> None:
    texts = [row.name["uz"] for row in PACK.clocks] + [row.name["uz"] for row in PACK.holidays]
    texts += [row.silence["uz"] for row in PACK.clocks if row.silence]
    assert [text for text in texts if re.search("['`\u2018\u2019]", text)] == []
