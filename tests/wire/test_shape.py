"""The tables that readers and writers go by."""

from __future__ import annotations

import pytest
from msgspec import inspect

from darcha.law.document import Declaration, Response
from darcha.law.errors import Unreadable
from darcha.law.text import TEXTS
from darcha.wire import words
from darcha.wire.report import MOST_FINDINGS, Report, shown
from darcha.wire.shape import Kind, _field, shape, shapes, tag


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("functional_reference_id", "FunctionalReferenceID"),
        ("lpco_exemption_code", "LPCOExemptionCode"),
        ("aeo_mutual_recognition_party", "AEOMutualRecognitionParty"),
        ("undg_id", "UNDGID"),
        ("ucr", "UCR"),
        ("wco_data_model_version_code", "WCODataModelVersionCode"),
        ("line", "Line"),
    ],
)
def test_names_of_the_model(name: str, expected: str) -> None:
    assert tag(name) == expected


def test_only_elements_repeat_and_every_class_stands_before_its_holders() -> None:
    known = set()
    for each in shapes():
        for field in each.fields:
            assert not field.many or field.kind is Kind.element
            assert field.shape is None or field.shape.struct in known
        known.add(each.struct)
    assert {Declaration, Response} <= known
    assert shape(Declaration).by_tag["ID"].name == "id"


def test_a_type_that_no_format_can_say_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="flag"):
        _field("flag", inspect.type_info(bool))


def test_every_word_has_its_own_code_and_a_cure() -> None:
    own = [value for value in vars(words).values() if hasattr(value, "cure")]
    assert {each.code for each in own} == {code for code in TEXTS if code.startswith("W")}
    assert all(each.label and each.cure for each in own)


def test_what_was_found_is_shown_short_and_visible() -> None:
    assert shown("a" * 200) == "a" * 79 + "…"
    assert shown("a\x00b\u202ec") == "a\ufffdb\ufffdc"


def test_a_full_report_counts_and_still_refuses() -> None:
    report = Report()
    for _ in range(MOST_FINDINGS + 1):
        report.add(words.STRAY_TEXT)
    assert len(report.finish()) == MOST_FINDINGS + 1
    report.add(words.EMPTY)
    with pytest.raises(Unreadable):
        report.finish()


def test_warnings_alone_do_not_refuse() -> None:
    report = Report()
    report.add(words.STRAY_TEXT, "/agent", found="x", line=None)
    (finding,) = report.finish()
    assert finding.params == {"found": "x"}
