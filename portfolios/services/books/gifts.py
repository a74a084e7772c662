"""Books that take lots from other books: marked stale when what they take has changed."""

from collections.abc import Callable, Iterable

from portfolios.models import Portfolio
from portfolios.selectors.books.carried_gifts import carried_rows, gift_traces
from portfolios.services.books.changes import Touched, touched_by


def tell_other_books(
    portfolio: Portfolio, *, before: set[tuple], changed: Callable[[Portfolio, Touched], None]
) -> None:
    """Have the other portfolios of the owner follow where this one's carried gifts changed.

    `before` are the traces of the books that were replaced. Only rows that carry gifts of the
    same assets are touched. The portfolios are locked in one order, so that two of them can follow
    each other at once; pairs never form a circle, so that what they tell comes to an end.
    """
    differing = before ^ gift_traces(portfolio)
    tell_of_assets(portfolio, {asset for asset, *_ in differing}, changed=changed)


def tell_of_assets(
    portfolio: Portfolio, assets: Iterable[int], *, changed: Callable[[Portfolio, Touched], None]
) -> None:
    """Have the owner's other portfolios with carried gifts of some assets brought up to date."""
    assets = set(assets)
    if not assets:
        return
    rows = carried_rows(portfolio.owner_id).moving(assets).exclude(portfolio=portfolio)
    by_portfolio: dict[int, list] = {}
    for row in rows:
        by_portfolio.setdefault(row.portfolio_id, []).append(row)
    if not by_portfolio:
        return
    locked = Portfolio.objects.filter(pk__in=[portfolio.pk, *by_portfolio]).order_by("pk")
    for other in locked.select_for_update(no_key=True, of=["self"]):
        if other.pk in by_portfolio:
            changed(other, touched_by(by_portfolio[other.pk], tracks_cash=other.tracks_cash))
