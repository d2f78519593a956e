"""Permit cases at the database: one decision however many decide, four eyes, and a clock that stands while it must."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest

from darcha.flow import permit
from darcha.flow.declaration import Lodged
from darcha.flow.run import act
from darcha.law.errors import DarchaError, NotAuthorised, NotFound, Refused
from darcha.store.connect import connect
from darcha.store.ids import new_id
from darcha.store.rows import Permit
from tests import makers
from tests.flow.house import House
from tests.store.databases import Database

pytestmark = pytest.mark.database

REFUSAL = {"choice": "refuse", "grounds": ("incomplete",), "norm": "Act 3, article 1", "cure_days": 10}


def lodged(house: House) -> tuple[Lodged, UUID]:
    """A lodged declaration of fruit and its case."""
    made = house.lodge()
    return made, made.permits[0][2]


def case(house: House, declaration: Lodged) -> Permit:
    return house.see(declaration.id).file.permits[-1]


def meat(house: House) -> tuple[Lodged, UUID]:
    """A lodged declaration of meat, whose permit needs four eyes."""
    made = house.lodge(makers.declaration(makers.item(code=makers.MEAT)))
    return made, made.permits[0][2]


def test_two_officers_deciding_at_once_give_one_decision(house: House, database: Database) -> None:
    for _ in range(5):
        _, key = lodged(house)
        officer = house.actor("plant")
        answers: list[object] = []
        gate = threading.Barrier(2)

        def decide(given: permit.Decide) -> None:
            with connect(database.app) as connection:
                gate.wait()  # noqa: B023  joined before the next round
                try:
                    answers.append(act(connection, permit.decide, officer, given, house.at))  # noqa: B023
                except DarchaError as error:
                    answers.append(error)  # noqa: B023

        given = (permit.Decide(key, "grant"), permit.Decide(key, **REFUSAL))  # type: ignore[arg-type]
        threads = [threading.Thread(target=decide, args=(one,)) for one in given]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(type(answer).__name__ for answer in answers) == ["PermitAnswer", "Refused"]
        found = house.sql("SELECT count(*) FROM journal WHERE subject_id = %s AND act = 'permit.decide'", key)
        assert found == [(1,)]


def test_a_granted_permit_moves_the_declaration_on(house: House) -> None:
    made, key = lodged(house)
    answer = house.grant(key, "plant")
    assert (answer.state, answer.stage) == ("granted", "payment")
    assert case(house, made).holder == ""


def test_an_officer_of_another_agency_decides_nothing(house: House) -> None:
    _, key = lodged(house)
    for name in ("vet.one", "trader", "north.one", "auditor"):
        with pytest.raises(NotAuthorised):
            house.grant(key, name)


def test_the_right_of_an_agency_is_over_its_own_cases_only(house: House) -> None:
    both = house.lodge(makers.declaration(makers.item(), makers.item(2, code=makers.MEAT)))
    (plant,) = (key for kind, _, key, _ in both.permits if kind == "phyto")
    with pytest.raises(NotAuthorised):
        house.grant(plant, "vet.one")


def test_a_question_stops_the_clock_and_the_answer_lengthens_it(house: House) -> None:
    made, key = lodged(house)
    before = case(house, made).due_at
    assert before is not None
    asked = house.does("plant", permit.ask, permit.Ask(key, "Which orchard?"))
    assert asked.state == "asked"
    assert house.see(made.id).status.holder == "trader"
    with pytest.raises(Refused):
        house.grant(key, "plant")
    house.later(days=2)
    answered = house.does("trader", permit.answer, permit.Reply(key, "The one by the river."))
    assert answered.state == "open"
    assert answered.due is not None
    assert answered.due - before >= timedelta(days=2)
    assert [said.text for said in permit.dialogue_of(case(house, made))] == ["Which orchard?", "The one by the river."]


def test_a_refusal_needs_ground_norm_and_time_to_cure(house: House) -> None:
    _, key = lodged(house)
    for wrong in ({"grounds": ()}, {"grounds": ("inexpedient",)}, {"norm": ""}, {"cure_days": 9}):
        with pytest.raises(Refused):
            house.does("plant", permit.decide, permit.Decide(key, **{**REFUSAL, **wrong}))  # type: ignore[arg-type]


def test_a_refusal_is_cured_examined_again_and_granted(house: House) -> None:
    made, key = lodged(house)
    refused = house.does("plant", permit.decide, permit.Decide(key, **REFUSAL))  # type: ignore[arg-type]
    assert (refused.state, refused.stage) == ("refused", "permits")
    assert house.see(made.id).status.holder == "trader"
    house.later(days=3)
    cured = house.does("trader", permit.cure, permit.Cure(key, "The certificate is enclosed."))
    assert cured.state == "open"
    # Examined again within two working days of the cure, not within the term of the first decision.
    assert cured.due is not None
    calendar = makers.mini_snapshot().calendar
    assert calendar.day_of(cured.due) == calendar.add_working_days(calendar.day_of(house.at), 2)
    new = {**REFUSAL, "grounds": ("false",), "norm": "Act 3, article 2", "cure_days": 15}
    with pytest.raises(Refused, match="new grounds"):
        house.does("plant", permit.decide, permit.Decide(key, **new))  # type: ignore[arg-type]
    assert house.grant(key, "plant").state == "granted"


def test_a_cure_after_its_term_is_too_late(house: House) -> None:
    _, key = lodged(house)
    house.does("plant", permit.decide, permit.Decide(key, **REFUSAL))  # type: ignore[arg-type]
    house.later(days=30)
    with pytest.raises(Refused, match="term to cure"):
        house.does("trader", permit.cure, permit.Cure(key, "late"))


def test_four_eyes(house: House) -> None:
    _, key = meat(house)
    with pytest.raises(Refused, match="Another officer"):
        house.grant(key, "vet.one")
    proposed = house.does("vet.one", permit.propose, permit.Decide(key, "grant"))
    assert proposed.state == "proposed"
    with pytest.raises(Refused, match="Another officer"):
        house.grant(key, "vet.one")
    with pytest.raises(Refused, match="the one that was proposed"):
        house.does("vet.two", permit.decide, permit.Decide(key, **REFUSAL))  # type: ignore[arg-type]
    assert house.grant(key, "vet.two").state == "granted"


def test_a_permit_that_does_not_exist(house: House) -> None:
    with pytest.raises(NotFound):
        house.grant(new_id(), "plant")
