from django.urls import path

from markets.views import asset, overview, screener

app_name = "markets"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("screener/", screener.screener, name="screener"),
    path("screener.csv", screener.screener_csv, name="screener_csv"),
    path("<slug:slug>/", asset.asset_detail, name="asset"),
    path("<slug:slug>/candles.json", asset.candle_data, name="candles"),
]
