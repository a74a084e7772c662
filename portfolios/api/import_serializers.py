"""Imports as the API reads and writes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.fields import ExactField
from markets.api.references import AssetRefField
from markets.api.strict import StrictModelSerializer, StrictSerializer
from portfolios.api.portfolio_serializers import VisiblePortfolioField
from portfolios.api.problems import Conflict
from portfolios.importers.base import MAX_BYTES
from portfolios.models import Account, ImportBatch

MAX_CHOICES = 1000


class ImportSerializer(StrictModelSerializer):
    """An uploaded file and what became of it."""

    class Meta:
        model = ImportBatch
        fields = [
            "id", "portfolio", "account", "filename", "format", "status", "rows", "created",
            "skipped", "created_at", "committed_at", "undone_at",
        ]  # fmt: skip
        read_only_fields = fields


class UploadSerializer(StrictSerializer):
    """A file for a portfolio; `account` takes the rows that name none."""

    portfolio = VisiblePortfolioField()
    account = serializers.PrimaryKeyRelatedField(
        queryset=Account.objects.all(), required=False, allow_null=True
    )
    file = serializers.FileField(allow_empty_file=True)

    def validate_file(self, file):
        if file.size > MAX_BYTES:
            raise serializers.ValidationError(f"A file may hold {MAX_BYTES // 2**20} MB at most.")
        return file

    def validate(self, values):
        account = values.get("account")
        if account is not None and account.portfolio_id != values["portfolio"].pk:
            message = "There is no such account in this portfolio."
            raise Conflict({"account": [message]})
        return values


class ChoicesSerializer(StrictSerializer):
    """Which asset each symbol stands for."""

    asset_choices = serializers.DictField(
        child=AssetRefField(), required=False, help_text="symbol → slug"
    )

    def validate_asset_choices(self, choices):
        if len(choices) > MAX_CHOICES:
            raise serializers.ValidationError(f"At most {MAX_CHOICES} symbols.")
        odd = [name for name in choices if not 1 <= len(name) <= 40 or not name.isprintable()]
        if odd:
            raise serializers.ValidationError({name[:40]: ["This is no symbol."] for name in odd})
        return choices


class LegSerializer(serializers.Serializer):
    symbol = serializers.CharField()
    quantity = ExactField(read_only=True)


class ParsedRowSerializer(serializers.Serializer):
    """A row as the file tells it."""

    line = serializers.IntegerField()
    type = serializers.CharField()
    executed_at = serializers.DateTimeField()
    account = serializers.CharField()
    to_account = serializers.CharField()
    sent = LegSerializer(allow_null=True)
    received = LegSerializer(allow_null=True)
    fee = LegSerializer(allow_null=True)
    net_worth = LegSerializer(allow_null=True)
    label = serializers.CharField()
    note = serializers.CharField()
    external_id = serializers.CharField()


class RowErrorSerializer(serializers.Serializer):
    """Line 0 is the file itself."""

    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class CandidateSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)


class PreviewSerializer(serializers.Serializer):
    """What a file would do; the first rows and errors of as many as are counted."""

    batch = ImportSerializer(allow_null=True)
    format = serializers.CharField()
    can_commit = serializers.BooleanField()
    new_count = serializers.IntegerField()
    known_count = serializers.IntegerField()
    error_count = serializers.IntegerField()
    first_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    new_accounts = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    unknown_symbols = serializers.ListField(child=serializers.CharField())
    ambiguous = serializers.SerializerMethodField()
    errors = RowErrorSerializer(many=True)
    rows = ParsedRowSerializer(many=True)

    @extend_schema_field(serializers.DictField(child=CandidateSerializer(many=True)))
    def get_ambiguous(self, preview):
        """Symbols that several assets wear, the likeliest first."""
        return {
            symbol: CandidateSerializer(candidates, many=True).data
            for symbol, candidates in preview.ambiguous.items()
        }
