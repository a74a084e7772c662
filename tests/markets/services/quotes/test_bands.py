"""Each asset's own sanity band, and a second source as the witness of a jump."""

from datetime import timedelta

import pytest
from django.utils import timezone

from markets.models import OpenCandle, Quote
from markets.services import ingest_quotes, refresh_bands
from markets.services.quotes.ingest import Ingested

pytestmark = pytest.mark.django_db


def closes(asset, *prices):
    today = timezone.now().date()
    OpenCandle.objects.bulk_create(
        OpenCandle(asset=asset, day=today - timedelta(days=n), close=price, source="test")
        for n, price in enumerate(reversed(prices), start=1)
    )


def test_a_calm_asset_has_the_narrowest_band_and_a_wild_one_the_widest(bitcoin, make_asset):
    wild = make_asset("wild")
    Quote.objects.create(asset=wild, price=1, as_of=timezone.now(), received_at=timezone.now())
    closes(bitcoin, *[100.0, 100.1] * 8)
    closes(wild, *[1.0, 3.0] * 8)
    assert refresh_bands() == 2
    assert Quote.objects.get(asset=bitcoin).band == 0.15
    assert Quote.objects.get(asset=wild).band == 0.75
    assert refresh_bands() == 0


def test_between_them_it_is_eight_daily_deviations(bitcoin):
    closes(bitcoin, *[100.0, 104.0] * 8)
    refresh_bands()
    # Log returns of ±ln 1.04, fifteen of them: deviation 0.0405.
    assert Quote.objects.get(asset=bitcoin).band == pytest.approx(0.2768, abs=0.0005)


def test_a_short_history_leaves_it_to_the_installation(bitcoin):
    closes(bitcoin, *[100.0, 150.0] * 5)
    refresh_bands()
    assert Quote.objects.get(asset=bitcoin).band is None


def test_the_assets_own_band_is_what_holds_a_jump(bitcoin, quote_at, stored):
    Quote.objects.update(band=0.15)
    assert ingest_quotes([quote_at("bitcoin", 84.0, minute=1)], source="simulated").held == 1
    assert ingest_quotes([quote_at("bitcoin", 85.0, minute=2)], source="simulated").accepted == 1


def test_another_source_confirms_a_jump_of_the_same_instant(live_market, make_asset, quote_at):
    make_asset("bitcoin")
    ingest_quotes([quote_at("bitcoin", 100.0)], source="coingecko")
    jump = [quote_at("bitcoin", 10.0, minute=1)]
    assert ingest_quotes(jump, source="coingecko") == Ingested(held=1)
    again = [quote_at("bitcoin", 10.1, minute=1)]
    assert ingest_quotes(again, source="coingecko").rejected == 1
    assert ingest_quotes(again, source="coingecko_keyless") == Ingested(accepted=1)
    quote = Quote.objects.get()
    assert (quote.price, quote.source, quote.pending_source) == (10.1, "coingecko_keyless", None)
