"""One example of everything the API answers, invented: made of the same structs, so that it cannot be out of date."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec

from darcha.doors import present
from darcha.doors.api import answers
from darcha.doors.message import TooLarge
from darcha.law import document as doc
from darcha.law.errors import (
    Conflict,
    DarchaError,
    NotAuthorised,
    NotFound,
    Unavailable,
    UnknownSender,
    Unreadable,
)
from darcha.law.release import Missing, Status
from darcha.law.tariff import Assessment, Charge, ItemAssessment

_ID = UUID("0192f0c0-7a10-7000-8000-0000000000a1")
_PERMIT = UUID("0192f0c0-7a10-7000-8000-0000000000b2")
_BILL = UUID("0192f0c0-7a10-7000-8000-0000000000c3")
_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_DUE = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
_NUMBER = "00101/02.03.2026/0000042"
_REFERENCE = "INV-2026-0117"
_CURRENCY = "XTS"

_TOLD = present.Told(
    code="D014",
    pointer="/goods_shipment/government_agency_goods_item/0/commodity/goods_measure/net_net_weight_measure",
    severity="error",
    text="The net mass is missing",
    cure="State the mass of the goods without any packing, in kilograms.",
    law="Customs Code, article 1",
)

_DOCUMENT = doc.Declaration(
    functional_reference_id=_REFERENCE,
    declaration_office_id="00101",
    goods_item_quantity=1,
    invoice_amount=doc.Amount(value=Decimal("1200.00"), currency=_CURRENCY),
    declarant=doc.Party(name="Invented Brokers", id="100000009"),
    goods_shipment=doc.GoodsShipment(
        importer=doc.Party(name="Invented Imports", id="100000001"),
        government_agency_goods_item=(
            doc.GovernmentAgencyGoodsItem(
                sequence_numeric=1,
                commodity=doc.Commodity(
                    description="Toys of wood",
                    classification=(doc.Classification(id="9503009500", identification_type_code="HS"),),
                    goods_measure=doc.GoodsMeasure(gross_mass_measure=doc.Quantity(value=Decimal("110.5"))),
                    invoice_line=doc.InvoiceLine(
                        item_charge_amount=doc.Amount(value=Decimal("1200.00"), currency=_CURRENCY)
                    ),
                ),
                government_procedure=(doc.GovernmentProcedure(current_code="40"),),
                origin=(doc.Origin(country_code="DE"),),
            ),
        ),
    ),
)

_ACCEPTED = present.Accepted(
    id=_ID,
    number=_NUMBER,
    reference=_REFERENCE,
    version=1,
    state="lodged",
    stage="cure",
    holder="trader",
    lane="yellow",
    forms=("documents",),
    due=_DUE,
    findings=(_TOLD,),
    permits=(present.Asked("conformity", "standards", _PERMIT, _DUE),),
    total=Decimal("120.00"),
    currency=_CURRENCY,
    duplicate=False,
)

_LINE = answers.Line(
    id=_ID,
    number=_NUMBER,
    reference=_REFERENCE,
    firm="100000001",
    post="00101",
    procedure="40",
    direction="import",
    title="Toys of wood",
    version=1,
    state="lodged",
    stage="cure",
    holder="trader",
    lane="yellow",
    errors=1,
    value=Decimal("1200.00"),
    total=Decimal("120.00"),
    currency=_CURRENCY,
    lodged_at=_AT,
    changed_at=_AT,
    due_at=_DUE,
    released_at=None,
)

_CHARGE = Charge(
    kind="duty",
    base=Decimal("1200.00"),
    base_text="value",
    expression="10 %",
    formula="1200.00 × 10 %",
    unrounded=Decimal("120.0000"),
    rounding="0.01 half-up",
    amount=Decimal("120.00"),
    act="Invented Tariff Act, article 3",
    source="invented",
    status="illustrative",
)

_FILE = answers.File(
    declaration=_LINE,
    status=Status("cure", "trader", _AT, _DUE, (Missing("cure", "trader", "1", _AT),)),
    versions=(answers.Lodgement(1, _AT, "9f" * 32),),
    findings=(_TOLD,),
    assessment=Assessment(
        (ItemAssessment(1, Decimal("1200.00"), "declared", (_CHARGE,)),), (), Decimal("120.00"), _CURRENCY
    ),
    permits=(
        answers.PermitCase(
            _PERMIT, _NUMBER + "/conformity", "conformity", "standards", (1,), "open", "standards", _AT, _DUE, (), None
        ),
    ),
    control=answers.ControlForm("yellow", ("documents",), "assigned", _AT, _DUE, None),
    bill=answers.BillState(_BILL, _NUMBER, _CURRENCY, Decimal("120.00"), Decimal("20.00")),
    payments=(answers.Receipt(Decimal("20.00"), _CURRENCY, "card", "77120", _AT),),
    acts=(answers.Open("declaration.amend", ()), answers.Open("declaration.withdraw", ())),
)

_ACTS = answers.Acts((answers.Known("declaration.lodge", "Lodge a declaration", (answers.Right("trader", "firm"),)),))

_BY_SHAPE: dict[type[msgspec.Struct], msgspec.Struct] = {
    type(example): example for example in (_DOCUMENT, _ACCEPTED, answers.Page((_LINE,), _ID), _FILE, _ACTS)
}

_ERRORS: dict[HTTPStatus, DarchaError] = {
    HTTPStatus.UNAUTHORIZED: UnknownSender(),
    HTTPStatus.FORBIDDEN: NotAuthorised(act="declaration.lodge", why="it lies outside your firm"),
    HTTPStatus.NOT_FOUND: NotFound(subject="declaration", key=_ID),
    HTTPStatus.CONFLICT: Conflict(reference=_REFERENCE, sent="9f" * 32, known="a4" * 32),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge(),
    HTTPStatus.UNPROCESSABLE_ENTITY: Unreadable(),
    HTTPStatus.SERVICE_UNAVAILABLE: Unavailable(part="The database"),
}


def of(shape: type[msgspec.Struct]) -> Any:
    """The example of an answer, as JSON values."""
    return msgspec.json.decode(msgspec.json.encode(_BY_SHAPE[shape]))


def problem(error: HTTPStatus) -> Any:
    """The example of an error, as JSON values; 422 names a finding."""
    told = present.problem(_ERRORS[error])
    if error is HTTPStatus.UNPROCESSABLE_ENTITY:
        told = msgspec.structs.replace(told, findings=(_TOLD,))
    return msgspec.json.decode(msgspec.json.encode(told))
