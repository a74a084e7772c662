"""Assets side by side: prices from a common start, figures, and what-if caps."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.selectors.comparison import compared_assets, rebased_prices, what_if_caps
from tests.factories import make_asset, make_market, set_closes, set_price

PATH = "/markets/compare/"
TODAY = date.today()


@pytest.fixture
def coins(db):
    make_market()
    for number, slug in enumerate(("bitcoin", "ethereum", "solana"), 1):
        coin = make_asset(slug, rank=number, circulating_supply=10.0 * number)
        set_price(coin, 100.0 / number)
    set_closes(make_asset("bitcoin"), {TODAY - timedelta(days=n): 100.0 + n for n in range(5)})
    set_closes(make_asset("ethereum"), {TODAY - timedelta(days=n): 50.0 - n for n in range(3)})


def page_of(client, **asked) -> str:
    return client.get(PATH, asked).content.decode()


def test_prices_begin_together_on_the_first_day_that_all_have(coins):
    prices = rebased_prices(compared_assets(["bitcoin", "ethereum"]), days=30, until=TODAY)
    assert prices.days == [TODAY - timedelta(days=n) for n in (2, 1, 0)]
    assert prices.returns[0] == pytest.approx([0.0, 101 / 102 - 1, 100 / 102 - 1])
    assert prices.returns[1] == pytest.approx([0.0, 49 / 48 - 1, 50 / 48 - 1])


def test_an_asset_without_closes_holds_no_other_back(coins):
    prices = rebased_prices(compared_assets(["solana", "bitcoin"]), days=30, until=TODAY)
    assert len(prices.days) == 5
    assert prices.returns[0] == [None] * 5
    assert rebased_prices([], days=30, until=TODAY).days == []


def test_a_cap_of_another_is_arithmetic_on_caps(coins):
    set_price(make_asset("ethereum"), 25.0)
    table = what_if_caps(compared_assets(["bitcoin", "ethereum"]))
    assert (table[0][1].price, table[0][1].multiple) == (50.0, 0.5)
    assert (table[1][0].price, table[1][0].multiple) == (50.0, 2.0)
    assert what_if_caps(compared_assets(["bitcoin", make_asset("unpriced").slug]))[0][1] is None


def test_the_page_shows_lines_figures_and_caps(client, coins):
    page = page_of(client, assets="bitcoin,ethereum")
    assert 'class="line-2"' in page
    assert "at ETH’s cap" in page
    assert "Volatility, 30 days" in page
    assert "$50.00" in page


def test_an_asset_is_added_by_what_it_is_called(client, coins):
    answer = client.get(PATH, {"assets": "bitcoin", "add": "eth"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{PATH}?assets=bitcoin,ethereum"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"assets": "bitcoin,nonsense"}, "Assets: there is no asset “nonsense”."),
        ({"assets": "bitcoin", "add": "nonsense"}, "Add: there is no asset called “nonsense”."),
        ({"assets": "bitcoin", "add": "btc"}, "Add: Bitcoin is compared already."),
        ({"assets": "bitcoin", "span": "7"}, "Span: “7” is none of"),
        ({"assets": "a,b,c,d,e,f,g"}, "Assets: at most 6"), ({"add": "<b>"}, "&lt;b&gt;"),
    ],
)  # fmt: skip
def test_what_is_named_wrongly_is_said(client, coins, asked, why):
    assert why in page_of(client, **asked)


def test_where_several_are_called_the_same_they_are_offered(client, coins):
    make_asset("other-bitcoin", symbol="BTC", name="Other")
    page = page_of(client, assets="ethereum", add="btc")
    assert "several assets are called" in page
    assert "?assets=ethereum,other-bitcoin" in page


def test_nothing_chosen_offers_a_beginning(client, db):
    assert "Nothing to compare yet" in page_of(client)


def test_six_take_as_many_queries_as_two(client, coins):
    for number in range(4):
        set_price(make_asset(f"coin-{number}"), 1.0)
    page_of(client, assets="bitcoin,ethereum")
    counts = []
    for slugs in ("bitcoin,ethereum", "bitcoin,ethereum,coin-0,coin-1,coin-2,coin-3"):
        with CaptureQueriesContext(connection) as captured:
            page_of(client, assets=slugs)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
