from functools import cache

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from markets.views import analytics, asset, compare, narratives, overview, screener

app_name = "markets"


class AssetSlugConverter(SlugConverter):
    """An asset's slug, with a "~" behind it where a page below stands at the same address.

    Slugs are the providers' own ids: nobody can keep a coin from being called "screener".
    """

    regex = "[-a-zA-Z0-9_]+~?"

    def to_python(self, value: str) -> str:
        slug = value.removesuffix("~")
        if self.to_url(slug) != value:
            raise ValueError("This asset's address is another one.")
        return slug

    def to_url(self, value: str) -> str:
        return f"{value}~" if value in _taken() else value


@cache
def _taken() -> frozenset[str]:
    """What stands first in the addresses of the pages below."""
    return frozenset(str(one.pattern).split("/")[0] for one in urlpatterns)


register_converter(AssetSlugConverter, "asset")

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("screener/", screener.screener, name="screener"),
    path("screener.csv", screener.screener_csv, name="screener_csv"),
    path("compare/", compare.compare, name="compare"),
    path("narratives/", narratives.narrative_list, name="narratives"),
    path("narratives/<slug:slug>/", narratives.narrative, name="narrative"),
    path("grades/", analytics.grades, name="grades"),
    path("signals/", analytics.signals, name="signals"),
    path("record/", analytics.record, name="record"),
    path("<asset:slug>/", asset.asset_detail, name="asset"),
    path("<asset:slug>/candles.json", asset.asset_chart_data, name="candles"),
]
