"""Rules of the parties: identifiers in the country's shape, and who may import and export."""

from __future__ import annotations

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
