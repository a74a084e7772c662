"""Which days count for following the signals, at which cost and in which currency: by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from markets.analytics.record.signals import COSTS
from portfolios.models import Account, Portfolio
from portfolios.selectors.performance.following import LEAST_DAYS, signals_followed
from portfolios.selectors.performance.series import series_of
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import buy, days_ago, make_asset, make_portfolio, set_closes, set_price
from tests.markets.analyses import store_analysis

DAYS = 50
TODAY = datetime.now(UTC).date()


@pytest.fixture
def bitcoin(market):
    """100 dollars until 20 days ago, 110 since."""
    asset = make_asset("bitcoin", price=110.0)
    set_closes(asset, {
        TODAY - timedelta(days=ago): 100.0 if ago > 20 else 110.0 for ago in range(DAYS + 5)
    })  # fmt: skip
    return asset


@pytest.fixture
def made(alice, bitcoin, at_commit):
    """A portfolio of one bitcoin since 50 days; `fee` in dollars, `sold` so many days ago."""

    def make(*, fee="0", currency="usd", sold=None):
        portfolio = make_portfolio(alice, currency=currency)
        columns = (
            {"fee_asset": make_asset("usd"), "fee_quantity": Decimal(fee)} if fee != "0" else {}
        )
        with at_commit():
            buy(portfolio, "bitcoin", "1", dollars="100", ago=DAYS, **columns)
            if sold is not None:
                record_transaction(
                    portfolio, user=alice, type="sell", account=portfolio.accounts.first(),
                    executed_at=days_ago(sold), sent_asset=bitcoin, sent_quantity=Decimal(1),
                    received_asset=make_asset("usd"), received_quantity=Decimal(100), **columns,
                )  # fmt: skip
        return Portfolio.objects.get(pk=portfolio.pk)

    return make


def analyse(trend=1, *, first=DAYS, last=1):
    """The same trend on each day from `first` to `last` days ago; a function gives each its own."""
    for ago in range(first, last - 1, -1):
        value = trend(ago) if callable(trend) else trend
        store_analysis(TODAY - timedelta(days=ago), {"bitcoin": {"trend": value}})


def followed(portfolio):
    return signals_followed(portfolio, series_of(portfolio))


def test_what_was_in_trend_throughout_is_held_and_trades_nothing(made):
    portfolio = made()
    analyse(1)
    found = followed(portfolio)
    assert found.total == pytest.approx(0.1) == found.held_total
    assert found.turnover == 0
    assert (found.following, found.holding) == (found.holding, found.following)


def test_what_was_never_in_trend_earns_nothing(made):
    portfolio = made()
    analyse(-1)
    found = followed(portfolio)
    assert found.total == pytest.approx(0, abs=1e-12)
    assert found.held_total == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("turned", "total"),
    [
        # The price rose from the close 21 days ago to that of 20: what its signal said at the
        # former decides. To come in costs a thousandth of all.
        (21, 1.1 - 0.001),
        (20, 1 - 0.001),
    ],
)
def test_a_signal_is_followed_from_the_close_after_the_one_that_had_it(made, turned, total):
    portfolio = made()
    analyse(lambda ago: 1 if ago <= turned else -1)
    found = followed(portfolio)
    assert COSTS[0] == 0.001
    assert (1 + found.total) == pytest.approx(total)
    assert found.turnover == pytest.approx(1)


def test_the_portfolio_s_own_cost_is_its_fees_over_what_it_traded(made):
    portfolio = made(fee="2", sold=5)
    analyse(1)
    found = followed(portfolio)
    # Bought for 102, sold for 98, each with its fee of 2.
    assert found.has_own_cost
    assert found.cost == pytest.approx(4 / 200)


@pytest.mark.parametrize(("fee", "own"), [("0", False), ("5", True), ("6", False)])
def test_fees_over_a_twentieth_of_what_was_traded_are_not_those_of_trades(made, fee, own):
    portfolio = made(fee=fee)
    analyse(1)
    found = followed(portfolio)
    assert found.has_own_cost is own
    # 5 of 105 is 4.8%, 6 of 106 is 5.7%.
    assert found.cost == (pytest.approx(5 / 105) if own else COSTS[0])


@pytest.mark.parametrize(("last", "counted"), [(DAYS - LEAST_DAYS, 30), (DAYS - LEAST_DAYS + 1, 0)])
def test_thirty_days_are_the_least(made, last, counted):
    portfolio = made()
    analyse(1, last=last)
    found = followed(portfolio)
    assert (found.n if found else 0) == counted
    if found:
        assert (found.first, found.last) == (
            TODAY - timedelta(days=DAYS - 1), TODAY - timedelta(days=last),
        )  # fmt: skip


def test_days_on_which_nothing_was_held_do_not_count(made):
    portfolio = made(sold=12)
    analyse(1)
    found = followed(portfolio)
    # Held at the closes of 50 to 13 days ago: each counts with the day after it.
    assert (found.n, found.last) == (38, TODAY - timedelta(days=12))
    assert found.held_total == pytest.approx(0.1)


def test_analysed_days_before_the_portfolio_are_not_its_own(made):
    portfolio = made()
    analyse(1, first=DAYS + 4)
    assert followed(portfolio).first == TODAY - timedelta(days=DAYS - 1)


def test_one_asset_in_two_accounts_is_one_holding(made, alice, bitcoin, at_commit):
    portfolio = made()
    with at_commit():
        record_transaction(
            portfolio, user=alice, type="transfer", account=portfolio.accounts.first(),
            to_account=Account.objects.create(portfolio=portfolio, name="Vault", kind="wallet"),
            executed_at=days_ago(40), sent_asset=bitcoin, sent_quantity=Decimal("0.25"),
            received_asset=bitcoin, received_quantity=Decimal("0.25"),
        )  # fmt: skip
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    analyse(lambda ago: 1 if ago > 15 else -1)
    found = followed(portfolio)
    assert found.held_total == pytest.approx(0.1)
    # All of it is sold once, wherever it lies.
    assert found.turnover == pytest.approx(1)


def test_returns_are_in_the_portfolio_s_currency(made):
    euro = make_asset("eur")
    set_price(euro, 1.375)
    # From 1.25 to 1.375 dollars on the day on which bitcoin rose as much: nothing in euros.
    set_closes(euro, {
        TODAY - timedelta(days=ago): 1.25 if ago > 20 else 1.375 for ago in range(DAYS + 5)
    })  # fmt: skip
    portfolio = made(currency="eur")
    analyse(1)
    found = followed(portfolio)
    assert found.held_total == pytest.approx(0, abs=1e-9)
    assert found.total == pytest.approx(0, abs=1e-9)


def test_a_portfolio_without_days_or_analysis_has_nothing_to_compare(alice, made):
    assert followed(make_portfolio(alice, name="Empty")) is None
    assert followed(made()) is None
