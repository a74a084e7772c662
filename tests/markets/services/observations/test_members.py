"""Which assets a category has, asked a category at a time where the list cannot say so."""

from functools import partial

import pytest
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from markets.models import Asset, Category
from markets.providers.categories import COINGECKO_CATEGORIES
from markets.services import classify_assets, refresh_members, sync_assets
from tests.markets import fake_coingecko as bad
from tests.markets.fake_coingecko import coin

pytestmark = pytest.mark.django_db
COINS = ("bitcoin", "ethereum", "wrapped-bitcoin", "aave")


@pytest.fixture
def keyless(live_market, fake, settings):
    settings.COINGECKO_PLAN, settings.COINGECKO_API_KEY = "keyless", ""
    settings.COINGECKO_PER_MINUTE = 1000
    fake.coins = [coin(slug, market_cap_rank=place) for place, slug in enumerate(COINS, start=1)]
    fake.members = {"wrapped-tokens": [coin("wrapped-bitcoin")], "layer-1": [coin("ethereum")]}
    sync_assets()
    return fake


def ask_all():
    return [refresh_members() for _ in COINGECKO_CATEGORIES]


def members(slug: str) -> set[str]:
    return set(Asset.objects.filter(categories__slug=slug).values_list("slug", flat=True))


def test_each_category_is_asked_once_a_day(keyless):
    runs = ask_all()
    assert [run.error for run in runs] == [""] * len(COINGECKO_CATEGORIES)
    assert (members("layer-1"), members("defi")) == ({"ethereum"}, set())
    assert refresh_members() is None


def test_a_later_answer_replaces_members_but_not_what_staff_corrected(keyless):
    ask_all()
    aave = Asset.objects.get(slug="aave")
    aave.categories.add(Category.objects.get(slug="layer-1"))
    Asset.objects.filter(pk=aave.pk).update(categories_are_fixed=True)
    keyless.members["layer-1"] = [coin("wrapped-bitcoin"), coin("unheard-of")]
    cache.clear()
    reasons = [run.reasons for run in ask_all()]
    assert members("layer-1") == {"wrapped-bitcoin", "aave"}
    assert {"not known to the provider": 1} in reasons


def test_a_wrapped_coin_is_told_by_its_category(keyless):
    ask_all()
    classify_assets()
    kinds = dict(Asset.objects.values_list("slug", "kind"))
    assert (kinds["wrapped-bitcoin"], kinds["ethereum"]) == ("wrapped", "coin")


def test_an_answer_that_looked_at_no_category_says_nothing(keyless):
    keyless.ignores_category = True
    assert ask_all()[0].reasons == {"not by category": len(COINS)}
    assert not Asset.objects.exclude(categories=None).exists()


def test_a_category_whose_answer_failed_does_not_hold_up_the_others(keyless):
    keyless.replies = [bad.status(403)]
    runs = ask_all()
    assert "403" in runs[0].error
    assert {run.error for run in runs[1:]} == {""}
    assert members("layer-1") == {"ethereum"}


def test_a_process_that_is_killed_keeps_its_category_waiting_for_an_hour_alone(
    keyless, valkey, monkeypatch
):
    seen = []

    def killed(*args, **kwargs):
        seen.extend(valkey_ttl(key) for key in cache_keys())
        raise SystemExit

    client = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    cache_keys, valkey_ttl = partial(client.scan_iter, "*members:*"), client.ttl
    monkeypatch.setattr("markets.services.observations.members._link", killed)
    with pytest.raises(SystemExit):
        refresh_members()
    assert len(seen) == 1
    assert 0 < seen[0] <= 3600
    monkeypatch.undo()
    refresh_members()
    assert max(valkey_ttl(key) for key in cache_keys()) > 19 * 3600
    client.close()


def test_where_the_list_tells_members_nobody_is_asked(live_market, fake):
    assert refresh_members() is None
    assert fake.requests == []


def test_a_simulated_market_asks_nobody(simulated_market, fake):
    assert refresh_members() is None
    assert fake.requests == []
