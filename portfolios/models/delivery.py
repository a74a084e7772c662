import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SOON = timedelta(minutes=4)


class Delivery(models.Model):
    """The outbox: what a channel is owed, until it is sent or given up.

    Written in the transaction of what it tells of. `key` is the same at every attempt, so that
    a receiver can tell a repetition. `next_attempt_at` is also the lease of the sender: it is
    postponed before each attempt, so what a dead process held comes up again.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")

    channel = models.ForeignKey(
        "portfolios.Channel", on_delete=models.CASCADE, related_name="deliveries"
    )
    alert = models.ForeignKey(
        "portfolios.Alert",
        on_delete=models.CASCADE,
        null=True,
        related_name="deliveries",
        db_index=False,
    )
    notice = models.ForeignKey(
        "portfolios.Notice",
        on_delete=models.CASCADE,
        null=True,
        related_name="deliveries",
        db_index=False,
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="delivery_due", condition=Q(status="pending")
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["alert", "channel"], name="delivery_once_an_alert"),
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_a_notice"),
            models.CheckConstraint(
                condition=Q(alert__isnull=False, notice__isnull=True)
                | Q(alert__isnull=True, notice__isnull=False),
                name="delivery_of_one_thing",
            ),
        ]

    def __str__(self):
        return f"Delivery {self.pk}"

    @property
    def tells(self) -> str:
        """What it is about, in a few words."""
        if self.notice is not None:
            return self.notice.title
        return f"{self.alert.asset.symbol}: {self.alert.kind_within}"

    @property
    def is_under_way(self) -> bool:
        """Whether something is likely to become of it within minutes."""
        waiting = self.status == self.Status.PENDING
        return waiting and self.next_attempt_at <= timezone.now() + SOON
