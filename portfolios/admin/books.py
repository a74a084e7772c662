"""The books: caches of the ledger, to look at."""

from django.contrib import admin

from portfolios.admin.base import ReadOnly
from portfolios.models import (
    AllocationSnapshot,
    Balance,
    DailyValue,
    Disposal,
    HoldingSeries,
    InstantOrder,
    LedgerChange,
    LedgerProblem,
    Lot,
    Position,
)


class BookAdmin(ReadOnly):
    """Cached books: read-only, rebuilt by `manage.py rebuild`."""

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


@admin.register(HoldingSeries)
class HoldingSeriesAdmin(BookAdmin):
    """Units of a holding over time, stored as arrays: which there are, not what is in them."""

    list_display = ["portfolio", "account", "asset"]
    list_select_related = ["portfolio", "account", "asset"]
    fields = ["portfolio", "account", "asset"]


@admin.register(InstantOrder)
class InstantOrderAdmin(BookAdmin):
    """Instants whose exchanges are not booked in entry order."""

    list_display = ["portfolio", "executed_at"]


@admin.register(LedgerChange)
class LedgerChangeAdmin(BookAdmin):
    """Changes of ledgers that the books have still to follow."""

    list_display = ["portfolio", "version"]
