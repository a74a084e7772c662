"""Figures that the style guide draws: the same on each visit, of no market."""

import math
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Stand

import numpy as np

from markets.analytics.charts.bars import Step, seconds_of
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import RANGES, Period
from markets.analytics.market.levels import Level, Levels
from markets.analytics.record.trades import Trade
from markets.views.charts import OPTIONS
from portfolios.exits.records import Price
from portfolios.exits.types import Kind
from portfolios.models import Trigger
from portfolios.selectors.exits.rehearsal import AssetPath
from portfolios.selectors.exits.typed_levels import LevelFacts, LevelMeaning, TypedLevel
from portfolios.views.styleguide.samples import AT, BITCOIN, DOLLAR, sample_levels

DAYS = 365
FIRST = date(2025, 3, 15)
NOW, COST = Decimal(62000), Decimal(48000)


def sample_pictures() -> dict:
    """The context of charts, and of what the server draws."""
    closes = [40000 + 60 * day + 6000 * math.sin(day / 23) for day in range(DAYS)]
    value = _chart({"value": closes, "paid": [40000 + 50.0 * day for day in range(DAYS)]})
    candles = _chart({
        "open": [closes[0], *closes[:-1]], "high": [1.02 * close for close in closes],
        "low": [0.98 * close for close in closes], "close": closes,
        "volume": [1e9 + 1e6 * day for day in range(DAYS)],
    })  # fmt: skip
    return {
        "value_chart": value, "candles": candles, "ranges": RANGES,
        "no_points": _chart({"value": [], "paid": []}),
        "options": [(name, label, name == "sma_50") for name, label in OPTIONS.items()],
        "closes": closes, "few_closes": closes[-60:], "day": FIRST + timedelta(days=DAYS - 1),
        "quantiles": {days: [days**0.5 * far for far in (-0.1, -0.07, -0.03, 0, 0.03, 0.07, 0.1)]
                      for days in (1, 7, 30)},
        "trades": [Trade(FIRST + timedelta(days=60), 1.0, FIRST + timedelta(days=200), 1.2, 0.2)],
        "turning": Levels((Level(45000.0, 2.0, 3),), (Level(57000.0, 1.5, 2),)),
        "estimate": {"value": 0.04, "low": 0.01, "high": 0.07},
        "slices": [Stand(name=name, weight=Decimal(weight)) for name, weight in
                   (("Bitcoin", "0.5"), ("Ethereum", "0.3"), ("Solana", "0.15"), ("Rest", "0.05"))],
        "tiles": [_tile(place) for place in range(12)], "narratives": _narratives(),
        "planned": _planned(), "typed": _typed(), "path": _path(closes),
    }  # fmt: skip


def _chart(series: dict[str, list[float]]) -> Chart:
    points = len(next(iter(series.values())))
    return Chart(
        period=Period.YEAR,
        step=Step.DAY,
        time=seconds_of([FIRST + timedelta(days=day) for day in range(points)]),
        series={name: np.array(values, dtype=float) for name, values in series.items()},
        opening={name: values[0] for name, values in series.items() if values},
    )


def _tile(place: int) -> Stand:
    quote = Stand(market_cap=1e12 / (place + 1), day_change=0.13 - 0.025 * place)
    return Stand(
        name=f"Asset {place + 1}", symbol=f"A{place + 1}", slug="bitcoin", quote=quote,
        categories=Stand(all=list),
    )  # fmt: skip


def _narratives() -> list[Stand]:
    places = {"Leading": (0.2, 0.1), "Improving": (-0.1, 0.08), "Weakening": (0.1, -0.06),
              "Lagging": (-0.15, -0.1)}  # fmt: skip
    return [
        Stand(
            today=Stand(category=Stand(name=f"{quadrant} category")), quadrant=quadrant.lower(),
            strength=strength, strength_change=change,
        )
        for quadrant, (strength, change) in places.items()
    ]  # fmt: skip


def _planned() -> Stand:
    levels = sample_levels(None)
    return Stand(asset=BITCOIN, holding=Stand(price=NOW, average_cost=COST), levels=levels)


def _typed() -> LevelFacts:
    typed = [TypedLevel("stop", Decimal(50000)), TypedLevel("target", Decimal(80000), Decimal(1))]
    meanings = [
        LevelMeaning(one, one.price / NOW - 1, one.price / COST - 1, None, None) for one in typed
    ]
    return LevelFacts(BITCOIN, NOW, COST, Decimal(1), meanings)


def _path(closes: list[float]) -> AssetPath:
    prices = [
        Price("bitcoin", AT + timedelta(days=day), Decimal(round(close)))
        for day, close in enumerate(closes[:90])
    ]
    stop = Stand(
        watch=Stand(rule=Stand(id="1", kind=Kind.STOP_LOSS), fired_by=prices[70]),
        trigger=Trigger(kind="stop_loss", currency=DOLLAR),
    )
    levels = {"1": [Decimal(41000)] * 71 + [None] * 19}
    return AssetPath("bitcoin", "BTC", prices, levels, [stop])
