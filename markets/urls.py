from django.urls import path

from markets.views import asset, market

app_name = "markets"

urlpatterns = [
    path("", market.market_list, name="list"),
    path("<slug:slug>/", asset.asset_detail, name="asset"),
    path("<slug:slug>/candles.json", asset.candle_data, name="candles"),
]
