"""The invented country with regimes and kinds of declaration, and a valid declaration of each."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from darcha.law.document import (
    AdditionalDocument,
    AdditionalInformation,
    Declaration,
    GovernmentProcedure,
    PreviousDocument,
    Warehouse,
)
from darcha.law.pack import model
from darcha.law.snapshot import Snapshot, snapshot
from tests.makers import DAY, FIRST, ORANGES, change, clock, declaration, item, mini_pack, row, words

EARLIER = PreviousDocument(type_code="830", id="P2/01.03.2024/0001", line_numeric=1)


def regime(code: str, **fields: Any) -> model.Regime:
    return row(model.Regime, code=code, name=words(code), **fields)


def procedure(code: str, direction: str, regime: str, **fields: Any) -> model.Procedure:
    return row(
        model.Procedure, code=code, direction=direction, name=words(code), charges=("fee",), regime=regime, **fields
    )


def kind(code: str, type_code: str | None = None, **fields: Any) -> model.DeclarationKind:
    types = (type_code,) if type_code else ()
    return row(model.DeclarationKind, code=code, name=words(code), type_codes=types, **fields)


def limit(direction: str, unit: str, value: int, use: str | None = None) -> model.KindLimit:
    return model.KindLimit(direction=direction, unit=unit, value=Decimal(value), use=use)  # type: ignore[arg-type]


def law(**changes: Any) -> Snapshot:
    """What holds on the day: the small pack, its procedures with their regimes, and the kinds of declaration."""
    return _law(**changes) if changes else _whole_law()


@cache
def _whole_law() -> Snapshot:
    return _law()


def _law(**changes: Any) -> Snapshot:
    pack = mini_pack()
    rows: dict[str, Any] = {
        "regimes": (
            regime("free", previous=("stay", "warehouse")),
            regime("export"),
            regime("transit", conditional="under_regime"),
            regime("return", previous=("export",), previous_required=True, term="return"),
            regime("stay", term="stay", permit="vet"),
            regime("warehouse"),
        ),
        "procedures": (
            procedure("IM40", "import", "free"),
            procedure("IM41", "import", "return"),
            procedure("IM42", "import", "stay"),
            procedure("IM74", "import", "warehouse"),
            procedure("EX10", "export", "export"),
            procedure("TR80", "transit", "transit"),
            procedure("PE40", "import", "free", kind="periodic"),
        ),
        "kinds": (
            kind("ordinary"),
            kind("preliminary", "PRE"),
            kind("short", "SHORT", hs_digits=6),
            kind("provisional", "PIPE", modes=("7",), regimes=("free",)),
            kind("incomplete", "PART", document="861"),
            kind("periodic"),
            kind(
                "shipping_documents",
                "SMALL",
                limits=(limit("import", "unit", 120), limit("export", "EUR", 500, "FAIR"), limit("export", "EUR", 100)),
            ),
        ),
        "clocks": (
            *pack.clocks,
            clock(3, "year", "return"),
            clock(2, "year", "stay"),
            clock(15, "calendar_day", "declare"),
            clock(180, "calendar_day", "best", before=True),
        ),
        "documents": (
            *pack.documents,
            *(row(model.DocumentType, code=code, name=words(code)) for code in ("315", "830", "952")),
        ),
        "conditionals": (row(model.Conditional, code="value", name=words("v"), what=words("v"), ends=("value",)),),
        "tariff": (
            *pack.tariff,
            row(model.Heading, code="0805109900", name=words("Oranges, other"), end=DAY.replace(day=1)),
        ),
    }
    return snapshot(mini_pack(**{**rows, **changes}), DAY)


def told(code: str | None = None, day: str | None = None, of: str | None = None) -> AdditionalInformation:
    """A statement of the type ``of``."""
    return AdditionalInformation(statement_code=code, limit_date_time=day, statement_type_code=of)


def placed(code: str, previous: str = "00", /, **changes: Any) -> Declaration:
    """A declaration of oranges for a procedure."""
    asked = (GovernmentProcedure(current_code=code, previous_code=previous),)
    return change(declaration(**{f"{FIRST}.government_procedure": asked}), **changes)


def returned(**changes: Any) -> Declaration:
    """Goods brought back, with the declaration of their export."""
    return placed("IM41", "EX10", **{f"{FIRST}.previous_document": (EARLIER,), **changes})


def stored(**changes: Any) -> Declaration:
    """Goods for a warehouse."""
    return placed("IM74", **{"goods_shipment.warehouse": Warehouse(id="W-1"), **changes})


def staying(**changes: Any) -> Declaration:
    """Goods imported for a time, with the permit."""
    return placed(
        "IM42",
        **{"additional_document": (cited("730", "CMR-1"), cited("853", "VET-1")), **changes},
    )


def cited(type_code: str | None = None, number: str | None = None, **fields: Any) -> AdditionalDocument:
    return AdditionalDocument(type_code=type_code, id=number, **fields)


def periodic(**changes: Any) -> Declaration:
    """Two deliveries of the same goods under one contract."""
    deliveries = tuple(
        item(n, code=ORANGES, price=price, government_procedure=(GovernmentProcedure(current_code="PE40"),))
        for n, price in ((1, "1000.00"), (2, "1100.00"))
    )
    contract = (cited("730", "CMR-1"), cited("315", "CONTRACT-1"))
    return change(declaration(*deliveries), **{"additional_document": contract, **changes})


def preliminary(**changes: Any) -> Declaration:
    return declaration(**{"type_code": "PRE", **changes})


def short(**changes: Any) -> Declaration:
    """A declaration without procedure, with six digits of the code and the gross mass."""
    return declaration(
        **{
            "type_code": "SHORT",
            f"{FIRST}.government_procedure": (),
            f"{FIRST}.commodity.classification[0].id": "080510",
            f"{FIRST}.commodity.goods_measure.net_net_weight_measure": None,
            **changes,
        }
    )


def piped(**changes: Any) -> Declaration:
    """A provisional declaration: by pipeline."""
    return declaration(
        **{"type_code": "PIPE", "border_transport_means.mode_code": "7", "border_transport_means.id": None, **changes}
    )


def part(**changes: Any) -> Declaration:
    """An incomplete declaration, with its undertaking and its ground."""
    undertaking = (cited("730", "CMR-1"), cited("861", "UNDERTAKING-1"))
    return declaration(
        **{
            "type_code": "PART",
            "additional_document": undertaking,
            "additional_information": (told("papers"),),
            **changes,
        }
    )


def small(**changes: Any) -> Declaration:
    """A declaration by shipping documents of goods worth 10,500 XTS, up to 12,000."""
    return declaration(**{"type_code": "SMALL", **changes})
