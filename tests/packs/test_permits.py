"""The types of permits of the repository's pack: which goods need which, from when."""

from datetime import date
from typing import Any

import pytest

from darcha.law.condition import Value
from darcha.law.snapshot import snapshot
from tests.packs.reading import real_pack

PACK = real_pack()
NOW = date(2026, 11, 23)


def needed(code: str, day: date = NOW, **more: Value) -> set[str]:
    goods: dict[str, Any] = {"direction": "import", "procedure": "ИМ40", "code": code, "statements": (), **more}
    return set(snapshot(PACK, day).needed.match(goods))


EXPORT: dict[str, Any] = {"direction": "export", "procedure": "ЭК10"}
TRANSIT: dict[str, Any] = {"direction": "transit", "procedure": "ТР80"}


@pytest.mark.parametrize(
    ("code", "more", "expected"),
    [
        ("0808108000", {}, {"phytosanitary"}),
        ("0808108000", {"procedure": "ИМ74"}, {"quarantine", "phytosanitary"}),
        ("0806101000", EXPORT, {"phytosanitary_export"}),
        ("0207149000", {}, {"veterinary"}),
        ("0406909000", EXPORT, {"veterinary_export"}),
        ("1905313000", {}, {"sanitary"}),
        ("1905313000", {"statements": ("FSSC22000",)}, set()),
        ("1905313000", {"procedure": "ИМ74"}, set()),
        ("8418102001", {}, {"conformity"}),
        ("6403400000", {}, {"conformity_declaration"}),
        ("9619008109", {}, {"state_registration"}),
        ("4011100003", {}, {"ecological"}),
        ("6110209900", {**EXPORT, "statements": ("ORIGIN_ST1",)}, {"origin"}),
        ("6110209900", EXPORT, set()),
        ("7108120001", EXPORT, {"licence", "precious_metals"}),
        ("3827110000", {}, {"ozone"}),
        ("2939110000", TRANSIT, {"narcotics"}),
        ("0106120000", EXPORT, {"cites", "veterinary_export"}),
        ("8525600009", {}, {"radio"}),
        ("8517130000", {}, set()),
        ("8517130000", {"statements": ("ENCRYPTION",)}, {"cryptographic"}),
        ("9701210000", EXPORT, {"cultural"}),
        ("9701210000", {}, set()),
        ("3808919000", {}, {"pesticides"}),
        ("9303201000", TRANSIT, {"weapons"}),
        ("9022120000", {}, {"radiation"}),
        ("3915100000", {}, {"waste"}),
        ("5205110000", {"procedure": "ИМ51"}, {"processing"}),
        ("8471300000", {}, set()),
    ],
)
def test_which_goods_need_which_permit(code: str, more: dict[str, Any], expected: set[str]) -> None:
    assert needed(code, **more) == expected


@pytest.mark.parametrize(
    ("code", "type_", "last_without", "more"),
    [
        ("6403400000", "conformity_declaration", date(2021, 8, 31), {}),
        ("9619008109", "state_registration", date(2024, 9, 30), {}),
        ("4011100003", "ecological", date(2021, 4, 30), {}),
        ("0806101000", "phytosanitary_export", date(2025, 4, 6), EXPORT),
        ("3915100000", "waste", date(2024, 12, 29), {}),
    ],
)
def test_a_need_begins_with_its_act(code: str, type_: str, last_without: date, more: dict[str, Any]) -> None:
    assert type_ not in needed(code, last_without, **more)
    assert type_ in needed(code, date.fromordinal(last_without.toordinal() + 1), **more)


def test_makers_with_a_certificate_are_free_of_the_sanitary_conclusion_since_june_2026() -> None:
    made = {"statements": ("BRCGS",)}
    assert needed("1905313000", date(2026, 5, 31), **made) == {"sanitary"}
    assert needed("1905313000", date(2026, 6, 1), **made) == set()


def test_every_type_can_be_needed_on_some_day_and_says_who_decides_by_when() -> None:
    assert len({row.code for row in PACK.permits}) == 24
    assert {row.agency for row in PACK.permits} == {row.code for row in PACK.agencies}
    assert all(
        (row.recheck and row.asked) or row.code in {"phytosanitary", "veterinary_export"} for row in PACK.permits
    )


def test_plants_and_animals_are_decided_by_the_office_of_the_region() -> None:
    regions = {post.region for post in PACK.posts}
    for code in ("phytosanitary", "veterinary"):
        routes = snapshot(PACK, NOW).routes[code]
        assert len({routes.match({"region": region}) for region in regions}) == len(regions) == 14
        assert all(len(routes.match({"region": region})) == 1 for region in regions)


def test_profiles_of_the_demonstration_show_what_profiles_can_do() -> None:
    assert any(profile.shadow for profile in PACK.profiles)
    assert any(profile.presence and profile.mandatory and profile.agency != "customs" for profile in PACK.profiles)
    assert any(not profile.trusted for profile in PACK.profiles)
    assert all(profile.author != profile.approver for profile in PACK.profiles)
