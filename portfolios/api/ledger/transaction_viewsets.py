"""The ledger's rows, one by one and in bulk."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from markets.api.base.references import AssetFinder, is_name
from markets.api.base.views import ApiViewSet
from portfolios.accounting.core.types import LEGS
from portfolios.api.base.filters import TransactionFilter
from portfolios.api.base.permissions import require_editor
from portfolios.api.base.writing import WriteMixin
from portfolios.api.ledger.transaction_serializers import (
    BulkCreatedSerializer,
    BulkRequestSerializer,
    BulkSerializer,
    RowSerializer,
    TransactionSerializer,
)
from portfolios.models import Transaction
from portfolios.selectors.ledger.price_warnings import price_warning
from portfolios.services.ledger.transactions import (
    change_transaction,
    delete_transaction,
    record_transaction,
    record_transactions,
)
from portfolios.services.locks import in_one_go

WARNING = "Tidemark-Warning"
ASSET_NAMES = tuple(f"{leg}_asset" for leg in LEGS)


@extend_schema(tags=["ledger"])
class TransactionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WriteMixin, ApiViewSet):
    """Rows of the ledger, newest first. Every change is recorded and can be undone.

    A row whose price is far from the market's is recorded; the answer's `Tidemark-Warning` says so.
    """

    queryset = Transaction.objects.with_assets().select_related(
        "portfolio", "net_worth_asset", "import_batch"
    ).defer("import_batch__content")  # fmt: skip
    serializer_class = TransactionSerializer
    filterset_class = TransactionFilter
    keyset = ("-executed_at", "-pk")

    def get_queryset(self):
        return super().get_queryset().for_user(self.request.user)

    def perform_create(self, values):
        portfolio = values.pop("portfolio")
        require_editor(self.request.user, portfolio)
        return self._warned(record_transaction(portfolio, user=self.request.user, **values))

    def perform_update(self, row, values):
        require_editor(self.request.user, row.portfolio)
        values.pop("portfolio", None)
        return self._warned(change_transaction(row, user=self.request.user, **values))

    def _warned(self, row: Transaction) -> Transaction:
        """The row, recorded as it is; the answer's header says what is doubtful about it."""
        warning = price_warning(row, portfolio=row.portfolio)
        if warning:
            self.headers[WARNING] = warning
        return row

    def perform_destroy(self, row):
        require_editor(self.request.user, row.portfolio)
        delete_transaction(row, user=self.request.user)

    @extend_schema(
        request=BulkRequestSerializer,
        responses={201: BulkCreatedSerializer},
    )
    @action(detail=False, methods=["post"])
    @in_one_go
    def bulk(self, request):
        """Record many rows of one portfolio, all of them or none."""
        outer = BulkSerializer(data=request.data, context=self.get_serializer_context())
        outer.is_valid(raise_exception=True)
        portfolio = outer.validated_data["portfolio"]
        require_editor(request.user, portfolio)
        rows = [Transaction(**values) for values in self._rows(outer, portfolio)]
        saved = record_transactions(portfolio, rows, user=request.user)
        body = {"created": len(saved), "ids": [row.pk for row in saved]}
        return Response(body, status=status.HTTP_201_CREATED)

    def _rows(self, outer: BulkSerializer, portfolio) -> list[dict]:
        """The rows' values; assets and accounts are looked up once for all of them."""
        context = {**self.get_serializer_context(), "portfolio": portfolio}
        given = outer.validated_data["transactions"]
        _prime(given, context)
        serializer = RowSerializer(data=given, many=True, context=context)
        if not serializer.is_valid():
            raise serializers.ValidationError({"transactions": _by_index(serializer.errors)})
        return serializer.validated_data


def _by_index(errors: list | dict) -> dict:
    """The faults of each row that has some; a list serializer gives them in either form."""
    pairs = errors.items() if isinstance(errors, dict) else enumerate(errors)
    return {index: faults for index, faults in pairs if faults}


def _prime(rows: list, context: dict) -> None:
    named = (row.get(name) for row in rows if isinstance(row, dict) for name in ASSET_NAMES)
    context["asset_finder"] = AssetFinder()
    context["asset_finder"].prime(name.strip() for name in named if is_name(name))
