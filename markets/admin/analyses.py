"""Analysed days in Django admin: how far each run is, and a correction beside a stored day."""

from celery import current_app
from django.contrib import admin, messages
from django.utils.timesince import timesince
from kombu.exceptions import OperationalError

from markets.admin.base import ReadOnlyAdmin
from markets.models import AnalysisRun, CategoryDay, MarketDay, TrackRecord
from markets.selectors.health import fill_progress

CORRECT = "markets.tasks.correct_day"


@admin.register(AnalysisRun)
class AnalysisRunAdmin(ReadOnlyAdmin):
    """The jobs that analyse days. A stored day is never changed: a correction stands beside it."""

    list_display = (
        "first_day", "last_day", "origin", "method", "version", "progress", "took", "seen_at",
        "error",
    )  # fmt: skip
    list_filter = ("origin", "method", "version")
    date_hierarchy = "last_day"
    list_per_page = 50
    show_full_result_count = False
    actions = ("correct",)

    def changelist_view(self, request, extra_context=None):
        """The list; what the first analysis waits for where there is none."""
        extra = {} if AnalysisRun.objects.exists() else {"waiting": fill_progress()}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.display(description="progress")
    def progress(self, run: AnalysisRun) -> str:
        """Days stored of all, such as 730 of 730 (100%)."""
        return f"{run.done:,} of {run.total:,} ({run.done / run.total:.0%})"

    @admin.display(description="finished")
    def took(self, run: AnalysisRun) -> str:
        """How long ago the last day was stored."""
        return f"{timesince(run.finished_at)} ago" if run.finished_at else "not yet"

    @admin.action(description="Analyse again, as a version beside", permissions=["correct"])
    def correct(self, request, queryset):
        """Queue a further version of each chosen day; runs of many days are left out."""
        days = sorted({run.first_day for run in queryset if run.total == 1})
        try:
            for day in days:
                current_app.send_task(CORRECT, [day.isoformat()], retry=False)
        except OperationalError:
            self.message_user(request, "The queue is away: try again later.", messages.ERROR)
            return
        left_out = queryset.filter(total__gt=1).count()
        said = f"Days to analyse again: {len(days)}. Each stands here once it is stored."
        if left_out:
            said += f" Left out, since they are no single day: {left_out}."
        self.message_user(request, said, messages.SUCCESS if days else messages.WARNING)

    def has_correct_permission(self, request) -> bool:
        return request.user.has_perm("markets.change_analysisrun")


@admin.register(MarketDay)
class MarketDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "run", "assets", "ranked")
    list_select_related = ("run",)
    date_hierarchy = "day"
    ordering = ("-day",)
    list_per_page = 50


@admin.register(CategoryDay)
class CategoryDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "category", "coins", "momentum", "turned", "run")
    list_filter = ("turned",)
    list_select_related = ("category", "run")
    search_fields = ("category__name", "category__slug")
    ordering = ("-day", "category__name")
    list_per_page = 50
    show_full_result_count = False


@admin.register(TrackRecord)
class TrackRecordAdmin(ReadOnlyAdmin):
    list_display = (
        "subject", "origin", "method", "first_day", "last_day", "n", "is_significant",
        "computed_at",
    )  # fmt: skip
    list_filter = ("origin", "method")
