"""One asset: its chart and its market figures."""

from django.shortcuts import get_object_or_404, redirect

from markets.analytics.charts.periods import RANGES, Period
from markets.models import Asset
from markets.selectors import cap_tier
from markets.selectors.analytics.asset import analysis_of
from markets.selectors.analytics.record_tables import own_coverage
from markets.selectors.charts import asset_chart
from markets.selectors.figures import asset_figures
from markets.selectors.freshness import is_fresh
from markets.views.charts import asked_range, chart_data, remember_range
from markets.views.parts import render_part, shows_whole

RANGE_COOKIE = "asset_range"


def asset_detail(request, slug):
    assets = Asset.objects.public().select_related("quote", "merged_into", "profile")
    asset = get_object_or_404(assets.prefetch_related("categories"), slug=slug)
    if asset.merged_into:
        return redirect("markets:asset", asset.merged_into.slug, permanent=True)
    quote = getattr(asset, "quote", None)
    period = asked_range(request, cookie=RANGE_COOKIE, usual=Period.YEAR)
    context = {
        "asset": asset,
        "quote": quote,
        "figures": asset_figures(asset, quote),
        "tier": cap_tier(quote.market_cap) if quote else None,
        "is_old": bool(quote) and not asset.is_fiat and not is_fresh(quote.as_of),
        "ranges": RANGES,
        "chart": asset_chart(asset, period),
    }
    if shows_whole(request):
        analysis = analysis_of(asset)
        context |= {
            "analysis": analysis,
            "volume_30": analysis and analysis.value_of("volume_30"),
            "coverage": own_coverage(slug) if analysis else [],
            "contracts": asset.contracts.all(),
            "profile": getattr(asset, "profile", None),
        }
    response = render_part(request, "markets/asset.html", context, part="asset-figures")
    remember_range(request, response, cookie=RANGE_COOKIE)
    return response


@chart_data
def asset_chart_data(request, slug, *, period):
    """The chart's candles, oldest first."""
    return asset_chart(get_object_or_404(Asset.objects.public(), slug=slug), period)
