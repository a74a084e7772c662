"""How the sources do, for staff: jobs, budgets, and the filling of histories."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.stack.valkey import EmbeddedValkey
from markets.models import AssetProfile, CandleBlock, ObservationYear, RefreshRun
from markets.providers.sources import request_budgets
from markets.selectors.health import budget_states, fill_progress, job_health
from tests.factories import make_asset, set_price


def store_run(provider: str, kind: str, *, ago: float, error: str = "", rejected: int = 0):
    at = timezone.now() - timedelta(hours=ago)
    RefreshRun.objects.create(
        provider=provider, kind=kind, started_at=at, finished_at=at, error=error,
        rows=rejected, rejected=rejected,
    )  # fmt: skip


@pytest.mark.django_db
def test_each_job_at_each_source_with_its_last_error(django_assert_num_queries):
    store_run("coingecko", "quotes", ago=30, error="old trouble")
    store_run("coingecko", "quotes", ago=3, rejected=2)
    store_run("coingecko", "quotes", ago=2, error="HTTP 403")
    store_run("defillama", "figures", ago=50)
    with django_assert_num_queries(2):
        quotes, figures = job_health()
    assert (quotes.provider, quotes.kind, quotes.error) == ("coingecko", "Quotes", "HTTP 403")
    assert (quotes.runs, quotes.failed, quotes.rejected) == (2, 1, 1)
    assert timezone.now() - quotes.last_good > timedelta(hours=2.5)
    assert (figures.runs, figures.error) == (0, "")


@pytest.mark.django_db
def test_how_far_histories_are_filled(django_assert_num_queries):
    first, second = (make_asset(slug) for slug in ("bitcoin", "ethereum"))
    for asset in (first, second):
        set_price(asset, 1.0)
    CandleBlock.objects.create(
        asset=first, block=1, source="test", recorded=[], open=[], close=[1.0], figures=[]
    )
    ObservationYear.objects.create(
        asset=first, figure="tvl", year=2024, source="test", values=[1.0], seen_after=[0]
    )
    now = timezone.now()
    AssetProfile.objects.create(asset=first, due_at=now + timedelta(hours=1), seen_at=now)
    AssetProfile.objects.create(asset=second, due_at=now - timedelta(hours=1), error="HTTP 500")
    with django_assert_num_queries(5):
        found = fill_progress()
    assert (found.listed, found.with_history, found.with_observations) == (2, 1, 1)
    assert (found.with_details, found.waiting, found.failing) == (1, 1, 1)


@pytest.fixture
def own_valkey(settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vk")
    server = EmbeddedValkey(folder / "s", log=folder / "log")
    server.start()
    settings.REDIS_URL = server.url
    yield server
    server.stop()


def test_what_budgets_have_left(own_valkey, settings):
    settings.MARKET_SOURCES = {
        name: {**one, "enabled": name == "coinmetrics"}
        for name, one in settings.MARKET_SOURCES.items()
    }
    budgets = request_budgets()
    assert set(budgets) == {"coingecko:keyless", "coinmetrics"}
    budgets["coinmetrics"].acquire()
    budgets["coinmetrics"].hold(30)
    state = budget_states()["coinmetrics"]
    assert (state.used, state.limit) == (1, 60)
    assert 25 < state.held <= 30
    assert budget_states()["coingecko:keyless"].used == 0


def test_while_redis_is_away_nothing_is_said(own_valkey):
    own_valkey.stop()
    assert budget_states() is None
