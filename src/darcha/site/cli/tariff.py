"""Commands over the tariff."""

from __future__ import annotations

from decimal import Decimal, DecimalException, InvalidOperation
from typing import Any, cast, get_args

import click

from darcha.law.money import Mode, round_to
from darcha.law.tariff import evaluate, in_base, parse
from darcha.site.cli.country import pack
from darcha.site.cli.output import as_json, dump, say


def _number(text: str, example: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise click.BadParameter(f"{text}: write a number, as in {example}") from error
    if not number.is_finite():
        raise click.BadParameter(f"{text}: write a number, as in {example}")
    return number


def _pairs(given: tuple[str, ...], example: str) -> dict[str, Decimal]:
    """``name=number`` options."""
    found = {}
    for one in given:
        name, _, number = one.rpartition("=")
        if not name:
            raise click.BadParameter(f"{one}: write it as name=number, as in {example}")
        found[name] = _number(number, example)
    return found


def _rounding(given: str) -> tuple[Decimal, Mode]:
    place, _, mode = given.partition(":")
    mode = mode or "half-up"
    if mode not in get_args(Mode):
        raise click.BadParameter(f"--round {given}: the mode is one of {', '.join(get_args(Mode))}, as in 0.01:down")
    return _number(place, "0.01:down"), cast("Mode", mode)


@click.command()
@click.argument("expression")
@click.option("--value", required=True, help="The customs value.")
@click.option("--currency", help="The currency of the value; the country's own if left out.")
@click.option("--quantity", multiple=True, help="A quantity by its unit, as in kg=120; may be repeated.")
@click.option("--rate", multiple=True, help="What one unit of a currency is in that of the value: EUR=13898.29.")
@click.option("--round", "rounding", default="0.01:half-up", show_default=True, help="Place and mode, as in 0.01:down.")
@as_json
def duty(**given: Any) -> None:
    """The amount of a duty EXPRESSION, with its working.

    \b
    darcha duty '20 % but not less than 0.5 USD/kg' --value 1000 --quantity kg=120 --rate USD=12000
    """  # noqa: D301 - click wants the very character
    value = _number(given["value"], "1000.00")
    place, mode = _rounding(given["rounding"])
    currency = given["currency"] or pack().currency
    rates = {currency: Decimal(1)} | _pairs(given["rate"], "EUR=13898.29")
    try:
        quantities = in_base(_pairs(given["quantity"], "kg=120"))
        unrounded, working = evaluate(parse(given["expression"]), value, quantities, rates)
        amount = round_to(unrounded, place, mode)
    except (DecimalException, ValueError) as error:
        raise click.BadParameter("a number is beyond reason, or the place to round to is no power of ten") from error
    if given["as_json"]:
        dump({"amount": amount, "currency": currency, "unrounded": unrounded, "working": working})
    else:
        say(f"{working} = {amount} {currency}")
