"""The administration's answers (WCO message RES), made from plain facts.

Function codes as in the published notifications: 01 accepted, 03 rejected, 05 control, 08 goods may go, 09 cleared,
13 charges. Every maker takes the trader's ``reference``, the declaration's ``number`` and ``version``, the time of
the answer ``issued_at`` (any zone, said in UTC), and optionally the answer's own reference ``message``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec

from darcha.law.document import (
    AdditionalInformation,
    Amount,
    Bank,
    Commodity,
    Declaration,
    DutyTaxFee,
    Error,
    GoodsShipment,
    GovernmentAgencyGoodsItem,
    MetaData,
    Payment,
    Quantity,
    Response,
)
from darcha.law.finding import Finding
from darcha.law.text import explain
from darcha.wire.section import wco_pointer

ACCEPTED, REJECTED, CONTROL, RELEASED, CLEARED, TAX = "01", "03", "05", "08", "09", "13"
"""Function codes of answers."""

_MOST_DESCRIPTION = 512
_MOST_CODE = 8


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """One duty, tax or fee as assessed on the goods ``item`` (its number, from 1), or on the whole declaration (0).

    ``rate`` is per cent of ``base``, or an amount per ``unit`` of ``quantity``; ``payable`` is ``assessed`` less what
    is relieved.
    """

    item: int
    type: str
    assessed: Decimal
    payable: Decimal
    currency: str
    base: Decimal | None = None
    rate: Decimal | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    deducted: Decimal | None = None
    regime: str | None = None


def accepted(
    reference: str,
    number: str,
    version: int,
    accepted_at: datetime,
    issued_at: datetime,
    *,
    findings: Iterable[Finding] = (),
    message: str | None = None,
    translate: Callable[[str], str] = str,
) -> Response:
    """The declaration is accepted; what still has to be cured in it is told as errors (function 01)."""
    declaration = _declaration(reference, number, version, acceptance_date_time=_utc(accepted_at))
    return _response(ACCEPTED, declaration, issued_at, message, error=errors(findings, translate))


def rejected(
    reference: str,
    issued_at: datetime,
    *,
    findings: Iterable[Finding],
    number: str | None = None,
    version: int | None = None,
    message: str | None = None,
    translate: Callable[[str], str] = str,
) -> Response:
    """The message is refused, and why (function 03); it has a number only if it had been accepted before."""
    declaration = _declaration(reference, number, version, rejection_date_time=_utc(issued_at))
    return _response(REJECTED, declaration, issued_at, message, error=errors(findings, translate))


def control(
    reference: str,
    number: str,
    version: int,
    issued_at: datetime,
    *,
    information: Iterable[AdditionalInformation] = (),
    message: str | None = None,
) -> Response:
    """The goods are to be examined and cannot be released before (function 05)."""
    declaration = _declaration(reference, number, version)
    return _response(CONTROL, declaration, issued_at, message, additional_information=tuple(information))


def tax(
    reference: str,
    number: str,
    version: int,
    charges: Iterable[Charge],
    issued_at: datetime,
    *,
    bank: Bank | None = None,
    message: str | None = None,
) -> Response:
    """What is owed, charge by charge, and the account to pay it to (function 13)."""
    by_item = {
        item: tuple(_fee(charge) for charge in group)
        for item, group in groupby(sorted(charges, key=attrgetter("item")), key=attrgetter("item"))
    }
    whole = by_item.pop(0, ())
    items = tuple(
        GovernmentAgencyGoodsItem(sequence_numeric=item, commodity=Commodity(duty_tax_fee=fees))
        for item, fees in by_item.items()
    )
    shipment = GoodsShipment(government_agency_goods_item=items) if items else None
    declaration = _declaration(reference, number, version, duty_tax_fee=whole, goods_shipment=shipment)
    return _response(TAX, declaration, issued_at, message, bank=bank)


def released(reference: str, number: str, version: int, issued_at: datetime, *, message: str | None = None) -> Response:
    """The goods may go, while the procedure is not yet ended (function 08)."""
    return _response(RELEASED, _declaration(reference, number, version), issued_at, message)


def cleared(reference: str, number: str, version: int, issued_at: datetime, *, message: str | None = None) -> Response:
    """The goods are cleared for the procedure, and so released if they were not before (function 09)."""
    return _response(CLEARED, _declaration(reference, number, version), issued_at, message)


def errors(findings: Iterable[Finding], translate: Callable[[str], str] = str) -> tuple[Error, ...]:
    """Findings as errors of the model: the code, the words in the language of ``translate``, the place in WCO codes."""
    return tuple(
        Error(
            description=explain(finding, translate).label[:_MOST_DESCRIPTION],
            validation_code=finding.code[:_MOST_CODE],
            pointer=wco_pointer(finding.pointer),
        )
        for finding in findings
    )


def _response(
    function: str, declaration: Declaration, issued_at: datetime, message: str | None, **more: Any
) -> Response:
    return Response(
        meta_data=MetaData(wco_data_model_version_code="3.6", wco_type_name="RES"),
        function_code=function,
        functional_reference_id=message,
        issue_date_time=_utc(issued_at),
        declaration=(declaration,),
        **more,
    )


def _declaration(reference: str, number: str | None, version: int | None, **more: Any) -> Declaration:
    return Declaration(
        functional_reference_id=reference, id=number, version_id=None if version is None else str(version), **more
    )


def _fee(charge: Charge) -> DutyTaxFee:
    def amount(value: Decimal | None) -> Amount | None:
        return None if value is None else Amount(value=value, currency=charge.currency)

    return DutyTaxFee(
        ad_valorem_tax_base_amount=amount(charge.base),
        deduct_amount=amount(charge.deducted),
        duty_regime_code=charge.regime,
        specific_tax_base_quantity=None
        if charge.quantity is None
        else Quantity(value=charge.quantity, unit=charge.unit),
        tax_rate_numeric=charge.rate,
        type_code=charge.type,
        payment=Payment(tax_assessed_amount=amount(charge.assessed), payment_amount=amount(charge.payable)),
    )


def _utc(when: datetime) -> str:
    """A moment of the document; a time without zone is a mistake of the caller (ValueError)."""
    if when.tzinfo is None:
        raise ValueError("a time without a zone says no moment")
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
