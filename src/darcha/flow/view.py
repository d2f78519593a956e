"""Looking at a file: everything about one declaration that an actor may see, and the acts that are open to him."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from darcha.flow import control as control_flow
from darcha.flow import permit as permit_flow
from darcha.flow.facts import release_facts
from darcha.flow.file import document_of, findings_of, place
from darcha.flow.judge import law_of
from darcha.flow.opening import found_by_control
from darcha.flow.step import authorise
from darcha.law import release
from darcha.law.access import Actor, Place, may
from darcha.law.control import CONTROL
from darcha.law.declaration import DECLARATION
from darcha.law.document import Declaration
from darcha.law.errors import NotFound
from darcha.law.finding import Finding
from darcha.law.lifecycle import Offer, open_to
from darcha.law.permit import BY_FORM, PERMIT
from darcha.law.release import Status
from darcha.law.snapshot import Snapshot
from darcha.law.tariff import Assessment
from darcha.store.read import declaration as read
from darcha.store.read import pack, party
from darcha.store.read.declaration import File
from darcha.store.rows import Entry, Payment, Permit, Version
from darcha.store.statement import Op


class FileView(msgspec.Struct, frozen=True):
    """A declaration with all its parts as one actor sees it.

    ``offers`` are acts on the declaration itself, ``permit_offers`` and ``control_offers`` those on its parts; an offer
    with needs unmet is shown with them, not hidden. ``people`` are the names of all who acted or are to act.
    """

    file: File
    law: Snapshot
    document: Declaration
    findings: tuple[Finding, ...]
    assessment: Assessment
    status: Status
    versions: tuple[Version, ...]
    payments: tuple[Payment, ...]
    history: tuple[Entry, ...]
    offers: tuple[Offer, ...]
    permit_offers: dict[UUID, tuple[Offer, ...]]
    control_offers: tuple[Offer, ...]
    people: dict[str, str]


def _shown(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """Offers without the needs that the form of the act itself fills in."""
    return tuple(
        msgspec.structs.replace(offer, unmet=tuple(need for need in offer.unmet if need.name not in BY_FORM))
        for offer in offers
    )


def _permit_offers(permit: Permit, law: Snapshot, actor: Actor, where: Place, now: datetime) -> tuple[Offer, ...]:
    """What is open on a case; an act with a choice is asked about for each of its choices."""
    own = msgspec.structs.replace(where, agencies=frozenset({permit.agency}))
    facts = permit_flow.facts(permit, law, actor.id, now)
    return _shown(
        tuple(
            offer
            for choice in (None, "grant", "refuse")
            for offer in open_to(
                PERMIT, permit.state, msgspec.structs.replace(facts, choice=choice), lambda act: may(actor, act, own)
            )
            if offer.choice == choice
        )
    )


def view(actor: Actor, declaration: UUID, now: datetime) -> Op[FileView]:
    """The file of a declaration; NotFound or NotAuthorised if it is not for this actor."""
    files = yield from read.files([declaration])
    if declaration not in files:
        raise NotFound(subject="declaration", key=declaration)
    file = files[declaration]
    where = place(file)
    authorise(actor, "declaration.read", where)
    law = law_of((yield from pack.current()), file.declaration.lodged_at)
    document = document_of(file.version)
    facts = release_facts(file, law, now)
    subjects = [declaration, *(permit.id for permit in file.permits)]
    subjects += [part.id for part in (file.control, file.bill) if part is not None]

    history = yield from read.history(subjects)
    acted = {entry.actor for entry in history} | ({file.control.officer} if file.control else set())

    def mine(act: str) -> bool:
        return may(actor, act, where)

    return FileView(
        file=file,
        law=law,
        document=document,
        findings=(*findings_of(file.version), *found_by_control(file, document, law)),
        assessment=msgspec.json.decode(file.version.assessment, type=Assessment),
        status=release.status(facts),
        versions=tuple((yield from read.versions(declaration))),
        payments=tuple((yield from read.payments(declaration))),
        history=tuple(history),
        offers=open_to(DECLARATION, file.declaration.state, facts, mine),
        permit_offers={permit.id: _permit_offers(permit, law, actor, where, now) for permit in file.permits},
        control_offers=open_to(CONTROL, file.control.state, control_flow.facts(file.control, document), mine)
        if file.control
        else (),
        people=(yield from party.names(acted)),
    )
