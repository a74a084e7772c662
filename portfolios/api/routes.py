"""Where the portfolios stand in the API."""

from portfolios.api.alerts.channel_viewsets import ChannelViewSet, DeliveryViewSet
from portfolios.api.alerts.market_alert_viewsets import (
    MarketAlertHistoryViewSet,
    MarketAlertViewSet,
)
from portfolios.api.allocation.own_assets import OwnAssetViewSet, OwnPriceViewSet
from portfolios.api.allocation.target_viewsets import TargetViewSet
from portfolios.api.books import book_viewsets
from portfolios.api.exits.trigger_viewsets import AlertViewSet, TriggerViewSet
from portfolios.api.home.home_viewsets import HomeViewSet
from portfolios.api.ledger.import_viewsets import ImportViewSet
from portfolios.api.ledger.transaction_viewsets import TransactionViewSet
from portfolios.api.performance.performance_viewsets import PerformanceViewSet
from portfolios.api.sharing.links import ShareLinkViewSet
from portfolios.api.sharing.portfolio_viewsets import AccountViewSet, PortfolioViewSet
from portfolios.api.sharing.screens import SavedScreenViewSet
from portfolios.api.watchlists.watchlist_viewsets import WatchedAssetViewSet, WatchlistViewSet

_ONE = r"portfolios/(?P<portfolio_pk>[0-9]{1,18})"
_STREAM = r"(?P<table>lots|disposals|income|fees)\.(?P<form>csv|ndjson)"


def register(router) -> None:
    """Add the portfolios' view sets to the API's router."""
    router.register("portfolios", PortfolioViewSet, basename="portfolio")
    router.register("home", HomeViewSet, basename="home")
    router.register("performance", PerformanceViewSet, basename="performance")
    router.register("accounts", AccountViewSet, basename="account")
    router.register("transactions", TransactionViewSet, basename="transaction")
    router.register("triggers", TriggerViewSet, basename="trigger")
    router.register("targets", TargetViewSet, basename="target")
    router.register("own-assets", OwnAssetViewSet, basename="own-asset")
    router.register("own-prices", OwnPriceViewSet, basename="own-price")
    router.register("screens", SavedScreenViewSet, basename="screen")
    router.register("watchlists", WatchlistViewSet, basename="watchlist")
    router.register("watched-assets", WatchedAssetViewSet, basename="watched-asset")
    router.register("alerts", AlertViewSet, basename="alert")
    router.register("market-alerts", MarketAlertViewSet, basename="market-alert")
    router.register(
        r"market-alerts/(?P<alert_pk>[0-9]{1,18})/history",
        MarketAlertHistoryViewSet,
        basename="market-alert-history",
    )
    router.register("channels", ChannelViewSet, basename="channel")
    router.register("deliveries", DeliveryViewSet, basename="delivery")
    router.register("imports", ImportViewSet, basename="import")
    router.register(f"{_ONE}/share-links", ShareLinkViewSet, basename="share-link")
    router.register(f"{_ONE}/lots", book_viewsets.LotViewSet, basename="lot")
    router.register(f"{_ONE}/disposals", book_viewsets.DisposalViewSet, basename="disposal")
    router.register(f"{_ONE}/income", book_viewsets.IncomeViewSet, basename="income")
    router.register(f"{_ONE}/fees", book_viewsets.FeeViewSet, basename="fee")
    router.register(f"{_ONE}/problems", book_viewsets.ProblemViewSet, basename="problem")
    router.register(f"{_ONE}/dismissals", book_viewsets.DismissalViewSet, basename="dismissal")
    router.register(f"{_ONE}/{_STREAM}", book_viewsets.BookStreamViewSet, basename="book-stream")
