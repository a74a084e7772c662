from functools import cache

from django.urls import path, register_converter
from django.urls.converters import SlugConverter
from django.views.decorators.http import require_safe

from markets.views import analytics, asset, compare, history, narratives, overview, screener

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


def _page(route: str, view, *, name: str):
    """Pages of the market are read, and nothing is written there."""
    return path(route, require_safe(view), name=name)


urlpatterns = [
    _page("", overview.overview, name="overview"),
    _page("screener/", screener.screener, name="screener"),
    _page("screener.csv", screener.screener_csv, name="screener_csv"),
    _page("compare/", compare.compare, name="compare"),
    _page("narratives/", narratives.narrative_list, name="narratives"),
    _page("narratives/<slug:slug>/", narratives.narrative, name="narrative"),
    _page("grades/", analytics.grades, name="grades"),
    _page("signals/", analytics.signals, name="signals"),
    _page("record/", analytics.record, name="record"),
    _page("<asset:slug>/", asset.asset_detail, name="asset"),
    _page("<asset:slug>/history/", history.asset_history, name="history"),
    _page("<asset:slug>/candles.json", asset.asset_chart_data, name="candles"),
]
