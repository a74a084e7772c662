"""Rows of the ledger as the API reads and writes them."""

import re

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import MOST_ID, ExactField, InstantField, TextField
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictModelSerializer, StrictSerializer
from portfolios.api.base.problems import Conflict
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.models import Account, Transaction
from portfolios.services.ledger.bulk import MAX_TAG, MOST_TAGS

MAX_BULK = 5000
_CONTROL = r"\u0000-\u001f\u007f-\u009f"
_TAG = rf"^[^;{_CONTROL}]*[^;\s{_CONTROL}][^;{_CONTROL}]*$"


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": MOST_ID})
class AccountRefField(serializers.Field):
    """An account of the row's portfolio, by id; all of them are read once a request."""

    default_error_messages = {
        "type": "Give the account's id as a whole number.",
        "unknown": "There is no account {pk} in this portfolio.",
    }

    def to_representation(self, value):
        return value.pk

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("type")
        found = self._accounts().get(data)
        if found is None:
            self.fail("unknown", pk=data)
        return found

    def _accounts(self) -> dict[int, Account]:
        portfolio = self.context.get("portfolio")
        if portfolio is None:
            return {}
        if self.context.get("accounts_of") != portfolio.pk:
            self.context["accounts_of"] = portfolio.pk
            self.context["accounts"] = {one.pk: one for one in portfolio.accounts.all()}
        return self.context["accounts"]


@extend_schema_field({"type": "string", "maxLength": MAX_TAG, "pattern": _TAG})
class TagField(TextField):
    """A tag: one line of text without a semicolon, which parts tags in exported files."""

    default_error_messages = {"semicolon": "A tag has no semicolon."}

    def to_internal_value(self, data):
        if ";" in data:
            self.fail("semicolon")
        if re.search(f"[{_CONTROL}]", data):
            self.fail("control")
        return super().to_internal_value(data)


def _asset() -> AssetRefField:
    return AssetRefField(required=False, allow_null=True)


def _quantity() -> ExactField:
    return ExactField(required=False, allow_null=True, positive=True)


class RowSerializer(StrictModelSerializer):
    """A row without its portfolio, as a bulk request lists them. The service knows the rules."""

    account = AccountRefField()
    to_account = AccountRefField(required=False, allow_null=True)
    executed_at = InstantField()
    sent_asset = _asset()
    sent_quantity = _quantity()
    received_asset = _asset()
    received_quantity = _quantity()
    fee_asset = _asset()
    fee_quantity = _quantity()
    net_worth_asset = _asset()
    net_worth_amount = ExactField(required=False, allow_null=True, min_value=0)
    note = TextField(required=False, allow_blank=True, max_length=2000)
    tags = serializers.ListField(
        child=TagField(max_length=MAX_TAG), required=False, max_length=MOST_TAGS
    )

    class Meta:
        model = Transaction
        fields = [
            "type", "executed_at", "account", "to_account",
            "sent_asset", "sent_quantity", "received_asset", "received_quantity",
            "fee_asset", "fee_quantity", "net_worth_asset", "net_worth_amount",
            "label", "note", "tags", "external_id",
        ]  # fmt: skip
        # The service says which id is taken, and keeps the rule for every way in.
        validators: list = []
        extra_kwargs = {
            "external_id": {"required": False, "allow_null": True},
            "label": {
                "help_text": "`carried` on a gift_given and its gift_received (the same asset and "
                "quantity, at most 7 days apart, in portfolios of one owner): no gain, and the "
                "lots keep their dates and costs"
            },
        }


class TransactionSerializer(RowSerializer):
    """A row of the ledger."""

    portfolio = VisiblePortfolioField()
    import_batch = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)

    class Meta(RowSerializer.Meta):
        fields = [
            "id", "portfolio", *RowSerializer.Meta.fields, "import_batch", "created_at",
            "updated_at",
        ]  # fmt: skip

    def to_internal_value(self, data):
        """Accounts are looked up in the portfolio, so that is read first."""
        self.context["portfolio"] = self._portfolio(data)
        return super().to_internal_value(data)

    def _portfolio(self, data):
        if self.instance is not None:
            return self.instance.portfolio
        field = self.fields["portfolio"]
        try:
            return field.run_validation(data.get("portfolio") if hasattr(data, "get") else None)
        except serializers.ValidationError:
            return None

    def validate_portfolio(self, portfolio):
        if self.instance is not None and portfolio != self.instance.portfolio:
            raise Conflict("A row stays in its portfolio.")
        return portfolio


class BulkSerializer(StrictSerializer):
    """Many rows of one portfolio: all are recorded, or none."""

    portfolio = VisiblePortfolioField()
    transactions = serializers.ListField(min_length=1, max_length=MAX_BULK)


class BulkRequestSerializer(serializers.Serializer):
    """What a bulk request looks like, for the API's description."""

    portfolio = serializers.IntegerField()
    transactions = serializers.ListField(child=RowSerializer(), min_length=1, max_length=MAX_BULK)


class BulkCreatedSerializer(serializers.Serializer):
    """How many rows were recorded, and their ids in the order given."""

    created = serializers.IntegerField()
    ids = serializers.ListField(child=serializers.IntegerField())
