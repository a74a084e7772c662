from markets.models.asset import Asset, Category
from markets.models.history import Candle, GlobalFigures
from markets.models.market import Market, RefreshRun
from markets.models.quote import AcceptedRange, Quote, RejectedQuote

__all__ = [
    "AcceptedRange",
    "Asset",
    "Candle",
    "Category",
    "GlobalFigures",
    "Market",
    "Quote",
    "RefreshRun",
    "RejectedQuote",
]
