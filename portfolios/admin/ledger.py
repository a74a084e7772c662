"""Portfolios, accounts, and the rows of the ledger with their history."""

from django.contrib import admin

from portfolios.admin.base import ReadOnly
from portfolios.models import (
    Account,
    ImportBatch,
    Portfolio,
    PortfolioShare,
    Transaction,
    TransactionRevision,
)
from portfolios.selectors.ledger.exchange import possible_base_currencies
from portfolios.services.sharing.portfolios import change_portfolio


class ShareInline(admin.TabularInline):
    """Who else sees it; to begin a share takes the other's consent, so nobody adds one here."""

    model = PortfolioShare
    extra = max_num = 0
    readonly_fields = ["user"]


@admin.register(Portfolio)
class PortfolioAdmin(admin.ModelAdmin):
    """Written as its owner's pages write it: the books follow what they are made with."""

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

    def has_delete_permission(self, request, obj=None):
        # Its accounts and rows are not deleted here, so neither is it.
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "currency":
            kwargs["queryset"] = possible_base_currencies()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_portfolio(obj, user=request.user, **changes)

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
