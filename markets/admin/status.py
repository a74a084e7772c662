"""The markets in Django admin: staff look, and may ask for a refresh; jobs do the writing."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST

from markets.admin.base import ReadOnlyAdmin
from markets.models import (
    AssetProfile,
    CandleCorrection,
    GlobalFigures,
    Market,
    NewsItem,
    Quote,
    RefreshRun,
    RejectedQuote,
    Sentiment,
)
from markets.providers.base import ProviderError
from markets.selectors import market_status
from markets.selectors.health import budget_states, fill_progress, job_health
from markets.services import WrongMarketError, apply_corrections, refresh_quotes

REFRESH_PERMISSION = "markets.change_quote"


@admin.register(RefreshRun)
class RefreshRunAdmin(ReadOnlyAdmin):
    """What each job brought, with a button that runs the quotes' one."""

    list_display = (
        "kind", "provider", "age", "took", "rows", "accepted", "unchanged",
        "rejected", "why", "new_assets", "error",
    )  # fmt: skip
    list_filter = ("kind", "provider")
    ordering = ("-started_at",)
    show_full_result_count = False

    @admin.display(description="age", ordering="started_at")
    def age(self, run: RefreshRun) -> str:
        """Since the run began."""
        return timesince(run.started_at)

    @admin.display(description="why rejected")
    def why(self, run: RefreshRun) -> str:
        """The reasons, the most frequent first."""
        reasons = sorted(run.reasons.items(), key=lambda item: -item[1])
        return ", ".join(f"{count} {reason}" for reason, count in reasons)

    @admin.display(description="took")
    def took(self, run: RefreshRun) -> str:
        """How long the run lasted, or that it has not ended."""
        if run.finished_at is None:
            return "not finished"
        return f"{(run.finished_at - run.started_at).total_seconds():.1f} s"

    def get_urls(self):
        """The list's own URLs and the button's."""
        view = self.admin_site.admin_view(self.refresh)
        return [path("refresh/", view, name="markets_refreshrun_refresh"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """The list, with the state of the market above it."""
        extra = {
            "may_refresh": request.user.has_perm(REFRESH_PERMISSION),
            "status": market_status(),
            "jobs": job_health(),
            "budgets": budget_states(),
            "fill": fill_progress(),
            **(extra_context or {}),
        }
        return super().changelist_view(request, extra)

    @method_decorator(require_POST)
    def refresh(self, request: HttpRequest) -> HttpResponse:
        """Fetch the quotes now and say how it went."""
        if not request.user.has_perm(REFRESH_PERMISSION):
            raise PermissionDenied
        try:
            run = refresh_quotes()
        except (ProviderError, WrongMarketError) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, *_said(run))
        return redirect("admin:markets_refreshrun_changelist")


def _said(run: RefreshRun | None) -> tuple[str, int]:
    if run is None:
        return "Another refresh is under way.", messages.WARNING
    if run.error:
        return f"The refresh failed: {run.error}", messages.ERROR
    return f"{run.accepted} of {run.rows} quotes were accepted.", messages.SUCCESS


@admin.register(AssetProfile)
class AssetProfileAdmin(ReadOnlyAdmin):
    """Which assets' details are known, how old they are, and what went wrong."""

    list_display = ("asset", "source", "seen_at", "due_at", "error")
    list_filter = ("source",)
    search_fields = ("asset__symbol", "asset__name", "asset__slug")
    list_select_related = ("asset",)
    ordering = ("due_at",)
    list_per_page = 50


@admin.register(CandleCorrection)
class CandleCorrectionAdmin(ReadOnlyAdmin):
    """Closes that were said otherwise later; the action on assets asks for histories again."""

    actions = ("apply",)

    list_display = ("asset", "day", "old_close", "new_close", "is_applied", "source", "seen_at")
    list_filter = ("is_applied", "source")
    search_fields = ("asset__symbol", "asset__name", "asset__slug")
    list_select_related = ("asset",)
    date_hierarchy = "seen_at"
    list_per_page = 50

    @admin.action(description="Store the new close instead", permissions=["apply"])
    def apply(self, request, queryset):
        """Books of whoever used the asset are rebuilt; analysed days stay as they were known."""
        chosen = list(queryset)
        stored = apply_corrections(chosen)
        for one in stored:
            self.log_change(request, one, "Stored the new close.")
        said = f"Closes stored: {len(stored)}. Days that were analysed with the old ones stay."
        if left_out := len(chosen) - len(stored):
            said += f" Left out, since the old close stands no more: {left_out}."
        self.message_user(request, said, messages.SUCCESS if stored else messages.WARNING)

    def has_apply_permission(self, request) -> bool:
        return request.user.has_perm("markets.change_candlecorrection")


@admin.register(Sentiment)
class SentimentAdmin(ReadOnlyAdmin):
    list_display = ("day", "value", "source", "seen_at")


@admin.register(NewsItem)
class NewsItemAdmin(ReadOnlyAdmin):
    list_display = ("title", "source", "published_at", "seen_at")
    list_filter = ("source",)
    search_fields = ("title", "link")
    date_hierarchy = "published_at"
    list_per_page = 50


@admin.register(Quote)
class QuoteAdmin(ReadOnlyAdmin):
    list_display = ("asset", "price", "age", "source", "pending_price", "pending_at")
    list_filter = ("source",)
    search_fields = ("asset__symbol", "asset__name", "asset__slug")
    list_select_related = ("asset",)
    list_per_page = 50

    @admin.display(description="age", ordering="as_of")
    def age(self, quote: Quote) -> str:
        """Since the instant that the price was given for."""
        return timesince(quote.as_of, timezone.now())


@admin.register(RejectedQuote)
class RejectedQuoteAdmin(ReadOnlyAdmin):
    list_display = ("at", "asset", "reason", "price", "last_price", "as_of", "source")
    list_filter = ("reason", "source")
    list_select_related = ("asset",)
    list_per_page = 50


@admin.register(Market)
class MarketAdmin(ReadOnlyAdmin):
    list_display = ("provider", "seed", "chosen_at")


@admin.register(GlobalFigures)
class GlobalFiguresAdmin(ReadOnlyAdmin):
    list_display = ("at", "market_cap", "volume_24h", "btc_dominance", "source")
