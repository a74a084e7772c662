"""Imports as the API reads and writes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import ExactField
from markets.api.base.strict import StrictModelSerializer, StrictSerializer
from portfolios.api.base.problems import Conflict
from portfolios.api.sharing.portfolio_serializers import VisiblePortfolioField
from portfolios.importers.base import MAX_BYTES
from portfolios.importers.kinds import CHOICES
from portfolios.models import Account, ImportBatch
from portfolios.services.ledger.import_progress import share_of
from portfolios.services.ledger.imports.conflicts import CHANGED, DELETED, FIELDS, RESOLUTIONS

WORKING = (ImportBatch.Status.READING, ImportBatch.Status.IMPORTING)


class ImportSerializer(StrictModelSerializer):
    """An uploaded file and what became of it.

    A worker reads a long file while `status` is "reading" and writes it while it is "importing";
    `progress` is the percentage done, null while it waits for its turn. `failure` says why the last
    attempt came to nothing.
    """

    progress = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = [
            "id", "portfolio", "account", "filename", "format", "status", "rows", "created",
            "skipped", "replaced", "left_out_count", "progress", "failure", "created_at",
            "committed_at", "undone_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_progress(self, batch) -> int | None:
        share = share_of(batch.pk) if batch.status in WORKING else None
        return None if share is None else int(share * 100)


class UploadSerializer(StrictSerializer):
    """A file for a portfolio; `account` takes the rows that name none."""

    portfolio = VisiblePortfolioField()
    account = serializers.PrimaryKeyRelatedField(queryset=Account.objects.all(), required=False)
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


class FileCellSerializer(serializers.Serializer):
    """A cell of the file: `text` is what is read, `own` what the file has there."""

    column = serializers.CharField(source="title")
    text = serializers.CharField(allow_blank=True)
    own = serializers.CharField(allow_blank=True)
    is_wrong = serializers.BooleanField()


class FileLineSerializer(serializers.Serializer):
    """A line with errors, or one that was corrected or left out, as `corrections` change it."""

    line = serializers.IntegerField()
    is_skipped = serializers.BooleanField()
    cells = FileCellSerializer(many=True)
    errors = RowErrorSerializer(many=True)


class TypeCountSerializer(serializers.Serializer):
    type = serializers.CharField()
    count = serializers.IntegerField()


class ChangeGroupSerializer(serializers.Serializer):
    """What would come into an account: new rows by type, the most first."""

    account = serializers.CharField()
    is_new = serializers.BooleanField()
    counts = serializers.SerializerMethodField()

    @extend_schema_field(TypeCountSerializer(many=True))
    def get_counts(self, group):
        return [{"type": code, "count": count} for code, count in group.counts]


class SuspectSerializer(serializers.Serializer):
    """A row that may be another: a transaction, or a line of the file; `key` takes the verdict."""

    key = serializers.CharField()
    row = ParsedRowSerializer()
    transaction = serializers.IntegerField(allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    executed_at = serializers.DateTimeField()
    type = serializers.CharField()
    account = serializers.CharField()
    differs = serializers.ListField(
        child=serializers.ChoiceField(["date", "type", "account", "fee", "id"])
    )
    verdict = serializers.CharField(help_text="same, different or, while nobody said, empty")


class ConflictSerializer(serializers.Serializer):
    """A row under the id of a transaction that says something else, or that was deleted.

    `differs` names what is not the same and `stored` what the ledger says of each; `key` takes the
    resolution: `keep` leaves the ledger as it is, `take` replaces the transaction by the row, or
    imports the deleted one again.
    """

    key = serializers.CharField()
    row = ParsedRowSerializer()
    transaction = serializers.IntegerField()
    kind = serializers.ChoiceField([CHANGED, DELETED])
    differs = serializers.ListField(child=serializers.ChoiceField(list(FIELDS)))
    stored = serializers.ListField(child=serializers.CharField(allow_blank=True))
    deleted_at = serializers.DateTimeField(allow_null=True)
    deleted_by = serializers.CharField(allow_blank=True)
    resolution = serializers.ChoiceField(RESOLUTIONS)


class UnknownKindSerializer(serializers.Serializer):
    """The rows of a type that the format does not know; `line` and `text` are of the first."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    line = serializers.IntegerField()
    text = serializers.CharField()
    choice = serializers.ChoiceField(["", *sorted(CHOICES)])


class CandidateSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)


class ChangeSerializer(serializers.Serializer):
    """`rows` rows name the symbol before `asset` existed, which is since `since`."""

    since = serializers.DateField()
    asset = serializers.CharField(source="asset.slug")
    rows = serializers.IntegerField()


class RepeatSerializer(serializers.Serializer):
    """A new row that moves just what the row on the line `first` does; `skips` leaves it out."""

    row = ParsedRowSerializer()
    first = serializers.IntegerField()


class PreviewSerializer(serializers.Serializer):
    """What a file would do; the first rows, errors, suspects, conflicts of those counted."""

    batch = ImportSerializer(allow_null=True)
    format = serializers.CharField()
    can_commit = serializers.BooleanField()
    new_count = serializers.IntegerField()
    known_count = serializers.IntegerField()
    recognised_count = serializers.IntegerField()
    suspect_count = serializers.IntegerField()
    conflict_count = serializers.IntegerField()
    replaced_count = serializers.IntegerField()
    repeat_count = serializers.IntegerField()
    left_out_count = serializers.IntegerField()
    error_count = serializers.IntegerField()
    error_lines = serializers.IntegerField()
    asks_decimal_mark = serializers.BooleanField()
    first_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    new_accounts = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    unknown_symbols = serializers.ListField(child=serializers.CharField())
    ambiguous = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()
    kinds = UnknownKindSerializer(many=True)
    suspects = SuspectSerializer(many=True)
    conflicts = ConflictSerializer(many=True)
    repeats = RepeatSerializer(many=True)
    errors = RowErrorSerializer(many=True)
    lines = FileLineSerializer(many=True)
    groups = ChangeGroupSerializer(many=True)
    rows = ParsedRowSerializer(many=True)

    @extend_schema_field(serializers.DictField(child=CandidateSerializer(many=True)))
    def get_ambiguous(self, preview):
        """Symbols that several assets wear, the likeliest first."""
        return {
            symbol: CandidateSerializer(candidates, many=True).data
            for symbol, candidates in preview.ambiguous.items()
        }

    @extend_schema_field(serializers.DictField(child=ChangeSerializer()))
    def get_changes(self, preview):
        """Symbols that rows name before an asset existed: it may have been another then."""
        return {
            question.symbol: ChangeSerializer(question.change).data
            for question in preview.symbols
            if question.change is not None
        }
