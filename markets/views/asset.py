"""One asset: its chart and its market figures."""

from datetime import timedelta

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from markets.models import Asset
from markets.selectors import cap_tier, price_history
from markets.selectors.analytics.asset import analysis_of
from markets.selectors.analytics.record_tables import own_coverage
from markets.selectors.figures import asset_figures
from markets.selectors.freshness import is_fresh
from markets.views.parts import render_part, shows_whole


def asset_detail(request, slug):
    assets = Asset.objects.public().select_related("quote", "merged_into")
    asset = get_object_or_404(assets.prefetch_related("categories"), slug=slug)
    if asset.merged_into:
        return redirect("markets:asset", asset.merged_into.slug, permanent=True)
    quote = getattr(asset, "quote", None)
    context = {
        "asset": asset,
        "quote": quote,
        "figures": asset_figures(asset, quote),
        "tier": cap_tier(quote.market_cap) if quote else None,
        "is_old": bool(quote) and not asset.is_fiat and not is_fresh(quote.as_of),
    }
    if shows_whole(request):
        analysis = analysis_of(asset)
        context |= {
            "analysis": analysis,
            "volume_30": analysis and analysis.value_of("volume_30"),
            "coverage": own_coverage(slug) if analysis else [],
            "contracts": asset.contracts.all(),
        }
    return render_part(request, "markets/asset.html", context, part="asset-figures")


def candle_data(request, slug):
    """The chart's days, oldest first; the last one follows the latest quote."""
    asset = get_object_or_404(Asset.objects.public().select_related("quote"), slug=slug)
    try:
        days = max(0, int(request.GET.get("days", 0)))
    except ValueError:
        days = 0
    start = timezone.now().date() - timedelta(days=days) if 0 < days < 20000 else None
    points = [
        {
            "time": candle.day.isoformat(),
            "open": candle.open or candle.close,
            "high": candle.high or candle.close,
            "low": candle.low or candle.close,
            "close": candle.close,
            "volume": candle.volume,
        }
        for candle in price_history(asset, start=start)
    ]
    return JsonResponse({"symbol": asset.symbol, "points": points})
