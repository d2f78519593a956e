"""Migrating: Django keeps the order, the owner role owns what is made, the table of rights is put in force anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

_OPTIONS = "-c role=darcha_owner -c search_path=darcha -c timezone=UTC"


def migrate(address: str) -> None:
    """Bring the database at ``address`` (the migrating role) to the newest tables and rights."""
    parts = conninfo_to_dict(address)
    with psycopg.connect(address, options=_OPTIONS, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS darcha")
    connections.databases["migrate"] = connections.databases["default"] | {
        "NAME": parts.get("dbname", "darcha"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": {"options": _OPTIONS},
    }
    try:
        call_command("migrate", database="migrate", verbosity=0, interactive=False)
    finally:
        connections["migrate"].close()
        del connections["migrate"]
        del connections.databases["migrate"]
    now = datetime.now(UTC)
    with psycopg.connect(address, options=_OPTIONS) as connection:
        connection.execute(files("darcha.store").joinpath("sql/grants.sql").read_text().encode())
        connection.execute("SELECT ensure_partitions(%s, %s)", (now - timedelta(days=31), now + timedelta(days=92)))
