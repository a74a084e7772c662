"""A row's price beside the market's, before it is recorded."""

from datetime import timedelta

from markets.models import USD, Asset
from portfolios.accounting.core.instants import EARLIEST_OF_MONEY
from portfolios.accounting.core.types import LEGS
from portfolios.accounting.prices.row_prices import compare, far_message, is_far
from portfolios.models import Portfolio, Transaction
from portfolios.selectors.ledger.ledger import entry_of, fiat_ids
from portfolios.selectors.ledger.prices import LedgerPrices

_PRICED = [leg for leg in LEGS if leg != "fee"]
_ONE_DAY = timedelta(days=1)


def price_warning(row: Transaction, *, portfolio: Portfolio) -> str:
    """What is doubtful about a row's price, or an empty string; four queries at most.

    The row need not be stored, nor be valid.
    """
    assets = {key for leg in _PRICED if (key := getattr(row, f"{leg}_asset_id")) is not None}
    if not assets or row.executed_at is None or row.executed_at < EARLIEST_OF_MONEY:
        return ""
    day, currency = row.executed_at.astimezone(portfolio.zone).date(), portfolio.currency_id
    usd = Asset.objects.only("pk").get(slug=USD).pk
    prices = LedgerPrices(
        {*assets, currency}, first=day - _ONE_DAY, last=day + _ONE_DAY, usd=usd
    )  # fmt: skip
    found = compare(
        entry_of(row), prices=prices, day=day, currency=currency,
        is_fiat=fiat_ids().__contains__,
    )  # fmt: skip
    if found is None or not is_far(found, prices=prices, day=day, currency=currency):
        return ""
    symbol = Asset.objects.only("symbol").get(pk=found.asset).symbol
    shown = found._replace(asset=symbol)
    return far_message(shown, day=day, currency=portfolio.currency.symbol)
