"""From file to release: what is missing, who holds it, and that nobody but the evidence releases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from darcha.flow import control, payment, risk
from darcha.flow.declaration import Lodge, lodge
from darcha.flow.run import act
from darcha.law.condition import Condition
from darcha.law.condition import Test as Row
from darcha.law.control import FoundItem, Result
from darcha.law.draw import draw, opens
from darcha.law.errors import NotAuthorised, Refused
from darcha.law.pack import model
from darcha.store.connect import connect
from tests import makers
from tests.flow.house import House, calm_pack, fresh, opened
from tests.store.databases import Database

pytestmark = pytest.mark.database


def red_pack() -> model.Pack:
    """The invented country with one profile: fruit is examined."""
    profile = makers.row(
        model.Profile,
        code="FRUIT",
        lane="red",
        condition=Condition(all=(Row("code", "begins with", ("0805",)),)),
        reason=makers.words("fruit"),
        author="a",
        approver="b",
    )
    return calm_pack(profiles=(profile,), digest="1" * 64)


@pytest.fixture
def examining(own_database: Database) -> Iterator[House]:
    """A house where fruit is examined."""
    with opened(own_database, red_pack()) as house:
        yield house


def test_goods_go_when_permit_and_payment_are_there(house: House) -> None:
    lodged = house.lodge()
    house.grant(lodged.permits[0][2], "plant")
    part = house.pay(lodged.id, Decimal(1000))
    assert (part.stage, part.outstanding) == ("payment", lodged.total - 1000)
    rest = house.pay(lodged.id)
    assert (rest.stage, rest.outstanding, rest.credit) == ("released", Decimal(0), Decimal(0))
    seen = house.see(lodged.id)
    assert seen.file.declaration.released_at == house.at
    assert seen.status.stage == "released"
    assert seen.history[0].act == "release.decide"
    assert seen.history[0].actor == "system"


def test_paying_first_is_the_same(house: House) -> None:
    lodged = house.lodge()
    assert house.pay(lodged.id).stage == "permits"
    assert house.grant(lodged.permits[0][2], "plant").stage == "released"


def test_too_much_money_stays_as_credit(house: House) -> None:
    lodged = house.lodge()
    assert house.pay(lodged.id, lodged.total + 5).credit == Decimal(5)


def test_money_that_is_none_is_refused(house: House) -> None:
    lodged = house.lodge()
    for amount in (Decimal(0), Decimal(-1)):
        with pytest.raises(Refused, match="above zero"):
            house.pay(lodged.id, amount)
    bill = house.see(lodged.id).file.bill
    assert bill is not None
    with pytest.raises(NotAuthorised):
        house.does("trader", payment.record, payment.Receive(bill.id, Decimal(1), "cash", "x"))


def test_one_payment_document_is_recorded_once(house: House) -> None:
    lodged = house.lodge()
    house.pay(lodged.id, Decimal(100), "PO-X")
    with pytest.raises(Refused, match="before"):
        house.pay(lodged.id, Decimal(100), "PO-X")
    bill = house.see(lodged.id).file.bill
    assert bill is not None
    assert bill.paid == Decimal(100)


def test_nothing_is_paid_for_what_was_withdrawn(house: House) -> None:
    lodged = house.lodge()
    house.withdraw(lodged.id)
    with pytest.raises(Refused, match="withdrawn"):
        house.pay(lodged.id)


def test_released_goods_are_not_amended(house: House) -> None:
    lodged = house.lodge()
    house.grant(lodged.permits[0][2], "plant")
    house.pay(lodged.id)
    with pytest.raises(Refused):
        house.amend(lodged.id, makers.declaration())
    with pytest.raises(Refused):
        house.withdraw(lodged.id)


def test_the_officer_is_drawn_and_the_draw_can_be_done_again(examining: House) -> None:
    lodged = examining.lodge()
    assert (lodged.lane, lodged.forms) == ("red", ("inspection",))
    assigned = examining.see(lodged.id).file.control
    assert assigned is not None
    assert assigned.candidates == ("north.one", "north.two")
    ((seed, commitment),) = examining.sql("SELECT seed, commitment FROM draw WHERE day = %s", assigned.day)
    assert opens(seed, commitment)
    assert draw(seed, str(assigned.id), assigned.candidates) == assigned.officer
    committed = examining.sql("SELECT convert_from(body, 'UTF8') FROM journal WHERE act = 'draw.commit'")
    assert [commitment in body for (body,) in committed] == [True]


def test_only_the_drawn_officer_records(examining: House) -> None:
    lodged = examining.lodge()
    assigned = examining.see(lodged.id).file.control
    assert assigned is not None
    (other,) = {"north.one", "north.two"} - {assigned.officer}
    result = Result(forms=assigned.forms, items=(FoundItem(1),))
    with pytest.raises(NotAuthorised):
        examining.does(other, control.record, control.Record(assigned.id, result))
    with pytest.raises(Refused):
        examining.does(assigned.officer, control.record, control.Record(assigned.id, Result(forms=())))


def test_a_shortage_is_cured_by_amending_to_what_was_found(examining: House) -> None:
    document = makers.declaration()
    lodged = examining.lodge(document)
    examining.grant(lodged.permits[0][2], "plant")
    found = examining.inspect(lodged.id, packages=8)
    assert (found.stage, [finding.code for finding in found.findings]) == ("cure", ["C001"])
    assert examining.see(lodged.id).file.declaration.errors == 1
    eight = {f"{makers.FIRST}.packaging[0].quantity_quantity.value": Decimal(8), "total_package_quantity": 8}
    amended = examining.amend(lodged.id, makers.change(document, **eight))
    assert (amended.stage, amended.findings) == ("payment", ())
    assert examining.pay(lodged.id).stage == "released"


def test_an_examined_file_is_not_examined_again_when_amended(examining: House) -> None:
    document = makers.declaration()
    lodged = examining.lodge(document)
    examining.inspect(lodged.id, packages=10)
    examining.amend(lodged.id, makers.change(document, **{"goods_shipment.invoice.id": "INV-3"}))
    assert examining.sql("SELECT count(*) FROM control WHERE declaration = %s", lodged.id) == [(1,)]


def test_reasons_are_shown_to_whom_they_concern_and_every_look_is_journalled(examining: House) -> None:
    lodged = examining.lodge()
    selection = examining.does("auditor", risk.explain, risk.Explain(lodged.id))
    assert selection is not None
    assert [reason.profile for reason in selection.reasons] == ["FRUIT"]
    assert examining.see(lodged.id, "auditor").history[0].act == "risk.explain"
    for name in ("trader", "north.one", "manager"):
        with pytest.raises(NotAuthorised):
            examining.does(name, risk.explain, risk.Explain(lodged.id))


def test_what_customs_promises_leaves_the_time_of_other_agencies_out(house: House) -> None:
    lodged = house.lodge()
    house.later(days=2)
    house.grant(lodged.permits[0][2], "plant")
    due = house.see(lodged.id).status.due
    # Three working days from Monday end on Thursday; two days of the agency lead past the weekend and the holiday.
    assert due is not None
    assert due.date() == date(2026, 3, 10)


QUOTA = makers.row(
    model.Quota,
    code="ORANGES",
    name=makers.words("Oranges"),
    prefix="0805",
    origins=("ES",),
    quantity=Decimal(2000),
    unit="KGM",
    duty="0 %",
)


def test_the_last_units_of_a_quota_go_to_one_and_come_back_with_him(own_database: Database) -> None:
    with opened(own_database, calm_pack(quotas=(QUOTA,), digest="2" * 64)) as house:
        lodged = [house.lodge() for _ in range(3)]  # 900 kg each: two fit into 2,000
        duties = [
            house.sql("SELECT amount FROM charge WHERE kind = 'duty' AND declaration = %s", one.id) for one in lodged
        ]
        assert duties == [[(Decimal("0.00"),)], [(Decimal("0.00"),)], [(Decimal("1050.00"),)]]
        assert house.sql("SELECT used FROM balance WHERE code = 'ORANGES'") == [(Decimal(1800),)]
        house.withdraw(lodged[0].id)
        assert house.sql("SELECT used FROM balance WHERE code = 'ORANGES'") == [(Decimal(900),)]
        assert house.lodge().total == lodged[0].total
        assert house.sql("SELECT sum(quantity) FROM write_off") == [(Decimal(1800),)]


def test_the_last_units_of_a_quota_wanted_by_many_at_once(own_database: Database) -> None:
    with opened(own_database, calm_pack(quotas=(QUOTA,), digest="2" * 64)) as house:
        trader = house.actor("trader")

        def send(_: int) -> Decimal:
            document = fresh(makers.declaration())
            with connect(own_database.app) as connection:
                return act(connection, lodge, trader, Lodge(document, msgspec.json.encode(document)), house.at).total

        with ThreadPoolExecutor(8) as pool:
            totals = list(pool.map(send, range(8)))
        assert totals.count(min(totals)) == 2
        assert house.sql("SELECT granted - used FROM balance WHERE code = 'ORANGES'") == [(Decimal(200),)]
