"""The screener's page: its address holds everything; without JavaScript first."""

import csv
import gzip
import io
from datetime import date, timedelta

import pytest

from markets.models import AnalysisRun
from markets.views.screener import PAGE_SIZE
from tests.factories import make_asset, make_market, set_price
from tests.markets.analysed import store_market_day, store_points, store_run

PATH = "/markets/screener/"
DAY = date.today() - timedelta(days=1)


@pytest.fixture
def analysed(db):
    make_market()
    run = store_run(DAY)
    store_market_day(run, DAY)
    for number, slug in enumerate(("bitcoin", "ethereum"), 1):
        asset = make_asset(slug, rank=number)
        set_price(asset, 100.0 * number, market_cap=1e9 * number, volume_24h=1e6, change_24h=0.01)
        store_points(run, DAY, asset, ret_7d=0.1 * number, rsi_14=41.26, trader=71.6, trend=-1)


def test_a_whole_page_is_sent_in_less_than_60_kilobytes(client, analysed):
    run = AnalysisRun.objects.get()
    for number in range(PAGE_SIZE):
        asset = make_asset(f"coin-{number}", rank=number + 3)
        figure = 1.0 + number * 0.137
        set_price(asset, figure, market_cap=1e9 * figure, volume_24h=1e6 * figure, change_24h=0.01)
        store_points(run, DAY, asset, ret_7d=figure, rsi_14=figure, vol_90=figure, trader=71.6)
    columns = "price,change_24h,market_cap,volume_24h,ret_7d,rsi_14,vol_90,trader"
    answer = client.get(PATH, {"columns": columns}, HTTP_ACCEPT_ENCODING="gzip")
    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    assert page.count("/markets/coin-") >= PAGE_SIZE - 2
    assert len(answer.content) <= 60_000


def page_of(client, **asked) -> str:
    return client.get(PATH, asked).content.decode()


def test_figures_are_written_in_their_units(client, analysed):
    page = page_of(client, columns="price,ret_7d,rsi_14,trader,trend,commits_4w", sort="-ret_7d")
    for text in ("$100.00", "+10.0%", "+20.0%", "41.3", ">72<", ">Down<", ">–<"):
        assert text in page
    assert 'aria-sort="descending"' in page
    assert f"all else is of {DAY}" in page


def test_an_error_names_its_field_and_the_rest_is_applied(client, analysed):
    page = page_of(client, range1="ret_7d", min1="15", range2="rsi_14", min2="ten")
    assert '<p id="min2-error">Range 2, from: “ten” is not a number.' in page
    assert 'aria-invalid="true" aria-describedby="min2-error"' in page
    # Prices refresh the rows alone, without what was refused.
    assert page.index('min2-error">') < page.index('id="market-rows"')
    assert "/markets/ethereum/" in page
    assert "/markets/bitcoin/" not in page


def test_a_form_with_empty_fields_leads_to_the_short_address(client, analysed):
    answer = client.get(PATH, {"q": "", "tier": "", "sort": "rank", "range1": "", "min1": ""})
    assert answer.status_code == 302
    assert answer["Location"] == f"{PATH}?sort=rank"
    assert client.get(answer["Location"]).status_code == 200


def test_what_was_written_stands_in_the_form_as_text(client, analysed):
    page = page_of(client, formula1='"><script>alert(1)</script>', q="<b>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_csv_has_every_row_and_unrounded_figures(client, analysed):
    set_price(make_asset("evil", symbol="=1+1", name="@evil"), 0.1)
    answer = client.get("/markets/screener.csv", {"columns": "price,ret_7d", "sort": "-ret_7d"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows[0] == ["asset", "symbol", "name", "price", "ret_7d"]
    assert rows[1] == ["ethereum", "ETH", "Ethereum", "200.0", "0.2"]
    assert rows[3] == ["evil", "'=1+1", "'@evil", "0.1", ""]


def test_csv_of_a_bad_address_is_refused_by_field(client, analysed):
    answer = client.get("/markets/screener.csv", {"sort": "nonsense"})
    assert answer.status_code == 400
    assert "sort: There is no column “nonsense”." in answer.content.decode()
