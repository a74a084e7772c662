"""Analysed days over the API: as known on a day, each with its origin."""

from datetime import date, timedelta

import pytest

from markets.models import Asset, Category, CategoryDay, TrackRecord
from tests.api.conftest import ROOT
from tests.factories import make_asset
from tests.markets.analyses import BACK_COMPUTED, LIVE, store_analysis

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)


@pytest.fixture
def analysed():
    fan = [-0.5, -0.25, -0.125, 0.0, 0.125, 0.25, 0.5]
    store_analysis(
        TODAY - DAY, {"bitcoin": {"trader": 10.5, "points": {"ret_30d": 0.5}}},
        origin=BACK_COMPUTED, days=2, figures={"trend": 1.0, "stress": 0.0, "season": None},
    )  # fmt: skip
    return store_analysis(
        TODAY, {"bitcoin": {"trader": 20.5, "signal": 1, "quantiles": fan * 3}}, figures={}
    )


def test_every_data_point_is_described(as_alice):
    points = as_alice.get(f"{ROOT}analytics/points/").json()
    assert len(points) == 96
    assert points[0]["id"] == "ret_1d"
    assert set(points[0]) >= {"group", "unit", "direction", "formula", "history", "source"}


def test_an_assessment_is_the_last_one_or_that_of_a_past_day(as_alice, analysed):
    last = as_alice.get(f"{ROOT}assessments/bitcoin/").json()
    assert last["at"]["day"] == "2026-03-10"
    assert (last["at"]["origin"], last["grades"]["trader"]["value"]) == ("live", "20.5")
    assert last["quantiles"]["7"][1] == "-0.25"
    then = as_alice.get(f"{ROOT}assessments/bitcoin/?as_of=2026-03-09").json()
    assert (then["at"]["origin"], then["grades"]["trader"]["value"]) == ("back_computed", "10.5")


def test_its_history_says_of_each_day_where_it_comes_from(as_alice, analysed):
    path = f"{ROOT}assessments/bitcoin/history/"
    assert [one["at"]["origin"] for one in as_alice.get(path).json()] == [
        BACK_COMPUTED, BACK_COMPUTED, LIVE,
    ]  # fmt: skip
    assert len(as_alice.get(f"{path}?origin=live").json()) == 1
    assert len(as_alice.get(f"{path}?from=2026-03-09&to=2026-03-09").json()) == 1


def test_data_points_of_a_day_with_why_they_are_missing(as_alice, analysed):
    answer = as_alice.get(f"{ROOT}assessments/bitcoin/points/?as_of=2026-03-09").json()
    points = {one["id"]: one for one in answer["points"]}
    assert points["ret_30d"] == {
        "id": "ret_30d", "value": "0.5", "rank": "0.5", "date": "2026-03-09", "source": "candles",
        "missing": None,
    }  # fmt: skip
    assert points["commits_4w"]["source"] == "CoinGecko"
    assert (points["vol_30"]["value"], points["vol_30"]["missing"]) == (None, "history")


def test_the_market_by_day(as_alice, analysed):
    days = as_alice.get(f"{ROOT}analytics/market/?to=2026-03-09").json()
    assert [one["regime"] for one in days] == ["rising calm", "rising calm"]
    assert days[0]["figures"]["season"] is None


def test_categories_by_momentum(as_alice, analysed):
    for slug, momentum in (("slow", 10.0), ("fast", 90.0), ("unknown", None)):
        category = Category.objects.create(slug=slug, name=slug)
        CategoryDay.objects.create(
            run=analysed, day=TODAY, category=category, coins=5, momentum=momentum, turned=False
        )
    answer = as_alice.get(f"{ROOT}analytics/categories/").json()
    assert [one["category"] for one in answer] == ["fast", "slow", "unknown"]


def test_records_of_one_origin_or_of_both(as_alice, analysed):
    for origin in (LIVE, BACK_COMPUTED):
        TrackRecord.objects.create(
            origin=origin, method=1, subject="signal", first_day=TODAY, last_day=TODAY, n=1,
            is_significant=False, document={"costs": {}}, computed_at=analysed.seen_at,
        )  # fmt: skip
    assert len(as_alice.get(f"{ROOT}analytics/records/").json()) == 2
    (one,) = as_alice.get(f"{ROOT}analytics/records/?origin=live").json()
    assert (one["origin"], one["is_significant"]) == ("live", False)


@pytest.mark.parametrize("path", [
    "assessments/bitcoin/?as_of=yesterday", "assessments/bitcoin/?day=2026-03-09",
    "assessments/bitcoin/history/?origin=mixed", "analytics/points/?group=x",
    "analytics/records/?origin=",
])  # fmt: skip
def test_what_a_query_may_not_say(as_alice, analysed, path):
    assert as_alice.get(ROOT + path).status_code == 400


def test_what_is_not_there(as_alice, analysed):
    ends_first = f"{ROOT}analytics/market/?from=2026-03-10&to=2026-03-09"
    assert as_alice.get(ends_first).status_code == 404
    make_asset("solana")
    assert as_alice.get(f"{ROOT}assessments/solana/").status_code == 404
    assert as_alice.get(f"{ROOT}assessments/nothing/").status_code == 404
    assert as_alice.get(f"{ROOT}assessments/bitcoin/?as_of=2020-01-01").status_code == 404


def test_an_asset_that_a_holder_made_is_not_there(as_alice, analysed):
    Asset.objects.filter(slug="bitcoin").update(kind="own")
    for path in ("", "points/", "history/"):
        assert as_alice.get(f"{ROOT}assessments/bitcoin/{path}").status_code == 404


def test_an_answer_that_has_not_changed_is_not_sent_again(as_alice, analysed):
    path = f"{ROOT}assessments/bitcoin/"
    tag = as_alice.get(path)["ETag"]
    assert as_alice.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_queries_do_not_grow_with_the_days(as_alice, analysed, django_assert_max_num_queries):
    for number in range(1, 6):
        store_analysis(TODAY + number * DAY, {"bitcoin": {"trader": 1.0}})
    with django_assert_max_num_queries(7):
        as_alice.get(f"{ROOT}assessments/bitcoin/history/")


@pytest.mark.parametrize(("path", "fields"), [
    ("analytics/market/", {"at", "regime"}), ("analytics/points/", {"id", "unit"}),
    ("assessments/bitcoin/history/", {"at", "trend"}), ("assessments/bitcoin/", {"grades"}),
    ("analytics/records/", {"subject", "n"}), ("analytics/categories/", {"category", "momentum"}),
])  # fmt: skip
def test_an_answer_has_the_fields_that_are_asked_for(as_alice, analysed, path, fields):
    make_record(analysed, "signal", n=1)
    category = Category.objects.create(slug="ai", name="AI")
    CategoryDay.objects.create(run=analysed, day=TODAY, category=category, coins=5, turned=False)
    address = f"{ROOT}{path}?fields="
    answer = as_alice.get(address + ",".join(sorted(fields))).json()
    for row in answer if isinstance(answer, list) else [answer]:
        assert set(row) == fields
    for odd in ("nonsense", "", f"{min(fields)}&fields={min(fields)}"):
        refused = as_alice.get(address + odd)
        assert refused.status_code == 400
        assert "fields" in str(refused.json())


def test_each_data_point_has_the_fields_that_are_asked_for(as_alice, analysed):
    address = f"{ROOT}assessments/bitcoin/points/?as_of=2026-03-09&fields="
    answer = as_alice.get(f"{address}id,value").json()
    assert answer["at"]["day"] == "2026-03-09"
    assert {"id": "ret_30d", "value": "0.5"} in answer["points"]
    assert {tuple(point) for point in answer["points"]} == {("id", "value")}
    for odd in ("nonsense", "", "at", "id&fields=id"):
        refused = as_alice.get(address + odd)
        assert refused.status_code == 400
        assert "fields" in str(refused.json())


def test_days_and_records_come_in_the_order_that_is_asked_for(as_alice, analysed):
    for subject, n in (("forecast", 30), ("grades", 10), ("signal", 20)):
        make_record(analysed, subject, n=n)
    for path in ("analytics/market/", "assessments/bitcoin/history/"):
        rising, falling = (
            as_alice.get(f"{ROOT}{path}?sort={sort}").json() for sort in ("day", "-day")
        )
        assert rising == falling[::-1] == as_alice.get(ROOT + path).json()
        assert as_alice.get(f"{ROOT}{path}?sort=trend").status_code == 400
    answer = as_alice.get(f"{ROOT}analytics/records/?sort=-n&fields=subject").json()
    assert [one["subject"] for one in answer] == ["forecast", "signal", "grades"]


def make_record(run, subject: str, *, n: int) -> None:
    TrackRecord.objects.create(
        origin=LIVE, method=1, subject=subject, first_day=TODAY, last_day=TODAY, n=n,
        is_significant=False, document={"costs": {}}, computed_at=run.seen_at,
    )  # fmt: skip
