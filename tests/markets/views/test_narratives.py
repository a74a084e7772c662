"""Narratives: what is known of each category, its turns, and no claim without a record."""

import math
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import Category, CategoryTotal, TrackRecord
from markets.selectors.narratives import category_sums, narratives
from tests.factories import make_asset, make_market, set_price
from tests.markets.analysed import (
    store_category_day,
    store_market_day,
    store_points,
    store_run,
)

PATH = "/markets/narratives/"
DAY = date.today() - timedelta(days=1)
BEFORE = DAY - timedelta(days=14)


@pytest.fixture
def analysed(db):
    make_market()
    run = store_run(BEFORE, DAY)
    for day in (BEFORE, DAY):
        store_market_day(run, day)
    for slug, then, now, momentum in (
        ("ai", 0.0, 0.2, 90.0), ("defi", 0.3, 0.1, 60.0), ("gaming", -0.3, -0.1, None),
        ("memes", -0.1, -0.2, 10.0),
    ):  # fmt: skip
        store_category_day(run, BEFORE, slug, ahead_30=then)
        store_category_day(run, DAY, slug, ahead_30=now, momentum=momentum, turned=slug == "ai")
    for number, age in enumerate((10.0, 89.0, 90.0)):
        coin = make_asset(f"coin-{number}")
        set_price(coin, 2.0, market_cap=1e9)
        coin.categories.add(Category.objects.get(slug="ai"))
        store_points(run, DAY, coin, age_days=age)
    return run


def page_of(client, path=PATH) -> str:
    return client.get(path).content.decode()


def test_strength_is_a_simple_return_and_its_change_decides_the_quadrant(analysed):
    found = {one.today.category.slug: one for one in narratives()}
    assert list(found) == ["ai", "defi", "memes", "gaming"]
    assert found["ai"].strength == pytest.approx(math.expm1(0.2))
    assert found["ai"].strength_change == pytest.approx(math.expm1(0.2))
    assert [one.quadrant for one in found.values()] == [
        "leading", "weakening", "lagging", "improving",
    ]  # fmt: skip
    assert found["ai"].newcomers == 2


def test_newcomers_lead_to_themselves_in_the_screener(client, analysed):
    link = "?category=ai&amp;kind=coin&amp;range1=age_days&amp;max1=89&amp;sort=age_days"
    assert f'{link}">2</a>' in page_of(client)


def test_without_the_day_before_the_change_is_unknown(db):
    run = store_run(DAY)
    store_market_day(run, DAY)
    store_category_day(run, DAY, "ai", ahead_30=0.2)
    (one,) = narratives()
    assert one.strength_change is None
    assert one.quadrant is None


def test_our_sum_stands_beside_the_published_one(client, analysed):
    ai = Category.objects.get(slug="ai")
    gone = make_asset("gone", is_active=False)
    set_price(gone, 2.0, market_cap=9e9)
    gone.categories.add(ai)
    CategoryTotal.objects.create(
        category=ai, market_cap=4e9, source="coingecko", seen_at=timezone.now()
    )
    (one,) = category_sums()
    assert (one.members, one.market_cap, one.difference) == (3, 3e9, -0.25)
    page = " ".join(page_of(client).split())
    assert "$3.00B" in page and "$4.00B" in page and "−25.0%" in page
    page = " ".join(page_of(client, f"{PATH}ai/").split())
    assert "Its 3 listed members are worth $3.00B" in page
    assert "CoinGecko says $4.00B" in page
    assert "ours is 25.0% under that" in page
    assert "worth" not in page_of(client, f"{PATH}defi/")


def test_the_page_shows_each_category_and_its_turns(client, analysed):
    page = page_of(client)
    assert "+22.1%" in page
    assert '<span class="tag good">Turned</span>' in page
    assert 'class="rotation"' in page
    assert "No record yet" in page


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        (None, "ai defi memes gaming"), ("momentum", "memes defi ai gaming"),
        ("-name", "memes gaming defi ai"), ("ahead_30", "memes gaming defi ai"),
        ("nonsense", "ai defi memes gaming"),
    ],
)  # fmt: skip
def test_the_list_is_sorted_by_any_column(client, analysed, sort, slugs):
    answer = client.get(PATH, {"sort": sort} if sort else {})
    rows = answer.context["rows"]
    assert [one.today.category.slug for _, one in rows] == slugs.split()
    # The number of each is that in the picture, whatever the order.
    assert {one.today.category.slug: place for place, one in rows}["defi"] == 2


def test_members_are_sorted_by_any_column_and_by_nothing_else(client, analysed):
    set_price(make_asset("coin-1"), 9.0, market_cap=5e8)

    def members(sort):
        answer = client.get(f"{PATH}ai/", {"sort": sort})
        return [asset.slug for asset, _ in answer.context["members"]]

    assert members("name") == ["coin-0", "coin-1", "coin-2"]
    assert members("-price")[0] == "coin-1"
    assert members("nonsense")[-1] == members("")[-1] == "coin-1"


@pytest.mark.parametrize(
    ("value", "is_significant", "words"),
    [(0.05, True, "The interval excludes no effect."), (0.05, False, "Not significant"),
     (None, False, "too few")],
)  # fmt: skip
def test_a_record_says_how_much_it_is_worth(client, analysed, value, is_significant, words):
    TrackRecord.objects.create(
        origin="back_computed", method=1, subject="narratives", first_day=BEFORE, last_day=DAY,
        n=7, is_significant=is_significant, computed_at=timezone.now(),
        document={"ahead_30": {"value": value, "low": 0.01, "high": 0.09, "n": 7}},
    )  # fmt: skip
    page = page_of(client)
    assert "n = 7" in page
    assert words in page


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.046, "ahead of the category’s other days by 4.6%"),
     (-0.046, "behind the category’s other days by 4.6%"),
     (-0.0001, "level with the category’s other days")],
)  # fmt: skip
def test_what_followed_turns_is_said_by_its_side(client, analysed, value, words):
    TrackRecord.objects.create(
        origin="back_computed", method=1, subject="narratives", first_day=BEFORE, last_day=DAY,
        n=7, is_significant=False, computed_at=timezone.now(),
        document={"ahead_30": {"value": value, "low": -0.09, "high": 0.09, "n": 7}},
    )  # fmt: skip
    page = " ".join(page_of(client).split())
    assert words in page
    assert "by −" not in page


def test_one_member_is_one(client, db):
    make_market()
    new = Category.objects.create(slug="new", name="New")
    lone = make_asset("lone")
    set_price(lone, 1.0, market_cap=1e9)
    lone.categories.add(new)
    CategoryTotal.objects.create(
        category=new, market_cap=1e9, source="simulated", seen_at=timezone.now()
    )
    page = " ".join(page_of(client, f"{PATH}new/").split())
    assert "Its 1 listed member is worth $1.00B" in page
    assert "Simulated market says the same, $1.00B" in page


def test_before_the_first_analysis_the_page_says_so(client, db):
    assert "No analysis yet" in page_of(client)


def test_a_category_shows_its_history_and_members(client, analysed):
    page = page_of(client, f"{PATH}ai/")
    assert f"Turned on {DAY}" in page
    assert "/markets/coin-0/" in page
    assert "/markets/screener/?category=ai" in page


def test_a_category_that_was_never_analysed_has_its_members(client, db):
    make_market()
    Category.objects.create(slug="new", name="New")
    assert "No listed asset" in page_of(client, f"{PATH}new/")
    assert client.get(f"{PATH}nonsense/").status_code == 404


def test_narratives_take_as_many_queries_for_many(client, analysed):
    page_of(client)
    with CaptureQueriesContext(connection) as few:
        page_of(client)
    for number in range(20):
        store_category_day(analysed, DAY, f"more-{number}", ahead_30=0.1, turned=True)
    with CaptureQueriesContext(connection) as many:
        page_of(client)
    assert len(many) == len(few) <= 12
