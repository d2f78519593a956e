from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.errors import PackError
from darcha.law.pack import model
from darcha.law.pack.load import load
from darcha.law.pack.revise import Revision, revise
from darcha.law.pack.rewrite import rewritten
from darcha.law.proof.dating import check_dates
from tests.law.pack.test_load import FILES
from tests.makers import mini_pack, row

BEGIN, NEXT = date(2027, 1, 1), date(2027, 6, 1)
EVE = date(2026, 12, 31)


def usd(value: str, start: date = date(2020, 1, 1), end: date | None = None, act: str = "Act 1") -> model.ExchangeRate:
    return row(
        model.ExchangeRate, currency="USD", per=Decimal(1), value=Decimal(value), start=start, end=end, act=act,
        source="The act, https://example.org/act",
    )  # fmt: skip


def eur(value: str, start: date) -> model.ExchangeRate:
    return msgspec.structs.replace(usd(value, start), currency="EUR")


def revised(old: Sequence[model.Row], *new: model.Row, whole: date | None = None) -> Revision:
    return revise("exchange", old, new, whole)


def spans(revision: Revision) -> list[tuple[str, date, date | None]]:
    return [(str(one.value), one.start, one.end) for one in revision.rows if isinstance(one, model.ExchangeRate)]


def test_an_older_row_ends_the_day_before_the_new_one() -> None:
    found = revised([usd("4")], usd("5", BEGIN))
    assert spans(found) == [("4", date(2020, 1, 1), EVE), ("5", BEGIN, None)]
    assert (found.ended, found.dropped, found.same) == ({("USD", date(2020, 1, 1)): EVE}, frozenset(), 0)
    assert found.added == (usd("5", BEGIN),)
    (changed,) = found.difference.changed
    assert (changed.key, changed.start) == ("USD", BEGIN)
    assert ("value", "4", "5") in [(one.field, one.old, one.new) for one in changed.changes]
    assert (found.difference.added, found.difference.removed) == ((), ())


def test_a_row_that_says_what_holds_already_changes_nothing() -> None:
    old = [usd("4")]
    found = revised(old, usd("4.0", BEGIN, act="Act 9"))
    assert (found.same, found.added, found.ended, list(found.rows)) == (1, (), {}, old)
    assert not found.difference


@pytest.mark.parametrize(
    "new", [usd("4", BEGIN, NEXT), msgspec.structs.replace(usd("4", BEGIN), status="official")], ids=["end", "status"]
)
def test_another_last_day_or_certainty_is_a_change(new: model.ExchangeRate) -> None:
    assert revised([usd("4")], new).same == 0


def test_a_row_that_begins_on_the_same_day_gives_way() -> None:
    found = revised([usd("4", BEGIN)], usd("5", BEGIN))
    assert found.dropped == {("USD", BEGIN)}
    assert (found.ended, found.added) == ({}, (usd("5", BEGIN),))
    assert [one.field for one in found.difference.changed[0].changes] == ["value"]


def test_a_new_row_reaches_to_the_next_one_that_is_there() -> None:
    found = revised([usd("4", end=EVE), usd("6", NEXT)], usd("5", BEGIN))
    assert spans(found) == [
        ("4", date(2020, 1, 1), EVE),
        ("5", BEGIN, NEXT - timedelta(days=1)),
        ("6", NEXT, None),
    ]
    assert (found.ended, found.dropped) == ({}, frozenset())


def test_after_a_row_with_a_last_day_the_old_one_holds_again() -> None:
    found = revised([usd("4")], usd("5", BEGIN, NEXT))
    assert spans(found) == [
        ("4", date(2020, 1, 1), EVE),
        ("5", BEGIN, NEXT),
        ("4", NEXT + timedelta(days=1), None),
    ]
    assert [one.start for one in found.difference.changed] == [BEGIN, NEXT + timedelta(days=1)]


def test_a_row_that_was_to_end_anyway_does_not_come_back() -> None:
    assert spans(revised([usd("4", end=NEXT)], usd("5", BEGIN, NEXT)))[1:] == [("5", BEGIN, NEXT)]


def test_several_days_of_one_key_in_one_table() -> None:
    found = revised([usd("4")], usd("6", NEXT), usd("5", BEGIN), usd("6", date(2028, 1, 1)))
    assert spans(found) == [
        ("4", date(2020, 1, 1), EVE),
        ("5", BEGIN, NEXT - timedelta(days=1)),
        ("6", NEXT, None),
    ]
    assert found.same == 1
    values = [[one.old for one in changed.changes if one.field == "value"] for changed in found.difference.changed]
    assert values == [["4"], ["5"]]


def test_a_new_key_is_added() -> None:
    found = revised([usd("4")], eur("5", BEGIN))
    assert [entry.key for entry in found.difference.added] == ["EUR"]
    assert (found.ended, found.rows) == ({}, (usd("4"), eur("5", BEGIN)))


def test_only_a_whole_table_ends_what_it_does_not_hold() -> None:
    gone = [usd("4"), usd("6", NEXT), eur("1", BEGIN)]
    kept = revised(gone, row(model.ExchangeRate, currency="GBP", per=Decimal(1), value=Decimal(2), start=BEGIN))
    assert len(kept.rows) == 4
    new = row(model.ExchangeRate, currency="GBP", per=Decimal(1), value=Decimal(2), start=BEGIN)
    found = revised([usd("4", end=date(2027, 5, 31)), *gone[1:]], new, whole=BEGIN)
    assert found.ended == {("USD", date(2020, 1, 1)): EVE}
    assert found.dropped == {("EUR", BEGIN)}
    assert [one.row.start for one in found.difference.removed] == [date(2020, 1, 1), BEGIN]
    assert spans(found)[:2] == [("4", date(2020, 1, 1), EVE), ("6", NEXT, None)]
    untouched = revised([usd("3", end=date(2021, 1, 1))], new, whole=BEGIN)
    assert (untouched.difference.removed, len(untouched.rows)) == ((), 2)


_Days = st.integers(0, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(_Days, st.integers(1, 3)), max_size=4, unique_by=lambda one: one[0]),
    st.lists(st.tuples(_Days, st.integers(1, 3)), min_size=1, max_size=4, unique_by=lambda one: one[0]),
)
def test_whatever_comes_rows_follow_each_other_and_the_new_ones_hold(
    old: list[tuple[date, int]], new: list[tuple[date, int]]
) -> None:
    old = sorted(old)
    before = [
        usd(str(value), start, old[n + 1][0] - timedelta(days=1) if n + 1 < len(old) else None)
        for n, (start, value) in enumerate(old)
    ]
    found = revised(before, *(usd(str(value), start, act="Act 2") for start, value in new))
    assert not list(check_dates(mini_pack(exchange=found.rows), ("exchange",)))
    for start, value in new:
        (held,) = [one for one in found.rows if one.holds(start)]
        assert isinstance(held, model.ExchangeRate)
        assert held.value == value
    first = min(start for start, _ in new)
    for day in (first - timedelta(days=n) for n in (1, 30, 200)):
        assert [(one.start, one.act) for one in found.rows if one.holds(day)] == [
            (one.start, one.act) for one in before if one.holds(day)
        ]
    assert found.same + len(found.added) >= len(new)


# ------------------------------------------------------------------------------------------------------- in the files

EXCHANGE = b"""# Rates of the bank.
[defaults]
per = 1
act = "Act 1"
source = "s1"
status = "secondary"

[[row]]
currency = "USD"
value = 4
from = 2020-01-01

# The euro.
[[row]]
currency = "EUR"
from = 2020-01-01  # since the beginning
to = 2030-12-31
value = 5
"""
HEADS = {name: FILES[name] for name in ("pack.toml", "sources.toml")}
TOML = {**HEADS, "exchange.toml": EXCHANGE}
CSV = {**HEADS, "exchange.bank.csv": b"currency,per,value,from,act,source,status\n"
       b'USD,1,4,2020-01-01,"Act 1, 2",s1,secondary\nEUR,1,5,2020-01-01,Act 1,s1,secondary\n'}  # fmt: skip


def official(currency: str, value: str, start: date = BEGIN, end: date | None = None) -> model.ExchangeRate:
    made = row(model.ExchangeRate, currency=currency, per=Decimal(1), value=Decimal(value), start=start, end=end)
    return msgspec.structs.replace(made, act="Act 2", source="The act, https://example.org/act")


def put(files: dict[str, bytes], *new: model.Row, whole: date | None = None) -> dict[str, bytes]:
    revision = revise("exchange", load(files).exchange, new, whole)
    made = rewritten(files, revision, BEGIN)
    assert sorted(load(made).exchange, key=repr) == sorted(revision.rows, key=repr)
    return made


def test_closed_rows_keep_their_place_and_comments() -> None:
    made = put(TOML, official("USD", "6"), official("EUR", "7"))
    assert made["exchange.toml"].decode() == EXCHANGE.decode().replace(
        "from = 2020-01-01\n\n", "from = 2020-01-01\nto = 2026-12-31\n\n"
    ).replace("  # since the beginning\nto = 2030-12-31\n", "  # since the beginning\nto = 2026-12-31\n")
    assert made["exchange.2027-01-01.csv"].decode().splitlines() == [
        "currency,per,value,from,act,source,status",
        "USD,1,6,2027-01-01,Act 2,s1,illustrative",
        "EUR,1,7,2027-01-01,Act 2,s1,illustrative",
    ]
    assert made.keys() - TOML.keys() == {"exchange.2027-01-01.csv"}


def test_a_csv_file_gets_the_column_it_lacks() -> None:
    made = put(CSV, official("USD", "6"))
    assert made["exchange.bank.csv"].decode().splitlines() == [
        "currency,per,value,from,act,source,status,to",
        'USD,1,4,2020-01-01,"Act 1, 2",s1,secondary,2026-12-31',
        "EUR,1,5,2020-01-01,Act 1,s1,secondary,",
    ]


def test_a_second_import_of_the_day_corrects_the_first() -> None:
    once = put(CSV, official("USD", "6"))
    twice = put(once, official("USD", "7"), official("EUR", "8"))
    assert twice["exchange.2027-01-01.csv"].decode().splitlines()[1:] == [
        "USD,1,7,2027-01-01,Act 2,s1,illustrative",
        "EUR,1,8,2027-01-01,Act 2,s1,illustrative",
    ]
    assert twice.keys() == once.keys()


def test_rows_that_give_way_are_taken_out_with_nothing_of_their_neighbours() -> None:
    made = put(TOML, official("USD", "6", date(2020, 1, 1)))
    assert b'"USD"' not in made["exchange.toml"]
    assert b"# The euro.\n[[row]]\n" in made["exchange.toml"]
    assert b"# Rates of the bank." in made["exchange.toml"]
    made = put(TOML, official("EUR", "6", date(2020, 1, 1)), official("USD", "6", date(2020, 1, 1)))
    assert b"[[row]]" not in made["exchange.toml"]


def test_a_file_that_nothing_changes_stays_byte_for_byte() -> None:
    files = {**TOML, "exchange.other.csv": b"currency,per,value,from,act,source,status\n"
             b'"GBP","1",9,2020-01-01,Act 1,s1,secondary\r\n'}  # fmt: skip
    made = put(files, official("USD", "6"))
    assert made["exchange.other.csv"] == files["exchange.other.csv"]
    same = msgspec.structs.replace(official("USD", "4"), status="secondary")
    assert put(files, same) == files


def test_a_row_without_a_line_for_its_first_day_gets_its_last_under_its_head() -> None:
    text = EXCHANGE.decode().replace("[defaults]\n", "[defaults]\nfrom = 2020-01-01\n")
    files = {**HEADS, "exchange.toml": text.replace("value = 4\nfrom = 2020-01-01\n", "value = 4\n").encode()}
    assert b"[[row]]\nto = 2026-12-31\ncurrency" in put(files, official("USD", "6"))["exchange.toml"]


def test_a_row_that_reaches_further_loses_its_last_day() -> None:
    row_ = msgspec.structs.replace(load(TOML).exchange[1], end=None)
    made = put(TOML, row_)
    assert b"to =" not in made["exchange.toml"]
    assert "exchange.2027-01-01.csv" not in made
    data = (
        CSV["exchange.bank.csv"].replace(b"status\n", b"status,to\n").replace(b"secondary\n", b"secondary,2026-01-01\n")
    )
    further = msgspec.structs.replace(load(CSV).exchange[0], end=None)
    made = put({**HEADS, "exchange.csv": data}, further)
    assert made["exchange.csv"] == data.replace(b"2026-01-01\nEUR", b"\nEUR")


def test_fields_below_a_row_stay_below_it() -> None:
    rules = b"[defaults]\nact = 'A'\nsource = 's1'\nstatus = 'official'\n[[row]]\ncode = 'D1'\nfrom = 2020-01-01\n"
    files = {**HEADS, "rules.toml": rules + b"[row.params]\nto = 'x'\n"}
    new = msgspec.structs.replace(load(files).rules[0], start=BEGIN, params={})
    revision = revise("rules", load(files).rules, [new])
    made = rewritten(files, revision, BEGIN)["rules.toml"]
    assert made.endswith(b"from = 2020-01-01\nto = 2026-12-31\n[row.params]\nto = 'x'\n")


ONE = "currency = 'USD', per = 1, value = 4, from = 2020-01-01, act = 'A', source = 's1', status = 'official'"


@pytest.mark.parametrize(
    "unusual",
    [
        f"row = [{{{ONE}}}]",
        "[[row]] # one\n" + ONE.replace(", ", "\n"),
        "[[row]]\n" + ONE.replace(", ", "\n") + "\n'to' = 2030-01-01\n",
    ],
)
def test_a_file_too_unusual_to_rewrite_is_refused(unusual: str) -> None:
    with pytest.raises(PackError) as refused:
        put({**HEADS, "exchange.toml": unusual.encode()}, official("USD", "6"))
    assert {one.code for one in refused.value.findings} <= {"table.files", "pack.unreadable"}
