"""The published schema says of every class and field what the structs say, in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from darcha.law.document import Declaration, Response
from darcha.wire import read
from darcha.wire.schema import ID, VERSION, json_schema
from darcha.wire.shape import shapes


def test_the_schema_names_itself() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["$id"], schema["version"], schema["title"]) == (ID, VERSION, "Declaration")
    assert ID.endswith(VERSION)
    assert schema["$ref"] == "#/$defs/Declaration"
    assert json.loads(json.dumps(schema)).keys() == schema.keys()


def test_every_class_and_field_is_described() -> None:
    classes = json_schema()["$defs"]
    assert {each.struct.__name__ for each in shapes()} == set(classes)
    for each in shapes():
        described = classes[each.struct.__name__]
        assert re.fullmatch(r"\S.*\.", described["description"])
        assert list(described["properties"]) == [field.name for field in each.fields]
        assert described["additionalProperties"] is False
        assert set(described["required"]) == each.required
        for field in described["properties"].values():
            assert re.fullmatch(r"[A-Z][\w ]+", field["title"])


def test_titles_are_words() -> None:
    fields = json_schema()["$defs"]["Declaration"]["properties"]
    assert fields["functional_reference_id"]["title"] == "Functional reference ID"
    assert json_schema()["$defs"]["GoodsShipment"]["properties"]["ucr"]["title"] == "UCR"


def test_every_reference_leads_somewhere() -> None:
    schema = json_schema()

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if "$ref" in node else set()
            return own.union(*(references(each) for each in node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    assert {reference.removeprefix("#/$defs/") for reference in references(schema)} <= set(schema["$defs"])


def test_a_good_message_has_only_what_the_schema_names(data: Path) -> None:
    (document,) = read((data / "declaration.xml").read_bytes()).documents
    assert set(msgspec.to_builtins(document)) <= set(json_schema()["$defs"]["Declaration"]["properties"])
    assert {"Declaration", "Response"} == {Declaration.__name__, Response.__name__}
