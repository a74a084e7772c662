"""What was entered last by hand: the next row most likely shares its account and asset."""

from collections.abc import Collection

from portfolios.models import Portfolio, Transaction, TransactionRevision


def last_entered(portfolio: Portfolio, *, types: Collection[str]) -> Transaction | None:
    """The row of these types (of any, where there are none) that was entered last; one query."""
    rows = portfolio.transactions.with_assets().filter(import_batch=None)
    if types:
        rows = rows.filter(type__in=types)
    return rows.order_by("-pk").first()


def last_changed_portfolio(user) -> Portfolio | None:
    """The portfolio whose ledger the user changed last, else any that they may change."""
    editable = Portfolio.objects.editable_by(user)
    revisions = TransactionRevision.objects.filter(user=user, portfolio__in=editable)
    last = revisions.order_by("-pk").values_list("portfolio", flat=True).first()
    return editable.filter(pk=last).first() or editable.order_by("pk").first()
