"""What the books need to know beside the figures: what changed since, how they were booked."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from portfolios.models.books import BookRow
from portfolios.models.portfolio import METHOD_CHOICES, SCOPE_CHOICES
from portfolios.querysets import OwnedQuerySet


class LedgerChange(models.Model):
    """What one change of the ledger touched, stored until the books hold it.

    Null arrays: everything has to be rebuilt.
    """

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="ledger_changes"
    )
    version = models.PositiveBigIntegerField(help_text="the ledger's count after the change")
    transactions = ArrayField(models.BigIntegerField(), null=True)
    instants = ArrayField(models.DateTimeField(), null=True, help_text="of rows before and after")
    assets = ArrayField(models.BigIntegerField(), null=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "version"], name="ledger_change_once_a_version"
            )
        ]

    def __str__(self):
        return f"change {self.version}"


class InstantOrder(BookRow):
    """The exchanges of one instant as they were booked, where that is not their entry order.

    A change of some rows rebuilds only their assets' lots; in which order an instant's rows
    were booked may follow from what was held of others.
    """

    executed_at = models.DateTimeField()
    transactions = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "executed_at"], name="instant_order_once")
        ]

    def __str__(self):
        return f"{len(self.transactions)} rows at {self.executed_at:%Y-%m-%d %H:%M:%S}"


class BasisChange(models.Model):
    """The last change of a portfolio's method or scope: figures by asset before and after it.

    `after` is null until the books have been remade. Both map an asset's id to exact decimals as
    text, and `before` also keeps the value that both unrealised profits are counted from.
    """

    portfolio = models.OneToOneField(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="basis_change"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    old_method = models.CharField(max_length=8, choices=METHOD_CHOICES)
    old_scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    new_method = models.CharField(max_length=8, choices=METHOD_CHOICES)
    new_scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    before = models.JSONField()
    after = models.JSONField(null=True)

    objects = OwnedQuerySet.as_manager()

    def __str__(self):
        return f"{self.old_method}/{self.old_scope} → {self.new_method}/{self.new_scope}"
