"""The book is worked by hand: every entry is without errors and comes to its sums, permits and lane."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from darcha.flow.judge import Judgement, judge
from darcha.law.control import discrepancies
from darcha.law.control.result import Result
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.errors import ConfigurationError
from darcha.law.finding import errors
from darcha.law.pack.model import Pack
from darcha.law.snapshot import Snapshot, snapshot
from darcha.site.demo.book import Book, Consignment, Worked, read_book
from darcha.site.demo.cast import Cast
from darcha.site.demo.play import Script, found, script
from darcha.site.settings import PACK

ENTRIES = {entry.code: entry for entry in read_book(PACK).consignment}
QUOTAS = {"POULTRY-2026": Decimal(1_000_000)}


@pytest.fixture(params=ENTRIES)
def entry(request: pytest.FixtureRequest) -> Consignment:
    return ENTRIES[request.param]


def played(entry: Consignment, cast: Cast, book: Book, day: date | None = None) -> Script:
    chance = random.Random(7)
    return script(entry, entry.plays[0], cast, chance, reference="R-1", country=book.country, day=day or book.day)


def judged(document: Declaration, law: Snapshot) -> Judgement:
    noon = datetime.combine(law.day, time(7), tzinfo=UTC)
    return judge(gather(document, law, noon), quotas=QUOTAS, draw=(b"seed", "no chance"))


def agrees(judgement: Judgement, worked: Worked) -> None:
    assessment = judgement.assessment
    got = {(item.sequence, charge.kind): charge.amount for item in assessment.items for charge in item.charges}
    got |= {(0, charge.kind): charge.amount for charge in assessment.charges}
    assert got == worked.amounts
    assert assessment.total == worked.total == sum(worked.amounts.values())


def test_an_entry_has_no_errors_and_comes_to_what_was_worked_by_hand(
    entry: Consignment, cast: Cast, book: Book, pack: Pack
) -> None:
    law = snapshot(pack, book.day)
    judgement = judged(played(entry, cast, book).whole, law)
    assert judgement.findings == ()
    agrees(judgement, entry)
    assert sorted(need.type for need in judgement.needs) == sorted(entry.permits)
    assert judgement.selection is not None
    by_profile = [law.lanes[reason.lane] for reason in judgement.selection.reasons if reason.profile != "random"]
    assert max((lane.rank, lane.code) for lane in (law.lanes["green"], *by_profile))[1] == entry.lane
    assert law.procedures[entry.procedure].direction == entry.direction


@pytest.mark.parametrize("day", [date(2025, 11, 3), date(2027, 11, 22)])
def test_an_entry_has_no_errors_on_another_day_either(
    entry: Consignment, cast: Cast, book: Book, pack: Pack, day: date
) -> None:
    judgement = judged(played(entry, cast, book, day).whole, snapshot(pack, day))
    assert errors(judgement.findings) == ()


@pytest.mark.parametrize("code", [code for code, entry in ENTRIES.items() if entry.short])
def test_what_is_found_short_is_a_discrepancy_until_it_is_amended(
    code: str, cast: Cast, book: Book, pack: Pack
) -> None:
    law, one = snapshot(pack, book.day), played(ENTRIES[code], cast, book)
    short = ENTRIES[code].short
    assert short is not None
    result = Result(("physical",), found(one.last))
    assert "C001" in {finding.code for finding in discrepancies(result, one.whole, law)}
    assert discrepancies(result, one.last, law) == ()
    judgement = judged(one.last, law)
    assert judgement.findings == ()
    agrees(judgement, short)


def test_errors_of_a_play_are_found_and_change_no_charge(cast: Cast, book: Book, pack: Pack) -> None:
    law = snapshot(pack, book.day)
    for entry in book.fit("errors", "import"):
        chance = random.Random(1)
        one = script(entry, "errors", cast, chance, reference="R-1", country=book.country, day=book.day)
        judgement = judged(one.first, law)
        assert [finding.code for finding in errors(judgement.findings)] == ["D013", "D041", "D056"]
        agrees(judgement, entry)


def test_the_book_holds_what_the_plays_need(book: Book) -> None:
    assert len({entry.code for entry in book.consignment}) == len(book.consignment) >= 14
    directions = [entry.direction for entry in book.consignment]
    assert (directions.count("import"), directions.count("export"), directions.count("transit")) >= (7, 3, 2)
    assert {len(entry.permits) for entry in book.fit("three_permits", "import")} == {3}
    assert all(entry.permits for entry in book.fit("refused_then_granted", "import"))
    assert all(entry.short and entry.lane == "red" for entry in book.fit("shortage", "import"))
    # Plants are not exported without a phytosanitary certificate; other goods are.
    assert {bool(entry.permits) for entry in book.fit("clean", "export")} == {True, False}
    assert not any(entry.permits for entry in book.fit("clean", "transit"))


@pytest.mark.parametrize("content", [None, b"country = 1", b"country ="])
def test_a_book_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    if content is not None:
        (tmp_path / "demo" / "book.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"book\.toml cannot be read"):
        read_book(tmp_path)
