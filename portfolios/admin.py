"""Administration. Who lacks the permission to see amounts sees rows without them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.utils import timezone

from portfolios.admin_base import ReadOnly
from portfolios.models import (
    Account,
    Alert,
    AllocationSnapshot,
    ApiToken,
    Balance,
    DailyValue,
    Delivery,
    Disposal,
    ExitGroup,
    HighWater,
    ImportBatch,
    LedgerProblem,
    Lot,
    Portfolio,
    PortfolioShare,
    Position,
    Transaction,
    TransactionRevision,
    Trigger,
    User,
)


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    list_display = ["email", "is_active", "is_staff", "is_demo", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_demo"]
    search_fields = ["email"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (
            "Rights",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ["name", "user", "hint", "scope", "expires_at", "last_used_at", "revoked_at"]
    list_filter = ["scope"]
    search_fields = ["name", "user__email"]
    list_select_related = ["user"]
    readonly_fields = ["user", "name", "hint", "scope", "expires_at", "last_used_at", "revoked_at"]
    actions = ["revoke"]

    def has_add_permission(self, request):
        return False

    @admin.action(description="Revoke the chosen tokens", permissions=["change"])
    def revoke(self, request, queryset):
        count = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} tokens are revoked.")


class ShareInline(admin.TabularInline):
    model = PortfolioShare
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Portfolio)
class PortfolioAdmin(admin.ModelAdmin):
    list_display = [
        "name",
        "owner",
        "currency",
        "method",
        "scope",
        "is_demo",
        "books_made_at",
        "up_to_date",
    ]
    list_filter = ["method", "scope", "is_demo", "tracks_cash"]
    search_fields = ["name", "owner__email"]
    list_select_related = ["owner", "currency"]
    readonly_fields = ["owner", "ledger_version", "books_version", "books_made_at", "created_at"]
    autocomplete_fields = ["currency"]
    inlines = [ShareInline]

    def has_add_permission(self, request):
        return False

    @admin.display(boolean=True, description="books current")
    def up_to_date(self, portfolio):
        return portfolio.books_are_current


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ["name", "kind", "portfolio", "created_at"]
    list_filter = ["kind"]
    search_fields = ["name", "portfolio__name", "portfolio__owner__email"]
    list_select_related = ["portfolio"]


@admin.register(Transaction)
class TransactionAdmin(ReadOnly):
    list_display = [
        "executed_at", "type", "portfolio", "account", "sent_quantity", "sent_asset",
        "received_quantity", "received_asset", "import_batch",
    ]  # fmt: skip
    list_filter = ["type"]
    search_fields = ["external_id", "portfolio__name", "portfolio__owner__email"]
    list_select_related = ["portfolio", "account", "sent_asset", "received_asset", "import_batch"]
    date_hierarchy = "executed_at"


@admin.register(TransactionRevision)
class TransactionRevisionAdmin(ReadOnly):
    list_display = ["at", "action", "portfolio", "transaction_id", "user", "undone_at"]
    list_filter = ["action"]
    search_fields = ["portfolio__name", "user__email", "=transaction_id"]
    list_select_related = ["portfolio", "user"]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly):
    list_display = [
        "filename",
        "format",
        "status",
        "portfolio",
        "user",
        "rows",
        "created",
        "skipped",
        "created_at",
    ]
    list_filter = ["status", "format"]
    search_fields = ["filename", "portfolio__name", "user__email"]
    list_select_related = ["portfolio", "user"]
    exclude = ["content", "choices"]


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


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = [
        "alert",
        "user",
        "channel",
        "status",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    ]
    list_filter = ["status", "channel"]
    search_fields = ["user__email", "=key"]
    list_select_related = ["alert", "user"]
    actions = ["send_again"]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not request.user.has_perm("portfolios.change_delivery"):
            actions.pop("send_again", None)
        return actions

    @admin.action(description="Try the chosen ones again now")
    def send_again(self, request, queryset):
        waiting = queryset.exclude(status=Delivery.Status.SENT)
        count = waiting.update(status=Delivery.Status.PENDING, next_attempt_at=timezone.now())
        self.message_user(request, f"{count} deliveries are due again.")


class BookAdmin(ReadOnly):
    """Cached books: read-only, made again by `manage.py rebuild`."""

    search_fields = ["portfolio__name", "portfolio__owner__email"]
    list_select_related = ["portfolio"]


@admin.register(Position)
class PositionAdmin(BookAdmin):
    list_display = ["portfolio", "account", "asset", "quantity", "cost", "realised"]
    search_fields = [*BookAdmin.search_fields, "asset__symbol"]
    list_select_related = ["portfolio", "account", "asset"]


@admin.register(Balance)
class BalanceAdmin(BookAdmin):
    list_display = ["portfolio", "account", "asset", "quantity"]
    list_select_related = ["portfolio", "account", "asset"]


@admin.register(Lot)
class LotAdmin(BookAdmin):
    list_display = ["portfolio", "asset", "acquired_at", "quantity", "remaining", "cost"]
    list_select_related = ["portfolio", "asset"]


@admin.register(Disposal)
class DisposalAdmin(BookAdmin):
    list_display = ["portfolio", "asset", "type", "disposed_at", "quantity", "gain", "term"]
    list_filter = ["type", "term"]
    list_select_related = ["portfolio", "asset"]


@admin.register(DailyValue)
class DailyValueAdmin(BookAdmin):
    list_display = ["portfolio", "day", "value", "inflow", "outflow"]


@admin.register(LedgerProblem)
class LedgerProblemAdmin(BookAdmin):
    list_display = ["portfolio", "code", "transaction_id", "message"]
    list_filter = ["code"]


@admin.register(AllocationSnapshot)
class AllocationSnapshotAdmin(BookAdmin):
    list_display = ["portfolio", "day", "value"]
