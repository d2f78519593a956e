"""Rules of the parties: identifiers in the country's shape, and who may import and export."""

from __future__ import annotations

from collections.abc import Iterator

from darcha.law.codes import checks_out
from darcha.law.document import Party
from darcha.law.dossier import Dossier
from darcha.law.rule import Findings, rule


def _abroad(party: Party, country: str) -> str | None:
    """The country of a party's address if it is another than ``country``; an address without one says nothing."""
    given = party.address.country_code if party.address else None
    return given if given and given != country else None


@rule("D050", at="goods_shipment.importer.id", takes={"shape": "pattern"})
def importer_identifier_shaped(dossier: Dossier) -> Findings:
    """{given} is not an identifier of a person of this country.

    Give the importer's number as it stands in the register.
    """
    given = dossier.importer.id
    rows = dossier.law.rules
    if dossier.direction == "import" and given and not importer_identifier_shaped.matches(rows, "shape", given):
        yield importer_identifier_shaped.found(given=given)


@rule("D051", at="exporter.id", takes={"shape": "pattern"})
def exporter_identifier_shaped(dossier: Dossier) -> Findings:
    """{given} is not an identifier of a person of this country.

    Give the exporter's number as it stands in the register.
    """
    given = dossier.exporter.id
    rows = dossier.law.rules
    if dossier.direction == "export" and given and not exporter_identifier_shaped.matches(rows, "shape", given):
        yield exporter_identifier_shaped.found(given=given)


@rule("D052", at="declarant.id", takes={"shape": "pattern"})
def declarant_identifier_shaped(dossier: Dossier) -> Findings:
    """{given} is not an identifier of a person of this country.

    Give the declarant's number as it stands in the register.
    """
    given = dossier.declarant.id
    rows = dossier.law.rules
    if given and not declarant_identifier_shaped.matches(rows, "shape", given):
        yield declarant_identifier_shaped.found(given=given)


@rule("D053", at="exporter.address.country_code")
def exporter_of_the_country(dossier: Dossier) -> Findings:
    """The exporter is of {given}, an export is made by a person of this country.

    Name the person of this country who exports.
    """
    given = _abroad(dossier.exporter, dossier.law.country)
    if dossier.direction == "export" and given:
        yield exporter_of_the_country.found(given=given)


@rule("D054", at="goods_shipment.importer.address.country_code")
def importer_of_the_country(dossier: Dossier) -> Findings:
    """The importer is of {given}, an import is made by a person of this country.

    Name the person of this country who imports.
    """
    given = _abroad(dossier.importer, dossier.law.country)
    if dossier.direction == "import" and given:
        yield importer_of_the_country.found(given=given)


def _of_the_country(dossier: Dossier) -> Iterator[tuple[str, Party]]:
    """The parties that are persons of this country, with their places."""
    if dossier.direction == "import":
        yield "/goods_shipment/importer", dossier.importer
    if dossier.direction == "export":
        yield "/exporter", dossier.exporter
    yield "/declarant", dossier.declarant


@rule("D120", at="declarant.id", takes={"shape": "pattern", "weights": "list"}, severity="warning")
def identifier_checks_out(dossier: Dossier) -> Findings:
    """The check digit of the identifier {given} is wrong.

    Compare it with the document of the person.
    """
    rows = dossier.law.rules
    for pointer, party in _of_the_country(dossier):
        if party.id and identifier_checks_out.matches(rows, "shape", party.id):
            weights = tuple(int(weight) for weight in identifier_checks_out.words(rows, "weights"))
            if not checks_out(party.id, weights):
                yield identifier_checks_out.found_at(f"{pointer}/id", given=party.id)


@rule("D122", at="exporter.address.country_code")
def party_country_known(dossier: Dossier) -> Findings:
    """{given} is not a country.

    Give the country of the address by its two letters (ISO 3166).
    """
    parties = (
        ("/exporter", dossier.exporter),
        ("/goods_shipment/importer", dossier.importer),
        ("/declarant", dossier.declarant),
    )
    for pointer, party in parties:
        given = party.address.country_code if party.address else None
        if given and given not in dossier.law.countries:
            yield party_country_known.found_at(f"{pointer}/address/country_code", given=given)


@rule("D124", at="goods_shipment.payer.id", takes={"shape": "pattern"})
def payer_identifier_shaped(dossier: Dossier) -> Findings:
    """{given} is not an identifier of a person of this country.

    Give the number of who pays as it stands in the register.
    """
    payer = dossier.shipment.payer
    if payer is not None and payer.id and not payer_identifier_shaped.matches(dossier.law.rules, "shape", payer.id):
        yield payer_identifier_shaped.found(given=payer.id)
