"""The structs of :mod:`darcha.store.rows` against the catalogue of the database."""

from __future__ import annotations

from types import NoneType
from typing import get_args, get_type_hints

import pytest

from darcha.store.connect import connect
from darcha.store.rows import TABLES
from darcha.store.write.record import columns
from tests.store.databases import Database

pytestmark = pytest.mark.database

NAMES = {"int8": "bigint", "int8[]": "bigint[]", "timestamptz": "timestamp with time zone"}


@pytest.mark.parametrize("table", TABLES)
def test_a_row_class_has_the_columns_of_its_table(database: Database, table: str) -> None:
    with connect(database.app) as connection:
        found = connection.execute(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            (table,),
        ).fetchall()
    names, types = columns(TABLES[table])
    hints = get_type_hints(TABLES[table])
    assert found == [
        (name, NAMES.get(type_, type_), NoneType not in get_args(hints[name]))
        for name, type_ in zip(names, types, strict=True)
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_grows_is_partitioned_on_its_id_alone(database: Database, table: str) -> None:
    with connect(database.app) as connection:
        kind, key = connection.execute(
            "SELECT partstrat, pg_get_partkeydef(partrelid) FROM pg_partitioned_table WHERE partrelid = %s::regclass",
            (table,),
        ).fetchall()[0]
        primary = connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'",
            (table,),
        ).fetchall()
    assert (kind, key, primary) == ("r", "RANGE (id)", [("PRIMARY KEY (id)",)])
