from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolios.accounting.core.gifts import CARRIED_LABEL
from portfolios.accounting.core.types import TransactionType
from portfolios.models.fields import ExactField, SentenceField, SentencesField
from portfolios.models.portfolio import choices_of
from portfolios.querysets import ImportBatchQuerySet, OwnedQuerySet, TransactionQuerySet


def _asset_key():
    return models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


def _leg_is_whole(leg: str) -> models.CheckConstraint:
    """A leg has an asset and a quantity above zero, or neither."""
    asset, quantity = f"{leg}_asset__isnull", f"{leg}_quantity__isnull"
    return models.CheckConstraint(
        condition=Q(**{asset: True, quantity: True})
        | Q(**{asset: False, quantity: False, f"{leg}_quantity__gt": 0}),
        name=f"transaction_{leg}_leg_whole",
    )


class ImportBatch(models.Model):
    """One uploaded file: previewed, then committed whole, and possibly undone.

    A long file is read and written by a worker; while one is to, the status says so.
    """

    class Status(models.TextChoices):
        READING = "reading", _("Being read")
        PREVIEWED = "previewed", _("Previewed")
        IMPORTING = "importing", _("Being imported")
        COMMITTED = "committed", _("Imported")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed")

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="import_batches"
    )
    # Where rows go that name no account of their own.
    account = models.ForeignKey(
        "portfolios.Account", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    filename = models.CharField(max_length=255)
    format = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    in_worker = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = SentenceField(blank=True, help_text="why the worker's last attempt came to nothing")
    preview = SentencesField(
        null=True, blank=True, help_text="of a long file, as the worker left it"
    )
    # The compressed file between preview and commit, where every web node can read it.
    content = models.BinaryField(null=True, editable=False)
    choices = models.JSONField(
        default=dict, blank=True, help_text="symbol → asset, or [day, asset] pairs, as chosen"
    )
    answers = models.JSONField(default=dict, blank=True, help_text="the other questions' answers")
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    left_out = SentencesField(default=list, blank=True, help_text="[line, field, reason] each")
    left_out_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "import batches"

    def __str__(self):
        return self.filename


class Transaction(models.Model):
    """One row of the ledger: up to three legs, at an instant, in an account."""

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="transactions"
    )
    account = models.ForeignKey(
        "portfolios.Account", on_delete=models.PROTECT, related_name="transactions"
    )
    to_account = models.ForeignKey(
        "portfolios.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    type = models.CharField(max_length=20, choices=choices_of(TransactionType))
    executed_at = models.DateTimeField()
    sent_asset = _asset_key()
    sent_quantity = ExactField(null=True, blank=True)
    received_asset = _asset_key()
    received_quantity = ExactField(null=True, blank=True)
    fee_asset = _asset_key()
    fee_quantity = ExactField(null=True, blank=True)
    net_worth_asset = _asset_key()
    net_worth_amount = ExactField(null=True, blank=True)
    label = models.CharField(max_length=60, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The source's own id of the row; the same one twice in a portfolio is the same row.
    external_id = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001
    import_batch = models.ForeignKey(
        ImportBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="transactions"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        ordering = ["-executed_at", "-pk"]
        indexes = [
            models.Index(fields=["portfolio", "-executed_at", "-id"], name="transaction_listing"),
            models.Index(
                fields=["portfolio"],
                condition=Q(label__iexact=CARRIED_LABEL),
                name="transaction_carried",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "external_id"], name="transaction_external_id_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=[code.value for code in TransactionType]),
                name="transaction_type_known",
            ),
            models.CheckConstraint(
                condition=Q(to_account__isnull=True) | ~Q(to_account=F("account")),
                name="transaction_to_another_account",
            ),
            _leg_is_whole("sent"),
            _leg_is_whole("received"),
            _leg_is_whole("fee"),
        ]

    def __str__(self):
        return f"{self.get_type_display()} {self.executed_at:%Y-%m-%d}"


class TransactionRevision(models.Model):
    """Who changed a ledger row, when, and what stood there before and after."""

    class Action(models.TextChoices):
        CREATED = "created", pgettext_lazy("row", "Added")
        CHANGED = "changed", pgettext_lazy("row", "Changed")
        DELETED = "deleted", pgettext_lazy("row", "Deleted")

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="revisions"
    )
    # Not a foreign key: the row may be gone, its history stays.
    transaction_id = models.BigIntegerField(db_index=True)
    action = models.CharField(max_length=8, choices=Action)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_action_display()} #{self.transaction_id}"
