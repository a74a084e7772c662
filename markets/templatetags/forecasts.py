"""The fan of a forecast and the year behind it, drawn on the server."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from django import template

from markets.analytics.forecast.levels import LEVELS
from markets.analytics.forecast.scenarios import SCENARIOS, interpolate_quantiles
from markets.analytics.market.levels import Levels
from markets.analytics.record.trades import Trade
from markets.templatetags.pictures import HEIGHT, WIDTH, polylines

register = template.Library()

BANDS = {90: (0.05, 0.95), 80: (0.10, 0.90), 50: (0.25, 0.75)}
PAST_DAYS = 60


@register.inclusion_tag("includes/fan.html")
def fan(past: Sequence[float], quantiles: Mapping[int, Sequence[float]], symbol: str, day: date):
    """Bands of the price from the close of `day` on, after the closes of 60 days."""
    known = [None if math.isnan(close) else close for close in past[-PAST_DAYS:]]
    if not quantiles or not known or known[-1] is None:
        return {"bands": []}
    ahead = range(max(quantiles) + 1)
    found = {h: np.array(levels) for h, levels in quantiles.items()}
    prices = known[-1] * np.exp(np.stack([interpolate_quantiles(found, h) for h in ahead]))
    low = min(prices.min(), *(close for close in known if close is not None))
    high = max(prices.max(), *(close for close in known if close is not None))
    scale = {"low": float(low), "high": float(high), "width": WIDTH, "height": HEIGHT}
    before = [None] * (len(known) - 1)

    def line(level: float) -> str:
        values = [*before, *prices[:, LEVELS.index(level)].tolist()]
        return next(polylines(values, **scale))

    bands = []
    for share, (least, most) in BANDS.items():
        lower = " ".join(reversed(line(least).split()))
        bands.append({"share": share, "points": f"{line(most)} {lower}"})
    return {
        "bands": bands, "base": line(0.50), "symbol": symbol, "day": day,
        "past": list(polylines([*known, *[None] * (len(ahead) - 1)], **scale)),
        "width": WIDTH, "height": HEIGHT, "low": low, "high": high,
        "days_before": len(known) - 1, "days_ahead": len(ahead) - 1,
    }  # fmt: skip


@register.filter
def scenario_rows(quantiles: Mapping[int, Sequence[float]], close: float) -> list[dict]:
    """A row a horizon: the price and the change of each scenario."""
    return [
        {
            "days": horizon,
            "scenarios": [
                {"name": name, "price": close * math.exp(q), "change": math.expm1(q)}
                for name, level in SCENARIOS.items()
                for q in (levels[LEVELS.index(level)],)
            ],
        }
        for horizon, levels in quantiles.items()
    ]


@register.inclusion_tag("includes/year.html")
def signal_year(
    past: Sequence[float], day: date, trades: Sequence[Trade], levels: Levels, symbol: str
):
    """The closes of a year up to `day`, the stretches in the market shaded, levels dashed."""
    known = [None if math.isnan(close) else close for close in past]
    prices = [close for close in known if close is not None]
    if len(prices) < 2:
        return {"lines": []}
    low, high = min(prices), max(prices)
    first = day.toordinal() - len(known) + 1
    step = WIDTH / max(1, len(known) - 1)
    held = []
    for trade in trades:
        start = max(trade.entered_on.toordinal() - first, 0)
        end = (trade.left_on or day).toordinal() - first
        if end > 0:
            held.append({"x": f"{start * step:.1f}", "width": f"{(end - start) * step:.1f}"})
    marks = [
        {"kind": kind, "price": level.price,
         "y": f"{HEIGHT * (high - level.price) / ((high - low) or 1):.1f}"}
        for kind, found in (("support", levels.support), ("resistance", levels.resistance))
        for level in found
        if low <= level.price <= high
    ]  # fmt: skip
    return {
        "lines": list(polylines(known, low=low, high=high, width=WIDTH, height=HEIGHT)),
        "held": held, "marks": marks, "symbol": symbol, "low": low, "high": high,
        "first": date.fromordinal(first), "last": day, "width": WIDTH, "height": HEIGHT,
    }  # fmt: skip
