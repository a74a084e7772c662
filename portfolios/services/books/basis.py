"""Changes of the cost-basis method: previewed, and stored with what they did."""

import copy

from django.conf import settings

from markets.numbers import plain, quantised
from portfolios.models import BasisChange, Portfolio
from portfolios.models.portfolio import METHOD_CHOICES, SCOPE_CHOICES
from portfolios.selectors.books.basis import Basis, Comparison, basis_of, compared, stored_basis
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.books.books import compute_books
from portfolios.services.books.rows import positions

BASIS_FIELDS = frozenset({"method", "scope"})
# With another currency, or with cash counted or not, the figures can't be compared.
OTHER_UNITS = frozenset({"currency", "tracks_cash"})


def note_basis_change(old: Portfolio, *, changes: dict, user) -> None:
    """Keep the figures of now, to stand beside those of the books that are made next.

    `old` is the portfolio as it is stored, before the changes.
    """
    if OTHER_UNITS & changes.keys():
        BasisChange.objects.filter(portfolio=old).delete()
        return
    new = {
        "new_method": changes.get("method", old.method),
        "new_scope": changes.get("scope", old.scope),
        "user": user,
    }
    if (new["new_method"], new["new_scope"]) == (old.method, old.scope):
        return
    # Of two changes before the books are made, the first has the figures of before.
    waiting = BasisChange.objects.filter(portfolio=old, after__isnull=True)
    if waiting.update(**new):
        return
    BasisChange.objects.filter(portfolio=old).delete()
    BasisChange.objects.create(
        portfolio=old, old_method=old.method, old_scope=old.scope, before=_basis_now(old), **new
    )


def preview_basis(portfolio: Portfolio, *, method: str, scope: str) -> Comparison | None:
    """What another method would do, from books made in memory; None where that takes too long."""
    rows = portfolio.transactions.all()[: settings.BOOKS_INLINE_ROWS + 1].count()
    if rows > settings.BOOKS_INLINE_ROWS:
        return None
    other = copy.copy(portfolio)
    other.method, other.scope = method, scope
    books, _ = compute_books(other)
    after = basis_of(
        ((asset, cost, realised) for _, asset, _, cost, realised, *_ in positions(books)),
        ((sold.asset, sold.term, quantised(sold.gain)) for sold in books.disposals),
    )
    return compared(
        _basis_now(portfolio), after,
        old=_name(portfolio.method, portfolio.scope), new=_name(method, scope),
    )  # fmt: skip


def _basis_now(portfolio: Portfolio) -> Basis:
    basis = stored_basis(portfolio)
    for row in holdings_of(portfolio).rows:
        value = None if row.value is None else plain(quantised(row.value))
        basis.setdefault(str(row.asset.pk), {})["value"] = value
    return basis


def _name(method: str, scope: str) -> str:
    return f"{dict(METHOD_CHOICES)[method]}, {dict(SCOPE_CHOICES)[scope]}"
