"""The histories that can be taken away whole: their columns and where their rows come from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from markets.analytics.points.registry import DATA_POINTS
from markets.models import MarketDay, RefreshRun
from markets.selectors.exports import analysed, stored
from markets.selectors.exports.batches import Asked, Batch
from markets.selectors.versions import analysis_version, market_version

Columns = Mapping[str, type]
_KINDS = RefreshRun.Kind
_KEY = {"day": date, "origin": str, "seen_at": datetime}
_OF_ASSET = {"asset": str, **_KEY}


@dataclass(frozen=True, slots=True)
class Table:
    """`version()` changes when rows do; None where that is not known."""

    columns: Callable[[], Columns]
    batches: Callable[[Asked], Iterator[Batch]]
    version: Callable[[], tuple | None] = analysis_version


def _always(**columns: type) -> Callable[[], Columns]:
    return lambda: columns


def _market_columns() -> Columns:
    """The figures that the last analysed day has."""
    latest = MarketDay.objects.filter(run__version=1).order_by("-day").first()
    figures = dict.fromkeys(latest.figures if latest else (), float)
    return {**_KEY, "assets": int, "ranked": int, **figures}


_candle_runs = partial(market_version, (_KINDS.CANDLES, _KINDS.HISTORY, _KINDS.FIAT))
_figure_runs = partial(market_version, (_KINDS.FIGURES, _KINDS.DETAILS))
_point_columns = _always(**_OF_ASSET, **dict.fromkeys(DATA_POINTS, float))
TABLES = {
    "candles": Table(
        _always(asset=str, day=date, **dict.fromkeys(stored.CANDLES[2:], float)),
        stored.candles, _candle_runs,
    ),
    "observations": Table(
        _always(asset=str, figure=str, day=date, value=float, seen_on=date, source=str),
        stored.observations, _figure_runs,
    ),
    "points": Table(_point_columns, analysed.points),
    "ranks": Table(_point_columns, partial(analysed.points, of_ranks=True)),
    "grades": Table(
        _always(**_OF_ASSET, **dict.fromkeys(analysed.GRADES[4:], float)), analysed.grades
    ),
    "signals": Table(
        _always(**_OF_ASSET, **dict.fromkeys(analysed.SIGNALS[4:], int)), analysed.signals
    ),
    "forecasts": Table(
        _always(**_OF_ASSET, horizon=int, **dict.fromkeys(analysed.FORECASTS[5:], float)),
        analysed.forecasts,
    ),
    "market": Table(_market_columns, analysed.market),
    "categories": Table(
        _always(category=str, **_KEY, coins=int,
                **dict.fromkeys(analysed.CATEGORIES[5:-1], float), turned=bool),
        analysed.categories,
    ),
}  # fmt: skip
