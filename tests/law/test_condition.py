from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.condition import (
    Condition,
    Operator,
    Value,
    View,
    check,
    compile_all,
    compiled,
    fields,
    holds,
    unmet,
)
from darcha.law.condition import Test as Row

GOODS: dict[str, Value] = {
    "code": "0805102200",
    "origin": "ES",
    "net_mass": Decimal("900.0"),
    "documents": ("730", "861"),
    "empty": "",
    "nothing": None,
    "none": (),
}


def one(field: str, operator: Operator, value: str | tuple[str, ...] = "") -> Condition:
    return Condition(all=(Row(field, operator, value),))


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("origin", "is", "ES", True),
        ("origin", "is", "es", False),
        ("nothing", "is", "", False),
        ("net_mass", "is", "900", True),
        ("net_mass", "is", "900.1", False),
        ("documents", "is", "861", True),
        ("documents", "is", "851", False),
        ("none", "is", "851", False),
        ("origin", "is not", "DE", True),
        ("origin", "is not", "ES", False),
        ("nothing", "is not", "ES", True),
        ("documents", "is not", "861", False),
        ("origin", "in", ("DE", "ES"), True),
        ("origin", "in", ("DE",), False),
        ("net_mass", "in", ("1", "900.00"), True),
        ("documents", "in", ("851", "730"), True),
        ("nothing", "in", ("DE",), False),
        ("origin", "not in", ("DE", "FR"), True),
        ("origin", "not in", ("DE", "ES"), False),
        ("nothing", "not in", ("DE",), True),
        ("documents", "not in", ("861",), False),
        ("code", "begins with", ("0805",), True),
        ("code", "begins with", ("09", "08"), True),
        ("code", "begins with", "0805", True),
        ("code", "begins with", ("0806",), False),
        ("documents", "begins with", ("86",), True),
        ("documents", "begins with", ("85",), False),
        ("nothing", "begins with", ("",), False),
        ("net_mass", "begins with", ("9",), False),
        ("net_mass", "at least", "900", True),
        ("net_mass", "at least", "900.01", False),
        ("net_mass", "at most", "900", True),
        ("net_mass", "at most", "899.99", False),
        ("nothing", "at least", "0", False),
        ("nothing", "at most", "0", False),
        ("origin", "at least", "0", False),
        ("net_mass", "at least", "much", False),
        ("origin", "is set", "", True),
        ("empty", "is set", "", False),
        ("nothing", "is set", "", False),
        ("none", "is set", "", False),
        ("absent", "is set", "", False),
        ("documents", "is set", "", True),
        ("origin", "is not set", "", False),
        ("absent", "is not set", "", True),
    ],
)
def test_each_operator(field: str, operator: Operator, value: str | tuple[str, ...], expected: bool) -> None:
    condition = one(field, operator, value)
    assert holds(condition, GOODS) is expected
    assert compile_all({"one": condition}).match(GOODS) == (("one",) if expected else ())


YES, NO = Row("origin", "is", "ES"), Row("origin", "is", "DE")


@pytest.mark.parametrize(
    ("all_of", "any_of", "expected"),
    [
        ((), (), True),
        ((YES,), (), True),
        ((YES, NO), (), False),
        ((), (NO, YES), True),
        ((), (NO, NO), False),
        ((YES,), (NO,), False),
        ((NO,), (YES,), False),
        ((YES,), (NO, YES), True),
    ],
)
def test_rows_are_joined_by_all_and_any(all_of: tuple[Row, ...], any_of: tuple[Row, ...], expected: bool) -> None:
    condition = Condition(all=all_of, any=any_of)
    assert holds(condition, GOODS) is expected
    assert bool(compile_all({"one": condition}).match(GOODS)) is expected


def test_matches_come_in_the_order_of_the_rows_and_once() -> None:
    rows = {
        "late": one("documents", "in", ("730", "861")),
        "always": Condition(),
        "code": one("code", "begins with", ("08", "0805")),
        "no": one("code", "begins with", ("09",)),
        "number": one("net_mass", "is", "900.00"),
    }
    assert compile_all(rows).match(GOODS) == ("late", "always", "code", "number")
    assert compile_all({}).match(GOODS) == ()


values = st.sampled_from(["", "0", "1", "08", "0805", "ES", "DE", "900", "9.0"])
tests = st.one_of(
    st.builds(Row, st.sampled_from("abcd"), st.sampled_from(["is", "is not", "at least", "at most"]), values),
    st.builds(
        Row,
        st.sampled_from("abcd"),
        st.sampled_from(["in", "not in", "begins with"]),
        st.lists(values, max_size=3).map(tuple),
    ),
    st.builds(Row, st.sampled_from("abcd"), st.sampled_from(["is set", "is not set"])),
)
conditions = st.builds(Condition, st.lists(tests, max_size=3).map(tuple), st.lists(tests, max_size=3).map(tuple))
held = st.one_of(st.none(), values, values.filter(str.isdigit).map(Decimal), st.lists(values, max_size=3).map(tuple))
views = st.dictionaries(st.sampled_from("abcd"), held)


@given(st.dictionaries(st.text(max_size=3), conditions, max_size=6), views)
def test_the_index_finds_what_asking_one_by_one_finds(rows: dict[str, Condition], view: View) -> None:
    one_by_one = tuple(code for code, condition in rows.items() if holds(condition, view))
    assert compile_all(rows).match(view) == one_by_one


class Counted(dict[str, Value]):
    """A view that counts how often it is read."""

    reads = 0

    def get(self, key: str, default: object = None) -> Any:
        self.reads += 1
        return super().get(key, default)


def test_many_conditions_cost_what_a_few_do() -> None:
    def reads(count: int) -> int:
        rows = {
            f"R{n}": Condition(all=(Row("direction", "is", "import"), Row("code", "begins with", (f"{n + 1000}",))))
            for n in range(count)
        }
        view = Counted(direction="import", code="1001200000")
        assert compile_all(rows).match(view) == ("R1",)
        return view.reads

    assert reads(1000) == reads(10) <= 4


def test_fields_are_those_of_all_rows() -> None:
    condition = Condition(all=(Row("a", "is", "1"), Row("b", "is set")), any=(Row("c", "is", "1"),))
    assert fields(condition) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("test", "code", "place"),
    [
        (Row("orgin", "is", "ES"), "condition.field", "field"),
        (Row("origin", "at least", "5"), "condition.operator", "operator"),
        (Row("documents", "at most", "5"), "condition.operator", "operator"),
        (Row("net_mass", "begins with", ("5",)), "condition.operator", "operator"),
        (Row("net_mass", "at least", "many"), "condition.value", "value"),
        (Row("net_mass", "at least", "NaN"), "condition.value", "value"),
        (Row("net_mass", "is", "ten"), "condition.value", "value"),
        (Row("origin", "is", ""), "condition.value", "value"),
        (Row("origin", "is", ("ES",)), "condition.value", "value"),
        (Row("origin", "in", ()), "condition.value", "value"),
        (Row("origin", "in", ("ES", "")), "condition.value", "value"),
        (Row("origin", "is set", "ES"), "condition.value", "value"),
    ],
)
def test_misuse_is_found(test: Row, code: str, place: str) -> None:
    known = {"origin": "text", "net_mass": "number", "documents": "list"}
    findings = check(Condition(all=(test,)), known, "/rows/3")  # type: ignore[arg-type]
    assert [(finding.code, finding.pointer) for finding in findings] == [(code, f"/rows/3/all/0/{place}")]
    findings = check(Condition(any=(Row("origin", "is", "ES"), test)), known)  # type: ignore[arg-type]
    assert [finding.pointer for finding in findings] == [f"/any/1/{place}"]


@pytest.mark.parametrize(("value", "said"), [("", "nothing"), (("a", "b"), "a, b")])
def test_a_wrong_value_is_shown(value: str | tuple[str, ...], said: str) -> None:
    (finding,) = check(one("net_mass", "is", value), {"net_mass": "number"})
    assert finding.params == {"operator": "is", "value": said}


@pytest.mark.parametrize(
    "test",
    [
        Row("origin", "is", "ES"),
        Row("origin", "in", ("ES", "DE")),
        Row("origin", "is not set"),
        Row("net_mass", "at most", "1.5"),
        Row("net_mass", "in", ("1", "2")),
        Row("documents", "begins with", ("8",)),
        Row("documents", "begins with", "8"),
    ],
)
def test_right_use_is_not(test: Row) -> None:
    known = {"origin": "text", "net_mass": "number", "documents": "list"}
    assert check(Condition(all=(test,)), known) == ()  # type: ignore[arg-type]


def test_a_condition_is_ready_to_be_asked_of_many_views() -> None:
    asked = compiled(Condition(all=(Row("origin", "is", "DE"),)))
    assert [asked({"origin": origin}) for origin in ("DE", "FR")] == [True, False]


def test_what_a_condition_lacks_is_told_row_by_row() -> None:
    one, two, three, four = (Row(name, "is", "1") for name in "abcd")
    both = Condition(all=(one, two), any=(three, four))
    assert unmet(both, {"a": "1", "b": "1", "d": "1"}) == ()
    assert unmet(both, {"a": "1", "c": "1"}) == ((two,),)
    assert unmet(both, {}) == ((one,), (two,), (three, four))
    assert unmet(Condition(), {}) == ()
    assert unmet(Condition(all=(one,)), {"a": "1"}) == ()
