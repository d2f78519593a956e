"""The picture as parts of a page: each is HTML under an id of its own, so that it can be replaced when it changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.template.loader import render_to_string
from django.utils.translation import gettext

from darcha.law.control import weights
from darcha.law.pack import Pack
from darcha.picture import words
from darcha.picture.histogram import ERROR
from darcha.picture.read import Flow, Picture
from darcha.picture.svg import HEIGHT, WIDTH, Spot, circles

PARTS = ("freshness", "kpis", "map", "posts", "agencies", "lanes", "funnel", "events")
"""The parts, each a template ``darcha/picture/<name>.html`` whose element has that id."""

USUAL = 0.15
"""How far from its norm a figure is still usual."""
_SLOW, _ENOUGH = 0.6, 5
"""A post is slow that released less than this share of its norm, where the norm is at least so many."""
_BAR = 200
_HELD = [stage for stage in words.STAGES if stage != "release"]
"""Stages in which somebody holds a declaration; through the last one it passes by itself."""


class Against(msgspec.Struct, frozen=True):
    """A figure against its norm: the norm in words, how far off, and where bar, tick and band stand out of 200."""

    norm: str
    percent: str
    sign: str
    bar: int
    tick: int
    band_start: int
    band_width: int


class Kpi(msgspec.Struct, frozen=True):
    """One of the large figures."""

    label: str
    value: str
    note: str = ""
    against: Against | None = None
    alert: str = ""


class Line(msgspec.Struct, frozen=True):
    """A post in the table."""

    code: str
    name: str
    amount: int
    open: str
    stages: tuple[str, ...]
    lodged: str
    lanes: tuple[str, ...]
    released: str
    median: str
    p90: str
    revenue: str
    slow: bool
    usual: str


class Share(msgspec.Struct, frozen=True):
    """A lane or a stage: its count, its norm, and its width out of 100; of a lane, how heavily it controls."""

    code: str
    name: str
    count: str
    width: int
    norm: str = ""
    weight: str = ""


def parts(picture: Picture) -> dict[str, str]:
    """The HTML of each part by its name, in the language that is active."""
    context = _context(picture)
    return {name: render_to_string(f"darcha/picture/{name}.html", context) for name in PARTS}


def _context(picture: Picture) -> dict[str, Any]:
    lines = _lines(picture)
    zone = ZoneInfo(picture.pack.time_zone)
    return {
        "picture": picture,
        "now": picture.at,
        "freshness": _freshness(picture, zone),
        "kpis": _kpis(picture),
        "lines": lines,
        "stages": [gettext(words.STAGES[stage]) for stage in _HELD],
        "lane_names": [words.words(lane.name) for lane in _lanes_of(picture.pack)],
        "quiet": len(picture.pack.posts) - len(lines),
        "map": {"circles": _circles(picture, lines), "width": int(WIDTH), "height": int(HEIGHT)},
        "desks": _desks(picture),
        "lanes": _lanes(picture),
        "funnel": _funnel(picture.country),
        "events": _events(picture, zone),
        "error": round(ERROR * 100, 1),
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _freshness(picture: Picture, zone: ZoneInfo) -> dict[str, Any]:
    fresh = picture.freshness
    age = max(0, int((picture.at - fresh.as_of).total_seconds()))
    return {
        "now": _milliseconds(picture.at),
        "as_of": _milliseconds(fresh.as_of),
        "age": age,
        "state": "red" if age > 120 else "amber" if age > 30 else "fresh",
        "size": words.number(fresh.size),
        "behind": words.number(fresh.size - fresh.folded) if fresh.size > fresh.folded else "",
        "sealed_at": f"{fresh.sealed_at.astimezone(zone):%H:%M:%S}" if fresh.sealed_at else "–",
    }


def _against(value: float, norm: float | None) -> Against | None:
    """A figure against its norm; None where there is no norm worth the name."""
    if not norm or norm < 1:
        return None
    off = value / norm - 1
    full = max(value, norm * (1 + USUAL)) * 1.1
    return Against(
        norm=words.number(norm),
        percent=f"{abs(off):.0%}",
        sign="" if abs(off) <= USUAL else "+" if off > 0 else "−",
        bar=round(_BAR * value / full),
        tick=round(_BAR * norm / full),
        band_start=round(_BAR * norm * (1 - USUAL) / full),
        band_width=round(_BAR * norm * 2 * USUAL / full),
    )


def _kpis(picture: Picture) -> list[Kpi]:
    country, norms = picture.country, picture.norms
    lodged, late = country.lodged.total(), sum(desk.late for desk in picture.agencies.values())
    revenue = sorted(country.revenue.items(), key=lambda one: (one[0] != picture.pack.currency, one[0]))
    median = words.minutes(norms.median) if norms and norms.median is not None else ""
    return [
        Kpi(gettext("Open now"), words.number(country.open.total())),
        Kpi(
            gettext("Lodged today"),
            words.number(lodged),
            against=_against(lodged, norms.lodged.get("") if norms else None),
        ),
        Kpi(
            gettext("Released today"),
            words.number(country.released),
            against=_against(country.released, norms.released.get("") if norms else None),
        ),
        Kpi(
            gettext("Time to release"),
            words.minutes(country.median),
            gettext("9 of 10 within %(time)s") % {"time": words.minutes(country.p90)}
            + (" · " + gettext("usual %(time)s") % {"time": median} if median else ""),
        ),
        Kpi(
            gettext("Received today"),
            words.money(revenue[0][1]) if revenue else words.number(0),
            " · ".join([revenue[0][0], *map(_sum, revenue[1:])]) if revenue else picture.pack.currency,
        ),
        Kpi(
            gettext("Permits late"),
            words.number(late),
            gettext("of %(count)s open")
            % {"count": words.number(sum(desk.open for desk in picture.agencies.values()))},
            alert=gettext("late") if late else "",
        ),
    ]


def _sum(one: tuple[str, Decimal]) -> str:
    currency, amount = one
    return f"{words.money(amount)}\u00a0{currency}"


def _lanes_of(pack: Pack) -> list[Any]:
    return sorted({lane.code: lane for lane in pack.lanes}.values(), key=lambda lane: lane.rank)


def _lines(picture: Picture) -> list[Line]:
    """Posts where anything is open or was done today, the fullest first."""
    names = {post.code: post.name for post in picture.pack.posts}
    lanes = [lane.code for lane in _lanes_of(picture.pack)]
    flows = sorted(picture.posts.items(), key=lambda one: (-one[1].open.total(), -one[1].lodged.total(), one[0]))
    return [_line(picture, code, flow, names, lanes) for code, flow in flows]


def _line(picture: Picture, code: str, flow: Flow, names: Mapping[str, Mapping[str, str]], lanes: list[str]) -> Line:
    usual = picture.norms.released.get(code, 0.0) if picture.norms else 0.0
    return Line(
        code=code,
        name=words.words(names.get(code), code or "–"),
        amount=flow.open.total(),
        open=words.number(flow.open.total()),
        stages=tuple(words.number(flow.open[stage]) for stage in _HELD),
        lodged=words.number(flow.lodged.total()),
        lanes=tuple(words.number(flow.lodged[lane]) for lane in lanes),
        released=words.number(flow.released),
        median=words.minutes(flow.median),
        p90=words.minutes(flow.p90),
        revenue=" ".join(map(_sum, sorted(flow.revenue.items()))),
        slow=usual >= _ENOUGH and flow.released < usual * _SLOW,
        usual=words.number(usual) if usual >= 1 else "",
    )


def _circles(picture: Picture, lines: list[Line]) -> list[dict[str, Any]]:
    by_code = {line.code: line for line in lines}
    spots = {
        post.code: Spot(
            post.code,
            words.short(words.words(post.name)),
            float(post.latitude),
            float(post.longitude),
            by_code[post.code].amount if post.code in by_code else 0,
        )
        for post in picture.pack.posts
        if post.latitude is not None and post.longitude is not None
    }
    return [
        {"circle": circle, "slow": circle.spot.code in by_code and by_code[circle.spot.code].slow}
        for circle in circles(list(spots.values()))
    ]


def _desks(picture: Picture) -> list[dict[str, Any]]:
    names = {agency.code: agency.name for agency in picture.pack.agencies}
    desks = sorted(picture.agencies.items(), key=lambda one: (-one[1].late, -one[1].open, one[0]))
    return [{"name": words.words(names.get(code), code), "desk": desk} for code, desk in desks]


def _lanes(picture: Picture) -> list[Share]:
    lodged, norms = picture.country.lodged, picture.norms
    total = lodged.total() or 1
    heavy = weights(picture.pack.lanes)
    return [
        Share(
            lane.code,
            words.words(lane.name),
            words.number(lodged[lane.code]),
            round(100 * lodged[lane.code] / total),
            words.number(norms.lanes.get(lane.code, 0.0)) if norms else "",
            heavy[lane.code],
        )
        for lane in _lanes_of(picture.pack)
    ]


def _funnel(country: Flow) -> list[Share]:
    largest = max(country.open.values(), default=0) or 1
    return [
        Share(code, gettext(label), words.number(country.open[code]), round(100 * country.open[code] / largest))
        for code, label in words.STAGES.items()
    ]


def _events(picture: Picture, zone: ZoneInfo) -> list[dict[str, str]]:
    names = {post.code: post.name for post in picture.pack.posts}
    return [
        {
            "at": f"{one.at.astimezone(zone):%H:%M:%S}",
            "act": words.act(one.act),
            "kind": one.act.replace(".", "-"),
            "number": one.number,
            "post": words.words(names.get(one.post), one.post),
        }
        for one in picture.happenings
    ]
