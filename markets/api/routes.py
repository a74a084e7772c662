"""Where the markets stand in the API."""

from markets.api.analytics.viewsets import AnalyticsViewSet, AssessmentViewSet
from markets.api.screener.viewsets import ScreenerViewSet
from markets.api.streams.viewsets import HistoryViewSet
from markets.api.viewsets import AssetViewSet, CandleViewSet, QuoteViewSet


def register(router) -> None:
    """Add the markets' view sets to the API's router."""
    router.register("assets", AssetViewSet, basename="asset")
    router.register("quotes", QuoteViewSet, basename="quote")
    router.register("candles", CandleViewSet, basename="candle")
    router.register("screener", ScreenerViewSet, basename="screener")
    router.register("history", HistoryViewSet, basename="history")
    router.register("analytics", AnalyticsViewSet, basename="analytics")
    router.register("assessments", AssessmentViewSet, basename="assessment")
