"""Which costs of delivery a price holds already, by its delivery term (Incoterms 2020)."""

from __future__ import annotations

import re
from typing import Literal

from darcha.law.document import TradeTerms

Way = Literal["import", "export"]

DELIVERY = frozenset({"carriage", "insurance", "loading"})
"""What ``delivery`` stands for where the three are stated in one sum."""

_NOTHING: frozenset[str] = frozenset()
_LOADED = frozenset({"loading"})
_CARRIED = frozenset({"loading", "carriage", "onward_carriage"})
_INSURED = _CARRIED | {"insurance"}
_CLEARED = _INSURED | {"duties"}

_BOTH_WAYS: dict[str, frozenset[str]] = {
    "EXW": _NOTHING,
    "FCA": _LOADED,
    "CPT": _CARRIED,
    "CFR": _CARRIED,
    "CIP": _INSURED,
    "CIF": _INSURED,
    # The seller bears the risk up to the place named, so what he pays to insure it is in his price.
    "DAP": _INSURED,
    "DPU": _INSURED,
    "DDP": _CLEARED,
}

HOLDS: dict[Way, dict[str, frozenset[str]]] = {
    "import": {**_BOTH_WAYS, "FAS": _NOTHING, "FOB": _LOADED},
    # Whoever sells alongside or on board a ship has brought the goods out of the country.
    "export": {**_BOTH_WAYS, "FAS": frozenset({"carriage"}), "FOB": frozenset({"carriage", "loading"})},
}
"""What the price holds up to the place that counts (of introduction or of exit), and beyond it."""

_TOLD = _CLEARED | {"delivery"}
_PLACE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


def held(terms: TradeTerms | None, way: Way, country: str) -> frozenset[str] | None:
    """The costs that a price under ``terms`` holds; None where no term of Incoterms is stated.

    Where the place of delivery is abroad (by its UN/LOCODE), a price that is delivered there holds none of the carriage
    from there to ``country``, whatever the term.
    """
    found = HOLDS[way].get(terms.condition_code or "") if terms else None
    if found is None or terms is None or way == "export":
        return found
    place = terms.location_id or ""
    abroad = _PLACE.fullmatch(place) is not None and place[:2] != country
    return found & _LOADED if abroad else found


def is_held(element: str, holding: frozenset[str] | None) -> bool | None:
    """Whether a price holds ``element``; None where its delivery term does not tell."""
    if holding is None or element not in _TOLD:
        return None
    return (DELIVERY if element == "delivery" else {element}) <= holding
