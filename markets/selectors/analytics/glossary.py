"""The figures that stand for the names in the formulas of the glossary."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.utils.translation import gettext

from markets.analytics.glossary.blockchains import Blockchain, blockchains_of
from markets.analytics.inputs import SUPPLIES
from markets.analytics.market.cautions import SOLD_A_DAY
from markets.analytics.tiers import cap_tier
from markets.models import Asset, ObservationYear, Quote
from markets.selectors.analytics.assessments import assessment_of
from markets.selectors.analytics.market import market_of
from markets.selectors.analytics.points import StoredPoint, points_of
from markets.selectors.analytics.screener import screener_matrix
from markets.selectors.figures import asset_figures
from markets.selectors.history import read_days
from markets.selectors.sentiment import latest_mood
from markets.templatetags.market_words import tier_name
from markets.templatetags.points import trend_word

_YEAR = 365
_SPANS = (1, 7, 14, 30, 90, 180, 365)
_AVERAGES = (20, 50, 200)
_LEVELS = (*SUPPLIES, "realised_cap")
_FLOWS = ("active_addresses", "transfer_value")
# A coin of many chains is not listed whole.
MOST_CONTRACTS = 5
# A level without a value is the last one of so many days before, as in the analysis.
_CARRIED = 3


@dataclass(frozen=True, slots=True)
class AssetFigures:
    """Live figures by id, and the data points of the last analysed day with their inputs.

    Words among them are in the language of the reader. `inputs` are by the words that formulas
    have for them: prices in US dollars, and figures of the day. Unknown is absent.
    """

    live: Mapping[str, float | str] = field(default_factory=dict)
    points: Mapping[str, StoredPoint] = field(default_factory=dict)
    inputs: Mapping[str, float] = field(default_factory=dict)
    day: date | None = None


def glossary_figures(asset: Asset) -> AssetFigures:
    """Of an asset with its quote and profile. At most eleven queries."""
    day, stored = points_of(asset)
    points = {one.point.id: one for one in stored}
    live = _live(asset) | _assessed(asset)
    if asset.is_fiat or day is None:
        return AssetFigures(live=live)
    volume = points["volume_30"].value if "volume_30" in points else None
    live |= _known({"sold_a_day": None if volume is None else SOLD_A_DAY * volume})
    inputs = dict(_closes(asset, day.day)) | _observed(asset, day.day)
    return AssetFigures(live=live, points=points, inputs=inputs, day=day.day)


def market_glossary_figures() -> dict[str, float | str]:
    """Of the whole market on its last analysed day, by id. At most eight queries."""
    mood = latest_mood()
    found = {} if mood is None else {"fear_and_greed": f"{mood.value:.0f}, {gettext(mood.word)}"}
    market = market_of()
    if market is None:
        return found
    regime = {} if market.regime is None else {"regime": gettext(market.regime)}
    figures = _known({**market.figures, "Bitcoin’s_cap": _bitcoin_cap()})
    return found | regime | figures


def _live(asset: Asset) -> dict[str, float | str]:
    quote: Quote | None = getattr(asset, "quote", None)
    figures = asset_figures(asset, quote)
    profile = getattr(asset, "profile", None)
    found = _known(
        {
            "price": quote and quote.price,
            "change_24h": quote and quote.day_change,
            "high_24h": quote and quote.high_24h,
            "low_24h": quote and quote.low_24h,
            "volume_24h": quote and quote.day_volume,
            "circulating_supply": asset.circulating_supply,
            "total_supply": asset.total_supply,
            "max_supply": asset.max_supply,
            "market_cap": figures.market_cap,
            "fully_diluted": figures.fully_diluted,
            "inflation_to_come": figures.inflation_to_come,
            "volume_to_cap": figures.volume_to_cap,
        }
    )
    tier, contracts = cap_tier(figures.market_cap), list(asset.contracts.all())
    chains = blockchains_of(asset.slug, [one.chain for one in contracts])
    consensus = ", ".join(f"{gettext(one.consensus)} ({one.name})" for one in chains)
    named = {
        "kind": str(asset.get_kind_display()),
        "tier": tier_name(tier) if tier else "",
        "contract": ", ".join(map(str, contracts[:MOST_CONTRACTS])),
        "consensus": consensus or (profile.algorithm if profile else ""),
    }
    return found | {name: text for name, text in named.items() if text}


def chains_of(asset: Asset) -> list[Blockchain]:
    """The known chains that an asset lives on. One query."""
    names = asset.contracts.order_by("chain").values_list("chain", flat=True)
    return blockchains_of(asset.slug, names)


def _assessed(asset: Asset) -> dict[str, float | str]:
    found = assessment_of(asset)
    if found is None:
        return {}
    grades = {name: one.value for name, one in found.grades.items()}
    trend = {"trend": trend_word(found.trend)} if found.trend else {}
    coverage = {f"{name}_coverage": one.coverage for name, one in found.grades.items()}
    return _known(grades | coverage) | trend


def _closes(asset: Asset, day: date) -> Iterator[tuple[str, float]]:
    """The close of a day, earlier ones, averages and extremes, each where all of it is known."""
    first = date.fromordinal(day.toordinal() - _YEAR)
    close = read_days([asset.pk], first=first, last=day).figures["close"][0]
    if not len(close) or not np.isfinite(close[-1]):
        return
    yield "c", float(close[-1])
    for days in _SPANS:
        if np.isfinite(close[-1 - days]):
            yield f"c of {days} days before", float(close[-1 - days])
    for days in _AVERAGES:
        if np.isfinite(close[-days:]).all():
            yield f"SMA({days})", float(close[-days:].mean())
    year = close[-_YEAR:]
    if np.isfinite(year).all():
        yield f"highest of {_YEAR} closes", float(year.max())
        yield f"lowest of {_YEAR} closes", float(year.min())


def _observed(asset: Asset, day: date) -> dict[str, float]:
    """What sources gave of the day, and the mean transfer of the 90 days to it. One query."""
    rows = ObservationYear.objects.filter(
        asset=asset, figure__in=(*_LEVELS, *_FLOWS), year__in=(day.year - 1, day.year)
    )
    series = {name: np.full(_YEAR, np.nan) for name in (*_LEVELS, *_FLOWS)}
    for row in rows:
        first = date(row.year, 1, 1).toordinal() - day.toordinal() + _YEAR - 1
        begin, end = max(0, -first), min(len(row.values), _YEAR - first)
        if begin < end:
            series[row.figure][first + begin : first + end] = row.values[begin:end]
    found = {name: _last_known(series[name][-1 - _CARRIED :]) for name in _LEVELS}
    found["active_addresses"] = series["active_addresses"][-1]
    found["mean_transfer_value_of_90_days"] = series["transfer_value"][-90:].mean()
    return {name: float(value) for name, value in found.items() if np.isfinite(value)}


def _last_known(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return known[-1] if len(known) else np.nan


def _bitcoin_cap() -> float | None:
    matrix = screener_matrix()
    place = [] if matrix is None else np.flatnonzero(matrix.slugs == "bitcoin")
    return float(matrix.column("cap")[place[0]]) if len(place) else None


def _known(values: Mapping[str, float | None]) -> dict[str, float | str]:
    return {name: value for name, value in values.items() if value is not None and value == value}
