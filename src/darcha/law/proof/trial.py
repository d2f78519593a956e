"""A changed pack tried on consignments before it goes live: what changes, for whom, and by how much.

Both packs judge each consignment under the law of the same day; chance draws alike for both, so that what differs is
the packs' doing. Of quotas nothing is taken to be left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from darcha.law.declaration import check
from darcha.law.document import Declaration
from darcha.law.dossier import gather
from darcha.law.finding import errors
from darcha.law.money import EXACT, add_all
from darcha.law.pack.model import Pack
from darcha.law.permit import needs
from darcha.law.risk import ProfileSet, RiskFacts, select
from darcha.law.snapshot import Snapshot, Snapshots
from darcha.law.tariff import Assessment, assess

_NONE = Decimal(0)


class Sample(msgspec.Struct, frozen=True):
    """A consignment to try a pack on: how it is called, whose it is, and when it was accepted."""

    name: str
    firm: str
    declaration: Declaration
    at: datetime
    trusted: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """What one pack makes of a consignment; ``findings`` are codes of errors, ``lane`` is empty without lanes."""

    total: Decimal
    charges: Mapping[str, Decimal]
    needs: tuple[str, ...]
    lane: str
    findings: tuple[str, ...]


class Change(msgspec.Struct, frozen=True):
    """One consignment that the packs see differently; ``difference`` is what more is owed (less: below zero)."""

    name: str
    firm: str
    before: Outcome
    after: Outcome

    @property
    def difference(self) -> Decimal:
        """What the changed pack asks more."""
        return EXACT.subtract(self.after.total, self.before.total)


class Moved(msgspec.Struct, frozen=True):
    """How often something went from one to the other."""

    before: str
    after: str
    count: int


class Sum(msgspec.Struct, frozen=True):
    """A sum under both packs, and how many consignments stand behind the difference."""

    before: Decimal = _NONE
    after: Decimal = _NONE
    count: int = 0

    @property
    def difference(self) -> Decimal:
        """What the changed pack asks more."""
        return EXACT.subtract(self.after, self.before)


class Trial(msgspec.Struct, frozen=True):
    """The whole trial: sums of all that was tried, in all and by kind of charge; and of what changed.

    ``firms`` are the sums of each firm's changed consignments, ``needs`` and ``findings`` how many of the changed
    ones have each, ``changes`` every one of them, the greatest difference first.
    """

    tried: int
    currency: str
    total: Sum
    charges: Mapping[str, Sum]
    firms: Mapping[str, Sum]
    lanes: tuple[Moved, ...]
    needs: Mapping[str, Sum]
    findings: Mapping[str, Sum]
    changes: tuple[Change, ...]


def attempt(samples: Iterable[Sample], before: Pack, after: Pack, on: date | None = None, seed: bytes = b"") -> Trial:
    """Judge every sample under both packs on the day of its acceptance, or all on the day ``on``."""
    run = _Trial(before.currency)
    judges = _Judge(before, on, seed), _Judge(after, on, seed)
    for sample in samples:
        run.add(sample, *(judge.outcome(sample) for judge in judges))
    return run.trial()


class _Judge:
    """One pack, with what it needs to judge sample after sample."""

    def __init__(self, pack: Pack, on: date | None, seed: bytes) -> None:
        self._days = Snapshots(pack)
        self._zone = ZoneInfo(pack.time_zone)
        self._on = on
        self._seed = seed
        self._profiles: dict[date, ProfileSet] = {}

    def outcome(self, sample: Sample) -> Outcome:
        law = self._days.on(self._on or sample.at.astimezone(self._zone).date())
        dossier = gather(sample.declaration, law, sample.at)
        assessment = assess(dossier)
        found = (*check(dossier), *assessment.findings)
        lane = ""
        if law.lanes:
            facts = RiskFacts(sample.trusted, tuple(item.customs_value for item in assessment.items))
            lane = select(dossier, self._profiles_of(law), self._seed, sample.name, facts).lane
        return Outcome(
            total=assessment.total,
            charges=_charges(assessment),
            needs=tuple(need.type for need in needs(dossier)),
            lane=lane,
            findings=tuple(sorted({finding.code for finding in errors(found)})),
        )

    def _profiles_of(self, law: Snapshot) -> ProfileSet:
        if law.day not in self._profiles:
            self._profiles[law.day] = ProfileSet(law.profiles.values(), law.day)
        return self._profiles[law.day]


def _charges(assessment: Assessment) -> dict[str, Decimal]:
    return {kind: amount for kind, amount in assessment.by_kind().items() if amount}


class _Trial:
    """A trial in the making."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._tried = 0
        self._total = Sum()
        self._charges: dict[str, Sum] = {}
        self._firms: dict[str, Sum] = {}
        self._needs: dict[str, Sum] = {}
        self._findings: dict[str, Sum] = {}
        self._lanes: dict[tuple[str, str], int] = {}
        self._changes: list[Change] = []

    def add(self, sample: Sample, before: Outcome, after: Outcome) -> None:
        self._tried += 1
        self._total = _plus(self._total, before.total, after.total)
        for kind in {**before.charges, **after.charges}:
            _count(self._charges, kind, before.charges.get(kind, _NONE), after.charges.get(kind, _NONE))
        if before == after:
            return
        self._changes.append(Change(sample.name, sample.firm, before, after))
        _count(self._firms, sample.firm, before.total, after.total)
        for counts, old, new in (
            (self._needs, before.needs, after.needs),
            (self._findings, before.findings, after.findings),
        ):
            for code in {*old, *new}:
                _count(counts, code, Decimal(old.count(code)), Decimal(new.count(code)))
        if before.lane != after.lane:
            self._lanes[before.lane, after.lane] = self._lanes.get((before.lane, after.lane), 0) + 1

    def trial(self) -> Trial:
        return Trial(
            tried=self._tried,
            currency=self._currency,
            total=self._total,
            charges=self._charges,
            firms=dict(sorted(self._firms.items(), key=lambda pair: (-abs(pair[1].difference), pair[0]))),
            lanes=tuple(Moved(*way, count) for way, count in sorted(self._lanes.items())),
            needs=_changed(self._needs),
            findings=_changed(self._findings),
            changes=tuple(sorted(self._changes, key=lambda change: (-abs(change.difference), change.name))),
        )


def _count(sums: dict[str, Sum], key: str, before: Decimal, after: Decimal) -> None:
    sums[key] = _plus(sums.get(key, Sum()), before, after)


def _plus(total: Sum, before: Decimal, after: Decimal) -> Sum:
    return Sum(add_all((total.before, before)), add_all((total.after, after)), total.count + (before != after))


def _changed(sums: Mapping[str, Sum]) -> dict[str, Sum]:
    """Those that differ for anybody, in the order of their codes."""
    return {code: found for code, found in sorted(sums.items()) if found.count}
