"""Portfolios with what is computed of them, and their accounts."""

from dataclasses import asdict

from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.api.base.views import ApiViewSet
from markets.streaming import streamed
from portfolios.api.base.filters import AccountFilter
from portfolios.api.base.permissions import require_editor, require_owner
from portfolios.api.base.writing import WriteMixin
from portfolios.api.books.book_serializers import YearGainsSerializer
from portfolios.api.books.figure_serializers import (
    AllocationSerializer,
    PositionsSerializer,
    ValuationSerializer,
    ValuePointSerializer,
)
from portfolios.api.exits.plan_viewsets import PlanActions
from portfolios.api.performance.performance_viewsets import PerformanceActions
from portfolios.api.sharing.portfolio_serializers import (
    AccountSerializer,
    PortfolioSerializer,
)
from portfolios.models import Account, Portfolio
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.allocation.valuations import latest_valuations
from portfolios.selectors.books.gains import gains_by_year
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.books.values import value_history
from portfolios.selectors.ledger.exports import transactions_csv, transactions_ndjson
from portfolios.services.books.books import lock_books
from portfolios.services.ledger.accounts import change_account, create_account, delete_account
from portfolios.services.sharing.portfolios import (
    change_portfolio,
    create_portfolio,
    delete_portfolio,
)

NDJSON = "One JSON object a line, each a row with every leg; decimals are strings."
POSITION_SUMS = (
    "value", "cost", "unrealised", "realised", "income", "fees", "carried", "profit",
    "change_24h",
)  # fmt: skip


@extend_schema(tags=["portfolios"])
class PortfolioViewSet(
    PerformanceActions,
    PlanActions,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    WriteMixin,
    ApiViewSet,
):
    """The caller's portfolios, and those shared with them."""

    queryset = Portfolio.objects.select_related("currency")
    serializer_class = PortfolioSerializer

    def get_queryset(self):
        user = self.request.user
        return super().get_queryset().for_user(user).with_rights(user)

    def locked_object(self):
        """Of one that is to go the books first, in the order in which a rebuild holds both."""
        if self.action == "destroy":
            lock_books(self.get_object().pk)
        return super().locked_object()

    def perform_create(self, values):
        return create_portfolio(self.request.user, **values)

    def perform_update(self, portfolio, values):
        require_editor(self.request.user, portfolio)
        if not values:
            return portfolio
        return change_portfolio(portfolio, user=self.request.user, **values)

    def perform_destroy(self, portfolio):
        require_owner(self.request.user, portfolio)
        delete_portfolio(portfolio)

    @extend_schema(responses=ValuationSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def valuations(self, request):
        """What the last tick made of every portfolio, in three queries however many there are."""
        found = [asdict(one) for one in latest_valuations(self.get_queryset())]
        return Response(ValuationSerializer(found, many=True).data)

    @extend_schema(responses=PositionsSerializer)
    @action(detail=True)
    def positions(self, request, pk=None):
        """What is held now, valued at the latest quotes."""
        portfolio = self.get_object()
        holdings = holdings_of(portfolio)
        sums = {name: getattr(holdings, name) for name in POSITION_SUMS}
        body = {"currency": portfolio.figures_currency.slug, "positions": holdings.open, **sums}
        return Response(PositionsSerializer(body).data)

    @extend_schema(responses=AllocationSerializer)
    @action(detail=True)
    def allocation(self, request, pk=None):
        """How the value is spread."""
        portfolio = self.get_object()
        spread = allocation_of(portfolio, holdings=holdings_of(portfolio))
        return Response(AllocationSerializer(spread).data)

    @extend_schema(responses=ValuePointSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request, pk=None):
        """The value at the end of each day, oldest first."""
        points = [asdict(point) for point in value_history(self.get_object())]
        return Response(ValuePointSerializer(points, many=True).data)

    @extend_schema(responses=YearGainsSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def gains(self, request, pk=None):
        """Realised gains by year of the portfolio's time zone, the newest first."""
        years = gains_by_year(self.get_object())
        rows = [{"year": year, **asdict(sums)} for year, sums in years.items()]
        return Response(YearGainsSerializer(rows, many=True).data)

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR)})
    @action(detail=True, url_path="ledger.csv", url_name="ledger-csv")
    def ledger_csv(self, request, pk=None):
        """The whole ledger as Tidemark CSV, streamed; it imports again to the same books."""
        portfolio = self.get_object()
        return streamed(
            request._request,
            transactions_csv(portfolio),
            filename=_filename(portfolio, "csv"),
            media_type="text/csv",
        )

    @extend_schema(
        responses={(200, "application/x-ndjson"): OpenApiResponse(OpenApiTypes.STR, NDJSON)}
    )
    @action(detail=True, url_path="ledger.ndjson", url_name="ledger-ndjson")
    def ledger_ndjson(self, request, pk=None):
        """The whole ledger, one JSON object a line, streamed."""
        portfolio = self.get_object()
        return streamed(
            request._request,
            transactions_ndjson(portfolio),
            filename=_filename(portfolio, "ndjson"),
            media_type="application/x-ndjson",
        )


def _filename(portfolio: Portfolio, ending: str) -> str:
    return f"{slugify(portfolio.name) or 'portfolio'}.{ending}"


@extend_schema(tags=["portfolios"])
class AccountViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Wallets and exchanges. One that has transactions cannot be removed."""

    queryset = Account.objects.select_related("portfolio")
    serializer_class = AccountSerializer
    filterset_class = AccountFilter
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        portfolio = values.pop("portfolio")
        require_editor(self.request.user, portfolio)
        return create_account(portfolio, **values)

    def perform_update(self, account, values):
        require_editor(self.request.user, account.portfolio)
        values.pop("portfolio", None)
        return change_account(account, **values)

    def perform_destroy(self, account):
        require_editor(self.request.user, account.portfolio)
        delete_account(account)
