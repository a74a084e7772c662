"""The prices of the last seven days of what is held, for a line in its row."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from django.utils import timezone

from markets.models import USD
from markets.selectors import usd_prices
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import Holding

DAYS = 7


def trends_of(
    portfolio: Portfolio, holdings: Sequence[Holding]
) -> dict[int, tuple[float | None, ...]]:
    """Asset → its closes of the last seven UTC days, then its latest price.

    In the portfolio's currency, None where there is none. Two queries.
    """
    today = timezone.now().date()
    days = [today - timedelta(days=number) for number in range(DAYS, 0, -1)]
    currency = portfolio.figures_currency
    assets = {one.asset.pk for one in holdings}
    prices = usd_prices({*assets, currency.pk}, days)
    rate = np.ones(DAYS) if currency.slug == USD else prices[currency.pk]
    return {
        one.asset.pk: (
            *(_known(price) for price in (prices[one.asset.pk] / rate).tolist()),
            None if one.price is None else float(one.price),
        )
        for one in holdings
    }


def _known(price: float) -> float | None:
    return price if np.isfinite(price) else None
