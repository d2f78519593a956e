"""What the law says of a document: the same judgement before lodging, at lodging and at every amendment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.declaration import check
from darcha.law.document import Declaration, GovernmentAgencyGoodsItem
from darcha.law.dossier import Dossier
from darcha.law.finding import Finding, errors
from darcha.law.pack import Pack
from darcha.law.permit import Need, needs
from darcha.law.risk import ProfileSet, RiskFacts, Selection, select
from darcha.law.snapshot import Snapshot, Snapshots
from darcha.law.tariff import AssessFacts, Assessment, assess


class Judgement(msgspec.Struct, frozen=True):
    """Findings, needs and charges of one document as it was read, and the channel where one was selected."""

    dossier: Dossier
    findings: tuple[Finding, ...]
    needs: tuple[Need, ...]
    assessment: Assessment
    selection: Selection | None

    @property
    def errors(self) -> int:
        """How many findings have to be cured."""
        return len(errors(self.findings))


_snapshots: dict[str, Snapshots] = {}
_profiles: dict[tuple[str, date], ProfileSet] = {}


def local_day(pack: Pack, at: datetime) -> date:
    """The day of a moment in the pack's country."""
    return at.astimezone(ZoneInfo(pack.time_zone)).date()


def law_of(pack: Pack, at: datetime) -> Snapshot:
    """What is in force in the pack's country on the day of a moment."""
    if pack.digest not in _snapshots:
        _snapshots[pack.digest] = Snapshots(pack)
    return _snapshots[pack.digest].on(local_day(pack, at))


def _profiles_of(snapshot: Snapshot) -> ProfileSet:
    key = (snapshot.pack.digest, snapshot.day)
    if key not in _profiles:
        _profiles[key] = ProfileSet(snapshot.profiles.values(), snapshot.day)
    return _profiles[key]


def judge(
    dossier: Dossier,
    *,
    trusted: bool = False,
    quotas: Mapping[str, Decimal] | None = None,
    draw: tuple[bytes, str] | None = None,
    taken: Mapping[str, int] | None = None,
) -> Judgement:
    """Judge a document under the law of the day of its dossier.

    ``quotas`` is what is left of each; ``draw`` (seed of the day, id of the declaration) selects a channel, without it
    none is selected; ``taken`` is how many of the day were selected into each lane before.
    """
    findings = check(dossier)
    assessment = assess(dossier, AssessFacts(quotas=quotas or {}))
    selection = None
    if draw is not None:
        seed, subject = draw
        values = tuple(item.customs_value for item in assessment.items)
        counts = dict(taken or {})
        facts = RiskFacts(trusted=trusted, values=values, taken=counts, total=sum(counts.values()))
        selection = select(dossier, _profiles_of(dossier.law), seed, subject, facts)
    return Judgement(dossier, _joined(findings, assessment.findings), needs(dossier), assessment, selection)


def _joined(rules: tuple[Finding, ...], charges: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """All findings, but what a rule has found is not told again by the charges that could not be counted for it."""
    told = [finding.pointer for finding in rules]
    return (*rules, *(f for f in charges if not any(f"{f.pointer}/".startswith(f"{pointer}/") for pointer in told)))


def quotas_of(dossier: Dossier) -> frozenset[str]:
    """The quotas that a document's lines could use."""
    codes = [item.code or "" for item in dossier.items]
    return frozenset(q.code for q in dossier.law.quotas if any(code.startswith(q.prefix) for code in codes))


def goods(document: Declaration) -> tuple[GovernmentAgencyGoodsItem, ...]:
    """The goods items of a document, or none."""
    return document.goods_shipment.government_agency_goods_item if document.goods_shipment else ()


def firm_of(document: Declaration, snapshot: Snapshot) -> str | None:
    """The firm that a declaration binds: the importer, the exporter, or for transit the declarant."""
    items = goods(document)
    asked = items[0].government_procedure if items else ()
    row = snapshot.procedures.get((asked[0].current_code if asked else None) or "")
    shipment = document.goods_shipment
    importer = shipment.importer if shipment else None
    parties = {"import": importer, "export": document.exporter, "transit": document.declarant}
    party = parties[row.direction] if row else importer or document.exporter or document.declarant
    return party.id if party else None
