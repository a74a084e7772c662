from markets.models.analysis import (
    AnalysisRun,
    Assessment,
    AssetPoints,
    CategoryDay,
    MarketDay,
    TrackRecord,
)
from markets.models.asset import USD, Asset, Category
from markets.models.global_figures import GlobalFigures
from markets.models.history import (
    Candle,
    CandleBlock,
    CandleCorrection,
    HourCandles,
    OpenCandle,
)
from markets.models.identity import AssetContract, AssetEvent, AssetName, AssetReference
from markets.models.market import Market, RefreshRun
from markets.models.news import NewsDay, NewsItem
from markets.models.observation import ObservationRevision, ObservationYear
from markets.models.profile import AssetProfile
from markets.models.published import CategoryTotal, YieldPool
from markets.models.quote import AcceptedRange, Quote, RejectedQuote
from markets.models.sentiment import Sentiment

__all__ = [
    "USD",
    "AcceptedRange",
    "AnalysisRun",
    "Assessment",
    "Asset",
    "AssetContract",
    "AssetEvent",
    "AssetName",
    "AssetPoints",
    "AssetProfile",
    "AssetReference",
    "Candle",
    "CandleBlock",
    "CandleCorrection",
    "Category",
    "CategoryDay",
    "CategoryTotal",
    "GlobalFigures",
    "HourCandles",
    "Market",
    "MarketDay",
    "NewsDay",
    "NewsItem",
    "ObservationRevision",
    "ObservationYear",
    "OpenCandle",
    "Quote",
    "RefreshRun",
    "RejectedQuote",
    "Sentiment",
    "TrackRecord",
    "YieldPool",
]
