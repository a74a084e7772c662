"""A vendor's sums of categories, beside our own."""

import pytest

from markets.models import Category, CategoryTotal
from markets.services import refresh_categories
from tests.markets import fake_vendor as bad

pytestmark = pytest.mark.django_db
PATH = "/coins/categories"


def total(ref: str, cap: object, **changes) -> dict:
    return {"id": ref, "name": ref.title(), "market_cap": cap, "volume_24h": 5e9,
            "market_cap_change_24h": -2.0, "top_3_coins_id": [], **changes}  # fmt: skip


@pytest.fixture
def ai(live_market) -> Category:
    return Category.objects.create(slug="ai", name="AI")


def test_sums_go_to_the_categories_that_we_have(ai, fake):
    fake.routes[PATH] = [total("artificial-intelligence", 3e10), total("cats", 1e9)]
    run = refresh_categories()
    found = CategoryTotal.objects.get()
    assert (found.category, found.market_cap, found.volume_24h) == (ai, 3e10, 5e9)
    assert (found.change_24h, found.source) == (-0.02, "coingecko")
    assert (run.rows, run.accepted) == (2, 1)
    assert run.reasons == {"category that is not followed": 1}


def test_a_later_answer_replaces_the_sum_and_none_leaves_it(ai, fake):
    for cap in (3e10, 4e10):
        fake.routes[PATH] = [total("artificial-intelligence", cap)]
        refresh_categories()
    fake.replies = [bad.status(403)]
    assert "403" in refresh_categories().error
    assert CategoryTotal.objects.get().market_cap == 4e10


@pytest.mark.parametrize(
    ("cap", "volume", "reason"),
    [(None, 1.0, "no market cap"), (-5.0, 1.0, "no market cap"), ("x", 1.0, "no market cap"),
     (3e17, 1.0, "out of range"), (3e10, 1e300, "out of range")],
)  # fmt: skip
def test_a_sum_that_cannot_be_is_counted_and_not_stored(ai, fake, cap, volume, reason):
    fake.routes[PATH] = [total("artificial-intelligence", cap, volume_24h=volume)]
    assert refresh_categories().reasons == {reason: 1}
    assert not CategoryTotal.objects.exists()


def test_a_simulated_market_sums_up_its_own_and_asks_nobody(simulated_market, fake):
    Category.objects.create(slug="ai", name="AI")
    run = refresh_categories()
    found = CategoryTotal.objects.get()
    assert (found.category.slug, found.source) == ("ai", "simulated")
    assert 1e8 < found.market_cap < 1e12
    assert abs(found.change_24h) < 0.5
    assert run.rows == run.accepted + sum(run.reasons.values()) == 14
    assert fake.requests == []


def test_without_a_market_nothing_is_asked(fake):
    assert refresh_categories() is None
    assert fake.requests == []
