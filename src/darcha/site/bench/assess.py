"""What the law itself costs: reading, checking, assessing, needs and selection of one declaration after another."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

import msgspec

from darcha import wire
from darcha.flow.judge import judge, law_of
from darcha.law.declaration import check
from darcha.law.dossier import gather
from darcha.law.pack.load import load
from darcha.law.permit import needs
from darcha.law.tariff import AssessFacts, assess
from darcha.site.bench.messages import ITEMS, documents
from darcha.site.demo.book import read_book
from darcha.site.demo.cast import read_cast
from darcha.site.settings import PACK
from darcha.store.read.pack import folder

G = TypeVar("G")

_DOCUMENTS = 200
_ROUNDS = 9


class Assessing(msgspec.Struct, frozen=True, kw_only=True):
    """Microseconds of one processor, medians of several rounds over all documents; of five items each.

    ``gather_us`` is the dossier that the others share. ``judge_us`` is what lodgement asks of the law: all of it.
    """

    assess_us_per_item: float
    gather_us: float
    check_us: float
    needs_us: float
    judge_us: float
    read_json_us: float
    read_wco_us: float
    rules: int
    items: int
    documents: int
    rounds: int


def run() -> Assessing:
    """Measure on the pack of the settings, under the law of today."""
    pack = load(folder(PACK))
    now = datetime.now(UTC)
    law = law_of(pack, now)
    made = documents(read_book(PACK), read_cast(PACK), law, law.day)
    given = [document for _, document in islice(made, _DOCUMENTS)]
    dossiers = [gather(document, law, now) for document in given]
    facts = AssessFacts()
    lines = [wire.write(document, wire.Format.json) for document in given]
    envelopes = [wire.write(document, wire.Format.wco) for document in given]
    return Assessing(
        assess_us_per_item=_median(lambda one: assess(one, facts), dossiers, ITEMS),
        gather_us=_median(lambda one: gather(one, law, now), given),
        check_us=_median(check, dossiers),
        needs_us=_median(needs, dossiers),
        judge_us=_median(lambda one: judge(gather(one, law, now), draw=(b"bench", "bench")), given),
        read_json_us=_median(wire.read, lines),
        read_wco_us=_median(wire.read, envelopes),
        rules=len(law.rules),
        items=ITEMS,
        documents=_DOCUMENTS,
        rounds=_ROUNDS,
    )


def _median(work: Callable[[G], object], given: Sequence[G], per: int = 1) -> float:
    """Microseconds of ``work`` on one of ``given``, or on one of the ``per`` parts of each."""
    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for one in given:
            work(one)
        rounds.append(time.process_time() - began)
    return round(statistics.median(rounds) / len(given) / per * 1e6, 1)
