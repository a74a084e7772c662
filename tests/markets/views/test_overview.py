"""The overview: in words first, whole without JavaScript, with nothing invented."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import Category, TrackRecord
from tests.factories import make_asset, make_market, set_price
from tests.markets.analysed import store_market_day, store_points, store_run

PATH = "/markets/"
DAY = date.today() - timedelta(days=1)


@pytest.fixture
def coins(db):
    make_market()
    return [make_coin(number) for number in range(6)]


def make_coin(number: int):
    layer, _ = Category.objects.get_or_create(slug="layer-1", defaults={"name": "Layer 1"})
    coin = make_asset(f"coin-{number:03}")
    coin.categories.add(layer)
    cap = 1e9 / (number + 1)
    set_price(coin, 1.0, change_24h=0.01 * (number - 3), market_cap=cap, volume_24h=1e7)
    return coin


@pytest.fixture
def analysed(coins):
    run = store_run(DAY)
    store_market_day(run, DAY)
    for coin in coins:
        store_points(run, DAY, coin, ret_7d=0.123, ret_30d=-0.3)


def page_of(client, path=PATH, **headers) -> str:
    return client.get(path, **headers).content.decode()


def test_the_first_words_say_how_the_market_is(client, analysed):
    page = page_of(client)
    assert "Falling and calm: 31% of coins are above their 50-day average." in page
    assert f"Figures of {DAY}" in page
    assert "Information, never advice." in page
    assert "$3.00T" in page
    assert "+12.3%" in page


def test_a_rule_that_is_unknown_is_not_off(client, analysed):
    page = page_of(client)
    assert "1 of 5 rules is on." in page
    assert page.count('<span class="tag">Unknown</span>') == 1


def test_before_the_first_analysis_prices_alone_are_shown(client, coins):
    page = page_of(client)
    assert "No analysis yet" in page
    assert "Altcoin checklist" not in page
    assert 'class="treemap"' in page


def test_before_the_first_prices_the_page_says_so(client, db):
    assert "No prices yet" in page_of(client)


def test_the_map_names_each_coin_for_readers_of_the_screen(client, analysed):
    page = page_of(client)
    assert 'aria-label="Coin-000: $1.00B, −3.00% in 24 hours"' in page
    assert ">Layer 1<" in page


def test_only_what_follows_prices_comes_anew_with_them(client, analysed):
    fragment = page_of(client, HTTP_HX_REQUEST="true")
    assert fragment.strip().startswith('<div id="market-today"')
    assert "Altcoin checklist" not in fragment


def test_addresses_of_the_list_lead_to_the_screener(client, coins):
    answer = client.get(PATH, {"category": "layer-1", "sort": "-price"})
    assert answer.status_code == 302
    assert answer["Location"] == "/markets/screener/?category=layer-1&sort=-price"


def test_the_overview_takes_as_many_queries_for_many_coins(client, analysed):
    page_of(client)
    with CaptureQueriesContext(connection) as few:
        page_of(client)
    for number in range(6, 40):
        make_coin(number)
    with CaptureQueriesContext(connection) as many:
        page_of(client)
    assert len(many) == len(few) <= 12


def test_what_followed_a_rule_is_shown_with_its_count_and_not_from_too_few(client, analysed):
    rules = {
        "coins_lead": {"30": {"mean": 0.042, "n": 7}, "90": {"mean": None, "n": 4}},
    }
    TrackRecord.objects.create(
        origin="back_computed", method=1, subject="checklist", first_day=DAY, last_day=DAY, n=7,
        is_significant=False, computed_at=timezone.now(), document={"rules": rules},
    )  # fmt: skip
    page = page_of(client)
    assert "+4.2%" in page
    assert "n = 7" in page
    assert "n = 4" in page
    assert "back-computed" in page


def test_one_coin_alone_is_no_list_of_the_largest(client, db):
    make_market()
    asset = make_asset("bitcoin")
    old = timezone.now() - timedelta(days=180)
    set_price(asset, 1.0, at=old, change_24h=-0.0095, market_cap=1e12, volume_24h=1e9)
    page = page_of(client)
    assert "The only coin with a known market cap." in page
    assert "Other" not in page
    assert "−0.95%" not in page and "−1.0%" not in page
    assert "The last price of 1 asset is older than a day" in page
    assert page.count('<p class="quiet">None.</p>') == 3


def test_what_moved_leads_to_the_asset(client, coins):
    movers = page_of(client).split("Largest gains, 24 h")[1]
    assert '<a class="asset" href="/markets/coin-005/">' in movers
    assert '<a class="asset" href="/markets/screener/">' not in movers
