"""The plays: what the cast does next with a consignment, decided from how its file stands.

A play is no list of moves: chance may select any consignment for control, and an amendment may open a permit anew. So
each turn looks at the file and does what its stage asks for. How the turn is carried out, by a step or through a door,
is the caller's.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from darcha.flow.control import Record
from darcha.flow.declaration import Amend
from darcha.flow.payment import Receive
from darcha.flow.permit import Ask, Cure, Decide, Reply, decision_of, dialogue_of
from darcha.flow.view import FileView
from darcha.law.control import FoundItem, Result
from darcha.law.document import Declaration
from darcha.law.release.decide import Missing
from darcha.law.snapshot import Snapshot
from darcha.site.demo.book import Book, Consignment, Play, Short
from darcha.site.demo.cast import Cast, Person
from darcha.site.demo.consignment import Lodger, declaration, found_short, with_errors


class Script(msgspec.Struct, frozen=True):
    """One consignment to be played: by which play and trader, what is lodged first, and what is true."""

    play: Play
    entry: Consignment
    trader: str
    lodger: Lodger
    first: Declaration
    whole: Declaration

    @property
    def last(self) -> Declaration:
        """The document that stands at the end."""
        return found_short(self.whole, self.short) if self.short else self.whole

    @property
    def short(self) -> Short | None:
        """What the officer will find instead of what is declared, or None."""
        return self.entry.short if self.play == "shortage" else None


class Case(msgspec.Struct, frozen=True):
    """A permit case: where it stands, whether anything was said, whether it was ever decided."""

    id: UUID
    type: str
    agency: str
    state: str
    talked: bool
    decided: bool


class Standing(msgspec.Struct, frozen=True):
    """A file as the next turn needs it; ``control`` is the state of the control, None where there is none.

    ``officer`` is who was drawn for it; a trader is not told.
    """

    id: UUID
    number: str
    stage: str
    missing: tuple[Missing, ...]
    permits: tuple[Case, ...]
    control: str | None
    forms: tuple[str, ...]
    officer: str | None
    bill: UUID | None
    outstanding: Decimal


class Turn(msgspec.Struct, frozen=True):
    """Who does which act now, with what input."""

    actor: str
    act: str
    given: Any


def script(entry: Consignment, play: Play, cast: Cast, chance: random.Random, **known: Any) -> Script:
    """A script for an entry: chance chooses firm and trader. ``known`` are reference, country and day."""
    firm = chance.choice(entry.firms)
    return with_play(entry, play, cast, firm=firm, trader=chance.choice(cast.traders(firm)).id, **known)


def with_play(entry: Consignment, play: Play, cast: Cast, *, firm: str, trader: str, **known: Any) -> Script:
    """A script for an entry of a firm and a trader. ``known`` are reference, country and day.

    A broker declares in the name of the broker's own firm; in transit the carrier has to declare.
    """
    own = cast.firm(firm)
    declarant = own if entry.direction == "transit" else cast.firm(cast.person(trader).firms[0])
    lodger = Lodger(firm=own, declarant=declarant, **known)
    whole = declaration(entry, lodger)
    return Script(play, entry, trader, lodger, with_errors(whole) if play == "errors" else whole, whole)


SLOTS: Sequence[tuple[Play, str]] = (
    ("clean", "export"),
    ("three_permits", "import"),
    ("shortage", "import"),
    ("errors", "import"),
    ("refused_then_granted", "import"),
    ("clean", "transit"),
)
"""What a day's six consignments are."""


def programme(book: Book, cast: Cast, seed: int, day: date) -> tuple[Script, ...]:
    """Six scripts, one a slot; another seed gives other consignments, firms and references."""
    chance = random.Random(seed)  # noqa: S311 - a choice that can be made again, no secret
    chosen: list[Script] = []
    for number, (play, direction) in enumerate(SLOTS, 1):
        used = {one.entry.code for one in chosen}
        fit = [one for one in book.fit(play, direction) if one.code not in used]  # type: ignore[arg-type]
        reference = f"DEMO-{seed}-{number}"
        entry = chance.choice(fit)
        chosen.append(script(entry, play, cast, chance, reference=reference, country=book.country, day=day))
    return tuple(chosen)


def standing(seen: FileView) -> Standing:
    """How a file stands, from what an actor sees of it."""
    file = seen.file
    return Standing(
        id=file.declaration.id,
        number=file.declaration.number,
        stage=seen.status.stage,
        missing=seen.status.missing,
        permits=tuple(
            Case(p.id, p.type, p.agency, p.state, bool(dialogue_of(p)), decision_of(p) is not None)
            for p in file.permits
        ),
        control=file.control.state if file.control else None,
        forms=file.control.forms if file.control else (),
        officer=file.control.officer if file.control else None,
        bill=file.bill.id if file.bill else None,
        outstanding=file.bill.total - file.bill.paid if file.bill else Decimal(0),
    )


class Director:
    """Says whose turn it is: knows the cast, the words of the book and the law of the day."""

    def __init__(self, cast: Cast, book: Book, law: Snapshot) -> None:
        self.cast = cast
        self.words = book.words
        self.law = law

    def turn(self, script: Script, file: Standing) -> Turn | None:
        """The next turn; None when the file is at its end, or waits for nobody of the cast."""
        match file.stage:
            case "cure":
                return self._cure(script, file)
            case "permits":
                return self._permit(script, file)
            case "control":
                return self._control(script, file)
            case "payment":
                return self._payment(file)
            case _:
                return None

    def _cure(self, script: Script, file: Standing) -> Turn:
        document = script.last if file.control == "done" else script.whole
        return Turn(script.trader, "declaration.amend", Amend(file.id, document, msgspec.json.encode(document)))

    def _permit(self, script: Script, file: Standing) -> Turn:
        waiting = next(one.subject for one in file.missing if one.what == "permits")
        case = next(permit for permit in file.permits if str(permit.id) == waiting)
        first = case.id == min(permit.id for permit in file.permits)
        if case.state == "asked":
            return Turn(script.trader, "permit.answer", Reply(case.id, self.words.answer))
        if case.state == "refused":
            return Turn(script.trader, "permit.cure", Cure(case.id, self.words.cure))
        proposer, decider = self._officers(case)
        if case.state == "open" and first and script.play == "three_permits" and not case.talked:
            return Turn(proposer.id, "permit.ask", Ask(case.id, self.words.ask))
        refused = script.play == "refused_then_granted" and first and not case.decided
        decision = self._refusal(case) if refused else Decide(case.id, "grant", self.words.grant)
        if case.state == "open" and self.law.permits[case.type].four_eyes:
            return Turn(proposer.id, "permit.propose", decision)
        return Turn(decider.id, "permit.decide", decision)

    def _officers(self, case: Case) -> tuple[Person, Person]:
        officers = self.cast.officers(case.agency)
        return officers[0], officers[-1]

    def _refusal(self, case: Case) -> Decide:
        ground = self.law.grounds[self.law.permits[case.type].grounds[0]]
        return Decide(
            case.id,
            "refuse",
            self.words.refuse,
            grounds=(ground.code,),
            norm=ground.norm,
            cure_days=ground.cure_days,
        )

    def _control(self, script: Script, file: Standing) -> Turn | None:
        control = next(one for one in file.missing if one.what == "control")
        if file.officer not in {person.id for person in self.cast.role("inspector")}:
            return None
        assert file.officer is not None
        result = Result(
            forms=file.forms,
            items=found(script.last),
            remarks=self.words.short if script.short else self.words.checked,
        )
        return Turn(file.officer, "control.record", Record(UUID(control.subject), result))

    def _payment(self, file: Standing) -> Turn:
        assert file.bill is not None, "what is to be paid has a bill"
        cashiers = self.cast.role("cashier")
        cashier = cashiers[file.id.int % len(cashiers)]
        document = f"PAY {file.number}"
        return Turn(cashier.id, "payment.record", Receive(file.bill, file.outstanding, "transfer", document))


def found(document: Declaration) -> tuple[FoundItem, ...]:
    """The goods of a document as an officer finds them when they are as the document says."""
    assert document.goods_shipment is not None
    items = []
    for number, item in enumerate(document.goods_shipment.government_agency_goods_item, 1):
        measure = item.commodity.goods_measure if item.commodity else None
        counts = [packaging.quantity_quantity.value for packaging in item.packaging if packaging.quantity_quantity]
        items.append(
            FoundItem(
                number,
                packages=int(sum(counts)),
                net_mass=measure.net_net_weight_measure.value if measure and measure.net_net_weight_measure else None,
                gross_mass=measure.gross_mass_measure.value if measure and measure.gross_mass_measure else None,
                quantity=measure.tariff_quantity.value if measure and measure.tariff_quantity else None,
            )
        )
    return tuple(items)
