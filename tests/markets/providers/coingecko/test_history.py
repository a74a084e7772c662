"""CoinGecko's charts, totals and rates, by the vendor's contract and against its breaches."""

from datetime import UTC, date, datetime, timedelta

import pytest

from markets.providers.base import ProviderError
from markets.providers.coingecko.prices import CoinGecko
from tests.markets import fake_coingecko as bad

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)


@pytest.fixture
def make(fake):
    def build(**options):
        defaults = {"base_url": fake.url, "now": lambda: NOW, "sleep": lambda seconds: None}
        return CoinGecko(**{**defaults, **options})

    return build


def stamp(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


def test_points_at_midnight_close_the_day_before_and_tell_no_range(make, fake):
    fake.charts["bitcoin"] = {
        "prices": [[stamp(2026, 4, 3 + n), 100.0 + 10 * n] for n in range(4)],
        "total_volumes": [[stamp(2026, 4, 3 + n), 5.0 + n] for n in range(4)],
    }
    page = make().history("bitcoin", start=date(2026, 4, 3), end=date(2026, 4, 5))
    assert [(c.day.day, c.open, c.close, c.volume) for c in page.records] == [
        (3, None, 110.0, 6.0),
        (4, None, 120.0, 7.0),
        (5, None, 130.0, 8.0),
    ]
    assert {(candle.high, candle.low) for candle in page.records} == {(None, None)}


@pytest.mark.parametrize(("points", "high"), [(11, None), (12, 21.0)])
def test_a_day_has_a_range_from_twelve_points_on(make, fake, points, high):
    hours = [[stamp(2026, 4, 5, hour, 30), 10.0 + hour] for hour in range(points)]
    fake.charts["bitcoin"] = {"prices": hours}
    (candle,) = make().history("bitcoin", start=date(2026, 4, 5), end=date(2026, 4, 5)).records
    assert (candle.high, candle.close) == (high, 9.0 + points)


def test_hourly_points_are_gathered_into_days(make, fake):
    hours = [[stamp(2026, 4, 5, hour, 1), 100.0 + (hour - 12) ** 2] for hour in range(24)]
    fake.charts["bitcoin"] = {"prices": [*hours, [stamp(2026, 4, 6, 0, 2), 50.0]]}
    page = make().history("bitcoin", start=date(2026, 4, 5), end=date(2026, 4, 5))
    (candle,) = page.records
    # The first point, a minute past midnight, closed the fourth and opens the fifth.
    assert (candle.open, candle.high, candle.low, candle.close) == (244.0, 244.0, 50.0, 50.0)
    assert candle.volume is None


def test_free_history_never_asks_beyond_365_days(make, fake):
    fake.charts["bitcoin"] = {"prices": []}
    make().history("bitcoin", start=date(2019, 1, 1), end=date(2026, 4, 6))
    asked = datetime.fromtimestamp(int(fake.requests[0].query["from"]), tz=UTC)
    assert timedelta(0) <= NOW - asked < timedelta(days=365)
    make().history("bitcoin", start=date(2019, 1, 1), end=date(2020, 1, 1))
    assert len(fake.requests) == 1


def test_pro_history_goes_back_to_the_start(make, fake):
    fake.charts["bitcoin"] = {"prices": []}
    client = make(plan="pro", api_key="k")
    client.history("bitcoin", start=date(2019, 1, 1), end=date(2026, 4, 6))
    assert int(fake.requests[0].query["from"]) * 1000 == stamp(2019, 1, 1)


def test_today_is_not_a_completed_day(make, fake):
    fake.charts["bitcoin"] = {
        "prices": [[stamp(2026, 4, 6, 12), 10.0], [stamp(2026, 4, 7, 12), 11.0]]
    }
    page = make().history("bitcoin", start=date(2026, 4, 6), end=date(2026, 4, 30))
    assert [candle.day for candle in page.records] == [date(2026, 4, 6)]


def test_odd_points_of_a_chart_are_skipped(make, fake):
    good = [stamp(2026, 4, 5, 12), 10.0]
    odd = [[stamp(2026, 4, 5, 13), None], [1], None, ["x", 1], [1e300, 5], [stamp(2026, 4, 5), -1]]
    fake.charts["bitcoin"] = {"prices": [*odd, good], "total_volumes": None}
    page = make().history("bitcoin", start=date(2026, 4, 5), end=date(2026, 4, 5))
    assert len(page.records) == 1
    assert page.skipped == len(odd)


def test_unknown_coin_is_a_permanent_error(make):
    with pytest.raises(ProviderError) as caught:
        make().history("no/such coin", start=date(2026, 4, 1), end=date(2026, 4, 5))
    assert caught.value.permanent


# --- the rest -----------------------------------------------------------------------------------


def test_global_figures_have_shares_as_fractions(make):
    figures = make().global_figures()
    assert figures.total_market_cap == 2.5e12
    assert figures.btc_dominance == 0.575


def test_fiat_rates_are_dollars_a_unit_without_coins_metals_and_nulls(make):
    assert make().fiat_rates() == {"USD": 1.0, "EUR": 1.2}


@pytest.mark.parametrize("body", [b"{}", b'{"rates": []}', b'{"rates": {"eur": {}}}', b"[1]"])
def test_rates_without_the_dollar_are_an_error(make, fake, body):
    fake.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        make().fiat_rates()


def test_hours_are_closed_by_the_last_point_and_completed_only(make, fake):
    points = [(15, 0), (15, 2), (16, 1), (16, 30), (17, 0)]
    fake.charts["bitcoin"] = {
        "prices": [[stamp(2026, 4, 7, *at), 10.0 + n] for n, at in enumerate(points)] + [["x", 1]]
    }
    page = make().hours("bitcoin", since=datetime(2026, 4, 7, 15, tzinfo=UTC))
    # The points at the hour and shortly after close the hour before.
    assert [(one.start.hour, one.close, one.high) for one in page.records] == [
        (15, 12.0, None), (16, 14.0, None),
    ]  # fmt: skip
    assert page.skipped == 1


def test_hours_are_asked_for_within_the_ninety_days_that_have_them(make, fake):
    fake.charts["bitcoin"] = {"prices": []}
    make().hours("bitcoin", since=datetime(2020, 1, 1, tzinfo=UTC))
    asked = datetime.fromtimestamp(int(fake.requests[0].query["from"]), tz=UTC)
    assert NOW - asked < timedelta(days=90)
