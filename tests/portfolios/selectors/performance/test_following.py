"""Had a portfolio followed the signals: by hand, after its own costs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from portfolios.models import Portfolio
from portfolios.selectors.performance.following import signals_followed
from portfolios.selectors.performance.series import series_of
from tests.factories import buy, make_asset, make_market, make_portfolio, set_closes
from tests.markets.analyses import BACK_COMPUTED, LIVE, store_analysis

DAYS = 50
TODAY = datetime.now(UTC).date()


@pytest.fixture
def portfolio(alice, django_capture_on_commit_callbacks):
    """One bitcoin for 50 days, which rose for 25 and then fell; its signal turned a day late."""
    make_market()
    bitcoin = make_asset("bitcoin", price=100.0)
    set_closes(bitcoin, {TODAY - timedelta(days=ago): close(ago) for ago in range(DAYS + 5)})
    portfolio = make_portfolio(alice)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "1", dollars="100", ago=DAYS, fee_asset=make_asset("usd"),
            fee_quantity=Decimal(1))  # fmt: skip
    return Portfolio.objects.get(pk=portfolio.pk)


def close(ago: int) -> float:
    return 100 * 1.02 ** min(DAYS - ago, ago + 0.0)


def analyse() -> None:
    for ago in range(DAYS, 0, -1):
        store_analysis(
            TODAY - timedelta(days=ago), {"bitcoin": {"trend": 1 if ago >= 24 else -1}},
            origin=BACK_COMPUTED if ago > 5 else LIVE,
        )  # fmt: skip


def followed(portfolio):
    return signals_followed(portfolio, series_of(portfolio))


def test_it_is_held_while_the_signal_was_up_and_pays_the_portfolio_s_own_fees(portfolio):
    analyse()
    found = followed(portfolio)
    assert (found.n, found.live_days) == (DAYS - 1, 5)
    assert found.cost == pytest.approx(1 / 101)
    assert found.has_own_cost
    assert found.held_total == pytest.approx(close(1) / close(DAYS) - 1)
    assert found.total == pytest.approx(close(23) / close(DAYS) * (1 - found.cost) - 1, rel=0.03)
    assert found.turnover == pytest.approx(1.0)
    assert found.following.worst_fall > found.holding.worst_fall


def test_too_few_days_say_nothing(portfolio):
    assert followed(portfolio) is None
    store_analysis(TODAY - timedelta(days=1), {"bitcoin": {"trend": 1}})
    assert followed(portfolio) is None


def test_the_page_says_of_how_many_days_and_what_was_back_computed(
    client, portfolio, alice, bob, django_assert_max_num_queries
):
    path = reverse("portfolios:followed", args=[portfolio.pk])
    client.force_login(alice)
    assert "fewer than 30 analysed days" in client.get(path).content.decode()
    analyse()
    with django_assert_max_num_queries(30):
        page = " ".join(client.get(path).content.decode().split())
    for said in (
        "n = 49 days, of which 5 were analysed as they closed", "One portfolio proves nothing",
        "0.99% (the portfolio’s own fees", "Information, never advice",
    ):  # fmt: skip
        assert said in page, said
    assert path in client.get(reverse("portfolios:outlook", args=[portfolio.pk])).content.decode()
    client.force_login(bob)
    assert client.get(path).status_code == 404


def test_what_was_never_analysed_is_left_as_it_was(portfolio):
    for ago in range(DAYS, 0, -1):
        store_analysis(TODAY - timedelta(days=ago), {})
    found = followed(portfolio)
    assert found.total == pytest.approx(found.held_total)
    assert np.isclose(found.turnover, 0.0)
