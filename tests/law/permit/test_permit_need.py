from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.condition import Condition
from darcha.law.condition import Test as Row
from darcha.law.document import AdditionalDocument, Declaration, Quantity
from darcha.law.dossier import gather
from darcha.law.pack.model import PermitType, Route
from darcha.law.permit import Need, needs, route
from darcha.law.view import item_views
from tests.makers import FIRST, LAPTOPS, MEAT, NOW, ORANGES, declaration, export, item, mini_pack, mini_snapshot

LAW = mini_snapshot()
MIXED = declaration(item(1), item(2, code=MEAT), item(3, code=LAPTOPS), item(4, net="100"))


def one(document: Declaration) -> Need:
    (need,) = needs(gather(document, LAW, NOW))
    return need


def test_items_of_one_type_share_one_permit() -> None:
    phyto, vet = needs(gather(MIXED, LAW, NOW))
    assert (phyto.type, phyto.agency, phyto.items) == ("phyto", "PLANT", (0, 3))
    assert (vet.type, vet.agency, vet.items) == ("vet", "VET", (1,))


def test_a_need_says_who_by_when_and_by_which_norm() -> None:
    phyto = one(declaration())
    assert (phyto.clock, phyto.act, phyto.fee, phyto.document_code) == ("permit", "Act 1, article 2", None, "851")


def test_a_need_counts_what_the_type_counts() -> None:
    phyto, vet = needs(gather(MIXED, LAW, NOW))
    assert (phyto.quantity, phyto.unit) == (Decimal(1000), "KGM")
    assert (vet.quantity, vet.unit) == (None, None)


def test_what_an_item_does_not_say_is_not_counted() -> None:
    silent = declaration(item(1), item(2), **{f"{FIRST}.commodity.goods_measure.net_net_weight_measure": None})
    assert one(silent).quantity is None
    assert one(declaration(**{f"{FIRST}.commodity.goods_measure": None})).quantity is None


def test_a_type_may_count_in_the_supplementary_unit() -> None:
    pieces = mini_pack().permits[0]
    pieces = msgspec.structs.replace(pieces, needed=Condition(), quantity_unit="H87")
    law = mini_snapshot(permits=(pieces,))
    assert needs(gather(declaration(item(code=LAPTOPS)), law, NOW))[0].quantity == 20
    assert needs(gather(declaration(), law, NOW))[0].quantity is None
    litres = {f"{FIRST}.commodity.goods_measure.tariff_quantity": Quantity(value=Decimal(3), unit="LTR")}
    assert needs(gather(declaration(**litres), law, NOW))[0].quantity is None


def test_no_permit_is_needed_where_no_condition_holds() -> None:
    assert needs(gather(export(), LAW, NOW)) == ()
    assert needs(gather(declaration(item(code=LAPTOPS)), LAW, NOW)) == ()
    assert needs(gather(Declaration(), LAW, NOW)) == ()


def test_a_need_ends_with_its_row() -> None:
    ended: tuple[PermitType, ...] = tuple(
        msgspec.structs.replace(permit, end=LAW.day.replace(day=1)) for permit in mini_pack().permits
    )
    assert needs(gather(declaration(), mini_snapshot(permits=ended), NOW)) == ()


def test_the_numbers_cited_are_those_of_the_type_and_its_items() -> None:
    def document(type_code: str, number: str | None) -> AdditionalDocument:
        return AdditionalDocument(type_code=type_code, id=number)

    cited = declaration(
        item(1, additional_document=(document("851", "B"), document("851", "A"), document("851", None))),
        item(2, code=MEAT, additional_document=(document("851", "C"), document("853", "D"))),
        additional_document=(document("851", "A"), document("730", "E")),
    )
    phyto, vet = needs(gather(cited, LAW, NOW))
    assert phyto.cited == ("A", "B")
    assert vet.cited == ("D",)


def test_the_key_stays_with_what_the_permit_is_about() -> None:
    key = one(declaration()).key
    assert len(key) == 32
    assert one(declaration(item(price="5.00", **{"commodity.description": "Other words for it"}))).key == key
    assert one(declaration(item(net="900.000"))).key == key
    assert one(declaration(item(1, code=LAPTOPS), item(2))).key == key
    assert one(declaration(item(net="901"))).key != key
    assert one(declaration(item(code="0805102201"))).key != key
    assert one(declaration(item(1), item(2))).key != key


def test_types_have_keys_of_their_own() -> None:
    both = msgspec.structs.replace(mini_pack().permits[1], needed=Condition(all=(Row("code", "is", ORANGES),)))
    law = mini_snapshot(permits=(mini_pack().permits[0], both))
    phyto, vet = needs(gather(declaration(), law, NOW))
    assert phyto.key != vet.key


@given(st.permutations([(ORANGES, "900"), ("0805102201", "5"), (ORANGES, "17"), (LAPTOPS, "3")]))
def test_the_order_of_items_does_not_change_the_key(goods: list[tuple[str, str]]) -> None:
    def key(lines: list[tuple[str, str]]) -> str:
        return one(declaration(*(item(n, code=code, net=net) for n, (code, net) in enumerate(lines, 1)))).key

    assert key(goods) == key(sorted(goods))


def test_the_unit_that_decides_is_that_of_the_first_route_that_fits() -> None:
    north = Route("north", Condition(all=(Row("region", "is", "North"),)))
    fruit = Route("fruit", Condition(all=(Row("code", "begins with", ("08",)),)))
    phyto, vet = mini_pack().permits

    def offices(*routing: Route, post: str = "P1") -> list[str | None]:
        law = mini_snapshot(permits=(msgspec.structs.replace(phyto, routing=routing), vet))
        return [need.office for need in needs(gather(declaration(declaration_office_id=post), law, NOW))]

    assert offices(north, fruit) == ["north"]
    assert offices(fruit, north) == ["fruit"]
    assert offices(north, fruit, post="P2") == ["fruit"]
    assert offices(north, Route("all"), post="P2") == ["all"]
    assert offices(north, post="P2") == offices() == [None]


def test_a_type_without_routes_goes_to_the_agency_as_a_whole() -> None:
    (view,) = item_views(gather(declaration(), LAW, NOW))
    assert route("phyto", view) is None
