from markets.models.asset import Asset, Category
from markets.models.history import Candle, GlobalFigures
from markets.models.market import Market, RefreshRun
from markets.models.quote import Quote, RejectedQuote

__all__ = [
    "Asset",
    "Candle",
    "Category",
    "GlobalFigures",
    "Market",
    "Quote",
    "RefreshRun",
    "RejectedQuote",
]
