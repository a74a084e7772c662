"""CoinGecko's JSON a row at a time: every cell null, odd or of another form."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.providers.base import NOT_ASKED_FOR, ProviderError, collected
from markets.providers.coingecko.detail_rows import (
    category_record,
    daily_ranges,
    details_record,
    venue_record,
)
from markets.providers.coingecko.rows import (
    asset_record,
    contracts_of,
    daily_candles,
    fiat_rates_from,
    global_record,
    hourly_closes,
    quote_record,
)

TODAY = date(2026, 4, 7)
YEAR = {"start": date(2026, 1, 1), "end": TODAY}
NOON = datetime(2026, 4, 6, 12, tzinfo=UTC)
COIN = {"id": "a", "symbol": "a", "name": "A"}
QUOTE = COIN | {"current_price": 2.5, "last_updated": "2026-04-07T10:00:00Z"}
ODD = [None, "", "x", [], {}, True, -1, 0, 1e308, float("nan"), 10**400, "1_000", [[]], "\ud800"]


def ms(at: datetime) -> float:
    return 1000 * at.timestamp()


def points(*prices: float, first: datetime = NOON, step: timedelta = timedelta(hours=1)) -> list:
    return [[ms(first + n * step), price] for n, price in enumerate(prices)]


# --- charts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD)
def test_odd_series_beside_the_prices_cost_no_price(odd):
    chart = {"prices": points(5.0), "total_volumes": odd, "market_caps": odd}
    (candle,) = daily_candles(chart, **YEAR).records
    assert (candle.day, candle.close, candle.volume, candle.market_cap) == (
        date(2026, 4, 6), 5.0, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("answer", [None, [], "x", 5, {}, {"prices": None}, {"prices": {}}])
def test_what_is_no_chart_is_an_error(answer):
    with pytest.raises(ProviderError, match="chart"):
        daily_candles(answer, **YEAR)
    with pytest.raises(ProviderError, match="chart"):
        hourly_closes(answer, since=NOON, until=NOON)


@pytest.mark.parametrize(
    "point",
    [None, [], [1], [1, 2, 3], ["x", 1], [None, 1], [1e30, 1], [-1e30, 1], [10**400, 1],
     [ms(NOON), None], [ms(NOON), 0], [ms(NOON), -1], [ms(NOON), "x"], [ms(NOON), 10**400],
     {"a": 1, "b": 2}],
)  # fmt: skip
def test_one_odd_point_costs_itself_alone(point):
    later = NOON + timedelta(hours=1)
    page = daily_candles({"prices": [point, [ms(later), 7.0]]}, **YEAR)
    assert [candle.close for candle in page.records] == [7.0]
    assert page.rejected == {"unreadable": 1}


def test_a_day_of_many_points_opens_at_the_close_before_and_has_its_range():
    # From noon of 5 April: twelve points that day, and 24 on the 6th, which dip to 3 and reach 9.
    start = datetime(2026, 4, 5, 12, 30, tzinfo=UTC)
    second = [5.0] * 8 + [3.0] + [5.0] * 8 + [9.0] + [5.0] * 5 + [6.0]
    page = daily_candles({"prices": points(*[4.0] * 12, *second, first=start)}, **YEAR)
    first, whole = page.records
    assert (first.day, first.open, first.close) == (date(2026, 4, 5), 4.0, 4.0)
    assert (whole.open, whole.high, whole.low, whole.close) == (4.0, 9.0, 3.0, 6.0)


def test_points_in_any_order_and_given_twice_make_the_same_days():
    prices = points(*range(1, 40), first=datetime(2026, 4, 4, tzinfo=UTC))
    shuffled = prices[::-1] + prices[3:7]
    expected = daily_candles({"prices": prices}, **YEAR)
    assert daily_candles({"prices": shuffled}, **YEAR).records == expected.records


def test_a_point_shortly_after_midnight_closes_the_day_before():
    just_after = datetime(2026, 4, 6, 0, 4, tzinfo=UTC)
    page = daily_candles({"prices": points(5.0, first=just_after)}, **YEAR)
    assert [candle.day for candle in page.records] == [date(2026, 4, 5)]


def test_an_hour_closes_at_its_last_point_and_only_once_it_is_over():
    half = points(1.0, 2.0, 3.0, 4.0, 5.0, first=NOON, step=timedelta(minutes=30))
    until = NOON + timedelta(hours=2, minutes=20)
    hours = hourly_closes({"prices": half}, since=NOON, until=until).records
    # 12:00 closes 11:00, which was not asked for; 13:00 closes 12:00, 14:00 closes 13:00.
    assert [(hour.start.hour, hour.close) for hour in hours] == [(12, 3.0), (13, 5.0)]


def test_points_of_another_time_are_counted_and_not_taken():
    astray = points(1.0, 2.0, first=NOON - timedelta(days=40), step=timedelta(days=1))
    asked = points(5.0, 6.0, 7.0, first=NOON, step=timedelta(days=1))
    page = daily_candles({"prices": astray + asked}, start=NOON.date(), end=NOON.date())
    assert [candle.close for candle in page.records] == [5.0]
    # Two days long ago, and one beyond the day after.
    assert page.rejected == {NOT_ASKED_FOR: 3}
    hours = hourly_closes({"prices": astray + asked}, since=NOON - timedelta(hours=2), until=NOON)
    assert [hour.close for hour in hours.records] == [5.0]
    assert hours.rejected == {NOT_ASKED_FOR: 4}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 200), st.floats(1e-9, 1e9)), max_size=60))
def test_every_day_holds_its_closes_within_its_range(pairs):
    first = datetime(2026, 3, 1, tzinfo=UTC)
    chart = {"prices": [[ms(first + timedelta(hours=hour)), price] for hour, price in pairs]}
    records = daily_candles(chart, **YEAR).records
    assert [one.day for one in records] == sorted({one.day for one in records})
    for one in records:
        assert (one.open is None) == (one.high is None) == (one.low is None)
        if one.high is not None:
            assert one.low <= min(one.open, one.close) <= max(one.open, one.close) <= one.high


# --- quotes and coins ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "odd"),
    [("current_price", [None, "", "x", [], {}, True, 10**400, float("nan"), "1_000"]),
     ("last_updated", [None, "", "x", [], {}, True, 1775520000, "2026-13-01"]),
     ("id", [None, "", [], {}, True, 5, "\ud800", "a\x00", "x" * 121])],
)  # fmt: skip
def test_a_quote_without_a_price_a_time_or_an_id_is_left_out(name, odd):
    page = collected([*(QUOTE | {name: value} for value in odd), QUOTE], quote_record)
    assert [record.ref for record in page.records] == ["a"]
    assert page.rejected == {"unreadable": len(odd)}


def test_rows_of_another_form_are_counted_and_cost_no_other():
    rows = [None, 5, "x", [], {}, [QUOTE], QUOTE]
    page = collected(rows, quote_record)
    assert (len(page.records), page.rows, page.skipped) == (1, 7, 6)


@pytest.mark.parametrize("name", ["symbol", "name"])
@pytest.mark.parametrize("odd", [None, "", 5, "\ud800", "x" * 200, "a\x00"])
def test_a_price_whose_coin_cannot_be_named_is_still_a_price(name, odd):
    record = quote_record(QUOTE | {name: odd})
    assert (record.price, record.listing) == (2.5, None)


@pytest.mark.parametrize("odd", ODD)
def test_odd_supplies_and_ranks_are_none_or_left_to_the_bounds(odd):
    names = ("market_cap_rank", "circulating_supply", "total_supply", "max_supply")
    record = asset_record(COIN, figures=dict.fromkeys(names, odd), kind=None, categories=None)
    found = {record.rank, record.circulating_supply, record.total_supply, record.max_supply}
    assert found == ({1e308} if odd == 1e308 else {None})


@pytest.mark.parametrize(
    ("platforms", "expected"),
    [
        ({"ethereum": " 0xAb ", "": "", "tron": None, "x": 5}, {"ethereum": "0xAb"}),
        ({"\ud800": "0x1", "a\x00": "0x2", "b": "\udfff", "c": "0\x00", "d": "0x3"}, {"d": "0x3"}),
        ({"x" * 61: "0x1", "y": "0" * 201, "z": "  "}, {}), (None, {}), ([], {}), ("x", {}),
    ],
)  # fmt: skip
def test_contracts_are_texts_of_some_length_by_chains_with_a_name(platforms, expected):
    assert contracts_of(platforms) == expected


# --- a coin's page ------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", [*ODD, "0001-01-01T00:00:00+14:00", "2030-01-01", "1970-01-01"])
def test_a_coin_with_odd_cells_is_a_coin_without_them(odd):
    names = ("genesis_date", "market_data", "links", "categories", "platforms", "description",
             "developer_data", "community_data", "hashing_algorithm", "watchlist_portfolio_users",
             "sentiment_votes_up_percentage")  # fmt: skip
    found = details_record(COIN | dict.fromkeys(names, odd), today=TODAY)
    assert (found.launched_on, found.contracts, found.links, found.price) == (None, {}, {}, None)
    for text in (found.description, found.algorithm, *found.categories):
        text.encode()


def test_texts_with_halves_of_characters_are_kept_without_them():
    found = details_record(
        COIN | {"description": {"en": "good\ud83d news\x00"}, "hashing_algorithm": "SHA\udfff-256",
                "categories": ["\ud800", "DeFi\udc00"]}, today=TODAY,
    )  # fmt: skip
    assert (found.description, found.categories, found.algorithm) == (
        "good news", ("DeFi",), "SHA-256",
    )  # fmt: skip


VENUE = {
    "base": "BTC", "target": "USD", "market": {"name": "Venue"}, "converted_volume": {"usd": 5.0},
}  # fmt: skip


@pytest.mark.parametrize("odd", [None, "", "x", [], {}, True, -1, float("nan"), 10**400])
def test_a_venue_needs_a_volume_and_may_lack_a_spread(odd):
    assert collected([VENUE | {"converted_volume": {"usd": odd}}], venue_record).records == ()
    assert venue_record(VENUE | {"bid_ask_spread_percentage": odd}).spread is None


def test_a_spread_in_per_cent_is_a_fraction():
    assert venue_record(VENUE | {"bid_ask_spread_percentage": 0.25}).spread == 0.0025


def test_stale_venues_and_anomalies_are_left_out():
    marked = [VENUE | {"is_stale": True}, VENUE | {"is_anomaly": True}, VENUE | {"is_stale": False}]
    assert len(collected(marked, venue_record).records) == 1


@pytest.mark.parametrize("odd", ODD)
def test_a_category_has_odd_sums_as_none(odd):
    names = ("market_cap", "volume_24h", "market_cap_change_24h", "top_3_coins_id")
    found = category_record({"id": "defi", "name": "DeFi"} | dict.fromkeys(names, odd))
    assert found.market_cap in (None, 1e308)
    assert found.leaders == ()


@pytest.mark.parametrize(
    "bar",
    [None, "abc", [], [1, 2, 3], [ms(NOON), 5, 4, 3, 5], [ms(NOON), 5, 6, 7, 5],
     [ms(NOON), 0, 6, 4, 5], [ms(NOON), 5, None, 4, 5], [None, 5, 6, 4, 5], [1e30, 5, 6, 4, 5],
     [10**400, 5, 6, 4, 5]],
)  # fmt: skip
def test_an_odd_bar_costs_itself_alone(bar):
    start = datetime(2026, 4, 5, tzinfo=UTC)
    bars = [[ms(start + timedelta(hours=4 * n)), 5, 6, 4, 5.5] for n in range(1, 7)]
    page = daily_ranges([bar, *bars], today=TODAY)
    assert [(one.day, one.high, one.low) for one in page.records] == [(date(2026, 4, 5), 6, 4)]
    assert page.rejected == {"unreadable": 1}


# --- the whole market ---------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD)
def test_odd_global_figures_are_none(odd):
    names = ("total_market_cap", "total_volume", "market_cap_percentage", "updated_at",
             "active_cryptocurrencies")  # fmt: skip
    found = global_record({"data": dict.fromkeys(names, odd)})
    assert (found.total_market_cap, found.total_volume_24h, found.btc_dominance) == (None,) * 3


@pytest.mark.parametrize("answer", [None, [], "x", {}, {"data": None}, {"data": []}])
def test_what_are_no_global_figures_is_an_error(answer):
    with pytest.raises(ProviderError, match="global figures"):
        global_record(answer)


@pytest.mark.parametrize("odd", ODD)
def test_a_currency_with_an_odd_rate_is_left_out(odd):
    rates = {"usd": {"type": "fiat", "value": 50000}, "eur": {"type": "fiat", "value": 40000},
             "xxx": {"type": "fiat", "value": odd}, "yyy": odd}  # fmt: skip
    found = fiat_rates_from({"rates": rates})
    assert found | {"XXX": 0} == {"USD": 1.0, "EUR": 1.25, "XXX": 0}
