"""An asset's own numbers for terms of what is computed of it, which no data point has."""

import math
from collections.abc import Mapping

from django.utils.translation import gettext as _

from markets.analytics.market.cautions import LIMITS, Limit
from markets.analytics.series import exceeds, falls_short, reaches
from markets.models import Asset
from markets.number_writing import written
from markets.selectors.analytics.asset import AssetAnalysis, analysis_of
from markets.templatetags.figures import MINUS
from markets.templatetags.points import (
    comparison_texts,
    limited_figure,
    point_label,
    point_value,
)

# The horizon that stands for a forecast, and where its quantiles of 10, 50 and 90% are.
_DAYS, _SCENARIOS = 7, {"bear": 1, "base": 3, "bull": 5}


def assessed_figures(term: str, asset: Asset) -> dict[str, float | str]:
    """By the names of FIGURES and of the term's formula, of the last analysed day; else empty.

    Of a term that needs none of it nothing is read.
    """
    build = _FIGURES.get(term)
    analysis = None if build is None else analysis_of(asset)
    return {} if analysis is None else dict(build(analysis))


def _levels(analysis: AssetAnalysis) -> Mapping[str, float | str]:
    found = {}
    if analysis.levels.support and analysis.close:
        price = analysis.levels.support[0].price
        found |= {"nearest_support": price, "support_away": price / analysis.close - 1}
    if analysis.levels.resistance:
        found["nearest_resistance"] = analysis.levels.resistance[0].price
    return found


def _peers(analysis: AssetAnalysis) -> Mapping[str, float | str]:
    if analysis.peers is None or not analysis.peers.valuations:
        return {}
    first, *_others = analysis.peers.valuations
    found = {"peers_compared": comparison_texts(analysis.peers.valuations)}
    if not first.median:
        return found
    return found | {
        "own_valuation": point_value(first.value, first.point),
        "median_of_its_peers": point_value(first.median, first.point),
        "peer_gap": first.value / first.median - 1,
        "peer_valuation": point_label(first.point),
    }


def _forecast(analysis: AssetAnalysis) -> Mapping[str, float | str]:
    quantiles = analysis.assessment.quantiles.get(_DAYS)
    if not quantiles or not analysis.close:
        return {}
    found = {
        f"{name}_7": analysis.close * math.exp(quantiles[place])
        for name, place in _SCENARIOS.items()
    }
    bear = written(f"{quantiles[_SCENARIOS['bear']]:.4f}").replace("-", MINUS)
    return found | {"quantile": bear}


def _cautions(analysis: AssetAnalysis) -> Mapping[str, float | str]:
    texts = [
        _limit_text(one, value)
        for one in LIMITS
        if (value := analysis.value_of(one.figure)) is not None
    ]
    return {"limits": "; ".join(texts)} if texts else {}


def _limit_text(one: Limit, value: float) -> str:
    text = {
        falls_short: _("{figure} {value}, a caution under {limit}"),
        exceeds: _("{figure} {value}, a caution over {limit}"),
        reaches: _("{figure} {value}, a caution from {limit} on"),
    }[one.beyond]
    return text.format(
        figure=point_label(one.figure),
        value=limited_figure(value, one.figure),
        limit=limited_figure(one.limit, one.figure),
    )


_FIGURES = {
    "support-resistance": _levels, "peers": _peers, "forecast": _forecast, "cautions": _cautions,
}  # fmt: skip
