"""Rules of the kinds of declaration: what each may be used for, and what has to go with it."""

from __future__ import annotations

from decimal import Decimal

from darcha.law.declaration.rules.regimes import stated
from darcha.law.declaration.rules.structure import ITEM, ITEMS
from darcha.law.document import Party
from darcha.law.dossier import Dossier
from darcha.law.money import add_all
from darcha.law.pack.model import KindLimit
from darcha.law.rule import Findings, rule
from darcha.law.view import USE


def _limits(dossier: Dossier) -> tuple[KindLimit, ...]:
    """The limits of the kind that are for goods of this direction and use."""
    every = dossier.filed.limits if dossier.filed else ()
    uses = {one.element.statement_code for one in stated(dossier, [USE])} if every else set()
    return tuple([one for one in every if one.direction == dossier.direction and (one.use is None or one.use in uses)])


def _worth(dossier: Dossier) -> Decimal | None:
    """What all the goods are stated to be worth, in the country's currency; None if that cannot be said."""
    law = dossier.law
    values: list[Decimal] = []
    for item in dossier.items:
        value = None
        if item.customs_value is not None:
            value = law.in_currency(item.customs_value.value, item.customs_value.currency)
        elif item.price is not None:
            value = law.in_currency(item.price.value, item.price.currency or item.invoice_currency)
        if value is None:
            return None
        values.append(value)
    return add_all(values)


def _highest(dossier: Dossier, limit: KindLimit) -> Decimal | None:
    """A limit in the country's currency."""
    unit = dossier.law.amounts.get(limit.unit)
    value, currency = (limit.value * unit.value, unit.currency) if unit else (limit.value, limit.unit)
    return dossier.law.in_currency(value, currency)


@rule("D089", at=ITEMS)
def kind_fits_goods(dossier: Dossier) -> Findings:
    """This kind of declaration is not for such goods.

    State by its code what the goods are for, if that allows it, or lodge an ordinary declaration.
    """
    if dossier.filed is not None and dossier.filed.limits and dossier.direction and not _limits(dossier):
        yield kind_fits_goods.found()


@rule("D090", at=f"{ITEM}.government_procedure[].current_code")
def kind_fits_regime(dossier: Dossier) -> Findings:
    """This kind of declaration cannot be used with procedure {given}.

    Lodge an ordinary declaration, or choose a procedure for which this kind is allowed.
    """
    regimes = dossier.filed.regimes if dossier.filed else ()
    if regimes:
        for item in dossier.items:
            if item.asked is not None and item.asked.regime not in regimes:
                yield kind_fits_regime.found(item.index, 0, given=item.procedure)


@rule("D091", at="border_transport_means.mode_code")
def kind_fits_mode(dossier: Dossier) -> Findings:
    """This kind of declaration cannot be used for transport of mode {given}.

    It is for goods that move by {modes} only (UN/ECE Recommendation 19): lodge an ordinary declaration.
    """
    modes, given = dossier.filed.modes if dossier.filed else (), dossier.means.mode_code
    if modes and given and given not in modes:
        yield kind_fits_mode.found(given=given, modes=", ".join(modes))


@rule("D092", at="invoice_amount")
def kind_within_limit(dossier: Dossier) -> Findings:
    """The goods are worth {value} {currency}, this kind of declaration is for up to {limit} {currency}.

    Lodge an ordinary declaration.
    """
    limits = _limits(dossier)
    if not limits:
        return
    value = _worth(dossier)
    highest = max([known for one in limits if (known := _highest(dossier, one)) is not None], default=None)
    if value is not None and highest is not None and value > highest:
        figures = {"value": f"{value:.2f}", "limit": f"{highest:.2f}", "currency": dossier.law.pack.currency}
        yield kind_within_limit.found(**figures)


@rule("D093", at="additional_document")
def undertaking_cited(dossier: Dossier) -> Findings:
    """This kind of declaration needs the document of type {type}.

    Cite the document in which you undertake to bring the full data in time.
    """
    wanted = dossier.filed.document if dossier.filed else None
    if wanted is not None and wanted not in dossier.cited:
        yield undertaking_cited.found(type=wanted)


@rule("D094", at="additional_information", takes={"grounds": "list"})
def incomplete_for_a_ground(dossier: Dossier) -> Findings:
    """The declaration is incomplete, but it does not say on what ground.

    State the ground by its code: {grounds}.
    """
    if dossier.kind == "incomplete":
        grounds = incomplete_for_a_ground.words(dossier.law.rules, "grounds")
        if not any(one.element.statement_code in grounds for one in dossier.statements):
            yield incomplete_for_a_ground.found(grounds=", ".join(grounds))


@rule("D095", at=f"{ITEM}.commodity.classification")
def periodic_of_the_same_goods(dossier: Dossier) -> Findings:
    """A periodic declaration is for the same goods, this item has another code or origin than the first.

    Put other goods into a declaration of their own.
    """
    if dossier.kind == "periodic":
        for item in dossier.items[1:]:
            if (item.code, item.origin) != (dossier.items[0].code, dossier.items[0].origin):
                yield periodic_of_the_same_goods.found(item.index)


@rule("D096", at="additional_document", takes={"types": "list"})
def periodic_under_a_contract(dossier: Dossier) -> Findings:
    """A periodic declaration is for deliveries under one contract, but none is cited.

    Give the number of the contract.
    """
    if dossier.kind == "periodic" and not dossier.cited.intersection(
        periodic_under_a_contract.words(dossier.law.rules, "types")
    ):
        yield periodic_under_a_contract.found()


@rule("D097", at=ITEM)
def periodic_between_two(dossier: Dossier) -> Findings:
    """A periodic declaration is for one sender and one recipient, this item names another than the first.

    Put what others send or receive into a declaration of their own.
    """
    if dossier.kind == "periodic":
        for item in dossier.items[1:]:
            for name in ("consignor", "consignee"):
                first = _known(getattr(dossier.items[0].item, name))
                if _known(getattr(item.item, name)) != first:
                    yield periodic_between_two.found_at(f"{item.pointer}/{name}")


def _known(party: Party | None) -> str | None:
    return (party.id or party.name) if party else None


@rule("D098", at="additional_information[]", takes={"statements": "list"})
def preliminary_before_arrival(dossier: Dossier) -> Findings:
    """A preliminary declaration comes before the goods, these are said to have been presented already.

    Lodge an ordinary declaration.
    """
    if dossier.kind == "preliminary":
        for one in stated(dossier, preliminary_before_arrival.words(dossier.law.rules, "statements")):
            yield preliminary_before_arrival.found_at(one.pointer)
