"""The books of one portfolio, list by list, and the problems that people dismissed."""

from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, status
from rest_framework.response import Response

from markets.streaming import streamed
from portfolios.api.base.permissions import require_editor
from portfolios.api.base.scopes import PORTFOLIO, OfOnePortfolio
from portfolios.api.base.writing import CreateMixin
from portfolios.api.books import book_serializers
from portfolios.api.books import filters as book_filters
from portfolios.models import (
    Disposal,
    Fee,
    Income,
    LedgerProblem,
    Lot,
    ProblemDismissal,
)
from portfolios.selectors.books.exports import TABLES, book_csv, book_ndjson
from portfolios.services.ledger.dismissals import dismiss_problem, restore_problem

FORMS = {"csv": (book_csv, "text/csv"), "ndjson": (book_ndjson, "application/x-ndjson")}
of_books = extend_schema(tags=["books"], parameters=[PORTFOLIO])


class DatedViewSet(mixins.ListModelMixin, OfOnePortfolio):
    """A list by instant, oldest first."""

    keyset = ("at", "pk")


@of_books
class LotViewSet(mixins.ListModelMixin, OfOnePortfolio):
    """Every acquisition and what remains of it, oldest first."""

    queryset = Lot.objects.select_related("asset")
    serializer_class = book_serializers.LotSerializer
    filterset_class = book_filters.LotFilter
    keyset = ("acquired_at", "pk")


@of_books
class DisposalViewSet(mixins.ListModelMixin, OfOnePortfolio):
    """Parts of lots that were closed, and the gain of each, oldest first."""

    queryset = Disposal.objects.select_related("asset")
    serializer_class = book_serializers.DisposalSerializer
    filterset_class = book_filters.DisposalFilter
    keyset = ("disposed_at", "pk")


@of_books
class IncomeViewSet(DatedViewSet):
    """Rewards, oldest first."""

    queryset = Income.objects.select_related("asset")
    serializer_class = book_serializers.IncomeSerializer
    filterset_class = book_filters.IncomeFilter


@of_books
class FeeViewSet(DatedViewSet):
    """Fees, oldest first."""

    queryset = Fee.objects.select_related("asset")
    serializer_class = book_serializers.FeeSerializer
    filterset_class = book_filters.FeeFilter


@of_books
class ProblemViewSet(mixins.ListModelMixin, OfOnePortfolio):
    """What the ledger cannot answer by itself; dismissed ones are `is_known`."""

    queryset = LedgerProblem.objects.with_known().select_related("asset")
    serializer_class = book_serializers.LedgerProblemSerializer
    filterset_class = book_filters.ProblemFilter


@of_books
class DismissalViewSet(mixins.ListModelMixin, CreateMixin, OfOnePortfolio):
    """Problems that somebody said are known; deleting one takes that back."""

    queryset = ProblemDismissal.objects.select_related("asset")
    serializer_class = book_serializers.DismissalSerializer
    keyset = ("-pk",)

    def perform_create(self, values):
        require_editor(self.request.user, self.portfolio)
        return dismiss_problem(self.portfolio, user=self.request.user, **values)

    def destroy(self, request, *args, **kwargs):
        dismissal = self.get_object()
        require_editor(request.user, self.portfolio)
        restore_problem(dismissal)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BookStreamViewSet(OfOnePortfolio):
    """A whole list of the books, streamed."""

    queryset = Lot.objects.all()
    filter_backends: list = []
    pagination_class = None

    @extend_schema(
        tags=["books"],
        parameters=[
            PORTFOLIO,
            OpenApiParameter("table", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(TABLES)),
            OpenApiParameter("form", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(FORMS)),
        ],
        responses={
            (200, media_type): OpenApiResponse(OpenApiTypes.STR) for _, media_type in FORMS.values()
        },
    )
    def list(self, request, portfolio_pk=None, table="", form=""):
        """Every row with every digit, as CSV or as one JSON object a line."""
        pieces, media_type = FORMS[form]
        name = f"{slugify(self.portfolio.name) or 'portfolio'}-{table}.{form}"
        rows = pieces(self.portfolio, table)
        return streamed(request._request, rows, filename=name, media_type=media_type)
