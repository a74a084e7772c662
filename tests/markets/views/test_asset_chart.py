"""The chart of an asset: its data by range, and the page that shows and remembers it."""

import gzip
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.analytics.charts.bars import MOST_POINTS
from markets.analytics.charts.periods import RANGES
from markets.models import OpenCandle
from markets.providers.base import HourRecord
from markets.services.history.hours import store_hours
from markets.views.asset import RANGE_COOKIE
from tests.factories import make_asset, make_market, set_closes, set_price

DATA = "/markets/bitcoin/candles.json"
PAGE = "/markets/bitcoin/"
API = "/api/v1/assets/bitcoin/chart/"
MOST_BYTES = 30_000


def days_ago(days: int):
    return datetime.now(UTC).date() - timedelta(days=days)


@pytest.fixture
def bitcoin(db):
    make_market()
    asset = make_asset("bitcoin")
    set_price(asset, 120.0, change_24h=0.01)
    return asset


@pytest.fixture
def long_history(bitcoin):
    """Seven years of prices with every digit that a float has."""
    path = np.exp(np.random.default_rng(1).normal(0, 0.03, 2600).cumsum()) * 30_000
    OpenCandle.objects.bulk_create(
        OpenCandle(
            asset=bitcoin, day=days_ago(ago), open=close * 0.99, high=close * 1.02,
            low=close * 0.97, close=close, volume=close * 1e6, source="test",
        )
        for ago, close in enumerate(path.tolist())
    )  # fmt: skip
    return bitcoin


def test_candles_come_oldest_first_from_the_day_that_the_range_opens_with(client, bitcoin):
    set_closes(bitcoin, {days_ago(ago): 100.0 + ago for ago in range(40)})
    body = client.get(DATA, {"range": "7d"}).json()
    assert (body["range"], body["step"], body["currency"]) == ("7d", "1d", "USD")
    assert [datetime.fromtimestamp(at, tz=UTC).date() for at in body["time"]] == [
        days_ago(ago) for ago in range(7, -1, -1)
    ]
    # A day that has a close alone is drawn as a line; the change is from the close of the first.
    assert body["series"] == {"close": [str(price) for price in range(107, 99, -1)]}
    assert body["opening"] == {"close": "107"}
    assert len(client.get(DATA, {"range": "all"}).json()["time"]) == 40


def test_long_ranges_come_by_calendar_weeks(client, long_history):
    body = client.get(DATA, {"range": "all"}).json()
    assert body["step"] == "1w"
    mondays = {datetime.fromtimestamp(at, tz=UTC).weekday() for at in body["time"]}
    assert mondays == {0}
    assert set(body["series"]) == {"open", "high", "low", "close", "volume"}


@pytest.mark.parametrize("period", RANGES)
def test_a_view_is_a_few_points_and_kilobytes(client, long_history, period):
    answer = client.get(DATA, {"range": period}, HTTP_ACCEPT_ENCODING="gzip")
    body = gzip.decompress(answer.content) if answer.has_header("Content-Encoding") else b""
    assert len(answer.content) < MOST_BYTES, len(body)
    assert len(client.get(DATA, {"range": period}).json()["time"]) <= MOST_POINTS


@pytest.mark.parametrize("path", [DATA, API])
@pytest.mark.parametrize("held", ["plain", "packed"])
def test_what_has_not_changed_is_not_sent_again(client, alice, long_history, path, held):
    client.force_login(alice)
    packed = {"HTTP_ACCEPT_ENCODING": "gzip"}
    first = client.get(path, {"range": "1y"}, **(packed if held == "packed" else {}))
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(path, {"range": "1y"}, HTTP_IF_NONE_MATCH=first["ETag"], **packed)
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    other = client.get(path, {"range": "3m"}, HTTP_IF_NONE_MATCH=first["ETag"], **packed)
    assert other.status_code == 200


@pytest.mark.parametrize("odd", ["2d", "", "1Y", "x" * 500, "custom"])
def test_an_unknown_range_is_refused_by_name_and_usual_on_the_page(client, alice, bitcoin, odd):
    answer = client.get(DATA, {"range": odd})
    assert answer.status_code == 400
    assert "1d, 7d, 1m, 3m, ytd, 1y, all" in answer.json()["errors"]["range"][0]
    assert client.get(PAGE, {"range": odd}).context["chart"].period == "1y"
    client.force_login(alice)
    refused = client.get(API, {"range": odd})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/range"


def test_the_api_answers_as_the_page_s_own_address_does(client, alice, long_history):
    client.force_login(alice)
    assert client.get(API, {"range": "1y"}).json() == client.get(DATA, {"range": "1y"}).json()


def test_an_asset_without_history_has_no_points(client, bitcoin):
    body = client.get(DATA).json()
    assert (body["time"], body["opening"]) == ([], {})
    page = client.get(PAGE)
    assert "There is no history yet" in page.content.decode()
    assert page.context["chart"].change("close", now=120.0) is None


def test_the_headline_follows_the_range(client, bitcoin):
    set_closes(bitcoin, {days_ago(ago): 100.0 for ago in range(40)})
    text = client.get(PAGE, {"range": "7d"}).content.decode()
    assert "+20.00%" in text
    assert '<span class="quiet small">7D</span>' in text
    assert "+1.00%" in client.get(PAGE, {"range": "1d"}).content.decode()


def test_the_range_chosen_last_is_the_next_page_s(client, bitcoin):
    assert client.get(PAGE).context["chart"].period == "1y"
    answer = client.get(PAGE, {"range": "3m"})
    cookie = answer.cookies[RANGE_COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("3m", True, "Lax")
    assert client.get("/markets/bitcoin/").context["chart"].period == "3m"
    client.cookies[RANGE_COOKIE] = "nonsense"
    assert client.get(PAGE).context["chart"].period == "1y"


def test_a_part_that_renews_itself_chooses_no_range(client, bitcoin):
    renewal = {"HTTP_HX_TARGET": "asset-figures", "HTTP_HX_TRIGGER": "asset-figures"}
    answer = client.get(PAGE, {"range": "3m"}, HTTP_HX_REQUEST="true", **renewal)
    assert answer.context["chart"].period == "3m"
    assert RANGE_COOKIE not in answer.cookies


def test_the_page_is_whole_without_javascript(client, bitcoin):
    set_closes(bitcoin, {days_ago(ago): 100.0 + ago for ago in range(400)})
    text = client.get(PAGE, {"range": "3m"}).content.decode()
    assert 'class="line-close"' in text
    assert 'href="?range=7d"' in text
    assert text.count('<th scope="row">20') == 31


@pytest.fixture
def hourly(long_history):
    """Ninety days of hours: the price rises by a dollar an hour up to the present one."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    since = now - timedelta(days=89)
    records = [
        HourRecord(start=since + timedelta(hours=hour), close=1000.0 + hour)
        for hour in range(89 * 24)
    ]
    store_hours(long_history, records, source="simulated")
    set_price(long_history, 1000.0 + 89 * 24, at=now + timedelta(seconds=1))
    return long_history


@pytest.mark.parametrize(("period", "step", "points"), [("1d", "1h", 25), ("7d", "1h", 169)])
def test_short_ranges_come_by_the_hour(client, hourly, period, step, points):
    body = client.get(DATA, {"range": period}).json()
    assert (body["step"], body["note"], len(body["time"])) == (step, "", points)
    assert set(np.diff(body["time"])) == {3600}
    closes = [float(text) for text in body["series"]["close"]]
    assert closes[-1] == 1000 + 89 * 24
    assert set(np.diff(closes)) == {1.0}
    # From the price at the beginning of the first hour.
    assert float(body["opening"]["close"]) == closes[0] - 1


def test_a_month_comes_in_steps_of_two_hours(client, hourly):
    body = client.get(DATA, {"range": "1m"}).json()
    assert body["step"] == "2h"
    assert set(np.diff(body["time"])) == {7200}
    assert 24 * 14 < len(body["time"]) <= 24 * 31 / 2 + 2


def test_without_hours_days_are_shown_and_the_reader_is_told(client, long_history):
    for period, told in (("1d", True), ("7d", True), ("1m", True), ("3m", False)):
        body = client.get(DATA, {"range": period}).json()
        assert body["step"] == "1d"
        assert ("Hours of BTC are not known" in body["note"]) is told
    page = client.get(PAGE, {"range": "7d"}).content.decode()
    assert "Hours of BTC are not known for this range, so each point is a day." in page


def test_a_chart_takes_few_queries_whatever_its_range(client, hourly):
    for period in RANGES:
        with CaptureQueriesContext(connection) as captured:
            client.get(DATA, {"range": period})
        assert len(captured) == (4 if period in {"1d", "7d", "1m"} else 2), period


class TestIndicators:
    def test_stand_beside_the_price_and_are_few_kilobytes(self, client, long_history):
        names = "sma_50,sma_200,ema_20,rsi_14,macd"
        answer = client.get(DATA, {"range": "1y", "indicators": names}, HTTP_ACCEPT_ENCODING="gzip")
        assert len(answer.content) < MOST_BYTES
        series = client.get(DATA, {"range": "1y", "indicators": names}).json()["series"]
        assert {"sma_50", "rsi_14", "macd", "macd_signal", "macd_hist"} < set(series)
        assert {len(values) for values in series.values()} == {len(series["close"])}
        # The days before the range are there to begin with.
        assert series["sma_200"][0] is not None

    def test_come_with_hours_too(self, client, hourly):
        body = client.get(DATA, {"range": "7d", "indicators": "sma_50"}).json()
        assert body["step"] == "1h"
        assert len(set(body["series"]["sma_50"])) <= 8

    @pytest.mark.parametrize("odd", ["sma", "sma_50,nope", "sma_50,,x"])
    def test_that_are_unknown_are_refused_by_name(self, client, alice, bitcoin, odd):
        answer = client.get(DATA, {"indicators": odd})
        assert answer.status_code == 400
        assert "There is no indicator" in answer.json()["errors"]["indicators"][0]
        client.force_login(alice)
        assert client.get(API, {"indicators": odd}).status_code == 400

    def test_are_chosen_by_a_form_and_remembered(self, client, long_history):
        page = client.get(PAGE, {"chosen": 1, "show": ["sma_50", "rsi_14", "log", "nonsense"]})
        assert page.context["shown"] == ["sma_50", "rsi_14", "log"]
        assert "indicators=sma_50,rsi_14" in page.context["chart_address"]
        text = page.content.decode()
        assert 'value="sma_50" checked' in text
        assert 'class="line-sma_50"' in text
        assert 'data-panes="3"' in text
        assert client.get(PAGE).context["shown"] == ["sma_50", "rsi_14", "log"]
        assert client.get(PAGE, {"chosen": 1}).context["shown"] == []
        assert client.get(PAGE).context["shown"] == []
