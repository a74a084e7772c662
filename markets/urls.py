from django.urls import path

from markets.views import analytics, asset, compare, narratives, overview, screener

app_name = "markets"

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
    path("<slug:slug>/", asset.asset_detail, name="asset"),
    path("<slug:slug>/candles.json", asset.asset_chart_data, name="candles"),
]
