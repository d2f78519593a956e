"""Rules of values: the invoice and its lines, and that a customs value can be found."""

from __future__ import annotations

from darcha.law.declaration.rules.structure import ITEM
from darcha.law.dossier import Dossier
from darcha.law.money import add_all
from darcha.law.rule import Findings, rule

_PRICE = f"{ITEM}.commodity.invoice_line.item_charge_amount"


@rule("D040", at="invoice_amount")
def invoice_amount_given(dossier: Dossier) -> Findings:
    """The amount of the invoice is missing.

    State the total of the invoice with its currency.
    """
    if dossier.declaration.invoice_amount is None and dossier.direction != "transit":
        yield invoice_amount_given.found()


@rule("D041", at="invoice_amount")
def invoice_amount_agrees(dossier: Dossier) -> Findings:
    """The invoice is stated as {stated}, the prices of the items come to {counted}.

    Correct the total, or the prices of the items.
    """
    stated = dossier.declaration.invoice_amount
    prices = [item.price for item in dossier.items]
    if stated is None or not prices or None in prices:
        return
    counted = add_all(price.value for price in prices if price is not None)
    if counted != stated.value:
        yield invoice_amount_agrees.found(stated=stated.value, counted=counted)


@rule("D042", at=f"{_PRICE}.currency")
def price_in_invoice_currency(dossier: Dossier) -> Findings:
    """The price is in {given}, the invoice in {expected}.

    State every price in the currency of the invoice.
    """
    for item in dossier.items:
        given = item.price.currency if item.price else None
        if given is not None and item.invoice_currency is not None and given != item.invoice_currency:
            yield price_in_invoice_currency.found(item.index, given=given, expected=item.invoice_currency)


@rule("D043", at=_PRICE)
def value_given(dossier: Dossier) -> Findings:
    """The item has neither a price nor a customs value.

    State the price of the item as in the invoice, or its customs value.
    """
    for item in dossier.items:
        if item.direction != "transit" and item.price is None and item.customs_value is None:
            yield value_given.found(item.index)


@rule("D044", at=_PRICE)
def price_positive(dossier: Dossier) -> Findings:
    """A price of {given} is not possible.

    State what is paid, or what would be paid for goods given for nothing.
    """
    for item in dossier.items:
        if item.price is not None and item.price.value <= 0:
            yield price_positive.found(item.index, given=item.price.value)


@rule("D045", at=f"{ITEM}.customs_value_amount")
def customs_value_positive(dossier: Dossier) -> Findings:
    """A customs value of {given} is not possible.

    State a value above zero.
    """
    for item in dossier.items:
        if item.customs_value is not None and item.customs_value.value <= 0:
            yield customs_value_positive.found(item.index, given=item.customs_value.value)


@rule("D046", at=f"{ITEM}.customs_value_amount.currency")
def customs_value_convertible(dossier: Dossier) -> Findings:
    """There is no exchange rate for {currency} on this day.

    State the customs value in the currency of the country.
    """
    for item in dossier.items:
        value = item.customs_value
        if value is not None and dossier.law.in_currency(value.value, value.currency) is None:
            yield customs_value_convertible.found(item.index, currency=value.currency)


@rule("D048", at=f"{ITEM}.statistical_value_amount", takes={"tolerance": "number"}, severity="warning")
def statistical_value_near(dossier: Dossier) -> Findings:
    """The statistical value is {given} {currency}, the customs value {expected}.

    Correct one of the two: at the rate of the day they are nearly the same.
    """
    for item in dossier.items:
        given = item.item.statistical_value_amount
        if given is None or item.customs_value is None:
            continue
        counted = dossier.law.in_currency(given.value, given.currency)
        expected = dossier.law.in_currency(item.customs_value.value, item.customs_value.currency)
        if counted is None or expected is None:
            continue
        tolerance = statistical_value_near.number(dossier.law.rules, "tolerance")
        if abs(counted - expected) > expected * tolerance:
            figures = {"given": f"{counted:.2f}", "expected": f"{expected:.2f}"}
            yield statistical_value_near.found(item.index, currency=dossier.law.pack.currency, **figures)


@rule("D049", at="currency_exchange[].rate_numeric", severity="warning")
def exchange_rate_of_the_day(dossier: Dossier) -> Findings:
    """The rate of {currency} is stated as {given}, on this day it is {expected}.

    Nothing has to be changed: the rate of the day of acceptance is used.
    """
    for index, stated in enumerate(dossier.declaration.currency_exchange):
        row = dossier.law.exchange.get(stated.currency_type_code or "")
        if row is not None and stated.rate_numeric is not None and stated.rate_numeric * row.per != row.value:
            expected = row.value / row.per
            yield exchange_rate_of_the_day.found(
                index, currency=row.currency, given=stated.rate_numeric, expected=expected
            )
