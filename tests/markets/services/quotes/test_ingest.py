"""Quotes on their way in: what is taken, what is refused, and who is told."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from markets.models import AcceptedRange, Quote
from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from markets.services.quotes.ingest import Ingested
from markets.signals import quotes_refreshed

pytestmark = pytest.mark.django_db
SOURCE = "simulated"


def test_first_quote_is_stored_with_its_figures(bitcoin, stored):
    quote = stored()
    assert (quote.price, quote.market_cap, quote.change_24h) == (100.0, 5.0, 0.1)
    assert quote.source == SOURCE
    assert quote.pending_price is None


def test_next_quote_replaces_it(bitcoin, quote_at, stored):
    outcome = ingest_quotes([quote_at("bitcoin", 110.0, minute=1)], source=SOURCE)
    assert outcome == Ingested(accepted=1)
    quote = stored()
    assert (quote.price, quote.market_cap) == (110.0, None)
    assert quote.as_of == quote_at("bitcoin", 1, minute=1).as_of


def test_signal_names_what_was_accepted_and_nothing_else(bitcoin, make_asset, quote_at, heard):
    ether = make_asset("ethereum")
    batch = [quote_at("bitcoin", 9000.0, minute=1), quote_at("ethereum", 5.0, minute=1)]
    ingest_quotes(batch, source=SOURCE)
    ((ids, source, received_at),) = heard
    assert (ids, source) == ([ether.pk], SOURCE)
    assert Quote.objects.get(pk=ether.pk).received_at == received_at


def test_batch_without_an_accepted_quote_is_silent(bitcoin, quote_at, heard):
    ingest_quotes([quote_at("bitcoin", 0.0, minute=1)], source=SOURCE)
    assert heard == []


def test_receiver_that_fails_undoes_the_prices(bitcoin, quote_at, stored):
    def refuse(**kwargs):
        raise RuntimeError("receiver")

    quotes_refreshed.connect(refuse)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            ingest_quotes([quote_at("bitcoin", 110.0, minute=1)], source=SOURCE)
    finally:
        quotes_refreshed.disconnect(refuse)
    assert stored().price == 100.0


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("price", [0.0, -5.0, math.nan, math.inf, -math.inf, None])
def test_price_that_is_none_is_refused_and_logged(bitcoin, quote_at, price, stored, reasons):
    outcome = ingest_quotes([quote_at("bitcoin", price, minute=1)], source=SOURCE)
    assert outcome == Ingested(rejected=1)
    assert stored().price == 100.0
    assert reasons() == ["not_positive"]


def test_bad_price_of_an_asset_without_a_quote_makes_none(make_asset, quote_at, reasons):
    make_asset("ethereum")
    ingest_quotes([quote_at("ethereum", math.nan)], source=SOURCE)
    assert not Quote.objects.exists()
    assert reasons() == ["not_positive"]


def test_quote_whose_high_is_under_its_low_is_refused(bitcoin, quote_at, stored, reasons):
    record = replace(quote_at("bitcoin", 110.0, minute=1), high_24h=105.0, low_24h=115.0)
    assert ingest_quotes([record], source=SOURCE) == Ingested(rejected=1)
    assert stored().price == 100.0
    assert reasons() == ["crossed"]


def test_older_quote_is_refused(bitcoin, quote_at, stored, reasons):
    outcome = ingest_quotes([quote_at("bitcoin", 101.0, minute=-1)], source=SOURCE)
    assert outcome == Ingested(rejected=1)
    assert stored().price == 100.0
    assert reasons() == ["stale"]


def test_other_price_for_the_same_instant_is_refused(bitcoin, quote_at, stored, reasons):
    ingest_quotes([quote_at("bitcoin", 101.0)], source=SOURCE)
    assert stored().price == 100.0
    assert reasons() == ["stale"]


def test_repeated_quote_is_neither_news_nor_an_error(bitcoin, quote_at, heard, reasons):
    assert ingest_quotes([quote_at("bitcoin", 100.0)], source=SOURCE) == Ingested(unchanged=1)
    assert reasons() == []
    assert heard == []


def test_quote_from_the_future_is_refused(bitcoin, stored, reasons):
    ahead = timezone.now() + timedelta(minutes=5)
    ingest_quotes([QuoteRecord(ref="bitcoin", price=101.0, as_of=ahead)], source=SOURCE)
    assert stored().price == 100.0
    assert reasons() == ["future"]


@pytest.mark.parametrize("hours", [1, 5, 24 * 365])
def test_a_stored_quote_dated_ahead_freezes_nothing(bitcoin, stored, hours):
    """Such as one that was taken while this machine's clock was wrong."""
    Quote.objects.update(as_of=timezone.now() + timedelta(hours=hours))
    now = timezone.now()
    outcome = ingest_quotes([QuoteRecord(ref="bitcoin", price=101.0, as_of=now)], source=SOURCE)
    assert outcome == Ingested(accepted=1)
    quote = stored()
    assert (quote.price, quote.as_of, quote.hour_high) == (101.0, now, 101.0)
    assert not AcceptedRange.objects.exists()


def test_a_held_quote_dated_ahead_keeps_no_other_from_being_held(bitcoin, stored, reasons):
    """The one that waits for its confirmation may be dated ahead, too."""
    far = timezone.now() + timedelta(hours=9)
    Quote.objects.update(pending_price=900.0, pending_at=far, pending_source=SOURCE)
    now = timezone.now()
    ingest_quotes([QuoteRecord(ref="bitcoin", price=901.0, as_of=now)], source=SOURCE)
    assert stored().price == 901.0


def test_of_two_in_one_batch_one_dated_ahead_is_refused_alone(bitcoin, stored, reasons):
    now = timezone.now()
    batch = [
        QuoteRecord(ref="bitcoin", price=105.0, as_of=now + timedelta(hours=3)),
        QuoteRecord(ref="bitcoin", price=101.0, as_of=now),
    ]
    assert ingest_quotes(batch, source=SOURCE) == Ingested(accepted=1, rejected=1)
    assert stored().price == 101.0
    assert reasons() == ["future"]


def test_clock_that_is_a_little_ahead_is_forgiven(bitcoin, stored):
    ahead = timezone.now() + timedelta(seconds=60)
    ingest_quotes([QuoteRecord(ref="bitcoin", price=101.0, as_of=ahead)], source=SOURCE)
    assert stored().price == 101.0


def test_unknown_asset_is_counted_and_nothing_else(bitcoin, quote_at):
    outcome = ingest_quotes([quote_at("nobody", 1.0), quote_at("bitcoin", 101, minute=1)],
                            source=SOURCE)  # fmt: skip
    assert outcome == Ingested(accepted=1, unknown=1)


def test_a_coin_that_bears_a_currencys_slug_is_no_rate_of_it(make_asset, quote_at):
    make_asset("eur", kind="fiat")
    assert ingest_quotes([quote_at("eur", 1.1)], source=SOURCE) == Ingested(unknown=1)
    assert not Quote.objects.exists()


def test_of_two_in_one_batch_the_newer_counts(bitcoin, quote_at, stored):
    batch = [quote_at("bitcoin", 103.0, minute=3), quote_at("bitcoin", 102.0, minute=2)]
    assert ingest_quotes(batch, source=SOURCE) == Ingested(accepted=1, outdated=1)
    assert stored().price == 103.0
