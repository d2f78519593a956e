"""One declaration a message, under one name."""

from __future__ import annotations

import pytest

from darcha.doors.message import MOST, TooLarge, receive
from darcha.law.errors import Invalid, Unreadable
from tests.doors.intake.trade import message


def test_a_document_is_read_with_its_bytes_and_kind() -> None:
    content = message("M-1")
    read = receive(content)
    assert read.document.functional_reference_id == "M-1"
    assert (read.content, read.media_type, read.findings) == (content, "application/json", ())


def test_the_key_names_what_has_no_name_and_may_repeat_it() -> None:
    assert receive(message(None), "K").document.functional_reference_id == "K"
    assert receive(message("K"), "K").document.functional_reference_id == "K"
    assert receive(message(None)).document.functional_reference_id is None


@pytest.mark.parametrize(
    ("key", "code"), [("other", "I002"), ("", "I003"), ("x" * 141, "I003"), ("two\nlines", "I003")]
)
def test_a_key_that_does_not_fit_is_a_finding(key: str, code: str) -> None:
    with pytest.raises(Invalid) as error:
        receive(message("M-2"), key)
    assert [(one.code, one.pointer) for one in error.value.findings] == [(code, "/functional_reference_id")]


def test_too_many_bytes_are_refused_before_reading() -> None:
    with pytest.raises(TooLarge):
        receive(b"x" * (MOST + 1))


def test_bytes_that_are_no_message_are_unreadable() -> None:
    with pytest.raises(Unreadable) as error:
        receive(b"hello")
    assert error.value.findings
