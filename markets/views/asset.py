"""One asset: its chart and its market figures."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from markets.analytics.charts.periods import RANGES, Period
from markets.analytics.glossary.blockchains import blockchains_of
from markets.analytics.grades.grade import GRADES
from markets.models import Asset
from markets.selectors import cap_tier
from markets.selectors.analytics.asset import analysis_of
from markets.selectors.analytics.record.verdicts import own_coverage, verdicts_of
from markets.selectors.assets import asset_events
from markets.selectors.charts import asset_chart
from markets.selectors.figures import asset_figures
from markets.selectors.freshness import is_fresh
from markets.selectors.news.headlines import asset_news
from markets.views.charts import (
    CHOSEN,
    OPTIONS,
    asked_options,
    asked_range,
    chart_data,
    indicators_in,
    indicators_of,
    remember,
    remember_range,
)
from markets.views.parts import render_part, shows_whole

RANGE_COOKIE, OPTIONS_COOKIE = "asset_range", "asset_chart"


def asset_detail(request, slug):
    assets = Asset.objects.public().select_related("quote", "merged_into", "profile")
    asset = get_object_or_404(
        assets.prefetch_related("categories", "contracts", "pools"), slug=slug
    )
    if asset.merged_into:
        return redirect("markets:asset", asset.merged_into.slug, permanent=True)
    quote = getattr(asset, "quote", None)
    context = {
        "asset": asset,
        "quote": quote,
        "figures": asset_figures(asset, quote),
        "tier": cap_tier(quote.market_cap) if quote else None,
        "is_old": bool(quote) and not asset.is_fiat and not is_fresh(quote.as_of),
        **chart_context(request, asset),
    }
    if shows_whole(request):
        analysis = analysis_of(asset)
        context |= {
            "analysis": analysis,
            "events": asset_events(asset),
            "volume_30": analysis and analysis.value_of("volume_30"),
            "coverage": own_coverage(slug) if analysis else [],
            "verdicts": verdicts_of(*GRADES, "signal", "forecast") if analysis else {},
            "contracts": asset.contracts.all(),
            "pools": asset.pools.all(),
            "chains": blockchains_of(asset.slug, [one.chain for one in asset.contracts.all()]),
            "profile": getattr(asset, "profile", None),
            "news": asset_news(asset),
        }
    response = render_part(request, "markets/asset.html", context, part="asset-figures")
    remember_chart(request, response, context)
    return response


def chart_context(request, asset: Asset) -> dict:
    """What the chart of an asset needs: its data, the choices, and the address of the data."""
    period = asked_range(request, cookie=RANGE_COOKIE, usual=Period.YEAR)
    shown = asked_options(request, cookie=OPTIONS_COOKIE)
    indicators = indicators_in(shown)
    address = reverse("markets:candles", args=[asset.slug])
    query = {"range": period.value, "indicators": ",".join(indicators)}
    return {
        "ranges": RANGES,
        "chart": asset_chart(asset, period, indicators=indicators),
        "options": [(name, label, name in shown) for name, label in OPTIONS.items()],
        "shown": shown,
        "chart_address": f"{address}?{urlencode({k: v for k, v in query.items() if v}, safe=',')}",
    }


def remember_chart(request, response, context: dict) -> None:
    """Keep the range and the options that the address names."""
    remember_range(request, response, cookie=RANGE_COOKIE)
    if CHOSEN in request.GET:
        remember(request, response, {OPTIONS_COOKIE: ".".join(context["shown"])})


@chart_data
def asset_chart_data(request, slug, *, period):
    """The chart's candles, oldest first."""
    asset = get_object_or_404(Asset.objects.public(), slug=slug)
    return asset_chart(asset, period, indicators=indicators_of(request))
