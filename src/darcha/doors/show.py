"""From the law's answers to what templates show: findings, permits needed, charges with their working."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

import msgspec
from django.utils.translation import gettext, ngettext

from darcha.doors.present import tell
from darcha.doors.words import money, words
from darcha.law.finding import Finding
from darcha.law.pack.model import Clock
from darcha.law.permit import Need
from darcha.law.snapshot import Snapshot
from darcha.law.tariff import Assessment, Charge


class Line(msgspec.Struct, frozen=True):
    """A charge as it is shown; ``item`` 0 is the declaration as a whole, ``example`` says that the rate is made up."""

    name: str
    item: int
    base: Decimal
    rate: str
    working: str
    amount: Decimal
    act: str
    example: bool


class FindingShown(msgspec.Struct, frozen=True):
    """A finding as it is shown, with the address where it is cured and the item it speaks of."""

    code: str
    severity: str
    text: str
    cure: str
    law: str
    link: str
    where: str
    name: str = ""


class NeedShown(msgspec.Struct, frozen=True):
    """A permit needed, as it is shown."""

    name: str
    agency: str
    act: str
    term: str
    fee: str
    items: str
    example: bool


def charges(assessment: Assessment, law: Snapshot) -> list[Line]:
    """All charges with their working, item by item, those of the whole last."""
    lines = [_line(charge, item.sequence, law) for item in assessment.items for charge in item.charges]
    return lines + [_line(charge, 0, law) for charge in assessment.charges]


def sums(assessment: Assessment, law: Snapshot) -> list[tuple[str, Decimal]]:
    """The sum of each kind of charge."""
    kinds = assessment.by_kind().items()
    return [(words(law.charges[kind].name) if kind in law.charges else kind, amount) for kind, amount in kinds]


def _line(charge: Charge, item: int, law: Snapshot) -> Line:
    row = law.charges.get(charge.kind)
    return Line(
        name=words(row.name) if row else charge.kind,
        item=item,
        base=charge.base,
        rate=charge.expression,
        working=charge.formula,
        amount=charge.amount,
        act=charge.act,
        example=charge.status == "illustrative",
    )


def findings(found: Iterable[Finding], law: Snapshot, link: Callable[[str], str] | None = None) -> list[FindingShown]:
    """Findings in words, errors first; ``link`` gives the address where a pointer's field is filled in."""
    shown = []
    for finding in sorted(found, key=lambda one: one.severity):
        row = law.rules.get(finding.code)
        told = tell(finding, row.act if row else "")
        shown.append(
            FindingShown(
                told.code,
                told.severity,
                told.text,
                told.cure,
                told.law,
                link(finding.pointer) if link else "",
                _where(finding.pointer),
                finding.pointer,
            )
        )
    return shown


def _where(pointer: str) -> str:
    """The item that a pointer leads into, in words."""
    _, _, after = pointer.partition("/government_agency_goods_item/")
    index = after.partition("/")[0]
    return gettext("item %(n)s") % {"n": int(index) + 1} if index.isdigit() else ""


def needs(found: Iterable[Need], law: Snapshot) -> list[NeedShown]:
    """Permits needed, with agency, norm, promise and fee."""
    shown = []
    for need in found:
        row, agency = law.permits.get(need.type), law.agencies.get(need.agency)
        shown.append(
            NeedShown(
                name=words(row.name) if row else need.type,
                agency=words(agency.name) if agency else need.agency,
                act=need.act,
                term=term(law.clocks.get(need.clock)),
                fee=_fee(need.fee, law),
                items=", ".join(str(index + 1) for index in need.items),
                example=row is not None and row.status == "illustrative",
            )
        )
    return shown


def _fee(code: str | None, law: Snapshot) -> str:
    """The fee of a permit where it is one sum: so many units of a dated amount."""
    steps = law.fees.get(code or "", ())
    if len(steps) != 1 or steps[0].amount not in law.amounts:
        return ""
    amount = law.amounts[steps[0].amount]
    return money(steps[0].units * amount.value, amount.currency)


def term(clock: Clock | None) -> str:
    """The length of a promise in words."""
    if clock is None:
        return ""
    shapes = {
        "working_day": ngettext("%(n)d working day", "%(n)d working days", clock.amount),
        "calendar_day": ngettext("%(n)d calendar day", "%(n)d calendar days", clock.amount),
        "hour": ngettext("%(n)d hour", "%(n)d hours", clock.amount),
        "minute": ngettext("%(n)d minute", "%(n)d minutes", clock.amount),
        "month": ngettext("%(n)d month", "%(n)d months", clock.amount),
        "year": ngettext("%(n)d year", "%(n)d years", clock.amount),
    }
    return shapes[clock.unit] % {"n": clock.amount}
