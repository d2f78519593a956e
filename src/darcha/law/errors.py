"""One tree of errors: what can go wrong between a door and the store, each with a code, data and a cure.

A finding about a document is data (:class:`darcha.law.finding.Finding`); an error is an answer that stops one input.
Texts are formats over ``params`` so that doors can translate them; ``status`` is the HTTP status the doors answer with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from darcha.law.finding import Finding


class DarchaError(Exception):
    """The root. ``code`` is stable and public; ``text`` and ``cure`` are formats over ``params``."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    text: ClassVar[str] = "Something went wrong on our side."
    cure: ClassVar[str] = "Try again; if it stays, tell the help desk the time and this code."

    def __init__(self, findings: Sequence[Finding] = (), **params: Any) -> None:
        self.findings = tuple(findings)
        self.params = params
        super().__init__(self.text.format(**params))


class Unreadable(DarchaError):
    """The bytes cannot be read as any known message; the findings say where and why."""

    code = "message.unreadable"
    status = 422
    text = "The message cannot be read."
    cure = "Correct what the findings name and send it again."


class UnknownSender(DarchaError):
    """Nobody known sent this: no session, no token, or one that has ended."""

    code = "sender.unknown"
    status = 401
    text = "The sender is not known."
    cure = "Log in, or send a valid token."


class NotAuthorised(DarchaError):
    """The actor may not do this act here; ``why`` names the missing right or scope."""

    code = "sender.not_authorised"
    status = 403
    text = "{act} is not allowed: {why}."
    cure = "Ask the firm or the office that holds the right."


class Conflict(DarchaError):
    """The same reference was used before with other content; both digests are in ``params``."""

    code = "reference.conflict"
    status = 409
    text = "Reference {reference} was used before with other content."
    cure = "Use a new reference, or amend the declaration that has this one."


class NotFound(DarchaError):
    """There is no such thing, or the actor may not know of it."""

    code = "not_found"
    status = 404
    text = "There is no {subject} {key}."
    cure = "Check the number."


class Refused(DarchaError):
    """The act is known and allowed, but the lifecycle does not admit it now; ``unmet`` names the needs."""

    code = "act.refused"
    status = 409
    text = "{act} is not possible now: {why}."
    cure = "Meet what is missing first."


class Invalid(DarchaError):
    """The input of an act is incomplete or wrong; the findings say where."""

    code = "input.invalid"
    status = 422
    text = "Something in the input is missing or wrong."
    cure = "Correct what the findings name."


class Stale(DarchaError):
    """Somebody else changed it since it was read."""

    code = "state.stale"
    status = 409
    text = "{subject} was changed meanwhile."
    cure = "Read it again and decide on what it says now."


class Unavailable(DarchaError):
    """A part we need is away; nothing was done, sending again is safe."""

    code = "unavailable"
    status = 503
    text = "{part} is not available at the moment."
    cure = "Send the same message again later; it will not be doubled."


class PackError(DarchaError):
    """The data of a country does not hold together; the findings name file and row."""

    code = "pack.invalid"
    text = "The country's data has errors."
    cure = "Correct the rows that the findings name."


class EvidenceError(DarchaError):
    """The record and its seal do not agree."""

    code = "evidence.broken"
    text = "The evidence does not hold: {why}."
    cure = "Stop, keep the data folder as it is, and call the auditor."


class ConfigurationError(DarchaError):
    """A setting or the machine does not allow us to run; ``why`` says what to change."""

    code = "configuration"
    text = "{why}"
    cure = "Change the setting that is named and start again."
