"""What a portfolio, or all of them together, earned over a period."""

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from markets.analytics.charts.periods import Period
from markets.api.base.views import ApiViewSet
from markets.api.charts import ChartSerializer
from markets.models import USD, Asset
from portfolios.api.performance.bodies import daily_body, performance_body
from portfolios.api.performance.performance_serializers import (
    DailySerializer,
    PartPerformanceQuery,
    PartSeriesQuery,
    PerformanceQuery,
    PerformanceSerializer,
    PortfolioChartQuery,
    SeriesQuery,
)
from portfolios.models import Portfolio
from portfolios.selectors.performance.charts import performance_chart
from portfolios.selectors.performance.performance import (
    Performance,
    common_currency,
    owned_by,
    performance_of,
)
from portfolios.selectors.performance.series import Series, series_of, series_of_all
from portfolios.selectors.performance.slices import series_of_slice, slice_of

# The query is read by the action itself: it narrows days, not rows.
_OWN_QUERY = {"filter_backends": [], "pagination_class": None}


def _figures(series: Series, asked: dict) -> Performance:
    return performance_of(
        series,
        period=asked["period"],
        first=asked.get("from"),
        last=asked.get("to"),
        benchmark=asked.get("benchmark"),
    )


def _series(portfolio: Portfolio, asked: dict) -> Series:
    """The portfolio's, or that of the part which the query names."""
    currency = asked.get("currency")
    try:
        part = slice_of(portfolio, asked)
    except LookupError as error:
        raise NotFound(str(error)) from error
    if part is None:
        return series_of(portfolio, currency=currency)
    return series_of_slice(portfolio, part, currency=currency)


class PerformanceActions:
    """For a view set of portfolios."""

    @extend_schema(parameters=[PartPerformanceQuery], responses=PerformanceSerializer)
    @action(detail=True, **_OWN_QUERY)
    def performance(self, request, pk=None):
        """Returns, profit, risk and months of a period, beside a benchmark if one is named."""
        portfolio = self.get_object()
        asked = PartPerformanceQuery.read(request)
        series = _series(portfolio, asked)
        return Response(PerformanceSerializer(performance_body(_figures(series, asked))).data)

    @extend_schema(parameters=[PartSeriesQuery], responses=DailySerializer)
    @action(detail=True, **_OWN_QUERY)
    def daily(self, request, pk=None):
        """The value, flows and return of each day of a period, oldest first."""
        portfolio = self.get_object()
        asked = PartSeriesQuery.read(request)
        series = _series(portfolio, asked)
        return Response(daily_body(_figures(series, asked)))

    @extend_schema(parameters=[PortfolioChartQuery], responses=ChartSerializer)
    @action(detail=True, **_OWN_QUERY)
    def chart(self, request, pk=None):
        """Value, money paid in, return and drawdown over a range, as the page's charts show them.

        With a benchmark its return, and what the same flows would be worth in it (`same`).
        """
        portfolio = self.get_object()
        asked = PortfolioChartQuery.read(request)
        series = _series(portfolio, asked)
        asked["period"] = Period(asked["range"])
        return Response(performance_chart(_figures(series, asked)).body())


@extend_schema(tags=["portfolios"])
class PerformanceViewSet(ApiViewSet):
    """The same of all portfolios that the caller owns, added up day by day."""

    serializer_class = PerformanceSerializer
    filter_backends: list = []
    pagination_class = None

    # A view set's list is described as one, unless the answer is said to be a single thing.
    @extend_schema(
        operation_id="performance_of_all",
        parameters=[PerformanceQuery],
        responses=forced_singular_serializer(PerformanceSerializer),
    )
    def list(self, request):
        """Returns, profit, risk and months; in the currency of most portfolios unless named."""
        asked = PerformanceQuery.read(request)
        found = _figures(self._series(request, asked), asked)
        return Response(PerformanceSerializer(performance_body(found)).data)

    @extend_schema(parameters=[SeriesQuery], responses=DailySerializer)
    @action(detail=False)
    def daily(self, request):
        """The value, flows and return of each day, oldest first."""
        asked = SeriesQuery.read(request)
        return Response(daily_body(_figures(self._series(request, asked), asked)))

    def _series(self, request, asked: dict) -> Series:
        portfolios = owned_by(request.user)
        currency = asked.get("currency") or common_currency(portfolios)
        return series_of_all(portfolios, currency=currency or Asset.objects.get(slug=USD))
