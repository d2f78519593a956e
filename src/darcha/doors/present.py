"""What doors say: findings and errors in the reader's language.

Texts live with what they speak of (:mod:`darcha.law.text`, :mod:`darcha.law.errors`, :data:`darcha.law.access.ACTS`)
and are their own translation keys; the language is the one that is active in Django while a function here runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import get_supported_language_variant, gettext
from django.utils.translation.trans_real import parse_accept_lang_header

from darcha.flow.declaration import Lodged
from darcha.law.access import ACTS
from darcha.law.errors import DarchaError
from darcha.law.finding import Finding, Severity
from darcha.law.text import explain

PROBLEM = "application/problem+json"
"""The media type of an error's answer (RFC 9457)."""

RETRY_AFTER = 5
"""Seconds after which a sender should try again what was not available."""


class Told(msgspec.Struct, frozen=True):
    """A finding as it is told: ``pointer`` (RFC 6901) is the place, ``law`` the legal act it rests on, if any."""

    code: str
    pointer: str
    severity: Severity
    text: str
    cure: str
    law: str = ""


class Asked(msgspec.Struct, frozen=True):
    """A permit that a declaration needs: its type, the agency that decides it, until when."""

    type: str
    agency: str
    id: UUID
    due: datetime | None


class Accepted(msgspec.Struct, frozen=True):
    """How a declaration stands, as the answer to its sender; ``duplicate`` if the same was sent before."""

    id: UUID
    number: str
    reference: str
    version: int
    state: str
    stage: str
    holder: str
    lane: str
    forms: tuple[str, ...]
    due: datetime | None
    findings: tuple[Told, ...]
    permits: tuple[Asked, ...]
    total: Decimal
    currency: str
    duplicate: bool


class Problem(msgspec.Struct, frozen=True):
    """An error as a problem document (RFC 9457), with its stable ``code``, the ``cure`` and the findings behind it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    cure: str
    params: dict[str, str] = {}
    findings: tuple[Told, ...] = ()


def language(headers: Mapping[str, str]) -> str:
    """The language we have that suits ``Accept-Language`` best; else the one of the sources."""
    for wanted, _ in parse_accept_lang_header(headers.get("accept-language", "").lower()):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


def tell(finding: Finding, law: str = "") -> Told:
    """One finding in words."""
    words = explain(finding, _translated)
    return Told(finding.code, finding.pointer, finding.severity, words.label, words.cure, law)


def tell_all(findings: Iterable[Finding], laws: Mapping[str, str] | None = None) -> tuple[Told, ...]:
    """Findings in words; ``laws`` gives the legal act by the code of a rule."""
    known = laws or {}
    return tuple(tell(finding, known.get(finding.code, "")) for finding in findings)


def accepted(lodged: Lodged, read: Iterable[Finding] = (), laws: Mapping[str, str] | None = None) -> Accepted:
    """A lodged declaration as its answer; ``read`` is what reading the message had told of."""
    return Accepted(
        id=lodged.id,
        number=lodged.number,
        reference=lodged.reference,
        version=lodged.version,
        state=lodged.state,
        stage=lodged.stage,
        holder=lodged.holder,
        lane=lodged.lane,
        forms=lodged.forms,
        due=lodged.due,
        findings=tell_all((*read, *lodged.findings), laws),
        permits=tuple(Asked(*permit) for permit in lodged.permits),
        total=lodged.total,
        currency=lodged.currency,
        duplicate=lodged.duplicate,
    )


def problem(error: DarchaError) -> Problem:
    """An error as a problem document."""
    params = {name: _word(name, value) for name, value in error.params.items()}
    return Problem(
        type=f"urn:darcha:problem:{error.code}",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=_filled(error.text, params),
        code=error.code,
        cure=_filled(error.cure, params),
        params=params,
        findings=tell_all(error.findings),
    )


def problem_headers(error: DarchaError) -> dict[str, str]:
    """What an error says in the headers of its answer: how to be known, when to come again."""
    match error.status:
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="darcha"'}
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": str(RETRY_AFTER)}
        case _:
            return {}


def _translated(text: str) -> str:
    # Gettext keeps its own header under the empty key.
    return gettext(text) if text else ""


def _filled(text: str, params: Mapping[str, str]) -> str:
    return _translated(text).format(**params)


def _word(name: str, value: Any) -> str:
    """A parameter in words: acts by their label, parts and subjects translated, reasons one by one."""
    if name == "act" and value in ACTS:
        return _translated(ACTS[value].label)
    if name in ("part", "subject"):
        return _translated(str(value))
    if name == "why":
        return "; ".join(_translated(reason) for reason in str(value).split("; "))
    return str(value)
