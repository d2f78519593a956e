"""The map: posts as circles in an equirectangular projection, with labels that do not cover each other.

It is schematic: no outline, no roads. Longitudes are shortened by the cosine of the middle latitude, so that shapes
near it are true.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec

WIDTH, HEIGHT, EDGE = 1000.0, 660.0, 60.0
_GLYPH = 0.64
"""Width of a letter as a share of its size, of the widest fonts in use."""
_GAP = 6.0
_LARGE = 16.0


class Spot(msgspec.Struct, frozen=True):
    """Something to draw: where it is (degrees), its name and how much of it there is."""

    code: str
    name: str
    latitude: float
    longitude: float
    amount: int


class Box(msgspec.Struct, frozen=True):
    """A rectangle on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share some area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Label(msgspec.Struct, frozen=True):
    """A text and where it starts, ends or has its middle (SVG's text-anchor)."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


class Circle(msgspec.Struct, frozen=True):
    """A spot as drawn, with its label where there was room for one."""

    spot: Spot
    x: float
    y: float
    radius: float
    label: Label | None


def circles(spots: Sequence[Spot], size: float = 38.0, most: int = 14) -> list[Circle]:
    """The spots as circles, large ones first and so below the small; the largest get labels where there is room."""
    if not spots:
        return []
    at = _projected(spots)
    largest = max(spot.amount for spot in spots)
    ordered = sorted(spots, key=lambda spot: (-spot.amount, spot.code))
    radii = {spot.code: radius(spot.amount, largest) for spot in ordered}
    # A label may stand over small circles, which its outline keeps apart, but not over large ones.
    taken = [_around(*at[spot.code], radii[spot.code]) for spot in ordered if radii[spot.code] >= _LARGE]
    drawn = []
    for spot in ordered:
        x, y = at[spot.code]
        label = None
        if spot.amount and most > 0 and (label := _placed(spot.name, x, y, radii[spot.code], size, taken)):
            taken.append(label.box)
            most -= 1
        drawn.append(Circle(spot, round(x, 1), round(y, 1), round(radii[spot.code], 1), label))
    return drawn


def radius(amount: int, largest: int) -> float:
    """The radius for an amount: the area grows with it; nothing still shows as a dot."""
    return 4.0 + (26.0 * math.sqrt(amount / largest) if largest else 0.0)


def _projected(spots: Iterable[Spot]) -> dict[str, tuple[float, float]]:
    spots = list(spots)
    middle = math.radians(sum(spot.latitude for spot in spots) / len(spots))
    plane = {spot.code: (spot.longitude * math.cos(middle), -spot.latitude) for spot in spots}
    xs, ys = [x for x, _ in plane.values()], [y for _, y in plane.values()]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((WIDTH - 2 * EDGE) / (wide or 1.0), (HEIGHT - 2 * EDGE) / (high or 1.0))
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    return {code: (left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for code, (x, y) in plane.items()}


def _around(x: float, y: float, reach: float) -> Box:
    return Box(x - reach, y - reach, x + reach, y + reach)


def _placed(text: str, x: float, y: float, reach: float, size: float, taken: Sequence[Box]) -> Label | None:
    """The label at the first of four places around its circle that is free and on the drawing; else None."""
    width, away = len(text) * size * _GLYPH, reach + _GAP
    places = (
        ("start", x + away, y + size * 0.35, x + away),
        ("end", x - away, y + size * 0.35, x - away - width),
        ("middle", x, y - away, x - width / 2),
        ("middle", x, y + away + size * 0.8, x - width / 2),
    )
    for anchor, text_x, base, left in places:
        box = Box(left, base - size * 0.85, left + width, base + size * 0.25)
        inside = box.left >= 0 and box.right <= WIDTH and box.top >= 0 and box.bottom <= HEIGHT
        own = _around(x, y, reach)
        if inside and not any(box.meets(other) for other in taken if other != own):
            return Label(text, round(text_x, 1), round(base, 1), anchor, box)
    return None
