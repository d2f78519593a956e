"""Rules of delivery: whether its terms fit the transport, and whether what they leave out of the price is stated.

What the price holds already and must not be added again is said where the customs value is found.
"""

from __future__ import annotations

from darcha.law.codes import BY_WATER, CARRIAGE_UNPAID, INLAND_WATER, SEA
from darcha.law.document import Amount
from darcha.law.dossier import Dossier
from darcha.law.rule import Findings, Rule, rule

_VALUATION = "goods_shipment.customs_valuation"
_FREIGHT = f"{_VALUATION}.freight_charge_amount"
_CHARGES = f"{_VALUATION}.charge_deduction"
_TERM = "goods_shipment.trade_terms.condition_code"


def _term(dossier: Dossier) -> str | None:
    return dossier.shipment.trade_terms.condition_code if dossier.shipment.trade_terms else None


def _freight(dossier: Dossier) -> Amount | None:
    valuation = dossier.shipment.customs_valuation
    return valuation.freight_charge_amount if valuation else None


def _charged(dossier: Dossier, by: Rule) -> bool:
    """Whether one of the charges that the rule's row lists is stated, for the whole or for an item."""
    codes = by.words(dossier.law.rules, "codes")
    valuations = [dossier.shipment.customs_valuation, *(item.item.customs_valuation for item in dossier.items)]
    return any(charge.charges_type_code in codes for one in valuations if one for charge in one.charge_deduction)


@rule("D126", at=_FREIGHT, takes={"codes": "list"}, severity="warning")
def freight_stated(dossier: Dossier) -> Findings:
    """Under {term} the price does not hold the carriage, and no freight is stated.

    State what the carriage to the border costs: it is part of the customs value.
    """
    term = _term(dossier)
    missing = dossier.direction == "import" and term in CARRIAGE_UNPAID and _freight(dossier) is None
    if missing and not _charged(dossier, freight_stated):
        yield freight_stated.found(term=term)


@rule("D128", at=_CHARGES, takes={"codes": "list"}, severity="warning")
def duties_deducted(dossier: Dossier) -> Findings:
    """Under {term} the price holds the import duties, and they are not taken off.

    State the duties and taxes in the price as a deduction, or they are counted twice.
    """
    if dossier.direction == "import" and _term(dossier) == "DDP" and not _charged(dossier, duties_deducted):
        yield duties_deducted.found(term="DDP")


@rule("D130", at=_TERM, severity="warning")
def term_fits_transport(dossier: Dossier) -> Findings:
    """{term} is for carriage by sea and inland waterway only, the mode at the border is {mode}.

    Take the delivery term that stands in the contract; FCA, CPT and CIP are those for every mode.
    """
    term, mode = _term(dossier), dossier.means.mode_code
    if term in BY_WATER and mode is not None and mode not in (SEA, INLAND_WATER):
        yield term_fits_transport.found(term=term, mode=mode)
