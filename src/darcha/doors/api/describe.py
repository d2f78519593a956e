"""The description of the API in OpenAPI: the shapes come from the structs that are sent, with an example of each."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from darcha.doors.api import answers, examples
from darcha.doors.present import PROBLEM, Accepted, Problem
from darcha.law.document import Declaration

JSON = "application/json"
SHAPES = (Accepted, Problem, Declaration, answers.Page, answers.File, answers.Acts)


class DescribedAPI(NinjaAPI):
    """An API whose shapes are msgspec structs."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description, with the shapes of :data:`SHAPES` and all they are made of."""
        schema = super().get_openapi_schema(**given)
        _, shapes = msgspec.json.schema_components(SHAPES, ref_template="#/components/schemas/{name}")
        schema["components"]["schemas"].update(shapes)
        return schema


def answered(
    act: str | None,
    answer: type[msgspec.Struct] | None,
    *also: HTTPStatus,
    statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,),
) -> dict[str, Any]:
    """What ninja does not know of an operation: the act it needs, its answer, and the errors it may give."""
    content = {} if answer is None else {"content": {JSON: {"schema": _ref(answer), "example": examples.of(answer)}}}
    good = {int(status): {"description": status.phrase, **content} for status in statuses}
    told: dict[str, Any] = {"responses": good | {int(error): _problem(error) for error in also}}
    return told if act is None else {**told, "x-act": act}


def message_body() -> dict[str, Any]:
    """The body of a lodgement: the canonical document as JSON, or the WCO Data Model as XML."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": _ref(Declaration), "example": examples.of(Declaration)},
                "application/xml": {"schema": {"type": "string", "description": "WCO Data Model 3.6, MetaData"}},
            },
        }
    }


def _ref(shape: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _problem(error: HTTPStatus) -> dict[str, Any]:
    content = {PROBLEM: {"schema": _ref(Problem), "example": examples.problem(error)}}
    return {"description": error.phrase, "content": content}
