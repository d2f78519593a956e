"""What the check finds wrong with types of permits and with grounds."""

from typing import Any

import msgspec
import pytest

from darcha.law.condition import Condition
from darcha.law.condition import Test as Row
from darcha.law.pack.model import Asked, Ground, Pack, Route
from darcha.law.proof.permits import check_permits
from darcha.law.text import explain
from tests.makers import DAY, clock, mini_pack, row, words


def permit(**changes: Any) -> Pack:
    """The pack with its first type of permit changed."""
    pack = mini_pack()
    return msgspec.structs.replace(pack, permits=(msgspec.structs.replace(pack.permits[0], **changes),))


def ground(**changes: Any) -> Pack:
    """The pack with one more ground."""
    pack = mini_pack()
    more = row(Ground, **{"code": "more", "name": words("More"), "norm": "Act 3", "cure_days": 10, **changes})
    return msgspec.structs.replace(pack, grounds=(*pack.grounds, more))


def asked(code: str, kind: Any = "text", **more: Any) -> Asked:
    return Asked(**{"code": code, "kind": kind, "name": words(code), **more})


def when(field: str) -> Condition:
    return Condition(all=(Row(field, "is", "North"),))


@pytest.mark.parametrize(
    "pack",
    [
        mini_pack(),
        permit(routing=(Route("north", when("region")), Route("rest"))),
        permit(asked=(asked("place"), asked("scheme", "choice", choices=("7", "7a")))),
        permit(forbidden=("853",)),
        ground(of="suspend", court=True, cure_days=0),
        ground(of="suspend", term="cure"),
        ground(of="annul", cure_days=0),
        ground(cure_days=1),
    ],
)
def test_what_can_be_decided_is_sound(pack: Pack) -> None:
    assert list(check_permits(pack)) == []


@pytest.mark.parametrize(
    ("pack", "code", "pointer"),
    [
        (
            permit(routing=(Route("north", when("weather")),)),
            "condition.field",
            "/permits/0/routing/0/when/all/0/field",
        ),
        (permit(routing=(Route("north", when("region")), Route("north"))), "permit.route.twice", "/permits/0/routing"),
        (permit(asked=(asked("place"), asked("place"))), "permit.asked.twice", "/permits/0/asked"),
        (permit(asked=(asked("scheme", "choice"),)), "permit.asked.choices", "/permits/0/asked/0/choices"),
        (permit(asked=(asked("place", choices=("7",)),)), "permit.asked.choices", "/permits/0/asked/0/choices"),
        (permit(asked=(asked("place", name={"en": " "}),)), "permit.asked.words", "/permits/0/asked/0/name/en"),
        (permit(asked=(asked("place", name={}),)), "permit.asked.words", "/permits/0/asked/0/name/en"),
        (permit(forbidden=("851",)), "permit.forbidden.own", "/permits/0/forbidden"),
        (ground(cure_days=0), "pack.figure", "/grounds/more/cure_days"),
        (ground(of="annul", cure_days=-1), "pack.figure", "/grounds/more/cure_days"),
        (ground(of="suspend"), "permit.ground.limit", "/grounds/2/term"),
        (ground(of="suspend", term="never"), "permit.ground.term", "/grounds/2/term"),
    ],
)
def test_each_fault_is_found(pack: Pack, code: str, pointer: str) -> None:
    (finding,) = check_permits(pack)
    assert (finding.code, finding.pointer) == (code, pointer)
    assert "–" not in explain(finding).label


def test_a_ground_of_another_kind_refuses_nothing() -> None:
    pack = ground(of="annul")
    types = (msgspec.structs.replace(pack.permits[0], grounds=("incomplete", "more")),)
    (finding,) = check_permits(msgspec.structs.replace(pack, permits=types))
    assert explain(finding).label == "permits phyto: more is no ground of refusal"


def test_the_clock_of_a_suspension_holds_as_long_as_its_ground() -> None:
    late = msgspec.structs.replace(clock(10, "working_day", "late"), start=DAY)
    (finding,) = check_permits(msgspec.structs.replace(ground(of="suspend", term="late"), clocks=(late,)))
    assert explain(finding).label == "grounds more: there is no clock late on 2020-01-01"
