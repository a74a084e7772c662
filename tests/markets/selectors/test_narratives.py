"""Categories beside 14 days before: strength, quadrant, newcomers, sums of caps, turns."""

import math
from datetime import date, timedelta

import pytest
from django.utils import timezone

from markets.models import Asset, Category, CategoryTotal
from markets.selectors.analytics.market import recent_turns
from markets.selectors.narratives import (
    as_fraction,
    category_sums,
    narrative_history,
    narratives,
    turns,
)
from tests.factories import make_asset, set_price
from tests.markets.analysed import store_category_day, store_market_day, store_points, store_run

pytestmark = pytest.mark.django_db
DAY = date.today() - timedelta(days=1)


def ago(days):
    return DAY - timedelta(days=days)


def store(day, **by_slug):
    """A live day of categories, each with its figures."""
    run = store_run(day)
    store_market_day(run, day)
    for slug, figures in by_slug.items():
        store_category_day(run, day, slug, **figures)
    return run


def test_there_are_none_before_the_first_analysis():
    assert narratives() == turns() == []


@pytest.mark.parametrize(
    ("then", "now", "quadrant"),
    [(0.1, 0.2, "leading"), (0.3, 0.2, "weakening"), (-0.3, -0.2, "improving"),
     (-0.1, -0.2, "lagging"), (0.0, 0.0, "leading"), (None, 0.2, None), (0.1, None, None)],
)  # fmt: skip
def test_a_quadrant_is_strength_now_and_since_fourteen_days_before(then, now, quadrant):
    store(ago(14), ai={"ahead_30": then})
    store(DAY, ai={"ahead_30": now, "ahead_90": 0.5})
    (found,) = narratives()
    assert found.quadrant == quadrant
    assert found.strength == (None if now is None else pytest.approx(math.exp(now) - 1))
    assert found.strength_90 == pytest.approx(math.exp(0.5) - 1)
    if quadrant:
        change = math.exp(now) - math.exp(then)
        assert found.strength_change == pytest.approx(change, abs=1e-12)


def test_another_day_than_fourteen_before_is_no_former_one():
    store(ago(15), ai={"ahead_30": 0.1})
    store(DAY, ai={"ahead_30": 0.2})
    (found,) = narratives()
    assert (found.before, found.strength_change, found.quadrant) == (None, None, None)


def test_the_highest_momentum_comes_first_and_the_unknown_last():
    store(DAY, ai={"momentum": 10.0}, defi={"momentum": None}, memes={"momentum": 0.0},
          games={"momentum": 90.0})  # fmt: skip
    assert [one.today.category.slug for one in narratives()] == ["games", "ai", "memes", "defi"]


def test_newcomers_are_coins_under_ninety_days_of_the_category():
    run = store(DAY, ai={}, defi={})
    ages = {"young": 89.0, "old": 90.0, "unknown": None, "usd-coin": 5.0, "other": 1.0}
    for slug, age in ages.items():
        asset = make_asset(slug)
        store_points(run, DAY, asset, **({} if age is None else {"age_days": age}))
        asset.categories.add(Category.objects.get(slug="defi" if slug == "other" else "ai"))
    found = {one.today.category.slug: one.newcomers for one in narratives()}
    assert found == {"ai": 1, "defi": 1}


def test_a_live_day_speaks_before_a_back_computed_one_in_history_and_turns():
    past = store_run(ago(3), ago(2), origin="back_computed")
    for day, ahead in ((ago(3), 0.5), (ago(2), 0.2)):
        store_market_day(past, day)
        store_category_day(past, day, "ai", ahead_30=ahead, turned=True)
    store(ago(3), ai={"ahead_30": 0.1, "turned": False})
    store(DAY, ai={"ahead_30": 0.3, "turned": True}, defi={"turned": True})
    history = narrative_history(Category.objects.get(slug="ai"))
    assert [(at.day, row.ahead_30) for at, row in history] == [
        (ago(3), 0.1), (ago(2), 0.2), (DAY, 0.3),
    ]  # fmt: skip
    shown = [(at.day, at.is_live, row.category.slug) for at, row in turns()]
    assert shown == [(DAY, True, "ai"), (DAY, True, "defi"), (ago(2), False, "ai")]
    assert [row.category.slug for _, row in recent_turns(since=DAY)] == ["ai", "defi"]


def test_turns_of_half_a_year_are_shown():
    store(date.today() - timedelta(days=181), ai={"turned": True})
    store(date.today() - timedelta(days=180), defi={"turned": True})
    assert [row.category.slug for _, row in turns()] == ["defi"]


def test_sums_of_caps_are_of_listed_members_beside_the_vendor_s():
    ai, defi, small = (
        Category.objects.create(slug=slug, name=slug.title()) for slug in ("ai", "defi", "small")
    )
    for slug, cap, category in (
        ("one", 3e9, ai), ("two", 1e9, ai), ("dead", 9e9, ai), ("bare", None, ai),
        ("sole", 5e9, defi),
    ):  # fmt: skip
        asset = make_asset(slug)
        set_price(asset, 1.0, market_cap=cap)
        asset.categories.add(category)
    Asset.objects.filter(slug="dead").update(is_active=False)
    make_asset("one").categories.add(small)
    CategoryTotal.objects.create(
        category=ai, market_cap=5e9, source="coingecko", seen_at=timezone.now()
    )
    found = category_sums()
    assert [(one.category.slug, one.members, one.market_cap) for one in found] == [
        ("defi", 1, 5e9), ("ai", 2, 4e9), ("small", 1, 3e9),
    ]  # fmt: skip
    by_slug = {one.category.slug: one for one in found}
    assert by_slug["ai"].difference == pytest.approx(-0.2)
    assert (by_slug["defi"].total, by_slug["defi"].difference) == (None, None)
    assert [one.category.slug for one in category_sums(slug="ai")] == ["ai"]
    assert category_sums(slug="no-such") == []


def test_a_log_return_as_a_simple_one():
    assert as_fraction(None) is None
    assert as_fraction(math.log(1.5)) == pytest.approx(0.5)
