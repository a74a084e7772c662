"""Alerts on figures and events of the market, on none of which anything is sold."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portfolios.querysets import MarketAlertQuerySet

# The kinds of events; every other measure is a figure.
_KINDS = {
    "trader_band": "grade_change", "investor_band": "grade_change",
    "signal_flip": "signal_flip", "chasing": "chasing", "turn": "narrative_turn",
    "regime": "regime_change",
}  # fmt: skip

# The days within which a figure changes.
PERIODS = [
    (1, _("1 day")), (7, _("7 days")), (14, _("14 days")), (30, _("30 days")), (90, _("90 days")),
]  # fmt: skip


def _ids(help_text: str) -> ArrayField:
    return ArrayField(models.BigIntegerField(), default=list, editable=False, help_text=help_text)


class MarketAlert(models.Model):
    """A condition on subjects of the market, which fires as it comes to be met.

    Its state is which subjects met it when it was last evaluated, by id: an asset's, a category's,
    0 for the market, the place of a regime. A subject whose figure is unknown stays where it was;
    one that was never known is in no list.
    """

    # What the subjects are named by: each stands in a column of its own.
    NAMED = ("asset", "category", "screen", "watchlist")

    class Subject(models.TextChoices):
        ASSET = "asset", _("An asset")
        HOLDINGS = "holdings", _("My holdings")
        CATEGORY = "category", _("A category")
        MARKET = "market", _("The market")
        WATCHLIST = "watchlist", _("A watchlist")
        SCREEN = "screen", _("A saved view")

    class Rule(models.TextChoices):
        ABOVE = "above", _("crosses above")
        BELOW = "below", _("crosses below")
        TOP = "top", _("enters the top")
        BOTTOM = "bottom", _("enters the bottom")
        CHANGE = "change", _("changes by")
        HAPPENS = "happens", _("happens")
        ENTERS = "enters", _("an asset enters it")

    class Status(models.TextChoices):
        ARMED = "armed", _("Armed")
        PAUSED = "paused", _("Paused")
        FIRED = "fired", _("Fired")

    class Repeat(models.TextChoices):
        ONCE = "once", _("Once, until I arm it again")
        DAILY = "daily", _("Each time, at most once a day")
        HOURLY = "hourly", _("Each time, at most once an hour")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="market_alerts"
    )
    subject = models.CharField(max_length=9, choices=Subject)
    asset = models.ForeignKey(
        "markets.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        "markets.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        help_text="none: any category",
    )  # fmt: skip
    screen = models.ForeignKey(
        "portfolios.SavedScreen", on_delete=models.CASCADE, null=True, blank=True,
        related_name="alerts",
    )  # fmt: skip
    watchlist = models.ForeignKey(
        "portfolios.Watchlist", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    measure = models.CharField(max_length=30, blank=True, help_text="empty for a saved view")
    rule = models.CharField(max_length=8, choices=Rule)
    level = models.FloatField(
        null=True, blank=True, help_text="in the measure's unit; places, or the change"
    )
    days = models.PositiveSmallIntegerField(null=True, blank=True, choices=PERIODS)
    repeat = models.CharField(max_length=6, choices=Repeat, default=Repeat.ONCE)
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=6, choices=Status, default=Status.ARMED)
    armed_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True, editable=False)
    firings = models.PositiveIntegerField(default=0, editable=False)
    silent_until = models.DateTimeField(
        null=True, editable=False, help_text="a repeated one fires again from then on"
    )
    # The state, written only by who read this version of the row: two workers never fire twice.
    version = models.PositiveIntegerField(default=0, editable=False)
    met = _ids("subjects that met the condition")
    unmet = _ids("subjects that did not; of a saved view none are listed")
    unconfirmed = _ids("met by a single quote of a figure whose jumps nothing judges")
    unconfirmed_at = models.DateTimeField(null=True, editable=False, help_text="of that quote")
    evaluated_at = models.DateTimeField(
        null=True, editable=False, help_text="when its state was last written"
    )
    evaluated_day = models.DateField(
        null=True, editable=False, help_text="the analysed day that its state is of"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = MarketAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="asset", asset__isnull=False)
                | ~Q(subject="asset") & Q(asset__isnull=True),
                name="market_alert_of_an_asset",
            ),
            models.CheckConstraint(
                condition=Q(subject="screen", screen__isnull=False, rule="enters", measure="")
                | ~Q(subject="screen") & Q(screen__isnull=True) & ~Q(rule="enters"),
                name="market_alert_of_a_screen",
            ),
            models.CheckConstraint(
                condition=Q(subject="category") | Q(category__isnull=True),
                name="market_alert_of_a_category",
            ),
            models.CheckConstraint(
                condition=Q(subject="watchlist", watchlist__isnull=False)
                | ~Q(subject="watchlist") & Q(watchlist__isnull=True),
                name="market_alert_of_a_watchlist",
            ),
            models.CheckConstraint(
                condition=Q(rule__in=["happens", "enters"], level__isnull=True)
                | ~Q(rule__in=["happens", "enters"]) & Q(level__isnull=False),
                name="market_alert_has_its_level",
            ),
            models.CheckConstraint(
                condition=Q(rule="change", days__isnull=False)
                | ~Q(rule="change") & Q(days__isnull=True),
                name="market_alert_has_its_period",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="market_alert_armed", condition=Q(status="armed"))
        ]

    def __str__(self):
        return f"Market alert {self.pk}"

    @property
    def key(self) -> str:
        """What its measure is called among those of all scopes; of no view."""
        is_whole = self.subject in (self.Subject.CATEGORY, self.Subject.MARKET)
        return f"{self.subject if is_whole else self.Subject.ASSET}.{self.measure}"

    @property
    def kind(self) -> str:
        """The kind of its notices, by which channels choose."""
        if self.subject == self.Subject.SCREEN:
            return "screen_entry"
        return _KINDS.get(self.measure, "market_figure")

    def forget_state(self) -> None:
        """Have the next evaluation be the first, which fires nothing."""
        self.met, self.unmet, self.unconfirmed = [], [], []
        self.unconfirmed_at = self.evaluated_at = self.evaluated_day = None
        self.version += 1
