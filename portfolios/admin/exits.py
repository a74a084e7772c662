"""Exit plans: rules, groups, marks, and what fired."""

from django.contrib import admin

from portfolios.admin.base import ReadOnly
from portfolios.models import Alert, ExitGroup, HighWater, NearestLevel, Target, Trigger


@admin.register(Trigger)
class TriggerAdmin(ReadOnly):
    list_display = [
        "asset",
        "kind",
        "basis",
        "level",
        "currency",
        "status",
        "phase",
        "arming",
        "portfolio",
        "armed_at",
        "ended_at",
    ]
    list_filter = ["status", "kind", "phase"]
    search_fields = ["asset__symbol", "asset__name", "portfolio__name", "portfolio__owner__email"]
    list_select_related = ["asset", "currency", "portfolio"]


@admin.register(ExitGroup)
class ExitGroupAdmin(ReadOnly):
    list_display = ["name", "asset", "portfolio", "share_left", "quantity"]
    search_fields = ["name", "portfolio__name", "portfolio__owner__email"]
    list_select_related = ["asset", "portfolio"]


@admin.register(HighWater)
class HighWaterAdmin(ReadOnly):
    """The marks that trailing stops hang on; tells nothing of anybody's amounts."""

    list_display = ["asset", "after", "high", "opened_at"]
    search_fields = ["asset__symbol", "asset__name"]
    list_select_related = ["asset"]


@admin.register(Alert)
class AlertAdmin(ReadOnly):
    list_display = [
        "fired_at",
        "asset",
        "kind",
        "price",
        "level_usd",
        "quantity",
        "portfolio",
        "source",
        "seen_at",
    ]
    list_filter = ["kind", "source"]
    search_fields = ["asset__symbol", "portfolio__name", "portfolio__owner__email"]
    list_select_related = ["asset", "portfolio"]
    date_hierarchy = "fired_at"


@admin.register(NearestLevel)
class NearestLevelAdmin(ReadOnly):
    """What a tick looks at first; levels are amounts of somebody's plan."""

    list_display = ["asset"]
    search_fields = ["asset__symbol", "asset__name"]
    list_select_related = ["asset"]
    exclude = ["falling_usd", "rising_usd", "trail_percent", "trail_usd"]


@admin.register(Target)
class TargetAdmin(ReadOnly):
    """Shares of a whole: they tell nobody's amounts."""

    list_display = ["portfolio", "asset", "share", "band", "drifted_at"]
    search_fields = ["asset__symbol", "portfolio__name", "portfolio__owner__email"]
    list_select_related = ["portfolio", "asset"]
