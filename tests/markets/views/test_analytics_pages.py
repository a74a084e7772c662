"""Pages of grades, signals and their record, and what an asset's page says of its analysis."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.analytics.points.registry import DATA_POINTS
from markets.models import AssetContract, Category, TrackRecord
from tests.factories import make_asset, make_market, make_portfolio, set_closes, set_price
from tests.markets.analyses import BACK_COMPUTED, LIVE, store_analysis

DAY = date(2026, 3, 10)
ADVICE = "Information, never advice"
FAN = [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3] * 3
PAGES = ["/markets/grades/", "/markets/signals/", "/markets/record/"]


def points(**values):
    return dict.fromkeys(DATA_POINTS, 50.0) | values


@pytest.fixture
def market(db):
    return make_market()


@pytest.fixture
def analysed(market):
    """Eight coins with grades, of which the first signalled up; seven days before all had 50."""
    layer = Category.objects.create(slug="layer-1", name="Layer 1")
    coins = {}
    for number in range(8):
        slug = f"coin-{number}"
        asset = make_asset(slug, price=100.0, rank=number + 1)
        asset.categories.add(layer)
        coins[slug] = {
            "trader": 12.5 * number, "investor": None if number == 7 else 50.0,
            "signal": int(number == 0), "trend": 1 if number == 0 else -1, "quantiles": FAN,
            "points": points(cap=(number + 1) * 1e9, volume_30=5e5, turnover_30=0.5, dilution=0.0,
                             supply_growth_365=0.0, ret_30d=1.5, ret_90d=0.0, ret_365d=0.0),
        }  # fmt: skip
    before = {slug: columns | {"trader": 50.0} for slug, columns in coins.items()}
    store_analysis(DAY - timedelta(days=7), before, origin=BACK_COMPUTED)
    store_analysis(DAY, coins, origin=LIVE)
    set_closes(make_asset("coin-0"), {DAY - timedelta(days=n): 100.0 + n % 7 for n in range(300)})
    return coins


def text(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", PAGES)
def test_before_the_first_analysis_pages_say_so(client, market, path):
    assert "No analysis yet" in text(client, path)


@pytest.mark.parametrize("path", [*PAGES, "/markets/coin-0/"])
def test_pages_say_that_they_give_no_advice(client, analysed, path):
    assert ADVICE in text(client, path)


def test_grades_are_sorted_and_say_how_they_changed(client, analysed):
    page = client.get("/markets/grades/")
    assert [row.asset.slug for row in page.context["rows"]][:2] == ["coin-7", "coin-6"]
    assert page.context["rows"][0].changes["trader"] == 37.5
    turned = client.get("/markets/grades/", {"sort": "trader"}).context["rows"]
    assert turned[0].asset.slug == "coin-0"
    by_change = client.get("/markets/grades/", {"sort": "trader_change"}).context["rows"]
    assert by_change[0].asset.slug == "coin-0"
    by_name = client.get("/markets/grades/", {"sort": "-name"}).context["rows"]
    names = [row.asset.name for row in by_name]
    assert names == sorted(names, reverse=True)
    by_signal = client.get("/markets/grades/", {"sort": "signal"}).context["rows"]
    trends = [row.trend for row in by_signal if row.trend is not None]
    assert trends == sorted(trends)


def test_an_unknown_grade_comes_last_in_both_directions(client, analysed):
    for sort in ("investor", "-investor"):
        rows = client.get("/markets/grades/", {"sort": sort}).context["rows"]
        assert rows[-1].asset.slug == "coin-7"


def test_grades_are_filtered_by_tier_and_category(client, analysed):
    small = client.get("/markets/grades/", {"tier": "small"}).context["rows"]
    assert small == []
    assert len(client.get("/markets/grades/", {"tier": "mid"}).context["rows"]) == 8
    assert len(client.get("/markets/grades/", {"category": "layer-1"}).context["rows"]) == 8


@pytest.mark.parametrize(
    ("query", "said"),
    [({"sort": "password"}, "There is no column “password”"), ({"tier": "huge"}, "no tier “huge”"),
     ({"category": "<b>"}, "no category “&lt;b&gt;”")],
)  # fmt: skip
def test_an_unknown_filter_is_named(client, analysed, query, said):
    answer = client.get("/markets/grades/", query)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_signals_are_those_of_the_last_days(client, analysed):
    page = text(client, "/markets/signals/")
    assert "Coin-0" in page
    assert "Coin-1" not in page
    assert "No record of signals yet" in page


def estimate(value, low, high, n=400):
    return {"value": value, "low": low, "high": high, "n": n}


def store_record(subject, document, *, origin=LIVE, is_significant=False, n=400):
    TrackRecord.objects.create(
        origin=origin, method=1, subject=subject, first_day=DAY, last_day=DAY, n=n,
        is_significant=is_significant, document=document, computed_at=datetime.now(UTC),
    )  # fmt: skip


def grade_document(found):
    horizon = {
        "horizon": 7, "by_span": {"all": {"mean": found, "t": 1.0}},
        "by_tier": {"large": {"mean": found, "t": 1.0}},
        "quintiles": {"returns": [0.01, 0.02, 0.0, -0.01, 0.03], "top_less_bottom": found},
    }  # fmt: skip
    return {"horizons": {"7": horizon}}


def test_a_record_shows_both_origins_apart_and_says_what_is_not_significant(client, analysed):
    store_record("grade:trader", grade_document(estimate(0.08, 0.05, 0.11)), is_significant=True)
    store_record("grade:trader", grade_document(estimate(0.01, -0.02, 0.04)), origin=BACK_COMPUTED)
    page = " ".join(text(client, "/markets/record/").split())
    assert page.index("<h3>Live</h3>") < page.index("<h3>Back-computed</h3>")
    assert '<p class="verdict"> Significant:' in page
    assert '<p class="verdict"> Not significant:' in page
    assert "0.080" in page
    assert "−0.020 to 0.040, not significant" in page
    assert "Highest fifth" in page


def test_a_record_without_an_interval_is_not_called_significant(client, analysed):
    store_record("grade:investor", grade_document(estimate(0.01, None, None, n=20)))
    assert "too few days for an interval" in text(client, "/markets/record/")


def test_a_record_without_outcomes_claims_nothing(client, analysed):
    store_record("grade:trader", {"horizons": {}}, n=0)
    page = text(client, "/markets/record/")
    assert "Nothing to measure yet" in page
    assert "ignificant:" not in page


def test_a_record_of_signals_without_outcomes_has_no_empty_tables(client, analysed):
    side = {"growth": None, "sharpe": None, "worst_fall": None}
    nothing = dict.fromkeys(side, estimate(None, None, None, n=0))
    sides = {"following": side, "holding": side, "trades_a_year": None}
    store_record("signal", {"costs": {"0.001": {"all": {**sides, **nothing, "n": 0}}}}, n=0)
    for path in ("/markets/record/", "/markets/signals/"):
        page = text(client, path)
        assert "Nothing to measure yet" in page
        assert "<th>95% interval" not in page
        assert "Signal and holding" not in page


def test_records_of_signals_and_forecasts_are_shown(client, analysed):
    side = {"growth": 0.1, "sharpe": 1.2, "worst_fall": -0.3}
    found = estimate(0.5, 0.1, 0.9)
    differences = {"growth": found, "sharpe": found, "worst_fall": found}
    sides = {"following": side, "holding": side}
    spans = {"all": {"cost": 0.001, **sides, **differences, "trades_a_year": 6.0, "n": 400}}
    store_record("signal", {"costs": {"0.001": spans}}, is_significant=True)
    coverage = {"shares": {"50": 51.0, "80": 79.0, "90": 90.0}, "n": 400}
    store_record("forecast", {"horizons": {"7": {
        "horizon": 7, "loss_ratio": {"all": estimate(0.98, 0.97, 0.99)},
        "coverage": {"all": coverage}, "by_asset": {"coin-0": coverage},
    }}})  # fmt: skip
    page = text(client, "/markets/record/")
    assert "Signal and holding, after 0.10% a change" in page
    assert "0.970 to 0.990, significant" in page
    assert "Significant: Sharpe ratio" in text(client, "/markets/signals/")
    page = text(client, "/markets/coin-0/")
    assert "held 79% of 400 outcomes" in page
    assert "Not significant: loss 7 days ahead against a driftless walk" in page
    assert "Significant: Sharpe ratio of the signal against holding" in page


@pytest.mark.parametrize("path", ["/markets/grades/", "/markets/coin-0/"])
def test_a_grade_stands_beside_its_own_record(client, analysed, path):
    """In the type of what is significant, each record named by its origin."""
    assert '<p class="verdict">No record yet' in text(client, path)
    store_record("grade:trader", grade_document(estimate(0.01, -0.02, 0.04)), origin=BACK_COMPUTED)
    store_record("grade:trader", grade_document(estimate(0.08, 0.05, 0.11)), is_significant=True)
    page = text(client, path)
    said = [
        '<p class="verdict"><span class="tag">live</span> Significant: rank correlation',
        '<p class="verdict"><span class="tag">back-computed</span> Not significant: rank correlat',
    ]
    assert page.index(said[0]) < page.index(said[1])


def test_an_asset_page_says_why_it_has_its_grade(client, analysed):
    page = text(client, "/markets/coin-3/")
    assert "Why 50" in page
    assert "Low risk" in page


def test_an_asset_page_warns_in_plain_words(client, analysed):
    page = text(client, "/markets/coin-0/")
    assert "Thin: $500,000 is traded a day" in page
    assert "Up 150.0% in 30 days: a wide range of outcomes follows" in page
    assert "will fall" not in page


def test_an_asset_page_has_its_forecast_and_every_figure(client, analysed):
    page = text(client, "/markets/coin-0/")
    assert "Bear, 10%" in page
    assert page.count('<th scope="row">') >= len(DATA_POINTS)
    assert "c ÷ SMA(50) − 1" in page


def test_a_ratio_that_there_is_not_is_a_dash(client, analysed):
    still = {DAY - timedelta(days=n): 100.0 for n in range(420)}
    set_closes(make_asset("coin-1"), still)
    page = text(client, "/markets/coin-1/")
    assert '<th scope="row">Sharpe ratio</th><td class="number">–</td>' in page
    assert ">nan<" not in page


def test_a_figure_that_is_missing_says_why(client, market):
    make_asset("newcomer", price=1.0)
    store_analysis(DAY, {"newcomer": {"points": {"cap": 1e9}}})
    page = text(client, "/markets/newcomer/")
    assert "unknown: its history is too short" in page
    assert "No forecast" in page
    assert "This asset has no record yet" in page


def test_contracts_link_to_their_explorer(client, analysed):
    asset = make_asset("coin-0")
    AssetContract.objects.create(asset=asset, chain="ethereum", address="0xAB")
    AssetContract.objects.create(asset=asset, chain="nowhere", address="x")
    page = text(client, "/markets/coin-0/")
    assert "https://etherscan.io/token/0xab" in page
    assert page.count("Explorer</a>") == 1


def test_levels_can_be_armed_where_nothing_is_held(client, analysed, alice, charlie):
    portfolio = make_portfolio(alice)
    client.force_login(alice)
    assert f"/portfolios/{portfolio.pk}/plan/new/?asset=coin-0" in text(client, "/markets/coin-0/")
    client.force_login(charlie)
    assert "Arm a level" not in text(client, "/markets/coin-0/")


@pytest.mark.parametrize(
    ("path", "most"), [("/markets/coin-0/", 21), ("/markets/grades/", 16), ("/markets/signals/", 9)]
)
def test_pages_take_as_many_queries_for_more_assets(client, analysed, path, most):
    few = queries(client, path)
    more = {f"more-{n}": {"trader": 1.0, "signal": 1, "points": points(cap=1e9)} for n in range(12)}
    store_analysis(DAY - timedelta(days=6), analysed)
    store_analysis(DAY + timedelta(days=1), analysed | more)
    for slug in more:
        set_price(make_asset(slug), 1.0)
    assert queries(client, path) == few <= most


def test_prices_refresh_the_figures_alone(client, analysed):
    fragment = client.get("/markets/coin-0/", HTTP_HX_REQUEST="true").content.decode()
    assert 'id="asset-figures"' in fragment
    assert "All figures" not in fragment


def test_the_record_page_tells_regimes_and_what_followed_the_checklist(client, market):
    for number, index in enumerate((1.0, 1.1, 1.2)):
        store_analysis(DAY + timedelta(days=number), origin=BACK_COMPUTED,
                       figures={"trend": 1.0, "stress": 0.0, "index": index})  # fmt: skip
    outcomes = {"30": {"mean": 0.12, "n": 6}, "90": {"mean": None, "n": 3}}
    rules = {"volume_grows": outcomes, "altcoin_cap_rises": outcomes}
    store_record("checklist", {"rules": rules}, origin=BACK_COMPUTED)
    store_record("checklist", {"rules": dict.fromkeys(rules, ())}, n=0)
    page = " ".join(client.get("/markets/record/").content.decode().split())
    assert 'Rising calm</th><td class="number">3</td><td class="number">1</td>' in page
    assert "+20.0%" in page
    assert "Volume of 30 days at least a quarter above that of 180" in page
    assert "+12.0%" in page
    assert "n = 3" in page
    checklist = page[page.index('id="checklist"') :]
    assert checklist.index("<h3>Live</h3>") < checklist.index("<h3>Back-computed</h3>")
    live, back_computed = checklist.split("<h3>Back-computed</h3>")
    assert "Nothing to measure yet" in live
    assert "<table" not in live
    assert back_computed.index("Altcoin cap above") < back_computed.index("Volume of 30 days")
