"""What people are notified of: levels that were reached, and what no trigger watches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.wording import within_sentence
from portfolios.models.channel import NOTICE_KINDS
from portfolios.models.fields import ExactField, SumField
from portfolios.models.trigger import Trigger, TriggerKind
from portfolios.querysets import AlertQuerySet


class Alert(models.Model):
    """What fired: written in the same statement that claims the trigger."""

    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, related_name="alerts", db_index=False
    )
    # One alert an arming, held by the database.
    trigger = models.ForeignKey(
        Trigger, on_delete=models.CASCADE, related_name="alerts", db_index=False
    )
    arming = models.PositiveIntegerField(default=1, help_text="of the trigger, when it fired")
    kind = models.CharField(max_length=16, choices=TriggerKind)
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    fired_at = models.DateTimeField()
    price = models.FloatField(help_text="US dollars: the price seen, not the level")
    quote_as_of = models.DateTimeField()
    source = models.CharField(max_length=20)
    level_usd = models.FloatField()
    level = ExactField(null=True, help_text="in the trigger's currency, as it was then")
    share = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        default=1,
        help_text="of the position, to sell",
    )
    quantity = SumField(help_text="the units that the rule says to sell")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-fired_at", "-pk"]
        indexes = [models.Index(fields=["portfolio", "-fired_at"], name="alert_listing")]
        constraints = [
            models.UniqueConstraint(fields=["trigger", "arming"], name="alert_once_an_arming")
        ]

    def __str__(self):
        return f"Alert {self.pk}"

    @property
    def kind_within(self) -> str:
        """Its kind as it stands in a sentence."""
        return within_sentence(str(self.get_kind_display()))

    @property
    def value_usd(self) -> float:
        return float(self.quantity) * self.price


class Notice(models.Model):
    """An alert that no trigger fired: sent once a subject and day."""

    TEST = "test"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    portfolio = models.ForeignKey(
        "portfolios.Portfolio", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=[*NOTICE_KINDS, (TEST, _("Test"))])
    subject = models.CharField(max_length=120, help_text="sent once a day for each")
    day = models.DateField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    path = models.CharField(max_length=200, blank=True, help_text="the page that helps")
    market_alert = models.ForeignKey(
        "portfolios.MarketAlert", on_delete=models.CASCADE, null=True, blank=True,
        related_name="notices",
    )  # fmt: skip
    data = models.JSONField(default=dict, blank=True, help_text="for programs: what fired, on what")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["user", "-created_at"], name="notice_listing")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject", "day"], name="notice_once_a_day"
            )
        ]

    def __str__(self):
        return self.title
