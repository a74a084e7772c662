from markets.models.asset import Asset, Category
from markets.models.global_figures import GlobalFigures
from markets.models.history import Candle, CandleYear, OpenCandle
from markets.models.identity import AssetContract, AssetEvent, AssetName, AssetReference
from markets.models.market import Market, RefreshRun
from markets.models.observation import ObservationRevision, ObservationYear
from markets.models.quote import AcceptedRange, Quote, RejectedQuote

__all__ = [
    "AcceptedRange",
    "Asset",
    "AssetContract",
    "AssetEvent",
    "AssetName",
    "AssetReference",
    "Candle",
    "CandleYear",
    "Category",
    "GlobalFigures",
    "Market",
    "ObservationRevision",
    "ObservationYear",
    "OpenCandle",
    "Quote",
    "RefreshRun",
    "RejectedQuote",
]
