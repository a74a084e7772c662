"""Parts of a portfolio: an asset's, an account's, a category's own series and returns."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from markets.models import Category
from portfolios.accounting.returns.performance import daily_returns
from portfolios.accounting.returns.periods import stretch_of
from portfolios.models import Portfolio
from portfolios.selectors.performance.parts import parts_of
from portfolios.selectors.performance.series import series_of
from portfolios.selectors.performance.slices import series_of_slice, slice_of
from portfolios.services.books.books import rebuild_books
from portfolios.services.ledger.accounts import create_account
from portfolios.services.ledger.transactions import record_transaction
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import buy, days_ago, make_asset, set_closes, set_price
from tests.portfolios.services.books.test_upkeep import COINS, DAYS, closes, columns_of  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_coins(portfolio):
    """Ten days: 2 BTC bought at 100 (now 150), one of them moved; 10 ETH at 10 (now 8)."""
    today = timezone.now().date()
    prices = {"bitcoin": (100.0, 120.0, 150.0), "ethereum": (10.0, 9.0, 8.0)}
    for slug, (old, middle, new) in prices.items():
        days = {today - timedelta(days=ago): (old if ago > 6 else middle if ago > 2 else new)
                for ago in range(12)}  # fmt: skip
        set_closes(make_asset(slug), days)
        set_price(make_asset(slug), new)
    wallet = create_account(portfolio, name="Wallet")
    buy(portfolio, "bitcoin", "2", dollars="200", ago=9)
    buy(portfolio, "ethereum", "10", dollars="100", ago=9)
    record_transaction(
        portfolio, user=portfolio.owner, type="transfer", executed_at=days_ago(4),
        account=portfolio.accounts.get(name="Main"), to_account=wallet,
        sent_asset=make_asset("bitcoin"), sent_quantity=Decimal(1),
    )  # fmt: skip
    rebuild_books(portfolio.pk)
    layer = Category.objects.create(slug="layer-1", name="Layer 1")
    make_asset("bitcoin").categories.add(layer)
    make_asset("ethereum").categories.add(layer)
    return Portfolio.objects.get(pk=portfolio.pk)


def part(portfolio, **query):
    return stretch_of(series_of_slice(portfolio, slice_of(portfolio, query)).days)


def test_an_assets_profit_is_its_own(two_coins):
    assert part(two_coins, asset="bitcoin").profit == 100
    assert part(two_coins, asset="bitcoin").net_flow == 200
    assert part(two_coins, asset="ethereum").profit == -20


def test_a_transfer_is_a_flow_between_accounts_at_the_days_price(two_coins):
    wallet = two_coins.accounts.get(name="Wallet")
    found = part(two_coins, account=str(wallet.pk))
    assert (found.net_flow, found.closing, found.profit) == (120, 150, 30)
    main = two_coins.accounts.get(name="Main")
    assert part(two_coins, account=str(main.pk)).profit == 50


def test_a_category_is_the_sum_of_its_assets(two_coins):
    assert part(two_coins, category="layer-1").profit == 80


def test_returns_of_a_part_do_not_see_the_others(two_coins):
    days = series_of_slice(two_coins, slice_of(two_coins, {"asset": "bitcoin"})).days
    assert float(daily_returns(days)[-1].chained) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "query",
    [{"asset": "solana"}, {"asset": "nothing"}, {"account": "0"}, {"account": "x"},
     {"account": "9" * 30}, {"category": "none"}, {"asset": "bitcoin", "account": "1"}],
)  # fmt: skip
def test_what_was_never_held_is_no_part(two_coins, query):
    with pytest.raises(LookupError):
        slice_of(two_coins, query)


def test_anothers_account_is_no_part(two_coins, bob):
    other = Portfolio.objects.create(owner=bob, name="Bob's", currency=two_coins.currency)
    account = create_account(other, name="Bob's")
    with pytest.raises(LookupError):
        slice_of(two_coins, {"account": str(account.pk)})


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_add_up_to_the_whole_over_any_period(portfolio, closes, seed):  # noqa: F811
    random = Random(seed)
    change_portfolio(portfolio, tracks_cash=seed % 2 == 0)
    create_account(portfolio, name="Wallet")
    for slug in (*COINS, "eur"):
        set_price(make_asset(slug), random.uniform(5, 90))
    for _ in range(40):
        columns = columns_of(random, portfolio, oldest=DAYS - 5)
        record_transaction(portfolio, user=portfolio.owner, **columns)
    rebuild_books(portfolio.pk)
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    series = series_of(portfolio)
    for ago in (DAYS, 30, 1):
        first = max(series.days[0].day, series.days[-1].day - timedelta(days=ago))
        whole = stretch_of(series.days, first=first)
        for by in ("asset", "account"):
            parts = parts_of(portfolio, series, by=by, first=first)
            assert sum(one.profit for one in parts) == pytest.approx(float(whole.profit), abs=1e-6)
            for one in parts:
                own = series_of_slice(portfolio, slice_of(portfolio, {by: one.key}))
                stretch = stretch_of(own.days, first=first)
                assert one.profit == pytest.approx(float(stretch.profit), abs=1e-6)
                assert one.value == pytest.approx(float(stretch.closing), abs=1e-6)
