"""What holds of every assessment, whatever the figures."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darcha.law.document import DutyTaxFee, GovernmentAgencyGoodsItem
from darcha.law.dossier import gather
from darcha.law.pack.model import Addition, Conditional, Procedure, Regime, Relief
from darcha.law.tariff import AssessFacts, Assessment, Charge, assess
from tests.law.tariff.world import LAW, PACK, D, charge, day, declaration, item, words
from tests.makers import NOW

CODES = ("0808100000", "1701990000", "1704900000", "2203000000", "6109100000", "8703230000")
ORIGINS = ("AA", "BB", "CC", "DD", None)
PLACES = {"duty": D("0.01"), "excise": D("0.01"), "vat": D("0.01"), "monthly": D("0.01"), "fee": D(1)}

RELIEFS = (
    Relief(code="R1", name=words("r"), charges=("duty",), share=D("0.3"), conditional="g", **LAW),
    Relief(code="R2", name=words("r"), charges=("vat", "monthly", "fee"), share=D("0.55"), **LAW),
    Relief(code="R3", name=words("r"), charges=("duty", "excise", "vat"), **LAW),
)
FULL = msgspec.structs.replace(
    PACK,
    regimes=(Regime(code="t", name=words("t"), conditional="g", **LAW),),
    conditionals=(
        Conditional(code="g", name=words("g"), what=words("g"), ends=("paid",), secured=True, monthly=D("0.05"), **LAW),
    ),
    procedures=(
        *PACK.procedures,
        Procedure(
            code="42",
            direction="import",
            name=words("t"),
            charges=("monthly", "fee"),
            suspended=("duty", "excise", "vat"),
            regime="t",
            **LAW,
        ),
    ),
    charges=(*PACK.charges, charge("monthly", 5, "suspended")),
    reliefs=RELIEFS,
)
TODAY = day(FULL)

prices = st.decimals("0.01", 10**7, places=2)
few = settings(max_examples=40)


def goods(code: str, price: Decimal, origin: str | None, procedure: str) -> GovernmentAgencyGoodsItem:
    return item(code, str(price), origin=origin, procedure=procedure, quantity=("7", "LTR"))


consignments = st.lists(
    st.builds(goods, st.sampled_from(CODES), prices, st.sampled_from(ORIGINS), st.sampled_from(("40", "42", "80"))),
    min_size=1,
    max_size=4,
)


def assessed(*items: GovernmentAgencyGoodsItem, law: Any = TODAY, **more: Any) -> Assessment:
    facts = AssessFacts({"Q1": D(1)})
    return assess(gather(declaration(*items, sent_from="AA", cited=("C1",), **more), law, NOW), facts)


def claimed(one: GovernmentAgencyGoodsItem, *codes: str) -> GovernmentAgencyGoodsItem:
    assert one.commodity
    fees = tuple(DutyTaxFee(duty_regime_code=code) for code in codes)
    return msgspec.structs.replace(one, commodity=msgspec.structs.replace(one.commodity, duty_tax_fee=fees))


def due(made: Assessment) -> list[Charge]:
    return [*(one for part in made.items for one in part.charges), *made.charges]


def held(made: Assessment) -> list[Charge]:
    return [one for part in made.items for one in part.suspended]


@few
@given(consignments, st.sets(st.sampled_from(("R1", "R2", "R3"))))
def test_sums_are_sums_and_nothing_suspended_is_in_them(
    items: list[GovernmentAgencyGoodsItem], claims: set[str]
) -> None:
    made = assessed(*(claimed(one, *sorted(claims)) for one in items))
    assert made.total == sum(one.amount for one in due(made)) == sum(made.by_kind().values())
    assert made.suspended == sum(one.amount for one in held(made))
    relieved = sum((one.relief.amount for one in (*due(made), *held(made)) if one.relief), D(0))
    assert 0 <= made.secured <= made.suspended + relieved
    for one in (*due(made), *held(made)):
        assert one.amount >= 0
        assert abs(one.amount - one.unrounded) < PLACES.get(one.kind, D("0.01"))


@few
@given(consignments, st.sets(st.sampled_from(("R1", "R2", "R3")), min_size=1))
def test_a_relief_never_raises(items: list[GovernmentAgencyGoodsItem], claims: set[str]) -> None:
    without = assessed(*items)
    made = assessed(*(claimed(one, *sorted(claims)) for one in items))
    assert made.total <= without.total
    assert made.suspended <= without.suspended


@few
@given(st.sampled_from(CODES), st.sampled_from(ORIGINS), st.sampled_from(("40", "42")), prices, prices)
def test_dearer_goods_never_owe_less(
    code: str, origin: str | None, procedure: str, one: Decimal, other: Decimal
) -> None:
    low, high = (assessed(goods(code, price, origin, procedure)) for price in sorted((one, other)))
    assert low.total <= high.total
    assert low.suspended <= high.suspended


@few
@given(st.sampled_from(("0808100000", "1704900000", "8703230000")), st.lists(prices, min_size=2, max_size=5))
def test_a_line_split_owes_the_same_up_to_its_roundings(code: str, parts: list[Decimal]) -> None:
    """Where all is by value: each line may differ from its exact share by half a hundredth a charge."""
    split = assessed(*(goods(code, part, "CC", "40") for part in parts))
    whole = assessed(goods(code, sum(parts, D(0)), "CC", "40"))
    for kind in ("duty", "vat"):
        # The tax counts on the rounded duty, so that a share of the duty's rounding comes with it.
        assert abs(split.by_kind()[kind] - whole.by_kind()[kind]) <= D("0.006") * (len(parts) + 1)


SCALES = (
    PACK.additions,
    (Addition(factor=D(2), **LAW),),
    (),
)


@few
@given(st.sampled_from(CODES), prices, st.sampled_from(SCALES))
def test_an_unknown_origin_never_owes_less_than_a_favoured_one(
    code: str, price: Decimal, scale: tuple[Addition, ...]
) -> None:
    law = day(msgspec.structs.replace(FULL, additions=scale, quotas=()))
    favoured, unknown = (assessed(goods(code, price, origin, "40"), law=law) for origin in ("CC", None))
    assert unknown.total >= favoured.total


@few
@given(consignments)
def test_what_is_suspended_is_what_free_circulation_owes(items: list[GovernmentAgencyGoodsItem]) -> None:
    def under(procedure: str) -> Assessment:
        coded = (msgspec.structs.replace(one.government_procedure[0], current_code=procedure) for one in items)
        placed = zip(items, coded, strict=True)
        law = day(msgspec.structs.replace(FULL, quotas=()))
        return assessed(*(msgspec.structs.replace(one, government_procedure=(code,)) for one, code in placed), law=law)

    assert [one.suspended for one in under("42").items] == [one.charges for one in under("40").items]


@pytest.mark.parametrize(
    ("place", "mode", "amount"),
    [
        ("0.01", "half-up", "2.13"),
        ("0.01", "half-even", "2.12"),
        ("0.01", "down", "2.12"),
        ("0.01", "up", "2.13"),
        ("1", "half-up", "2"),
        ("1", "up", "3"),
        ("1", "down", "2"),
        ("10", "half-up", "0"),
        ("10", "up", "10"),
        ("0.001", "half-up", "2.125"),
    ],
)
def test_each_charge_is_rounded_as_its_row_says(place: str, mode: str, amount: str) -> None:
    """20 per cent of 10.625 is 2.125."""
    pack = msgspec.structs.replace(
        PACK, value_place=D("0.001"), charges=(charge("duty", 1, "value", "item", place, mode),)
    )
    (duty,) = assessed(item(price="10.625"), law=day(pack)).items[0].charges
    assert (duty.unrounded, duty.amount, duty.rounding) == (D("2.125"), D(amount), f"{place} {mode}")
    assert str(duty.amount) == amount
