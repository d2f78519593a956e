"""The published schema of the canonical JSON (JSON Schema 2020-12), made from the structs of the document."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from darcha.law.document import Declaration, Response

VERSION = "1.0"
"""The version of the canonical document: the second figure grows with additions, the first with all else."""

ID = f"urn:darcha:schema:declaration:{VERSION}"
"""The name of the schema."""


def json_schema() -> dict[str, Any]:
    """The schema of a declaration; the response and all classes are among its definitions.

    Decimals are strings of figures, so that no reader makes floats of them; a JSON number is read, too.
    """
    (declaration, _), classes = msgspec.json.schema_components([Declaration, Response], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Declaration",
        "description": classes["Declaration"]["description"],
        "version": VERSION,
        **declaration,
        "$defs": {name: _titled(fields) for name, fields in sorted(classes.items())},
    }


def _titled(schema: dict[str, Any]) -> dict[str, Any]:
    """A class whose fields have titles, and whose description is one line."""
    fields = {name: {"title": _words(name), **field} for name, field in schema["properties"].items()}
    return {**schema, "description": " ".join(schema["description"].split()), "properties": fields}


def _words(name: str) -> str:
    """A field's name in words: ``functional_reference_id`` is ``Functional reference ID``."""
    text = re.sub(r"\b(aeo|id|lpco|ucr|undg|wco)\b", lambda found: found[0].upper(), name.replace("_", " "))
    return text[0].upper() + text[1:]
