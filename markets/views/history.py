"""What is stored of an asset's history, and where to take it away."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from markets.models import Asset
from markets.selectors.exports.labels import FORM_LABELS, TABLE_LABELS
from markets.selectors.exports.stored_history import MOST_SHOWN, stored_history


def asset_history(request, slug):
    """From when to when, gaps with their reason, revised closes, retention, downloads."""
    assets = Asset.objects.public().select_related("merged_into")
    asset = get_object_or_404(assets, slug=slug)
    if asset.merged_into:
        return redirect("markets:history", asset.merged_into.slug, permanent=True)
    found = stored_history(asset)
    context = {
        "asset": asset,
        "history": found,
        "gaps": found.gaps[:MOST_SHOWN] if found else [],
        "missing": sum(gap.days for gap in found.gaps) if found else 0,
        "downloads": [
            (
                label,
                [(written, _address(table, form, slug)) for form, written in FORM_LABELS.items()],
            )
            for table, label in TABLE_LABELS.items()
        ],
    }
    return render(request, "markets/history.html", context)


def _address(table: str, form: str, slug: str) -> str:
    return f"{reverse(f'api:history-{table}', kwargs={'form': form})}?asset={slug}"
