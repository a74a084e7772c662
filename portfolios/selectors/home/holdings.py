"""What some portfolios hold together, each unit counted once, in one currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from markets.models import USD, Asset
from markets.numbers import ZERO, exact_decimal
from markets.selectors import day_figures_since
from portfolios.models import Portfolio, Position
from portfolios.selectors.books.holdings import (
    HeldAsset,
    change_of_today,
    currency_rate,
    value_before,
)

_ASSET = ("asset_id", "asset__slug", "asset__symbol", "asset__name", "asset__kind")
_QUOTE = (
    "asset__quote__price", "asset__quote__change_24h", "asset__quote__as_of", "asset__is_worthless",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldTogether:
    """One asset in one portfolio; `value` and `ago` (24 hours before) are None without a price."""

    portfolio: int
    asset: HeldAsset
    value: Decimal | None
    ago: Decimal | None


def held_in(portfolios: Sequence[Portfolio], *, currency: Asset) -> list[HeldTogether]:
    """What each of the portfolios holds, over its accounts, valued at the latest quotes.

    Two queries at any size. Without a rate for the currency nothing has a value.
    """
    rate = currency_rate(currency)
    rows = (
        Position.objects.filter(portfolio__in=[portfolio.pk for portfolio in portfolios])
        .order_by()
        .values_list("portfolio_id", *_ASSET, *_QUOTE)
        .annotate(units=Sum("quantity"))
    )
    since = day_figures_since()
    return [_valued(row, rate=rate, since=since) for row in rows if row[-1]]


def _valued(row: tuple, *, rate: Decimal | None, since: datetime) -> HeldTogether:
    portfolio, *asset, price, change, as_of, is_worthless, units = row
    held = HeldAsset(*asset)
    usd = 1.0 if held.slug == USD else 0.0 if is_worthless else price
    if usd is None or not rate:
        return HeldTogether(portfolio, held, None, None)
    value = units * exact_decimal(usd) / rate
    change = change_of_today(change, as_of, since=since)
    return HeldTogether(portfolio, held, value, value_before(value, change))


def sum_of(values) -> Decimal:
    """The known ones of some values, added up."""
    return sum((value for value in values if value is not None), ZERO)
