"""What was entered last by hand: the next row most likely shares its account and asset."""

from collections.abc import Collection

from portfolios.models import Portfolio, Transaction


def last_entered(portfolio: Portfolio, *, types: Collection[str]) -> Transaction | None:
    """The row of these types (of any, where there are none) that was entered last; one query."""
    rows = portfolio.transactions.with_assets().filter(import_batch=None)
    if types:
        rows = rows.filter(type__in=types)
    return rows.order_by("-pk").first()
