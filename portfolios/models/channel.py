"""Where a person wants to get alerts, and when."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portfolios.models.fields import SecretField
from portfolios.models.portfolio import validate_time_zone
from portfolios.models.trigger import TriggerKind

NOTICE_KINDS = [
    ("data_health", _("Data health")),
    ("provider_stale", _("Prices are stale")),
    ("drift", _("Allocation drift")),
    ("market_figure", _("Market figure")),
    ("screen_entry", _("Entry into a saved view")),
    ("grade_change", _("Grade change")),
    ("signal_flip", _("Signal flip")),
    ("narrative_turn", _("Narrative turn")),
    ("regime_change", _("Market regime")),
    ("chasing", _("Run-up (chasing)")),
]
EVENT_KINDS = [*TriggerKind.choices, *NOTICE_KINDS]
# What protects money does not wait for the morning.
URGENT_KINDS = frozenset({TriggerKind.STOP_LOSS, TriggerKind.TRAILING_STOP, TriggerKind.BREAK_EVEN})


def new_signing_secret() -> str:
    return "whsec_" + secrets.token_urlsafe(32)


class Channel(models.Model):
    """One way to reach a person. Its address and its secret are never shown again in full."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")
        APPRISE = "apprise", _("Messenger")
        WEBPUSH = "webpush", _("Device")

    class Digest(models.TextChoices):
        AT_ONCE = "at_once", _("At once, one by one")
        HOURLY = "hourly", _("Together, every hour")
        DAILY = "daily", _("Together, once a day")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channels"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=60)
    address = SecretField(
        blank=True,
        help_text="a URL; of a browser its push subscription; of an e-mail channel empty",
    )
    device = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of a browser's push address"
    )
    hint = models.CharField(max_length=80, blank=True, help_text="as much as may be shown of it")
    enabled = models.BooleanField(default=True)
    kinds = ArrayField(
        models.CharField(max_length=16, choices=EVENT_KINDS),
        default=list,
        blank=True,
        help_text="the alerts it takes; empty: all",
    )
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    urgent_anyway = models.BooleanField(
        "stops at once, whatever the hour",
        default=True,
        help_text="Stop-losses, trailing stops and break-even stops wait for no quiet hour.",
    )
    hides_amounts = models.BooleanField(
        "without amounts",
        default=False,
        help_text="Follows the privacy mode of the browser when that is switched.",
    )
    # Signs a webhook's messages; the former one does so too for a day after a change.
    secret = SecretField(blank=True)
    former_secret = SecretField(blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    # Set while its receiver fails: nothing is sent before, so that nothing else waits for it.
    paused_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="its last turn: the longest ago is the next"
    )
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="channel_name_once"),
            models.UniqueConstraint(
                fields=["device"], condition=~Q(device=""), name="channel_once_a_device"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="channel_quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23), name="channel_digest_hour_of_a_day"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_quiet_sometimes(self) -> bool:
        return self.quiet_from is not None and self.quiet_from != self.quiet_until


class PushKey(models.Model):
    """The one key that signs pushes (VAPID): browsers are subscribed with its public half."""

    ONLY = 1

    private_key = SecretField()
    public_key = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="push_key_only_one")]
