"""What the API can say without knowing who asks: the shape of a declaration, the acts and who may do them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from darcha.doors.api import answers
from darcha.doors.api.declaration import encoded
from darcha.doors.api.describe import answered
from darcha.law.access import ACTS
from darcha.wire.schema import json_schema

router = Router(tags=["reference"], auth=None)


@router.get(
    "/schema/declaration",
    operation_id="schema.declaration",
    summary="The JSON Schema of a declaration",
    openapi_extra=answered(None, None),
)
def declaration_schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  the name that ninja looks for
    """The canonical document as JSON Schema."""
    return encoded(json_schema())


@router.get(
    "/acts",
    operation_id="act.list",
    summary="The acts and who may do them",
    openapi_extra=answered(None, answers.Acts),
)
def acts(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  the name that ninja looks for
    """Every act with its label and its rights: role and scope."""
    return encoded(answers.Acts(tuple(answers.known(act, gettext(act.label)) for act in ACTS.values())))
