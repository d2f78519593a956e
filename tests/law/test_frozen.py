"""What the law says does not change once it is said."""

from __future__ import annotations

import importlib
import pkgutil

import msgspec
import pytest

import darcha.law

MODULES = sorted(found.name for found in pkgutil.walk_packages(darcha.law.__path__, "darcha.law."))


@pytest.mark.parametrize("module", MODULES)
def test_every_public_struct_is_frozen(module: str) -> None:
    public = [thing for name, thing in vars(importlib.import_module(module)).items() if not name.startswith("_")]
    structs = [thing for thing in public if isinstance(thing, type) and issubclass(thing, msgspec.Struct)]
    assert [struct.__name__ for struct in structs if not struct.__struct_config__.frozen] == []
