"""The picture of a rehearsal: a path of prices, the levels along it, and what fired."""

from itertools import groupby

import numpy as np
from django import template
from django.utils.translation import gettext as _

from markets.analytics.charts.bars import Step, seconds_of
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period
from markets.templatetags.figures import price as price_text
from portfolios.exits.types import ALERTS, FALLING_KINDS

register = template.Library()

WIDTH, HEIGHT = 1000, 200
# How far over and under the prices a level is still drawn, as a fraction of their spread.
ROOM = 0.35


@register.inclusion_tag("includes/rehearsal_chart.html")
def rehearsal_chart(path, currency):
    """Lines in a picture that stretches, marks in one that does not."""
    prices = [float(price.amount) for price in path.prices]
    if len(prices) < 2:
        return {"lines": []}
    low, high = _bounds(prices, path.levels.values())
    start = path.prices[0].at
    span = (path.prices[-1].at - start).total_seconds() or 1.0
    across = [(price.at - start).total_seconds() / span for price in path.prices]
    days = [list(day) for _, day in groupby(zip(across, path.prices, strict=True), key=_day)]
    closes = [(0.0, prices[0]), *((day[-1][0], float(day[-1][1].amount)) for day in days)]
    lows, highs = (
        [(day[-1][0], float(bound(price.amount for _, price in day))) for day in days]
        for bound in (min, max)
    )
    rules = {rule.watch.rule.id: rule for rule in path.rules}
    lines = [
        {"kind": kind_of(rules[key].watch.rule.kind), "points": points}
        for key, levels in path.levels.items()
        for points in _segments(across, levels, low=low, high=high)
    ]
    return {
        "lines": lines,
        "price": _points(*zip(*closes, strict=True), low=low, high=high),
        "range": _points(*zip(*lows, *reversed(highs), strict=True), low=low, high=high),
        "marks": [_mark(rule, start=start, span=span, low=low, high=high)
                  for rule in path.rules if rule.watch.fired_by is not None],
        "first": start, "last": path.prices[-1].at, "low": low, "high": high,
        "symbol": path.symbol, "currency": currency, "width": WIDTH, "height": HEIGHT,
        "fired": sum(1 for rule in path.rules if rule.watch.fired_by is not None),
    }  # fmt: skip


@register.simple_tag
def rehearsal_points(path, currency) -> dict:
    """A bar a day of a path's prices, and each level at the day's end, as a chart reads them."""
    days = [
        list(day) for _, day in groupby(enumerate(path.prices), key=lambda pair: pair[1].at.date())
    ]
    prices = [[float(price.amount) for _, price in day] for day in days]
    ends = [day[-1][0] for day in days]
    chart = Chart(
        period=Period.CUSTOM,
        step=Step.DAY,
        time=seconds_of([day[0][1].at.date() for day in days]),
        series=_bars(prices)
        | {f"level_{key}": _levels(levels, ends) for key, levels in path.levels.items()},
        opening={"close": prices[0][0]} if prices else {},
        currency=currency,
    )
    levels = [
        {"key": f"level_{rule.watch.rule.id}", "label": str(rule.trigger.get_kind_display()),
         "sign": kind_of(rule.watch.rule.kind)}
        for rule in path.rules
    ]  # fmt: skip
    return chart.body() | {"levels": levels}


@register.simple_tag
def rehearsal_marks(path, currency) -> dict:
    """What fired along a path, as the signs of its chart."""
    return {"signs": [_sign(rule, currency) for rule in path.fired]}


def _sign(rule, currency) -> dict:
    fired_by = rule.watch.fired_by
    text = _("{kind} fired at {price}").format(
        kind=rule.trigger.get_kind_display(), price=price_text(fired_by.amount, currency)
    )
    return {
        "time": int(fired_by.at.timestamp()),
        "kind": "alert" if rule.watch.rule.kind in ALERTS else "sell",
        "text": text,
    }


def _bars(prices: list[list[float]]) -> dict[str, np.ndarray]:
    """Open, high, low and close of each day; a close alone where a day has one price."""
    columns = {"close": [day[-1] for day in prices]}
    if any(len(day) > 1 for day in prices):
        columns |= {
            "open": [day[0] for day in prices], "high": list(map(max, prices)),
            "low": list(map(min, prices)),
        }  # fmt: skip
    return {name: np.array(values, dtype=float) for name, values in columns.items()}


def _levels(levels, places: list[int]) -> np.ndarray:
    return np.array([np.nan if levels[n] is None else float(levels[n]) for n in places])


@register.filter
def kind_of(kind) -> str:
    """The sign of a rule: stop, target or alert."""
    if kind in ALERTS:
        return "alert"
    return "stop" if kind in FALLING_KINDS else "target"


def _bounds(prices, all_levels) -> tuple[float, float]:
    """Of the prices, widened to the levels that lie near them."""
    low, high = min(prices), max(prices)
    room = ROOM * (high - low or high)
    near = [
        float(level)
        for levels in all_levels
        # What is gone with the first price has no line to make room for.
        if any(level is not None for level in levels[1:])
        for level in levels
        if level is not None and low - room <= level <= high + room
    ]
    low, high = min([low, *near]), max([high, *near])
    edge = 0.06 * (high - low or high)
    return low - edge, high + edge


def _day(pair):
    return pair[1].at.date()


def _points(across, figures, *, low, high) -> str:
    return " ".join(
        f"{WIDTH * x:.1f},{HEIGHT * (high - figure) / (high - low):.1f}"
        for x, figure in zip(across, figures, strict=True)
    )


def _segments(across, levels, *, low, high) -> list[str]:
    """A level's line, broken where it is not in force or outside of the picture."""
    segments, run = [], []
    for x, level in [*zip(across, levels, strict=True), (0.0, None)]:
        if level is not None and low <= level <= high:
            run.append((x, float(level)))
            continue
        if run:
            segments.append(_points(*zip(*_corners(run), strict=True), low=low, high=high))
        run = []
    return segments


def _corners(run: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ends of a line's level stretches: a level that never moves is two points."""
    return [
        point
        for place, point in enumerate(run)
        if place in (0, len(run) - 1)
        or point[1] != run[place - 1][1]
        or point[1] != run[place + 1][1]
    ]


def _mark(rule, *, start, span, low, high) -> dict:
    price = rule.watch.fired_by
    return {
        "kind": kind_of(rule.watch.rule.kind),
        "x": f"{100 * (price.at - start).total_seconds() / span:.2f}",
        "y": f"{100 * (high - float(price.amount)) / (high - low):.2f}",
        "rule": rule,
    }
