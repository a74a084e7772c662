"""All portfolios that the caller sees, at a glance."""

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from markets.api.base.views import ApiViewSet
from portfolios.api.home.home_serializers import HomeSerializer
from portfolios.api.performance.performance_serializers import CurrencyQuery
from portfolios.selectors.home.home import home_currency, home_of, portfolios_of


@extend_schema(tags=["portfolios"])
class HomeViewSet(ApiViewSet):
    """Own and shared portfolios together."""

    serializer_class = HomeSerializer
    filter_backends: list = []
    pagination_class = None

    # A view set's list is described as one, unless the answer is said to be a single thing.
    @extend_schema(
        operation_id="home",
        parameters=[CurrencyQuery],
        responses=forced_singular_serializer(HomeSerializer),
    )
    def list(self, request):
        """Value, changes with what made them, allocation, exit plans, income, market."""
        asked = CurrencyQuery.read(request)
        portfolios = portfolios_of(request.user)
        currency = asked.get("currency") or home_currency(request.user, portfolios)
        found = home_of(request.user, portfolios, currency=currency)
        return Response(HomeSerializer(found).data)
