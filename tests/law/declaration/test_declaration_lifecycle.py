from __future__ import annotations

import pytest

from darcha.law.declaration import DECLARATION
from darcha.law.lifecycle import Moved, Unmet, try_move
from darcha.law.release import Facts
from tests.makers import NOW

READY = Facts(state="lodged", lodged_at=NOW, currency="XTS")


@pytest.mark.parametrize(
    ("act", "target"),
    [("declaration.amend", "lodged"), ("declaration.withdraw", "withdrawn"), ("release.decide", "released")],
)
def test_where_each_act_leads(act: str, target: str) -> None:
    assert try_move(DECLARATION, "lodged", act, READY) == Moved(target)


@pytest.mark.parametrize("state", ["released", "withdrawn"])
@pytest.mark.parametrize("act", ["declaration.amend", "declaration.withdraw", "release.decide"])
def test_after_the_end_nothing_is_possible(state: str, act: str) -> None:
    assert isinstance(try_move(DECLARATION, state, act, READY), Unmet)
