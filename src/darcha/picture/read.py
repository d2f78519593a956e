"""The picture in a few cheap queries: its cost does not grow with what is stored.

Everything comes from the rollups of the fold, for today in the country's zone. Three things are read where they are,
since they are small however long the history: the permit cases with the agencies now (an index of open cases), the
latest entries by their leaf index, and the last checkpoint.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from darcha.law.calendar import calendar_of
from darcha.law.pack import Pack
from darcha.picture.evidence import outcomes, sealed
from darcha.picture.fold import IN_TIME, LATE, RELEASE_MINUTES
from darcha.picture.histogram import percentile
from darcha.picture.norm import Norms
from darcha.store.ids import made_at
from darcha.store.read import pack as packs
from darcha.store.statement import Fetch, Op

EVENTS = 8
"""Latest events that are shown."""

_FOLLOWS = frozenset({"permit.open", "permit.close", "control.assign"})
"""Acts that follow from another one by themselves: no events of their own."""
_LOOK_BACK = 64


class Flow(msgspec.Struct):
    """What happens at one post, or in the country: what is open now, and what was done today.

    ``median`` and ``p90`` are the minutes from acceptance to release of what was released today, to within
    :data:`darcha.picture.histogram.ERROR`.
    """

    open: Counter[str] = msgspec.field(default_factory=Counter)
    """By stage."""
    lodged: Counter[str] = msgspec.field(default_factory=Counter)
    """By lane."""
    released: int = 0
    withdrawn: int = 0
    revenue: dict[str, Decimal] = msgspec.field(default_factory=dict)
    """By currency."""
    median: float | None = None
    p90: float | None = None

    def add(self, kind: str, part: str, count: int, amount: Decimal) -> None:
        """Add one figure of a day."""
        match kind:
            case "declaration.lodge":
                self.lodged[part] += count
            case "declaration.withdraw":
                self.withdrawn += count
            case "release.decide":
                self.released += count
            case "payment.record":
                self.revenue[part] = self.revenue.get(part, Decimal(0)) + amount


class Desk(msgspec.Struct):
    """An agency: cases that wait for it now and how many of them are late; what it decided today."""

    open: int = 0
    late: int = 0
    opened: int = 0
    decided: int = 0
    in_time: int = 0
    decided_late: int = 0


class Happening(msgspec.Struct, frozen=True):
    """One of the latest events."""

    at: datetime
    act: str
    number: str
    post: str


class Freshness(msgspec.Struct, frozen=True):
    """How far the evidence is sealed and the picture folded. ``as_of`` is the moment that the picture is true for."""

    as_of: datetime
    size: int = 0
    sealed_at: datetime | None = None
    folded: int = 0


class Picture(msgspec.Struct, frozen=True):
    """What the Situation Centre sees at one moment."""

    at: datetime
    day: date
    pack: Pack
    country: Flow
    posts: Mapping[str, Flow]
    agencies: Mapping[str, Desk]
    happenings: tuple[Happening, ...]
    freshness: Freshness
    norms: Norms | None = None


def picture(now: datetime, norms: Norms | None = None) -> Op[Picture]:
    """The picture at a moment, beside norms that the caller has kept (:mod:`darcha.picture.norm`)."""
    pack = yield from packs.current()
    calendar = calendar_of(pack)
    day = calendar.day_of(now)
    flows: defaultdict[str, Flow] = defaultdict(Flow)
    agencies: defaultdict[str, Desk] = defaultdict(Desk)
    country = Flow()
    yield from _open(flows, country)
    yield from _done(day, flows, country, agencies)
    yield from _durations(day, flows, country)
    yield from _waiting(now, agencies)
    freshness = yield from _freshness()
    happenings = yield from _happenings(freshness.folded)
    return Picture(now, day, pack, country, dict(flows), dict(agencies), happenings, freshness, norms)


def _open(flows: Mapping[str, Flow], country: Flow) -> Op[None]:
    rows = yield Fetch("SELECT post, stage, sum(count)::int8 FROM rollup_stage GROUP BY post, stage")
    for post, stage, count in rows:
        flows[post].open[stage] += count
        country.open[stage] += count


def _done(day: date, flows: Mapping[str, Flow], country: Flow, agencies: Mapping[str, Desk]) -> Op[None]:
    rows = yield Fetch("SELECT kind, post, part, count, amount FROM rollup_day WHERE day = %s", (day,))
    desk = {"permit.open": "opened", "permit.decide": "decided", IN_TIME: "in_time", LATE: "decided_late"}
    for kind, post, part, count, amount in rows:
        if kind in desk:
            setattr(agencies[part], desk[kind], getattr(agencies[part], desk[kind]) + count)
        else:
            flows[post].add(kind, part, count, amount)
            country.add(kind, part, count, amount)


def _durations(day: date, flows: Mapping[str, Flow], country: Flow) -> Op[None]:
    rows = yield Fetch(
        "SELECT post, bucket, count FROM rollup_minutes WHERE day = %s AND measure = %s", (day, RELEASE_MINUTES)
    )
    of_post: defaultdict[str, Counter[int]] = defaultdict(Counter)
    of_all: Counter[int] = Counter()
    for post, number, count in rows:
        of_post[post][number] += count
        of_all[number] += count
    for flow, counts in ((country, of_all), *((flows[post], counts) for post, counts in of_post.items())):
        flow.median, flow.p90 = percentile(counts, 0.5), percentile(counts, 0.9)


def _waiting(now: datetime, agencies: Mapping[str, Desk]) -> Op[None]:
    """Cases with the agencies now. While a question is with the applicant the clock stands, and nothing is late."""
    rows = yield Fetch(
        "SELECT agency, count(*), count(*) FILTER (WHERE due_at < %s AND state <> 'asked') FROM permit"
        " WHERE state IN ('open', 'asked', 'proposed') GROUP BY agency",
        (now,),
    )
    for agency, count, late in rows:
        agencies[agency].open, agencies[agency].late = count, late


def _freshness() -> Op[Freshness]:
    """The picture is true for the last moment at which nothing was left to fold, and nothing to seal."""
    cursor = yield Fetch("SELECT next, at FROM fold_cursor WHERE name = 'picture'")
    folded, as_of = cursor[0] if cursor else (0, datetime.fromtimestamp(0, UTC))
    unsealed = yield Fetch("SELECT entries[1] FROM seal_queue ORDER BY id LIMIT 1")
    if unsealed and unsealed[0][0] is not None:
        as_of = min(as_of, datetime.fromtimestamp(made_at(unsealed[0][0]), UTC))
    sizes = yield Fetch("SELECT size, at FROM checkpoint ORDER BY size DESC LIMIT 1")
    size, sealed_at = sizes[0] if sizes else (0, None)
    return Freshness(as_of=as_of, size=size, sealed_at=sealed_at, folded=folded)


def _happenings(folded: int) -> Op[tuple[Happening, ...]]:
    entries = yield from sealed(max(folded - _LOOK_BACK, 0), folded)
    found = [
        Happening(entry.at, entry.act, move.number, move.post)
        for together, move in outcomes(entries)
        if move is not None
        for entry in together
        if entry.act not in _FOLLOWS
    ]
    return tuple(reversed(found[-EVENTS:]))
