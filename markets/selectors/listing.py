"""The market as a table."""

from django.db.models import F, QuerySet

from markets.models import Asset

# Sort key → heading; the key also names the column of the quote, or of the asset.
COLUMNS = {
    "rank": "#",
    "price": "Price",
    "change_24h": "24 h",
    "market_cap": "Market cap",
    "volume_24h": "Volume 24 h",
}


def listed_assets(*, text: str = "", category: str = "", sort: str = "") -> QuerySet:
    """Assets with a price and their quotes; by rank unless `sort` names a column (−: falling)."""
    assets = Asset.objects.listed().select_related("quote").prefetch_related("categories")
    if text:
        assets = assets.matching(text)
    if category:
        assets = assets.filter(categories__slug=category)
    name = sort.removeprefix("-")
    if name not in COLUMNS:
        name, sort = "rank", "rank"
    column = F("rank") if name == "rank" else F(f"quote__{name}")
    ordered = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return assets.order_by(ordered, "slug")
