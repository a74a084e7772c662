"""Views below one portfolio."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from markets.api.base.views import ApiViewSet
from portfolios.models import Portfolio

PORTFOLIO = OpenApiParameter("portfolio_pk", OpenApiTypes.INT, OpenApiParameter.PATH)


class OfOnePortfolio(ApiViewSet):
    """Below a portfolio that the caller may see; any other is a 404."""

    @cached_property
    def portfolio(self) -> Portfolio:
        portfolios = Portfolio.objects.for_user(self.request.user).select_related("currency")
        return get_object_or_404(portfolios, pk=self.kwargs["portfolio_pk"])

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.filter(portfolio=self.portfolio)
