"""How an asset moves with what its reader holds: the largest positions, over 90 closed days."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portfolios.selectors.home.correlations import held_correlations
from tests.factories import make_asset, make_portfolio, set_closes
from tests.portfolios.daily import hold

UP, DOWN = 1.1, 0.9


def set_moves(slug: str, *, days: int = 90, first: float = UP, second: float = DOWN) -> None:
    """Closes up to yesterday that move by two factors in turn, long past ones being flat."""
    yesterday = timezone.now().date() - timedelta(days=1)
    close, closes = 100.0, {yesterday - timedelta(days=days): 100.0}
    for number in range(days - 1, -1, -1):
        close *= first if number % 2 else second
        closes[yesterday - timedelta(days=number)] = close
    set_closes(make_asset(slug), closes)


@pytest.fixture
def coins(market):
    """Ether moves as bitcoin, solana against it, cardano is new, stellar stands still."""
    set_moves("bitcoin")
    set_moves("ethereum", first=1.2, second=0.8)
    set_moves("solana", first=DOWN, second=UP)
    set_moves("cardano", days=20)
    set_moves("stellar", first=1.0, second=1.0)


def test_the_largest_positions_come_first_each_with_its_correlation(alice, portfolio, coins):
    held = [("ethereum", 1, 50.0), ("solana", 1, 90.0), ("cardano", 1, 20.0), ("stellar", 1, 10.0)]
    for slug, units, price in held:
        hold(portfolio, slug, units, price=price)
    found = held_correlations(alice, make_asset("bitcoin"))
    assert [one.asset.slug for one in found] == ["solana", "ethereum", "cardano", "stellar"]
    assert found[0].correlation == pytest.approx(-1)
    assert found[1].correlation == pytest.approx(1)
    # 20 returns say nothing, and what never moves has no correlation.
    assert [one.correlation for one in found[2:]] == [None, None]


def test_one_position_over_portfolios_is_as_large_as_all_of_it(alice, portfolio, coins):
    other = make_portfolio(alice, name="Other")
    hold(portfolio, "ethereum", 2, price=30.0)
    hold(other, "ethereum", 2, price=30.0)
    hold(other, "solana", 1, price=100.0)
    found = held_correlations(alice, make_asset("bitcoin"))
    assert [one.asset.slug for one in found] == ["ethereum", "solana"]


def test_money_debts_the_asset_itself_and_what_has_no_price_are_left_out(alice, portfolio, coins):
    make_asset("tether", kind="stablecoin")
    for slug, units, price in [
        ("usd", 9, 1.0), ("tether", 9, 1.0), ("bitcoin", 9, 5.0), ("solana", -9, 5.0),
        ("cardano", 9, None), ("ethereum", 1, 5.0),
    ]:  # fmt: skip
        hold(portfolio, slug, units, price=price)
    assert [one.asset.slug for one in held_correlations(alice, make_asset("bitcoin"))] == [
        "ethereum"
    ]
    assert held_correlations(alice, make_asset("tether")) == []


def test_six_are_shown_in_three_queries(alice, portfolio, market, django_assert_num_queries):
    for number in range(9):
        hold(portfolio, f"coin-{number}", 1, price=1.0 + number)
    bitcoin = make_asset("bitcoin")
    with django_assert_num_queries(3):
        found = held_correlations(alice, bitcoin)
    assert [one.asset.slug for one in found] == [f"coin-{number}" for number in range(8, 2, -1)]


def test_the_page_shows_it_to_whoever_sees_the_positions(
    client, alice, bob, charlie, portfolio, coins
):
    hold(portfolio, "ethereum", 1, price=50.0)
    for user, is_shown in [(alice, True), (bob, True), (charlie, False), (AnonymousUser(), False)]:
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        shown = client.get("/markets/bitcoin/").content.decode()
        assert ("How it moves with what you hold" in shown) is is_shown, user
        assert ("<dd>1.00</dd>" in shown) is is_shown, user
