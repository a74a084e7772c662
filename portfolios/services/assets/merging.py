"""Makes one asset of two that are the same thing, in the market and in every ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets.models import Asset, AssetEvent
from markets.services import merge_listing
from markets.services.identity.merging import refuse_merge
from markets.wording import worded
from portfolios.accounting.core.types import LEGS, TRADES, TransactionType
from portfolios.models import (
    OwnAsset,
    Portfolio,
    ProblemDismissal,
    Target,
    Transaction,
    WatchedAsset,
)
from portfolios.services.alerts.market.alerts import move_market_alerts
from portfolios.services.alerts.notices import notify
from portfolios.services.errors import Refused, RowsRefused
from portfolios.services.exits.market_change import disarm_levels_on
from portfolios.services.ledger.transactions import replace_transactions
from portfolios.services.locks import hold_portfolio, in_one_go


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge changed: ledger rows, portfolios with such rows, levels that were disarmed."""

    event: AssetEvent
    rows: int
    portfolios: int
    disarmed: int


@in_one_go
def merge_assets(source: Asset, target: Asset, *, user, note: str = "") -> Merged:
    """Put `target` in the place of `source` everywhere, or nowhere. Raises `Refused`.

    Every ledger row that names the source is changed through the ledger's own way in, with its
    revision, and the books are rebuilt. A trade of the one for the other becomes a split: it was
    the same thing all along. Armed levels on the source are disarmed, since the prices that they
    wait for end; their owners are notified. Target shares are added up. Alerts on the market go
    on with the target, from what is so now.
    """
    try:
        refuse_merge(source, target)
    except ValidationError as error:
        raise Refused(error.messages[0]) from None
    if Portfolio.objects.filter(Q(currency=source) | Q(books_currency=source)).exists():
        raise Refused(_("{asset} is the currency of a portfolio.").format(asset=source.name))
    rows = 0
    keys = sorted(_ledgers_with(source))
    for pk in keys:
        rows += _replace_in_ledger(hold_portfolio(pk), source, target, user=user)
    _move_targets(source, target)
    _move_dismissals(source, target)
    _move_watched(source, target)
    move_market_alerts(source, target)
    disarmed = disarm_levels_on(source, successor=target)
    OwnAsset.objects.filter(asset=source).delete()
    event = merge_listing(source, target, user=user, note=note)
    _notify_owners(keys, source, target, user=user)
    return Merged(event, rows, len(keys), disarmed)


def _naming(source: Asset) -> Q:
    naming = Q()
    for leg in LEGS:
        naming |= Q(**{f"{leg}_asset": source})
    return naming


def _ledgers_with(source: Asset) -> set[int]:
    rows = Transaction.objects.filter(_naming(source)).order_by()
    return set(rows.values_list("portfolio", flat=True).distinct())


def _replace_in_ledger(portfolio: Portfolio, source: Asset, target: Asset, *, user) -> int:
    rows = portfolio.transactions.filter(_naming(source)).order_by("pk")
    changes = {row.pk: _changes(row, source, target) for row in rows}
    try:
        replace_transactions(portfolio, changes, user=user)
    except RowsRefused as refused:
        keys = list(changes)
        row, faults = min(refused.rows.items())
        told = "; ".join(worded(message) for messages in faults.values() for message in messages)
        raise Refused(
            _("Row {row} of portfolio {portfolio} cannot name {asset}: {why}").format(
                row=keys[row], portfolio=portfolio.pk, asset=target.name, why=told
            )
        ) from None
    return len(changes)


def _changes(row: Transaction, source: Asset, target: Asset) -> Mapping[str, Any]:
    """The columns that name the source, naming the target; and the type, where it becomes one."""
    named = {f"{leg}_asset_id": getattr(row, f"{leg}_asset_id") for leg in LEGS}
    changes = {name: target.pk for name, pk in named.items() if pk == source.pk}
    after = named | changes
    if row.type in TRADES and after["sent_asset_id"] == after["received_asset_id"]:
        changes["type"] = TransactionType.SPLIT.value
    return changes


def _move_targets(source: Asset, target: Asset) -> None:
    for moved in Target.objects.filter(asset=source):
        stands = Target.objects.filter(portfolio=moved.portfolio_id, asset=target).first()
        if stands is None:
            Target.objects.filter(pk=moved.pk).update(asset=target, drifted_at=None)
        else:
            moved.delete()
            stands.share += moved.share
            stands.drifted_at = None
            stands.save()


def _move_dismissals(source: Asset, target: Asset) -> None:
    for moved in ProblemDismissal.objects.filter(asset=source):
        ProblemDismissal.objects.get_or_create(
            portfolio_id=moved.portfolio_id, code=moved.code, asset=target,
            transaction_id=moved.transaction_id, defaults={"user": moved.user},
        )  # fmt: skip
        moved.delete()


def _move_watched(source: Asset, target: Asset) -> None:
    """Watchlists name the target; on one that has both, what stands beside the target stays."""
    both = WatchedAsset.objects.filter(asset=target).values("watchlist")
    WatchedAsset.objects.filter(asset=source, watchlist__in=both).delete()
    WatchedAsset.objects.filter(asset=source).update(asset=target)


def _notify_owners(keys: list[int], source: Asset, target: Asset, *, user) -> None:
    """Tell whoever did not do it themselves."""
    for portfolio in Portfolio.objects.select_related("owner").filter(pk__in=keys):
        if portfolio.owner != user:
            notify(
                [portfolio.owner],
                kind="data_health",
                subject=f"merge {portfolio.pk} {source.slug}",
                title=format_lazy(
                    gettext_lazy("{portfolio}: {symbol} is {other} now"),
                    portfolio=portfolio.name, symbol=source.symbol, other=target.symbol,
                ),
                text=format_lazy(
                    gettext_lazy(
                        "{first} and {second} were two listings of one thing. The rows of your"
                        " ledger name the second now; its history shows what stood there before."
                    ),
                    first=f"{source.name} ({source.slug})",
                    second=f"{target.name} ({target.slug})",
                ),
                path=f"/portfolios/{portfolio.pk}/transactions/history/",
                portfolio=portfolio,
            )  # fmt: skip
