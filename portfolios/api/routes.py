"""Where the portfolios stand in the API."""

from portfolios.api.import_viewsets import ImportViewSet
from portfolios.api.performance_viewsets import PerformanceViewSet
from portfolios.api.portfolio_viewsets import AccountViewSet, PortfolioViewSet
from portfolios.api.transaction_viewsets import TransactionViewSet
from portfolios.api.trigger_viewsets import AlertViewSet, TriggerViewSet


def register(router) -> None:
    """Add the portfolios' view sets to the API's router."""
    router.register("portfolios", PortfolioViewSet, basename="portfolio")
    router.register("performance", PerformanceViewSet, basename="performance")
    router.register("accounts", AccountViewSet, basename="account")
    router.register("transactions", TransactionViewSet, basename="transaction")
    router.register("triggers", TriggerViewSet, basename="trigger")
    router.register("alerts", AlertViewSet, basename="alert")
    router.register("imports", ImportViewSet, basename="import")
