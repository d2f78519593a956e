"""Conditions as rows: field, operator, value, joined by all or any. Officers edit them as a table.

A field is a name in a flat view of what is asked about (a goods item with its file, an event, a picture); the view is
a plain mapping, so that a hundred conditions read it once. Conditions are compiled once into a :class:`Matcher`, which
looks up what a view can meet at all and asks only those: a hundred profiles cost what a few do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec

from darcha.law.finding import Finding
from darcha.law.text import text

Operator = Literal["is", "is not", "in", "not in", "begins with", "at least", "at most", "is set", "is not set"]

Value = str | Decimal | tuple[str, ...] | None
"""What a view holds under a name; a tuple where the field repeats, None where it is not set."""

View = Mapping[str, Value]
Kind = Literal["text", "number", "list"]


class Test(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row: ``field`` ``operator`` ``value`` (a list for in, not in and begins with)."""

    field: str
    operator: Operator
    value: str | tuple[str, ...] = ""


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows joined: all of ``all`` and, if there are any, at least one of ``any``. An empty condition always holds."""

    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()


UNKNOWN_FIELD = text("condition.field", "There is no field {field}", "Choose one of the fields of the list.")
WRONG_OPERATOR = text(
    "condition.operator", "{operator} does not go with {field}", "Use 'at least' and 'at most' with numbers only."
)
WRONG_VALUE = text(
    "condition.value",
    "{value} is not a value for {operator}",
    "Give one value, a list for 'in', 'not in' and 'begins with', and a number where numbers are compared.",
)


def fields(condition: Condition) -> frozenset[str]:
    """The names that a condition reads from a view."""
    return frozenset(test.field for test in (*condition.all, *condition.any))


def holds(condition: Condition, view: View) -> bool:
    """Whether one condition holds for ``view``. For many conditions or many views use :func:`compile_all`."""
    return _Compiled(condition).holds(view)


def compiled(condition: Condition) -> Callable[[View], bool]:
    """One condition made ready to be asked of many views."""
    return _Compiled(condition).holds


def unmet(condition: Condition, view: View) -> tuple[tuple[Test, ...], ...]:
    """What keeps a condition from holding: each failing row of ``all`` alone, those of ``any`` if none holds."""

    def fails(test: Test) -> bool:
        return not _predicate(test)(view.get(test.field))

    lacking = tuple((test,) for test in condition.all if fails(test))
    return (*lacking, condition.any) if condition.any and all(map(fails, condition.any)) else lacking


def compile_all(rows: Mapping[str, Condition]) -> Matcher:
    """Conditions by their codes, made ready to be asked of many views."""
    return Matcher(rows)


class Matcher:
    """Conditions indexed by their most selective row; thread-safe, immutable once made."""

    def __init__(self, rows: Mapping[str, Condition]) -> None:
        self._codes = tuple(rows)
        self._compiled = tuple(_Compiled(condition) for condition in rows.values())
        self._always: list[int] = []
        self._exact: dict[str, dict[str | Decimal, list[int]]] = {}
        self._prefix: dict[str, dict[str, list[int]]] = {}
        spread = _spread(rows.values())
        for number, condition in enumerate(rows.values()):
            self._place(number, _key(condition, spread))
        self._lengths = {
            field: tuple(sorted({len(prefix) for prefix in index})) for field, index in self._prefix.items()
        }

    def match(self, view: View) -> tuple[str, ...]:
        """The codes of the conditions that hold for ``view``, in the order in which they were given."""
        compiled = self._compiled
        return tuple(self._codes[n] for n in sorted(self._candidates(view)) if compiled[n].holds(view))

    def _candidates(self, view: View) -> set[int]:
        found = set(self._always)
        for field, index in self._exact.items():
            value = view.get(field)
            for one in value if type(value) is tuple else (value,):
                found.update(index.get(one, ()))  # type: ignore[arg-type]  # None is in no index
        for field, prefixes in self._prefix.items():
            value = view.get(field)
            for one in value if type(value) is tuple else (value,):
                if type(one) is str:
                    for length in self._lengths[field]:
                        found.update(prefixes.get(one[:length], ()))
        return found

    def _place(self, number: int, key: Test | None) -> None:
        if key is None:
            self._always.append(number)
        elif key.operator == "begins with":
            index = self._prefix.setdefault(key.field, {})
            for prefix in _values(key):
                index.setdefault(prefix, []).append(number)
        else:
            exact = self._exact.setdefault(key.field, {})
            for value in _operands(key):
                exact.setdefault(value, []).append(number)


def check(condition: Condition, known: Mapping[str, Kind], pointer: str = "") -> tuple[Finding, ...]:
    """What is wrong with a condition about views of ``known`` fields; ``pointer`` is where the condition stands."""
    rows = [(f"{pointer}/all/{n}", test) for n, test in enumerate(condition.all)]
    rows += [(f"{pointer}/any/{n}", test) for n, test in enumerate(condition.any)]
    return tuple(finding for place, test in rows for finding in _check_row(test, known, place))


def _check_row(test: Test, known: Mapping[str, Kind], place: str) -> Iterable[Finding]:
    kind = known.get(test.field)
    if kind is None:
        yield UNKNOWN_FIELD.at(f"{place}/field", field=test.field)
        return
    compares = test.operator in ("at least", "at most")
    if (compares and kind != "number") or (test.operator == "begins with" and kind == "number"):
        yield WRONG_OPERATOR.at(f"{place}/operator", operator=test.operator, field=test.field)
    elif not _fits(test, kind):
        yield WRONG_VALUE.at(f"{place}/value", operator=test.operator, value=", ".join(_values(test)) or "nothing")


def _fits(test: Test, kind: Kind) -> bool:
    values = _values(test)
    if test.operator in ("is set", "is not set"):
        return test.value in ("", ())
    if isinstance(test.value, tuple) and test.operator not in ("in", "not in", "begins with"):
        return False
    return bool(values) and all(values) and (kind != "number" or all(_number(v) is not None for v in values))


def _values(test: Test) -> tuple[str, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _operands(test: Test) -> tuple[str | Decimal, ...]:
    """The values as text and, where they can be read so, as numbers: a view may hold the one or the other."""
    texts = _values(test)
    return (*texts, *(n for n in map(_number, texts) if n is not None))


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _spread(conditions: Iterable[Condition]) -> dict[str, int]:
    """How many different values the rows name for each field: the more, the fewer conditions one view can meet."""
    seen: dict[str, set[str]] = {}
    for condition in conditions:
        for test in condition.all:
            if test.operator in ("is", "in", "begins with"):
                seen.setdefault(test.field, set()).update(_values(test))
    return {field: len(values) for field, values in seen.items()}


def _key(condition: Condition, spread: Mapping[str, int]) -> Test | None:
    keys = [test for test in condition.all if test.operator in ("is", "in", "begins with")]
    return max(keys, key=lambda test: spread[test.field]) if keys else None


class _Compiled:
    """A condition as functions of a field's value."""

    __slots__ = ("_all", "_any")

    def __init__(self, condition: Condition) -> None:
        self._all = tuple((test.field, _predicate(test)) for test in condition.all)
        self._any = tuple((test.field, _predicate(test)) for test in condition.any)

    def holds(self, view: View) -> bool:
        for field, predicate in self._all:
            if not predicate(view.get(field)):
                return False
        if not self._any:
            return True
        return any(predicate(view.get(field)) for field, predicate in self._any)


Predicate = Callable[[Value], bool]


def _predicate(test: Test) -> Predicate:
    match test.operator:
        case "is" | "in":
            return _one_of(test)
        case "is not" | "not in":
            return _not(_one_of(test))
        case "begins with":
            return _begins(_values(test))
        case "at least":
            return _compare(test, lambda value, bound: value >= bound)
        case "at most":
            return _compare(test, lambda value, bound: value <= bound)
        case "is set":
            return _is_set
        case "is not set":
            return _not(_is_set)


def _is_set(value: Value) -> bool:
    return value is not None and value not in ("", ())


def _not(predicate: Predicate) -> Predicate:
    return lambda value: not predicate(value)


def _one_of(test: Test) -> Predicate:
    operands = frozenset(_operands(test))

    def one_of(value: Value) -> bool:
        if type(value) is tuple:
            return not operands.isdisjoint(value)
        return value in operands

    return one_of


def _begins(prefixes: tuple[str, ...]) -> Predicate:
    def begins(value: Value) -> bool:
        if type(value) is str:
            return value.startswith(prefixes)
        return type(value) is tuple and any(one.startswith(prefixes) for one in value)

    return begins


def _compare(test: Test, compares: Callable[[Decimal, Decimal], bool]) -> Predicate:
    bound = _number(_values(test)[0]) if _values(test) else None

    def compare(value: Value) -> bool:
        return bound is not None and isinstance(value, Decimal) and compares(value, bound)

    return compare
