"""A vendor that lies: whole refreshes, after which nothing wrong is stored.

What each client refuses by itself is tested with the client.
"""

from datetime import UTC, datetime, timedelta

import pytest

from markets.models import Asset, Candle, CandleCorrection, HourCandles, OpenCandle, Quote
from markets.selectors import market_status
from markets.services import (
    backfill_history,
    fill_hours,
    recheck_history,
    refresh_quotes,
    sync_assets,
)
from tests.factories import set_price
from tests.markets.fake_coingecko import coin

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = NOW.date()
COINS = 30


def stamp(minutes: float) -> str:
    """So many minutes after two hours ago."""
    return (NOW - timedelta(hours=2) + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def market(live_market, fake, settings):
    """A market of coins at 1, 2, 3 … dollars, quoted once."""
    settings.COINGECKO_PER_MINUTE = 1000
    settings.QUOTE_PROVIDERS = []
    fake.coins = [
        coin(f"coin-{n}", name=f"Coin {n}", symbol=f"c{n}", current_price=float(n),
             market_cap=1e6 * n, market_cap_rank=n, high_24h=None, low_24h=None,
             last_updated=stamp(0))
        for n in range(1, COINS + 1)
    ]  # fmt: skip
    sync_assets()
    refresh_quotes()
    return fake


def prices() -> dict[str, float]:
    return dict(Quote.objects.values_list("asset__slug", "price"))


def answer(fake, minutes: float, **changes) -> None:
    """The vendor's next answer; a change is a value, or a function of the row."""
    for row in fake.coins:
        new = {name: one(row) if callable(one) else one for name, one in changes.items()}
        row.update(new, last_updated=stamp(minutes))


def test_all_prices_times_a_thousand_are_not_taken_however_often_they_come(market):
    before = prices()
    answer(market, 1, current_price=lambda row: 1000 * row["current_price"])
    for minutes in (1, 2, 30, 59):
        answer(market, minutes)
        refresh_quotes()
    assert prices() == before
    answer(market, 60, current_price=lambda row: row["current_price"] / 1000 * 1.01)
    refresh_quotes()
    assert prices()["coin-7"] == pytest.approx(7.07)


def test_all_prices_that_stay_there_for_an_hour_are_the_market(market):
    answer(market, 1, current_price=lambda row: 10 * row["current_price"])
    refresh_quotes()
    answer(market, 62)
    run = refresh_quotes()
    assert run.accepted == COINS
    assert prices()["coin-7"] == 70.0


def test_one_coin_that_jumps_among_many_is_confirmed_by_the_next_quote(market):
    market.coins[6]["current_price"] = 7000.0
    for minutes in (1, 2):
        answer(market, minutes)
        refresh_quotes()
    assert prices()["coin-7"] == 7000.0


def test_prices_under_each_others_names_are_not_taken(market):
    before = prices()
    swapped = [row["current_price"] for row in reversed(market.coins)]
    for row, price in zip(market.coins, swapped, strict=True):
        row["current_price"] = price
    for minutes in (1, 2, 3):
        answer(market, minutes)
        refresh_quotes()
    far = {slug for slug, price in before.items() if not 0.5 <= (31 - price) / price <= 2}
    assert len(far) > 10
    assert {slug: prices()[slug] for slug in far} == {slug: before[slug] for slug in far}


def test_a_clock_that_stands_still_changes_nothing_and_one_ahead_is_refused(market):
    before = prices()
    answer(market, 0, current_price=lambda row: 1.1 * row["current_price"])
    assert refresh_quotes().reasons == {"stale": COINS}
    answer(market, 3000)
    assert refresh_quotes().reasons == {"future": COINS}
    assert prices() == before


def test_prices_are_as_old_as_the_vendors_clock_says(market, settings):
    settings.QUOTE_STALE_AFTER = 3600  # however long the tests before took
    stood_still_at = NOW - timedelta(hours=2)
    assert refresh_quotes().error == ""
    status = market_status()
    assert (status.prices_at, status.is_fresh) == (stood_still_at, False)
    answer(market, 119)
    refresh_quotes()
    assert market_status().is_fresh
    answer(market, 118, current_price=lambda row: 1.1 * row["current_price"])
    assert refresh_quotes().prices_at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("price", [None, "x", [], {}, True, -1.0, 0, 1e13, 1e308, "1e400"])
def test_a_price_that_is_none_is_not_taken_also_of_a_new_coin(market, price):
    market.coins.append(coin("new", current_price=price, high_24h=None, low_24h=None))
    answer(market, 1, current_price=price)
    run = refresh_quotes()
    assert (run.error, run.accepted) == ("", 0)
    assert prices() == {f"coin-{n}": float(n) for n in range(1, COINS + 1)}


@pytest.mark.parametrize("odd", [None, "x", [], -5.0, 1e308, "1e400", float("nan"), True])
def test_odd_figures_cost_no_price_and_are_not_stored(market, odd):
    names = ("market_cap", "total_volume", "price_change_percentage_24h", "circulating_supply",
             "total_supply", "max_supply", "market_cap_rank", "high_24h", "low_24h")  # fmt: skip
    answer(market, 1, **dict.fromkeys(names, odd))
    assert refresh_quotes().accepted == COINS
    run = sync_assets()
    assert (run.error, run.accepted) == ("", COINS)
    for quote in Quote.objects.all():
        assert quote.market_cap is None and quote.high_24h is None and quote.low_24h is None
        assert quote.volume_24h is None
        assert quote.change_24h is None or quote.change_24h == -0.05
    assert set(Asset.objects.values_list("rank", "circulating_supply")) == {(None, 19675987.0)}


def test_names_that_cannot_be_stored_cost_no_other_coin(market):
    for n, name in enumerate(["half \ud800", "nul \x00", "x" * 200, "", None, 5]):
        market.coins += [
            coin(f"odd-{n}", name=name, current_price=5.0),
            coin(f"odder-{n}", symbol=name, current_price=5.0),
            coin("fine", current_price=5.0) | {"id": name},
        ]
    answer(market, 1)
    run = sync_assets()
    assert (run.error, run.accepted) == ("", COINS)
    run = refresh_quotes()
    assert (run.error, run.accepted, run.new_assets) == ("", COINS, 0)
    assert prices()["coin-7"] == 7.0


def test_renamed_ids_end_no_coin(market):
    for row in market.coins:
        row["id"] = f"{row['id']}-v2"
    assert "gone at once" in sync_assets().error
    assert Asset.objects.active().filter(slug__startswith="coin-").count() == COINS
    assert not Asset.objects.filter(slug__endswith="-v2").exists()


# --- history ------------------------------------------------------------------------------------


def chart(closes: dict[int, float]) -> dict:
    """Closes by days ago, at noon."""
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    noons = {(midnight - timedelta(days=ago, hours=-12)): close for ago, close in closes.items()}
    return {"prices": [[1000 * at.timestamp(), close] for at, close in sorted(noons.items())]}


@pytest.fixture
def bitcoin(live_market, make_asset):
    asset = make_asset("bitcoin", rank=1)
    set_price(asset, 100.0)
    return asset


def closes() -> dict[int, float]:
    rows = Candle.objects.values_list("day", "close")
    return {(TODAY - day).days: close for day, close in rows}


def test_a_history_of_another_coin_is_not_stored(bitcoin, fake):
    fake.charts["bitcoin"] = chart(dict.fromkeys(range(1, 40), 100_000.0))
    run = backfill_history(bitcoin)
    assert run.reasons == {"of another asset, by its price": 39}
    assert closes() == {}


def test_a_slip_of_one_day_costs_that_day_alone(bitcoin, fake):
    fake.charts["bitcoin"] = chart(dict.fromkeys(range(1, 40), 100.0) | {20: 1e5, 9: 0.001})
    run = backfill_history(bitcoin)
    assert run.reasons == {"far from the days before and after": 2}
    assert sorted(set(range(1, 40)) - closes().keys()) == [9, 20]


@pytest.mark.parametrize("price", [0, -1.0, None, "x", "1e400"])
def test_a_year_without_a_price_is_no_history(bitcoin, fake, price):
    fake.charts["bitcoin"] = chart(dict.fromkeys(range(1, 360), price))
    run = backfill_history(bitcoin)
    assert (run.accepted, run.reasons) == (0, {"unreadable": 359})
    assert closes() == {}


def test_days_out_of_order_twice_with_gaps_and_to_come_leave_those_that_are_over(bitcoin, fake):
    points = chart({1: 101.0, 2: 102.0, 5: 105.0, 9: 109.0})["prices"]
    to_come = chart({-2: 99.0, -40: 98.0, 0: 100.0})["prices"]
    fake.charts["bitcoin"] = {"prices": [*to_come, *reversed(points), *points]}
    run = backfill_history(bitcoin)
    assert closes() == {1: 101.0, 2: 102.0, 5: 105.0, 9: 109.0}
    assert run.reasons == {"of a time that was not asked for": 2}


def test_a_recorded_day_gives_way_to_a_close_near_it_and_to_no_other(bitcoin, fake):
    for ago in (1, 2, 3):
        day = TODAY - timedelta(days=ago)
        OpenCandle.objects.create(asset=bitcoin, day=day, close=100.0, source="live")
    fake.charts["bitcoin"] = chart({1: 101.0, 2: 100.05, 3: 900.0})
    run = backfill_history(bitcoin)
    assert closes() == {1: 101.0, 2: 100.05, 3: 100.0}
    assert run.reasons == {"far from the price that was recorded": 1}
    told = CandleCorrection.objects.values_list("old_close", "new_close", "is_applied", "source")
    assert list(told) == [(100.0, 101.0, True, "coingecko")]


def test_a_close_that_is_revised_later_is_noted_and_does_not_replace_the_first(bitcoin, fake):
    fake.charts["bitcoin"] = chart({1: 100.0, 2: 100.0, 4: 100.0})
    backfill_history(bitcoin)
    fake.charts["bitcoin"] = chart({1: 100.0, 2: 103.0, 3: 100.0, 4: 100.0})
    for _ in range(2):
        run = recheck_history(bitcoin)
    assert closes() == {1: 100.0, 2: 100.0, 3: 100.0, 4: 100.0}
    assert run.reasons == {"another close than at first": 1}
    correction = CandleCorrection.objects.get()
    assert (correction.old_close, correction.new_close) == (100.0, 103.0)
    assert (correction.day, correction.is_applied) == (TODAY - timedelta(days=2), False)


def test_hours_of_another_coin_are_not_stored(bitcoin, fake):
    start = NOW.replace(minute=30, second=0, microsecond=0)
    points = [[1000 * (start - timedelta(hours=n)).timestamp(), 9e4] for n in range(80, 0, -1)]
    fake.charts["bitcoin"] = {"prices": points}
    run = fill_hours(wanted=[bitcoin.pk])
    assert set(run.reasons) == {"of another asset, by its price"}
    assert not HourCandles.objects.exists()
