"""Lots, disposals, income, fees and problems as the API writes them; money in the base currency."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import MOST_ID, ExactField, WholeField
from markets.api.base.references import AssetRefField
from markets.api.base.strict import StrictModelSerializer
from portfolios.models import Disposal, Fee, Income, LedgerProblem, Lot, ProblemDismissal
from portfolios.services.ledger.dismissals import CODES


def _exact(**options) -> ExactField:
    return ExactField(read_only=True, **options)


class _BookSerializer(serializers.ModelSerializer):
    """A row of the books: the asset by its slug, account and transactions by their ids."""

    asset = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    account = serializers.IntegerField(source="account_id", read_only=True, allow_null=True)
    quantity = _exact()


class LotSerializer(_BookSerializer):
    """Units acquired at once; `account` is null where lots are per portfolio."""

    remaining = _exact()
    cost = _exact(help_text="of what remains")

    class Meta:
        model = Lot
        fields = [
            "asset", "account", "acquired_at", "quantity", "remaining", "cost", "transaction_id",
        ]  # fmt: skip


class DisposalSerializer(_BookSerializer):
    """A part of a lot that was closed: gain = proceeds − cost."""

    cost = _exact()
    proceeds = _exact()
    gain = _exact()
    term = serializers.SerializerMethodField()

    class Meta:
        model = Disposal
        fields = [
            "asset", "account", "type", "acquired_at", "disposed_at", "quantity", "cost",
            "proceeds", "gain", "term", "transaction_id", "acquired_by",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=["short", "long"], allow_null=True))
    def get_term(self, disposal):
        """Null for money, which has no lots."""
        return disposal.term or None


class IncomeSerializer(_BookSerializer):
    """A reward at its market value on the day it came."""

    type = serializers.CharField(read_only=True, help_text="a type of the ledger")
    value = _exact()

    class Meta:
        model = Income
        fields = [
            "asset", "account", "type", "at", "day", "quantity", "value", "transaction_id",
        ]  # fmt: skip


class FeeSerializer(_BookSerializer):
    """A fee at market value; `in_cost` where a cost or proceeds already hold it."""

    value = _exact()

    class Meta:
        model = Fee
        fields = [
            "asset", "account", "at", "day", "quantity", "value", "in_cost", "transaction_id",
        ]  # fmt: skip


class YearGainsSerializer(serializers.Serializer):
    """A year of the portfolio's time zone: gain = short + long + no_term = proceeds − cost."""

    year = serializers.IntegerField()
    count = serializers.IntegerField(help_text="disposals")
    proceeds = _exact()
    cost = _exact()
    gain = _exact()
    short = _exact()
    long = _exact()
    no_term = _exact(help_text="of money, which has no lots")


class _HolderSerializer(serializers.Serializer):
    """An account, by its id, and what it held."""

    account = serializers.IntegerField()
    quantity = _exact()


class LedgerProblemSerializer(_BookSerializer):
    """Something that the ledger cannot answer by itself, and the row that shows it."""

    asset = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    quantity = _exact(allow_null=True, help_text="units that are missing, or lack a value")
    holders = serializers.SerializerMethodField()
    is_known = serializers.BooleanField(read_only=True, help_text="dismissed by somebody")

    class Meta:
        model = LedgerProblem
        fields = [
            "code", "transaction_id", "asset", "account", "quantity", "holders", "message",
            "is_known",
        ]  # fmt: skip

    @extend_schema_field(_HolderSerializer(many=True))
    def get_holders(self, problem: LedgerProblem) -> list[dict]:
        """Accounts that held what the account lacked, the largest first."""
        held = problem.holders.items()
        return _HolderSerializer(
            [{"account": pk, "quantity": units} for pk, units in held], many=True
        ).data


class DismissalSerializer(StrictModelSerializer):
    """A problem that somebody knows, named as `problems/` names it."""

    code = serializers.ChoiceField(choices=sorted(CODES))
    transaction_id = WholeField(required=False, allow_null=True, min_value=0, max_value=MOST_ID)
    asset = AssetRefField(required=False, allow_null=True)

    class Meta:
        model = ProblemDismissal
        fields = ["id", "code", "transaction_id", "asset", "at"]
        read_only_fields = ["at"]
        # The service says what can be dismissed; twice is once.
        validators: list = []
