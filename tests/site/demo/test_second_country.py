"""The demonstration is not made for one country: the invented one plays it too, with its own book and cast."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from darcha.flow.judge import judge
from darcha.law.control import AFTER_RELEASE
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.errors import ConfigurationError
from darcha.law.finding import errors
from darcha.law.pack.load import load
from darcha.law.snapshot import Snapshot, snapshot
from darcha.site.demo import check
from darcha.site.demo.book import Worked, read_book
from darcha.site.demo.cast import read_cast, seed
from darcha.site.demo.play import SLOTS, Script, script
from darcha.site.settings import PACKS, pack_folder
from darcha.store.connect import connect
from darcha.store.read.pack import folder
from tests.store.databases import Database

XA = PACKS / "xa"
BOOK, CAST = read_book(XA), read_cast(XA)
LAW: Snapshot = snapshot(load(folder(XA)), BOOK.day)


def scripts() -> Iterator[Script]:
    for entry in BOOK.consignment:
        for play in entry.plays:
            yield script(entry, play, CAST, random.Random(7), reference="R-1", country=BOOK.country, day=BOOK.day)


SCRIPTS = {f"{one.entry.code} {one.play}": one for one in scripts()}


def comes_to(document: Declaration, worked: Worked) -> list[str]:
    """The codes of the findings of a document; its charges must be those worked by hand."""
    judgement = judge(gather(document, LAW, LAW.calendar.end_of(BOOK.day)), draw=(b"seed", "no chance"))
    assessment = judgement.assessment
    got = {(item.sequence, charge.kind): charge.amount for item in assessment.items for charge in item.charges}
    got |= {(0, charge.kind): charge.amount for charge in assessment.charges}
    assert got == worked.amounts
    assert assessment.total == worked.total == sum(worked.amounts.values())
    return [finding.code for finding in errors(judgement.findings)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_consignment_comes_to_what_was_worked_by_hand(name: str) -> None:
    one = SCRIPTS[name]
    assert comes_to(one.whole, one.entry) == []
    assert comes_to(one.first, one.entry) == (["D013", "D041", "D056"] if one.play == "errors" else [])
    if one.short:
        assert comes_to(one.last, one.short) == []
    judgement = judge(gather(one.whole, LAW, LAW.calendar.end_of(BOOK.day)), draw=(b"seed", "no chance"))
    assert judgement.findings == ()
    assert sorted(need.type for need in judgement.needs) == sorted(one.entry.permits)
    assert judgement.selection is not None
    by_profile = {reason.lane for reason in judgement.selection.reasons if reason.profile != "random"}
    assert (by_profile or {"clear"}) == {one.entry.lane}


def test_the_book_and_the_cast_fill_every_play() -> None:
    for play, direction in SLOTS:
        assert any(entry.direction == direction for entry in BOOK.consignment if play in entry.plays), play
    assert all(len(entry.permits) == 3 for entry in BOOK.consignment if "three_permits" in entry.plays)
    assert all(entry.permits for entry in BOOK.consignment if "refused_then_granted" in entry.plays)
    for entry in BOOK.consignment:
        assert all(CAST.traders(firm) for firm in entry.firms)
        assert any(entry.post in person.posts for person in CAST.role("inspector"))
        assert all(len(CAST.officers(LAW.permits[code].agency)) == 2 for code in entry.permits)
        controlled = set(LAW.lanes[entry.lane].forms) - {AFTER_RELEASE}
        assert controlled or "shortage" not in entry.plays
    assert {person.language for person in CAST.people} == {"en", "fr"}


def test_a_shipped_pack_is_named_without_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    assert pack_folder("xa") == XA
    assert pack_folder("mine") == Path("mine")
    assert pack_folder("./xa") == Path("xa")
    assert pack_folder(str(tmp_path / "xa")) == tmp_path / "xa"


def test_data_of_one_country_is_not_gone_on_with_under_another(own_database: Database, pack_folder: Path) -> None:
    with connect(own_database.app) as connection:
        connection.autocommit = True
        seed(connection, XA, "secret")
        with pytest.raises(ConfigurationError, match=r"country xa; give .* DARCHA_DATA"):
            seed(connection, pack_folder, "secret")
        seed(connection, XA, "secret")


def test_six_consignments_come_to_their_end(own_database: Database, tmp_path: Path) -> None:
    told = check.drive(own_database.address, tmp_path, 1, XA)
    assert told.ok, msgspec.json.encode(told).decode()
    assert [line.play for line in told.consignments] == [play for play, _ in SLOTS]
    assert all(line.stages[-1] == "released" for line in told.consignments)
