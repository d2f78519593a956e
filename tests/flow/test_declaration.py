"""Declarations: lodged once, however often and by however many at once; amended and withdrawn with all they hold."""

from __future__ import annotations

import threading
from decimal import Decimal

import msgspec
import pytest

from darcha.flow.declaration import Lodge, Lodged, lodge
from darcha.flow.run import act_many
from darcha.flow.step import Call
from darcha.law.errors import Conflict, DarchaError, NotAuthorised, Refused
from darcha.store.connect import connect
from tests import makers
from tests.flow.house import IMPORTER, House, fresh
from tests.store.databases import Database

pytestmark = pytest.mark.database


def sent(document: object) -> Lodge:
    return Lodge(document, msgspec.json.encode(document))  # type: ignore[arg-type]


def test_lodging_registers_finds_needs_charges_and_selects(house: House) -> None:
    lodged = house.lodge()
    assert lodged.number.startswith("P1/02.03.2026/")
    assert (lodged.version, lodged.state, lodged.stage, lodged.holder) == (1, "lodged", "permits", "PLANT")
    assert [kind for kind, *_ in lodged.permits] == ["phyto"]
    # 1,000 EUR at 10.50: duty 10 % of 10,500.00, tax 6 % of 11,550.00, fee two units of 100 above 1,000.
    assert lodged.total == Decimal("1050.00") + Decimal("693.00") + Decimal("200.00")
    assert lodged.findings == ()


def test_each_selection_counts_towards_the_cap_of_its_lane(house: House) -> None:
    counted = "SELECT coalesce(sum(count), 0) FROM selected WHERE day = '2026-03-02'"
    ((before,),) = house.sql(counted)
    lodged = [house.lodge(), house.lodge()]
    assert house.sql(counted) == [(before + 2,)]
    found = house.see(lodged[1].id, "auditor").file.version.selection
    assert msgspec.json.decode(found)["facts"]["total"] == before + 1


def test_acceptance_is_not_refused_for_what_is_wrong(house: House) -> None:
    lodged = house.lodge(total_package_quantity=11, declaration_office_id="NOWHERE")
    assert lodged.stage == "cure"
    assert lodged.number.startswith("00000/")
    assert len(lodged.findings) >= 2


def test_the_same_message_again_is_answered_and_not_doubled(house: House) -> None:
    message = sent(fresh(makers.declaration()))
    first = house.does("trader", lodge, message)
    again = house.does("trader", lodge, message)
    assert again == msgspec.structs.replace(first, duplicate=True)
    assert house.sql("SELECT count(*) FROM declaration WHERE number = %s", first.number) == [(1,)]


def test_the_same_reference_with_other_content_is_a_conflict(house: House) -> None:
    document = fresh(makers.declaration())
    first = house.does("trader", lodge, sent(document))
    with pytest.raises(Conflict) as caught:
        house.does("trader", lodge, sent(makers.change(document, total_package_quantity=11)))
    assert caught.value.params["known"] != caught.value.params["sent"]
    assert house.see(first.id).file.declaration.version == 1


def test_the_same_message_twice_in_one_batch_is_one_declaration(house: House) -> None:
    message, other = sent(fresh(makers.declaration())), sent(fresh(makers.declaration()))
    calls = [Call(house.actor("trader"), given, house.at) for given in (message, other, message)]
    first, between, again = act_many(house.connection, lodge, calls)
    assert isinstance(first, Lodged)
    assert isinstance(between, Lodged)
    assert isinstance(again, Lodged)
    assert again.id == first.id
    assert (first.duplicate, between.duplicate, again.duplicate) == (False, False, True)


def test_the_same_message_from_many_connections_at_once_is_one_declaration(house: House, database: Database) -> None:
    message = sent(fresh(makers.declaration()))
    call = Call(house.actor("trader"), message, house.at)
    answers: list[Lodged | DarchaError] = []
    gate = threading.Barrier(8)

    def send() -> None:
        with connect(database.app) as connection:
            gate.wait()
            (answer,) = act_many(connection, lodge, [call])
            answers.append(answer)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [answer for answer in answers if isinstance(answer, Lodged)]
    assert len(made) == 8
    assert len({answer.id for answer in made}) == 1
    assert sorted(answer.duplicate for answer in made) == [False] + [True] * 7


def test_numbers_of_a_post_have_no_gaps_and_no_doubles(house: House, database: Database) -> None:
    trader = house.actor("trader")

    def send(many: int) -> None:
        with connect(database.app) as connection:
            calls = [Call(trader, sent(fresh(makers.declaration())), house.at) for _ in range(many)]
            act_many(connection, lodge, calls)

    threads = [threading.Thread(target=send, args=(many,)) for many in (1, 4, 2, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = house.sql("SELECT right(number, 7)::int FROM declaration WHERE number LIKE 'P1/02.03.2026/%%' ORDER BY 1")
    assert [number for (number,) in found] == list(range(1, len(found) + 1))


def test_nobody_lodges_for_a_firm_that_did_not_authorise_him(house: House) -> None:
    with pytest.raises(NotAuthorised):
        house.lodge(by="other")
    with pytest.raises(NotAuthorised):
        house.lodge(by="cashier")


def test_one_unauthorised_call_of_a_batch_is_answered_alone(house: House) -> None:
    calls = [
        Call(house.actor(name), sent(fresh(makers.declaration())), house.at) for name in ("trader", "other", "trader")
    ]
    answers = act_many(house.connection, lodge, calls)
    assert [type(answer) for answer in answers] == [Lodged, NotAuthorised, Lodged]


def test_an_error_is_cured_by_amending(house: House) -> None:
    document = fresh(makers.declaration(total_package_quantity=11))
    lodged = house.does("trader", lodge, sent(document))
    assert lodged.stage == "cure"
    amended = house.amend(lodged.id, makers.change(document, total_package_quantity=10))
    assert (amended.version, amended.stage, amended.findings) == (2, "permits", ())
    assert [version.version for version in house.see(lodged.id).versions] == [1, 2]


def test_amending_keeps_a_permit_whose_need_stays_and_replaces_one_that_changed(house: House) -> None:
    document = fresh(makers.declaration())
    lodged = house.does("trader", lodge, sent(document))
    kept = house.amend(lodged.id, makers.change(document, **{"goods_shipment.invoice.id": "INV-2"}))
    assert kept.permits == lodged.permits
    measure = f"{makers.FIRST}.commodity.goods_measure.net_net_weight_measure"
    changed = house.amend(lodged.id, makers.change(document, **{measure: makers.kilograms("899")}))
    assert [kind for kind, *_ in changed.permits] == ["phyto"]
    assert changed.permits[0][2] != lodged.permits[0][2]
    states = [permit.state for permit in house.see(lodged.id).file.permits]
    assert states == ["closed", "open"]


def test_amending_changes_the_bill_and_not_what_was_paid(house: House) -> None:
    document = fresh(makers.declaration())
    lodged = house.does("trader", lodge, sent(document))
    house.pay(lodged.id, Decimal(100))
    price = {f"{makers.FIRST}.commodity.invoice_line.item_charge_amount.value": Decimal(2000)}
    amended = house.amend(lodged.id, makers.change(document, **price, **{"invoice_amount.value": Decimal(2000)}))
    bill = house.see(lodged.id).file.bill
    assert bill is not None
    assert amended.total > lodged.total
    assert (bill.total, bill.paid) == (amended.total, Decimal(100))


def test_a_declaration_is_not_given_to_another_firm(house: House) -> None:
    lodged = house.lodge()
    with pytest.raises(Refused):
        house.amend(lodged.id, makers.declaration(**{"goods_shipment.importer.id": "200000009"}))


def test_a_withdrawn_declaration_is_closed_to_every_act(house: House) -> None:
    lodged = house.lodge()
    gone = house.withdraw(lodged.id)
    assert (gone.state, gone.stage) == ("withdrawn", "withdrawn")
    seen = house.see(lodged.id).file
    assert [permit.state for permit in seen.permits] == ["closed"]
    assert seen.bill is not None
    assert seen.bill.total == 0
    with pytest.raises(Refused):
        house.amend(lodged.id, makers.declaration())
    with pytest.raises(Refused):
        house.withdraw(lodged.id)
    with pytest.raises(Refused):
        house.grant(lodged.permits[0][2], "plant")


def test_who_may_see_a_declaration(house: House) -> None:
    lodged = house.lodge()
    for name in ("trader", "plant", "north.one", "cashier", "manager", "auditor"):
        assert house.see(lodged.id, name).file.declaration.number == lodged.number
    for name in ("other", "vet.one"):
        with pytest.raises(NotAuthorised):
            house.see(lodged.id, name)


def test_every_row_and_the_journal_are_written_together(house: House) -> None:
    lodged = house.lodge()
    acts = [entry.act for entry in reversed(house.see(lodged.id, "auditor").history)]
    assert acts == ["declaration.lodge", "permit.open"]
    (queued,) = house.sql(
        "SELECT count(*) FROM seal_queue WHERE entries @> ARRAY(SELECT id FROM journal WHERE subject_id = %s)",
        lodged.id,
    )
    assert queued == (1,)
    told = house.sql("SELECT receiver, kind FROM outbox WHERE subject_id = %s", lodged.id)
    assert told == [(IMPORTER, "declaration.lodge")]
