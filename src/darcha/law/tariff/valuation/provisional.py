"""Release at a provisional value: the difference of the charges is secured until the value is settled.

Article 13 of the WTO Valuation Agreement: where the value cannot be found at once, the importer may have the goods
against security for the charges that may come of it.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from darcha.law.money import EXACT
from darcha.law.tariff.assessment import Assessment
from darcha.law.tariff.valuation.correction import same_currency

NOTICE = "provisional_value_notice"
"""The clock within which the trader is told what is doubted and how much has to be secured."""

TERM = "provisional_value"
"""The clock within which the value has to be proved; then the security is forfeited."""

_ZERO = Decimal(0)


class Provisional(msgspec.Struct, frozen=True):
    """What is paid now (``declared``), what would be owed if the doubt is right, and the difference to be secured."""

    declared: Decimal
    estimated: Decimal
    secured: Decimal
    currency: str
    working: str
    notice: str = NOTICE
    term: str = TERM


class Settlement(msgspec.Struct, frozen=True):
    """How a provisional value ends: ``final`` is what is owed in all.

    Of the security so much is ``taken`` and so much ``returned``; ``more`` is owed beyond it, and ``refund`` was paid
    too much. ``forfeited`` says that nothing was proved within the term.
    """

    final: Decimal
    taken: Decimal
    returned: Decimal
    more: Decimal
    refund: Decimal
    forfeited: bool
    currency: str
    working: str


def provisional(declared: Assessment, estimated: Assessment) -> Provisional:
    """What has to be secured where the value of ``declared`` is doubted and ``estimated`` is counted on the other.

    An estimate that owes no more leaves nothing to secure. Raises CurrencyError if the two are in two currencies.
    """
    currency = same_currency(declared, estimated)
    secured = max(EXACT.subtract(estimated.total, declared.total), _ZERO)
    working = f"{estimated.total:f} - {declared.total:f}"
    return Provisional(declared.total, estimated.total, secured, currency, working)


def settle(opened: Provisional, final: Assessment | None) -> Settlement:
    """The end of a provisional value: ``final`` is counted on the proved value, None where the term ran out.

    What the declared value owed has been paid; of the rest the security answers first. Raises CurrencyError.
    """
    if final is None:
        total = EXACT.add(opened.declared, opened.secured)
    else:
        total = final.total
        same_currency(opened, final)
    owed = EXACT.subtract(total, opened.declared)
    taken = min(max(owed, _ZERO), opened.secured)
    return Settlement(
        final=total,
        taken=taken,
        returned=EXACT.subtract(opened.secured, taken),
        more=EXACT.subtract(max(owed, _ZERO), taken),
        refund=max(EXACT.minus(owed), _ZERO),
        forfeited=final is None,
        currency=opened.currency,
        working=f"{total:f} - {opened.declared:f} = {owed:f}; security {opened.secured:f}",
    )
