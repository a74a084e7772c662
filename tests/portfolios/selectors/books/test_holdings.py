"""What is held at the latest quotes: sums over accounts, debts, what is unknown or cannot be."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from markets.models import Asset, Quote
from portfolios.models import Account, Portfolio, Position
from portfolios.selectors.books.holdings import holdings_of, values_of
from portfolios.selectors.home.holdings import held_in
from portfolios.selectors.performance.series import series_of
from tests.factories import make_asset, make_portfolio, set_price
from tests.portfolios.daily import hold, set_days


@pytest.fixture
def bitcoin(market):
    return make_asset("bitcoin", price=100.0)


def test_an_asset_in_two_accounts_is_one_holding_with_their_sums(portfolio, bitcoin):
    wallet = Account.objects.create(portfolio=portfolio, name="Wallet")
    hold(portfolio, "bitcoin", 2, price=100.0)
    Position.objects.create(
        portfolio=portfolio, account=wallet, asset=bitcoin, quantity=3, cost=60, realised=7,
        income=5, fees=1, carried=2,
    )  # fmt: skip
    (row,) = holdings_of(portfolio).rows
    assert (row.quantity, row.cost, row.value, row.weight) == (5, 60, 500, 1)
    assert (row.realised, row.income, row.fees, row.carried) == (7, 5, 1, 2)
    assert row.average_cost == 12
    assert (row.unrealised, row.unrealised_share) == (440, Decimal(440) / 60)
    main = portfolio.accounts.get(name="Main").pk
    assert {pk: part.quantity for pk, part in row.by_account.items()} == {main: 2, wallet.pk: 3}


def test_the_total_profit_is_its_parts(portfolio, bitcoin):
    # Unrealised 100 − 60, realised 7, income 5, fees 1, carried 2.
    Position.objects.create(
        portfolio=portfolio, account=portfolio.accounts.get(), asset=bitcoin, quantity=1, cost=60,
        realised=7, income=5, fees=1, carried=2,
    )  # fmt: skip
    found = holdings_of(portfolio)
    assert (found.unrealised, found.profit) == (40, 40 + 7 + 5 - 1 + 2)
    assert found.value == found.cost + found.unrealised


def test_a_debt_lowers_the_value_and_has_no_average_cost(portfolio, bitcoin):
    hold(portfolio, "bitcoin", 3, price=100.0)
    hold(portfolio, "ethereum", -1, price=50.0)
    found = holdings_of(portfolio)
    assert [(row.asset.symbol, row.value) for row in found.rows] == [("BTC", 300), ("ETH", -50)]
    assert (found.value, found.rows[1].average_cost) == (250, None)
    assert values_of([portfolio])[portfolio.pk].now == 250


def test_the_largest_stand_first_and_what_has_no_price_last(portfolio):
    for slug, quantity, price in [("solana", 1, None), ("bitcoin", 1, 5.0), ("ethereum", 1, 9.0)]:
        hold(portfolio, slug, quantity, price=price)
    hold(portfolio, "dogecoin", 0, price=1.0)
    found = holdings_of(portfolio)
    assert [row.asset.slug for row in found.open] == ["ethereum", "bitcoin", "solana"]
    assert [row.asset.slug for row in found.closed] == ["dogecoin"]
    assert [row.asset.slug for row in found.unpriced] == ["solana"]
    worth = values_of([portfolio])[portfolio.pk]
    assert (worth.now, worth.is_whole) == (14, False)


def test_a_quote_of_another_day_changes_no_value_of_today(portfolio, bitcoin):
    hold(portfolio, "bitcoin", 1, price=100.0)
    old = timezone.now() - timedelta(days=180)
    set_price(bitcoin, 100.0, at=old, change_24h=0.25)
    found = holdings_of(portfolio)
    assert (found.value_24h_ago, found.rows[0].change_24h) == (100, None)
    assert values_of([portfolio])[portfolio.pk].ago == 100
    (held,) = held_in([portfolio], currency=portfolio.figures_currency)
    assert held.ago == 100


@pytest.mark.parametrize(
    ("change", "before"),
    [(0.25, 80), (-0.5, 200), (None, 100), (0.0, 100), (-1.0, 100), (-1.5, 100)],
)
def test_the_value_of_a_day_before_follows_from_a_change_that_can_be(
    portfolio, bitcoin, change, before
):
    """A quarter more than 80 is 100, half of 200 too; no price above 0 has fallen by all of it."""
    hold(portfolio, "bitcoin", 1, price=100.0)
    set_price(bitcoin, 100.0, change_24h=change)
    assert holdings_of(portfolio).value_24h_ago == before
    assert values_of([portfolio])[portfolio.pk].ago == before
    (held,) = held_in([portfolio], currency=portfolio.currency)
    assert held.ago == before


def test_what_ended_worthless_is_worth_nothing_and_lacks_no_price(portfolio, bitcoin):
    set_days(portfolio, (400, 350), (400,))
    hold(portfolio, "bitcoin", 3, price=100.0)
    hold(portfolio, "luna", 10, price=None)
    Asset.objects.filter(slug="luna").update(is_worthless=True, is_active=False)
    found = holdings_of(portfolio)
    assert (found.value, found.unpriced) == (300, [])
    assert values_of([portfolio])[portfolio.pk] == (300, 300, True)
    series = series_of(portfolio)
    assert (series.is_live, series.days[-1].value) == (True, 300)


def test_without_a_rate_of_its_currency_nothing_is_said_to_be_worth_0(alice, market):
    portfolio = make_portfolio(alice, currency="eur")
    assert values_of([portfolio])[portfolio.pk] == (0, 0, True)
    set_days(portfolio, (90, 80), (95,))
    hold(portfolio, "bitcoin", 2, price=100.0)
    worth = values_of([portfolio])[portfolio.pk]
    assert (worth.now, worth.ago, worth.is_whole) == (None, None, False)
    assert (worth.change, worth.change_share) == (None, None)
    assert [row.value for row in holdings_of(portfolio).open] == [None]
    series = series_of(portfolio)
    assert (series.is_live, series.days[-1].value) == (False, 95)


def test_the_list_values_each_portfolio_as_its_own_page_does(
    alice, portfolio, bitcoin, django_assert_num_queries
):
    """Dollars, euros, bitcoin itself, an empty one, and debts: as `holdings_of` one by one."""
    set_price(bitcoin, 50000.0, change_24h=0.25)
    make_asset("eur", price=1.25)
    others = [make_portfolio(alice, name=code, currency=code) for code in ("eur", "bitcoin")]
    empty = make_portfolio(alice, name="Empty")
    for number, one in enumerate([portfolio, *others], 1):
        hold(one, "bitcoin", number, price=None)
        hold(one, "ethereum", Decimal(number) / 3, price=2000.0)
        hold(one, "usd", -number, price=None)
    Quote.objects.filter(asset__slug="ethereum").update(change_24h=-0.2)
    listed = [*others, portfolio, empty]
    with django_assert_num_queries(2):
        values = values_of(listed)
    for one in Portfolio.objects.filter(pk__in=values):
        found = holdings_of(one)
        assert values[one.pk].now == found.value, one
        assert values[one.pk].ago == found.value_24h_ago, one
        assert values[one.pk].change_share == found.change_24h_share, one
    # 2 bitcoin, two thirds of an ether and a debt of 2 dollars, in euros of 1.25 dollars.
    euros = values[others[0].pk].now
    assert euros == pytest.approx((Decimal(100000) + Decimal(4000) / 3 - 2) / Decimal("1.25"))


def test_weights_are_shares_of_what_has_a_price(portfolio):
    for slug, price in [("bitcoin", 30.0), ("ethereum", 10.0), ("solana", None)]:
        hold(portfolio, slug, 1, price=price)
    Position.objects.update(cost=7)
    found = holdings_of(portfolio)
    weights = {row.asset.symbol: row.weight for row in found.rows}
    assert weights == {"BTC": Decimal("0.75"), "ETH": Decimal("0.25"), "SOL": None}
    # The cost of what has no price is in no unrealised profit: 40 − 14.
    assert (found.value, found.cost, found.unrealised) == (40, 21, 26)


def test_what_was_sold_is_closed_and_keeps_its_gain(portfolio):
    hold(portfolio, "bitcoin", 0, price=None)
    Position.objects.update(realised=12)
    found = holdings_of(portfolio)
    assert [row.realised for row in found.closed] == [12]
    assert (found.open, found.unpriced, found.profit) == ([], [], 12)
