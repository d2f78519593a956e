"""Commands over the tariff."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO, NoReturn

import click

from darcha.law.tariff.currencies import Names
from darcha.site.cli.country import pack
from darcha.site.cli.duty import Wrong, answer, answers, question
from darcha.site.cli.output import as_json, dump, say

_ONE = ("expression", "value", "currency", "quantity", "rate", "rounding")


def _pairs(option: str, given: tuple[str, ...], example: str) -> dict[str, str]:
    """``name=number`` options."""
    found: dict[str, str] = {}
    for one in given:
        name, _, number = one.rpartition("=")
        if not name:
            raise click.BadParameter(f"{one}: write it as name=number, as in {example}", param_hint=option)
        if name in found:
            raise click.BadParameter(f"{name} is given twice", param_hint=option)
        found[name] = number
    return found


def _batch(file: BinaryIO, names: Names) -> NoReturn:
    """Answer lines as they come."""
    code = 0
    for line, good in answers(file, pack().currency, names):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        code = code if good else 1
    click.get_current_context().exit(code)


@click.command()
@click.argument("expression", required=False)
@click.option("--value", help="The customs value.")
@click.option("--currency", help="The currency of the value; the country's own if left out.")
@click.option("--quantity", multiple=True, help="A quantity by its unit, as in kg=120; may be repeated.")
@click.option("--rate", multiple=True, help="What one unit of a currency is in that of the value: EUR=13898.29.")
@click.option("--round", "rounding", help="Place and mode, as in 0.01:down; without it the amount is not rounded.")
@click.option("--batch", type=click.File("rb"), help="Questions as lines of JSON, answered line by line; - reads them.")
@as_json
def duty(batch: BinaryIO | None, as_json: bool, **given: Any) -> None:
    """The amount of a duty EXPRESSION, with its working.

    \b
    darcha duty '20 % but not less than 0.5 USD/kg' --value 1000 --quantity kg=120 --rate USD=12000
    darcha duty --batch FILE.jsonl --json

    A line of a batch holds expression and value, and if wanted id, currency, quantities, rates and round; its answer
    holds id, amount and working, or id and error. The modes of rounding are down, up, half-up and half-even.
    """  # noqa: D301 - click wants the very character
    names = tuple((word, pack().currency) for word in pack().currency_words)
    if batch is not None:
        if any(given[one] not in (None, ()) for one in _ONE):
            raise click.UsageError("A batch has all in its lines: leave out the expression and the other options.")
        _batch(batch, names)
    if given["expression"] is None or given["value"] is None:
        raise click.UsageError("Give an expression and its --value, or --batch and a file.")
    currency = given["currency"] or pack().currency
    quantities, rates = _pairs("--quantity", given["quantity"], "kg=120"), _pairs("--rate", given["rate"], "EUR=1.1")
    try:
        asked = question(given["expression"], given["value"], currency, quantities, rates, given["rounding"])
        told = answer(asked, names)
    except Wrong as wrong:
        raise click.BadParameter(str(wrong)) from None
    if as_json:
        dump({"amount": told.amount, "currency": currency, "unrounded": told.unrounded, "working": told.working})
    else:
        say(f"{told.working} = {told.amount} {currency}")
