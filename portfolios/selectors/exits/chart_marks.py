"""What somebody has on an asset, as lines and signs of its chart, which is in US dollars."""

from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from markets.models import USD, Asset
from markets.numbers import exact_decimal, plain
from portfolios.accounting.core.types import TransactionType
from portfolios.models import Portfolio, Position, Transaction
from portfolios.selectors.exits.chart_lines import chart_lines

# The latest: more would hide the prices that they stand at.
MOST_TRADES = 200
_TRADES = (TransactionType.BUY, TransactionType.SELL, TransactionType.SWAP)


def chart_marks(user, *, asset: Asset, portfolio: Portfolio | None = None) -> dict[str, list[dict]]:
    """`levels`: what is armed; `costs`: the average of what is held; `signs`: trades, oldest first.

    A level and a cost have `price` (US dollars), `title` and `kind`; a sign has `time` (seconds
    since 1970), `kind` (buy or sell) and `text`. Four queries.
    """
    cost = _average_cost(user, asset=asset, portfolio=portfolio)
    line = {"price": float(cost or 0), "title": _("Average cost"), "kind": "cost"}
    return {
        "levels": chart_lines(user, asset=asset, portfolio=portfolio),
        "costs": [] if cost is None else [line],
        "signs": _trades(user, asset=asset, portfolio=portfolio),
    }


def _average_cost(user, *, asset: Asset, portfolio: Portfolio | None) -> Decimal | None:
    """Over all that is held; None where it cost nothing or a currency has no rate."""
    rows = Position.objects.for_user(user).filter(asset=asset, quantity__gt=0)
    if portfolio is not None:
        rows = rows.filter(portfolio=portfolio)
    currency = Coalesce("portfolio__books_currency", "portfolio__currency")
    held = list(rows.annotate(currency=currency).values_list("quantity", "cost", "currency"))
    found = Asset.objects.filter(pk__in={currency for *_, currency in held})
    rates = {
        pk: 1.0 if slug == USD else price
        for pk, slug, price in found.values_list("pk", "slug", "quote__price")
    }
    if not held or None in rates.values():
        return None
    cost = sum(cost * exact_decimal(rates[currency]) for _, cost, currency in held)
    return cost / sum(quantity for quantity, *_ in held) if cost > 0 else None


def _trades(user, *, asset: Asset, portfolio: Portfolio | None) -> list[dict]:
    rows = Transaction.objects.for_user(user).filter(
        Q(received_asset=asset) | Q(sent_asset=asset), type__in=_TRADES
    )
    if portfolio is not None:
        rows = rows.filter(portfolio=portfolio)
    latest = rows.order_by("-executed_at", "-pk").values_list(
        "executed_at", "received_asset_id", "received_quantity", "sent_quantity"
    )
    signs = []
    for at, received, came, went in latest[:MOST_TRADES]:
        kind, quantity = ("buy", came) if received == asset.pk else ("sell", went)
        text = _("Bought {quantity} {symbol}") if kind == "buy" else _("Sold {quantity} {symbol}")
        text = text.format(quantity=plain(quantity), symbol=asset.symbol)
        signs.append({"time": int(at.timestamp()), "kind": kind, "text": text})
    return signs[::-1]
