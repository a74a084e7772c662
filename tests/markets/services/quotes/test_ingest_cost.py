"""Quotes on their way in: one market, one event, few queries, no bloat, no races."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import Quote
from markets.services import WrongMarketError, ingest_quotes

pytestmark = pytest.mark.django_db
SOURCE = "simulated"


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
    bitcoin, quote_at, settings, tmp_path, django_capture_on_commit_callbacks, stored
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
    # One round: for a second one the first one's old rows must be cleared away, and somebody
    # else's snapshot (a background analyze) may keep them for a moment.
    batch = [quote_at(f"coin-{n}", 11.0 + n, minute=1) for n in range(400)]
    assert ingest_quotes(batch, source=SOURCE).accepted == 400
    after = _updates()
    assert after[0] - before[0] == 400
    assert after[1] - before[1] == 400


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
