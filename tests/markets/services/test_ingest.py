"""Quotes on their way in: what is taken, held, refused, and what it costs."""

import math
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import Quote, RejectedQuote
from markets.providers.base import QuoteRecord
from markets.services import WrongMarketError, ingest_quotes
from markets.services.ingest import Ingested
from markets.signals import quotes_refreshed

pytestmark = pytest.mark.django_db
SOURCE = "simulated"


@pytest.fixture
def bitcoin(make_asset, quote_at):
    asset = make_asset("bitcoin")
    ingest_quotes([quote_at("bitcoin", 100.0, market_cap=5.0, change_24h=0.1)], source=SOURCE)
    return asset


@pytest.fixture
def heard():
    """The asset ids of each signal that was sent."""
    calls = []

    def listen(sender, asset_ids, source, received_at, **kwargs):
        calls.append((asset_ids, source, received_at))

    quotes_refreshed.connect(listen)
    yield calls
    quotes_refreshed.disconnect(listen)


def stored() -> Quote:
    return Quote.objects.get(asset__slug="bitcoin")


def reasons() -> list[str]:
    return list(RejectedQuote.objects.order_by("id").values_list("reason", flat=True))


def test_first_quote_is_stored_with_its_figures(bitcoin):
    quote = stored()
    assert (quote.price, quote.market_cap, quote.change_24h) == (100.0, 5.0, 0.1)
    assert quote.source == SOURCE
    assert quote.pending_price is None


def test_next_quote_replaces_it(bitcoin, quote_at):
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


def test_receiver_that_fails_undoes_the_prices(bitcoin, quote_at):
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
def test_price_that_is_none_is_refused_and_logged(bitcoin, quote_at, price):
    outcome = ingest_quotes([quote_at("bitcoin", price, minute=1)], source=SOURCE)
    assert outcome == Ingested(rejected=1)
    assert stored().price == 100.0
    assert reasons() == ["not_positive"]


def test_bad_price_of_an_asset_without_a_quote_makes_none(make_asset, quote_at):
    make_asset("ethereum")
    ingest_quotes([quote_at("ethereum", math.nan)], source=SOURCE)
    assert not Quote.objects.exists()
    assert reasons() == ["not_positive"]


def test_older_quote_is_refused(bitcoin, quote_at):
    outcome = ingest_quotes([quote_at("bitcoin", 101.0, minute=-1)], source=SOURCE)
    assert outcome == Ingested(rejected=1)
    assert stored().price == 100.0
    assert reasons() == ["stale"]


def test_other_price_for_the_same_instant_is_refused(bitcoin, quote_at):
    ingest_quotes([quote_at("bitcoin", 101.0)], source=SOURCE)
    assert stored().price == 100.0
    assert reasons() == ["stale"]


def test_repeated_quote_is_neither_news_nor_an_error(bitcoin, quote_at, heard):
    assert ingest_quotes([quote_at("bitcoin", 100.0)], source=SOURCE) == Ingested(unchanged=1)
    assert reasons() == []
    assert heard == []


def test_quote_from_the_future_is_refused(bitcoin):
    ahead = timezone.now() + timedelta(minutes=5)
    ingest_quotes([QuoteRecord(ref="bitcoin", price=101.0, as_of=ahead)], source=SOURCE)
    assert stored().price == 100.0
    assert reasons() == ["future"]


def test_clock_that_is_a_little_ahead_is_forgiven(bitcoin):
    ahead = timezone.now() + timedelta(seconds=60)
    ingest_quotes([QuoteRecord(ref="bitcoin", price=101.0, as_of=ahead)], source=SOURCE)
    assert stored().price == 101.0


def test_unknown_asset_is_counted_and_nothing_else(bitcoin, quote_at):
    outcome = ingest_quotes([quote_at("nobody", 1.0), quote_at("bitcoin", 101, minute=1)],
                            source=SOURCE)  # fmt: skip
    assert outcome == Ingested(accepted=1, unknown=1)


def test_of_two_in_one_batch_the_newer_counts(bitcoin, quote_at):
    batch = [quote_at("bitcoin", 103.0, minute=3), quote_at("bitcoin", 102.0, minute=2)]
    assert ingest_quotes(batch, source=SOURCE) == Ingested(accepted=1)
    assert stored().price == 103.0


# --- the band -----------------------------------------------------------------------------------


@pytest.mark.parametrize("price", [50.0, 200.0, 99.0])
def test_move_within_half_and_double_is_taken_at_once(bitcoin, quote_at, price):
    ingest_quotes([quote_at("bitcoin", price, minute=1)], source=SOURCE)
    assert stored().price == price


@pytest.mark.parametrize("price", [49.9, 200.1, 1e9, 1e-9])
def test_jump_is_held_and_not_shown_and_fires_nothing(bitcoin, quote_at, heard, price):
    outcome = ingest_quotes([quote_at("bitcoin", price, minute=1)], source=SOURCE)
    assert outcome == Ingested(held=1)
    quote = stored()
    assert (quote.price, quote.pending_price) == (100.0, price)
    assert quote.as_of == quote_at("bitcoin", 1).as_of
    assert quote.pending_at == quote_at("bitcoin", 1, minute=1).as_of
    assert reasons() == ["unconfirmed"]
    assert heard == []


def test_second_newer_quote_near_the_held_one_confirms_it(bitcoin, quote_at, heard):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    assert ingest_quotes([quote_at("bitcoin", 900.0, minute=2)], source=SOURCE).accepted == 1
    quote = stored()
    assert (quote.price, quote.pending_price, quote.pending_at) == (900.0, None, None)
    assert len(heard) == 1


@pytest.mark.parametrize("minute", [1, 0.5])
def test_quote_that_is_not_newer_than_the_held_one_confirms_nothing(bitcoin, quote_at, minute):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    ingest_quotes([quote_at("bitcoin", 1001.0, minute=minute)], source=SOURCE)
    assert stored().price == 100.0
    assert stored().pending_price == 1000.0


def test_held_quote_that_is_sent_again_is_not_its_own_witness(bitcoin, quote_at):
    for _ in range(3):
        ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    assert stored().price == 100.0
    assert reasons() == ["unconfirmed"]


def test_second_jump_elsewhere_is_held_in_its_place(bitcoin, quote_at):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    ingest_quotes([quote_at("bitcoin", 10000.0, minute=2)], source=SOURCE)
    quote = stored()
    assert (quote.price, quote.pending_price) == (100.0, 10000.0)
    ingest_quotes([quote_at("bitcoin", 9000.0, minute=3)], source=SOURCE)
    assert stored().price == 9000.0


def test_return_to_the_old_level_forgets_the_held_one(bitcoin, quote_at):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    ingest_quotes([quote_at("bitcoin", 101.0, minute=2)], source=SOURCE)
    quote = stored()
    assert (quote.price, quote.pending_price) == (101.0, None)
    # A later jump to the forgotten level has to be confirmed anew.
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=3)], source=SOURCE)
    assert stored().price == 101.0


def test_band_can_be_set(bitcoin, quote_at, settings):
    settings.QUOTE_SANITY_BAND = 0.1
    ingest_quotes([quote_at("bitcoin", 112.0, minute=1)], source=SOURCE)
    assert stored().price == 100.0
    ingest_quotes([quote_at("bitcoin", 111.0, minute=2)], source=SOURCE)
    assert stored().price == 111.0


# --- markets, events, cost ----------------------------------------------------------------------


def test_prices_of_another_market_are_refused(simulated_market, make_asset, quote_at):
    make_asset("bitcoin")
    with pytest.raises(WrongMarketError):
        ingest_quotes([quote_at("bitcoin", 1.0)], source="coingecko")
    assert not Quote.objects.exists()


def test_event_goes_out_after_the_commit(
    bitcoin, quote_at, valkey, django_capture_on_commit_callbacks
):
    listener = valkey.pubsub(ignore_subscribe_messages=True)
    listener.subscribe("tidemark:prices")
    listener.get_message(timeout=1)
    with django_capture_on_commit_callbacks(execute=True):
        ingest_quotes([quote_at("bitcoin", 110.0, minute=1)], source=SOURCE)
        assert listener.get_message(timeout=0.05) is None
    message = listener.get_message(timeout=1)
    assert b'"count": 1' in message["data"]
    listener.close()


def test_redis_that_is_gone_does_not_undo_prices(
    bitcoin, quote_at, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with django_capture_on_commit_callbacks(execute=True):
        ingest_quotes([quote_at("bitcoin", 110.0, minute=1)], source=SOURCE)
    assert stored().price == 110.0


def test_number_of_queries_does_not_grow_with_the_batch(make_asset, quote_at):
    for n in range(404):
        make_asset(f"coin-{n}")
    ingest_quotes([quote_at(f"coin-{n}", 10.0) for n in range(404)], source=SOURCE)
    prices = [11.0, 1000.0, 0.0, 12.0]
    counts = []
    for numbers in (range(4), range(4, 404)):
        batch = [quote_at(f"coin-{n}", prices[n % 4], minute=1) for n in numbers]
        with CaptureQueriesContext(connection) as queries:
            ingest_quotes(batch, source=SOURCE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # Of these, a few belong to whoever listens to the signal.
    assert counts[1] <= 24


@pytest.mark.django_db(transaction=True)
def test_refresh_of_every_row_is_heap_only(make_asset, quote_at):
    for n in range(400):
        make_asset(f"coin-{n}")
    ingest_quotes([quote_at(f"coin-{n}", 10.0 + n) for n in range(400)], source=SOURCE)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM markets_quote")
    before = _updates()
    for minute in range(1, 4):
        batch = [quote_at(f"coin-{n}", 10.0 + n + minute, minute=minute) for n in range(400)]
        assert ingest_quotes(batch, source=SOURCE).accepted == 400
    after = _updates()
    assert after[0] - before[0] == 1200
    assert after[1] - before[1] == 1200


def _updates() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables"
            " WHERE relname = 'markets_quote'"
        )
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_neither_block_for_ever_nor_double(make_asset, quote_at, heard):
    for n in range(50):
        make_asset(f"coin-{n}")
    start = threading.Barrier(2)
    outcomes, errors = [], []

    def run(minute):
        try:
            start.wait()
            batch = [quote_at(f"coin-{n}", 10.0 + minute, minute=minute) for n in range(50)]
            # The two go through the assets in opposite orders.
            outcomes.append(ingest_quotes(batch[:: 1 if minute else -1], source=SOURCE))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(minute,)) for minute in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    # Whichever came first, the newer prices stand, and each accepted batch was told once.
    assert set(Quote.objects.values_list("price", flat=True)) == {11.0}
    assert sum(outcome.accepted for outcome in outcomes) in (50, 100)
    assert sum(len(ids) for ids, _, _ in heard) == sum(o.accepted for o in outcomes)
