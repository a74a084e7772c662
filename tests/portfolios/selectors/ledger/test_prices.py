"""The markets' closes as ledgers ask for them, and rates between any two assets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from markets.models import OpenCandle
from portfolios.selectors.ledger.exchange import Exchange, base_currencies, is_base_currency
from portfolios.selectors.ledger.prices import LedgerPrices
from tests.factories import make_asset, set_closes, set_price

START = date(2025, 3, 3)  # a Monday


def day(number: int) -> date:
    return START + timedelta(days=number)


@pytest.fixture
def assets(market):
    """Bitcoin on days 0, 1 and 4; a euro on day 1 alone; nothing of solana."""
    found = {slug: make_asset(slug) for slug in ("bitcoin", "eur", "usd", "solana")}
    set_closes(found["bitcoin"], {day(0): 100.1, day(1): 200.0, day(4): 50.0})
    set_closes(found["eur"], {day(1): 1.25})
    OpenCandle.objects.filter(asset=found["bitcoin"], day=day(1)).update(low=150.0, high=260.0)
    return found


@pytest.fixture
def prices(assets):
    keys = [asset.pk for asset in assets.values()]
    return LedgerPrices(keys, first=day(0), last=day(5), usd=assets["usd"].pk)


def test_a_price_is_exact_as_quoted_carried_over_holes_and_unknown_before(assets, prices):
    bitcoin, euro, usd, solana = (assets[slug].pk for slug in ("bitcoin", "eur", "usd", "solana"))
    in_dollars = [prices.price(bitcoin, day=day(n), currency=usd) for n in range(6)]
    assert in_dollars == [Decimal("100.1"), 200, 200, 200, 50, 50]
    assert prices.price(bitcoin, day=day(0), currency=euro) is None
    assert prices.price(bitcoin, day=day(3), currency=euro) == 160
    assert prices.price(usd, day=day(1), currency=euro) == Decimal("0.8")
    assert prices.price(solana, day=day(1), currency=usd) is None
    assert prices.price(solana, day=day(1), currency=solana) == 1
    # Beyond the span the last one counts; before it nothing is known.
    assert prices.price(bitcoin, day=day(99), currency=usd) == 50
    assert prices.price(bitcoin, day=day(-1), currency=usd) is None


def test_a_run_of_days_is_what_each_day_is_alone(assets, prices):
    for asset in assets.values():
        for currency in assets.values():
            for first, last in ((0, 5), (2, 3), (-2, 1), (4, 8), (1, 1)):
                found = prices.daily(
                    asset.pk, first=day(first), last=day(last), currency=currency.pk
                )
                assert found == [
                    prices.price(asset.pk, day=day(n), currency=currency.pk)
                    for n in range(first, last + 1)
                ], (asset.slug, currency.slug, first, last)


def test_a_band_holds_the_day_and_its_neighbours(assets, prices):
    """Day 1 is from 150 to 260, day 0 at 100.1 all day; of days 2 and 3 nothing is stored."""
    bitcoin, euro, usd = (assets[slug].pk for slug in ("bitcoin", "eur", "usd"))
    assert prices.band(bitcoin, day=day(1), currency=usd) == (Decimal("100.1"), 260)
    assert prices.band(bitcoin, day=day(1), currency=euro) == (Decimal("80.08"), 208)
    assert prices.band(bitcoin, day=day(4), currency=usd) == (50, 50)
    assert prices.band(bitcoin, day=day(2), currency=usd) is None
    assert prices.band(bitcoin, day=day(0), currency=euro) is None


def test_what_lacks_is_named_as_the_pair_whose_rate_is_not_there(assets, prices):
    bitcoin, euro, usd, solana = (assets[slug].pk for slug in ("bitcoin", "eur", "usd", "solana"))
    assert prices.lacking(solana, day=day(1), currency=euro) == (solana, euro)
    assert prices.lacking(bitcoin, day=day(0), currency=euro) == (usd, euro)


def test_rates_of_days_and_of_now(assets, django_assert_num_queries):
    bitcoin, euro, usd, solana = (assets[slug] for slug in ("bitcoin", "eur", "usd", "solana"))
    set_price(bitcoin, 60.0)
    set_price(euro, 1.2)
    exchange = Exchange([bitcoin, euro, usd, solana], first=day(0), last=day(5))
    assert exchange.daily(bitcoin, euro, first=day(0), last=day(2)) == [None, 160, 160]
    assert exchange.latest(bitcoin, euro) == 50
    assert round(exchange.latest(usd, euro), 20) == round(1 / Decimal("1.2"), 20)
    assert exchange.latest(solana, usd) is None
    assert exchange.latest(usd, solana) is None
    with django_assert_num_queries(0):
        assert Exchange([euro], first=day(0), last=day(9)).daily(
            euro, euro, first=day(0), last=day(2)
        ) == [1, 1, 1]
        assert exchange.latest(solana, solana) == 1


def test_days_whose_rate_is_carried_are_named_for_money_alone(assets):
    bitcoin, euro, usd = (assets[slug] for slug in ("bitcoin", "eur", "usd"))
    exchange = Exchange([bitcoin, euro, usd], first=day(0), last=day(3))
    assert exchange.carried() == {day(0), day(2), day(3)}
    assert exchange.carried(but=day(3)) == {day(0), day(2)}
    assert Exchange([bitcoin, usd], first=day(0), last=day(3)).carried() == frozenset()


def test_books_count_in_money_bitcoin_or_ether(assets):
    make_asset("ethereum")
    make_asset("gbp", kind="fiat", symbol="GBP", is_active=False)
    assert {asset.symbol for asset in base_currencies()} == {"BTC", "ETH", "EUR", "USD"}
    assert [is_base_currency(assets[slug]) for slug in ("eur", "bitcoin", "solana")] == [
        True, True, False,
    ]  # fmt: skip
