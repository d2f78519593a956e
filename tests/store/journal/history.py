"""A short history, and what the verifier says of it after harm was done."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec

from darcha.store.connect import connect
from darcha.store.ids import new_id
from darcha.store.journal.verify import Report, verify
from darcha.store.journal.witness import FileWitness, Telling
from darcha.store.rows import WriteOff
from darcha.store.statement import run
from darcha.store.write.balance import open_quota
from darcha.store.write.record import Outcome
from tests.store.databases import Database
from tests.store.journal.sealing import PUBLIC, lodge, sealed, write
from tests.store.outcomes import NOW, act, control


def make_history(database: Database, witness: FileWitness) -> None:
    with connect(database.app) as connection:
        run(connection, open_quota("apples", "quota", "kg", Decimal(100)))
    first, _ = lodge(database, 2)
    sealed(database)
    tell(database, witness)
    old = first.inserts[0]
    changed = msgspec.structs.replace(old, revision=2, state="released", value=Decimal("1E+3"))
    check_ = control(old.id)
    off = WriteOff(
        id=new_id(), balance="apples", declaration=old.id, version=1, sequence=1, quantity=Decimal("2.50"), at=NOW
    )
    write(
        database,
        Outcome(
            at=NOW,
            acts=[act("declaration.release", old.id)],
            inserts=[check_, off],
            replaces=[changed],
            takes={"apples": Decimal("2.50")},
        ),
    )
    lodge(database, 3)
    sealed(database)
    tell(database, witness)
    lodge(database, 1)


def tell(database: Database, witness: FileWitness) -> None:
    with connect(database.sealer) as connection:
        assert Telling(witness).tell(connection)


def verified(database: Database, witness: FileWitness | None = None, entry: UUID | None = None) -> Report:
    with connect(database.app) as connection:
        return verify(connection, PUBLIC, witness.notes() if witness else (), entry)


def harmed(database: Database, harm: str, witness: FileWitness | None = None, entry: UUID | None = None) -> Report:
    """What is found after something that only the superuser can do."""
    with connect(database.superuser) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert connection.execute(harm.encode()).rowcount
        try:
            return verify(connection, PUBLIC, witness.notes() if witness else (), entry)
        finally:
            connection.rollback()


def found(report: Report) -> set[tuple[str, str]]:
    return {(one.kind, one.where.partition(" ")[0]) for one in report.problems}
