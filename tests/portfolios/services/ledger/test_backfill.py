from datetime import UTC, date, datetime, timedelta

import pytest

from markets.models import Asset, Candle, Quote, RefreshRun
from markets.providers.base import ProviderError
from portfolios.models import Portfolio
from portfolios.services.ledger.backfill import backfill_held_assets, refresh_held_details
from tests.factories import buy, make_asset


def test_a_held_asset_gets_its_first_quote_and_its_days(portfolio):
    buy(portfolio, "bitcoin", "1", dollars="100", ago=5)
    make_asset("solana")
    assert backfill_held_assets() == 1
    assert Quote.objects.exclude(asset__slug="usd").get().asset.slug == "bitcoin"
    days = set(Candle.objects.values_list("asset__slug", "day"))
    today = datetime.now(UTC).date()
    # All of its history, not the ledger's days alone: it is one request either way.
    first = date(2019, 1, 1)
    assert days == {("bitcoin", first + timedelta(days=n)) for n in range((today - first).days)}


def test_the_books_that_waited_for_the_days_are_made_again(portfolio):
    buy(portfolio, "bitcoin", "1", dollars="100", ago=5)
    before = Portfolio.objects.get().ledger_version
    backfill_held_assets()
    assert Portfolio.objects.get().ledger_version == before + 1


def test_a_second_run_has_nothing_to_ask(portfolio):
    buy(portfolio, "bitcoin", "1", dollars="100", ago=5)
    backfill_held_assets()
    runs = RefreshRun.objects.count()
    assert backfill_held_assets() == 0
    assert RefreshRun.objects.count() == runs


@pytest.mark.parametrize("service", ["refresh_quotes", "backfill_history"])
def test_a_provider_that_refuses_is_asked_again_by_the_next_run(portfolio, monkeypatch, service):
    buy(portfolio, "bitcoin", "1", dollars="100", ago=5)

    def refuse(*args, **options):
        raise ProviderError("out of budget", retry_after=60)

    with monkeypatch.context() as patched:
        patched.setattr(f"portfolios.services.ledger.backfill.{service}", refuse)
        assert backfill_held_assets() == 0
    assert backfill_held_assets() == 1


def test_details_are_asked_of_what_ledgers_use(portfolio, monkeypatch):
    buy(portfolio, "bitcoin", "1", dollars="100", ago=5)
    make_asset("solana")
    asked = []
    monkeypatch.setattr(
        "portfolios.services.ledger.backfill.refresh_details",
        lambda *, wanted: asked.extend(wanted),
    )
    refresh_held_details()
    assert set(Asset.objects.filter(pk__in=asked).values_list("slug", flat=True)) == {
        "bitcoin", "usd",
    }  # fmt: skip
