"""A price that jumps is held until a second one confirms it."""

import pytest

from markets.services import ingest_quotes
from markets.services.quotes.ingest import Ingested

pytestmark = pytest.mark.django_db
SOURCE = "simulated"


@pytest.mark.parametrize("price", [50.0, 200.0, 99.0])
def test_move_within_half_and_double_is_taken_at_once(bitcoin, quote_at, price, stored):
    ingest_quotes([quote_at("bitcoin", price, minute=1)], source=SOURCE)
    assert stored().price == price


@pytest.mark.parametrize("price", [49.9, 200.1, 1e9, 1e-9])
def test_jump_is_held_and_not_shown_and_fires_nothing(
    bitcoin, quote_at, heard, price, stored, reasons
):
    outcome = ingest_quotes([quote_at("bitcoin", price, minute=1)], source=SOURCE)
    assert outcome == Ingested(held=1)
    quote = stored()
    assert (quote.price, quote.pending_price) == (100.0, price)
    assert quote.as_of == quote_at("bitcoin", 1).as_of
    assert quote.pending_at == quote_at("bitcoin", 1, minute=1).as_of
    assert reasons() == ["unconfirmed"]
    assert heard == []


def test_second_newer_quote_near_the_held_one_confirms_it(bitcoin, quote_at, heard, stored):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    assert ingest_quotes([quote_at("bitcoin", 900.0, minute=2)], source=SOURCE).accepted == 1
    quote = stored()
    assert (quote.price, quote.pending_price, quote.pending_at) == (900.0, None, None)
    assert len(heard) == 1


@pytest.mark.parametrize("minute", [1, 0.5])
def test_quote_that_is_not_newer_than_the_held_one_confirms_nothing(
    bitcoin, quote_at, minute, stored
):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    ingest_quotes([quote_at("bitcoin", 1001.0, minute=minute)], source=SOURCE)
    assert stored().price == 100.0
    assert stored().pending_price == 1000.0


def test_held_quote_that_is_sent_again_is_not_its_own_witness(bitcoin, quote_at, stored, reasons):
    for _ in range(3):
        ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    assert stored().price == 100.0
    assert reasons() == ["unconfirmed"]


def test_second_jump_elsewhere_is_held_in_its_place(bitcoin, quote_at, stored):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    ingest_quotes([quote_at("bitcoin", 10000.0, minute=2)], source=SOURCE)
    quote = stored()
    assert (quote.price, quote.pending_price) == (100.0, 10000.0)
    ingest_quotes([quote_at("bitcoin", 9000.0, minute=3)], source=SOURCE)
    assert stored().price == 9000.0


def test_return_to_the_old_level_forgets_the_held_one(bitcoin, quote_at, stored):
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=1)], source=SOURCE)
    ingest_quotes([quote_at("bitcoin", 101.0, minute=2)], source=SOURCE)
    quote = stored()
    assert (quote.price, quote.pending_price) == (101.0, None)
    # A later jump to the forgotten level has to be confirmed anew.
    ingest_quotes([quote_at("bitcoin", 1000.0, minute=3)], source=SOURCE)
    assert stored().price == 101.0


def test_band_can_be_set(bitcoin, quote_at, settings, stored):
    settings.QUOTE_SANITY_BAND = 0.1
    ingest_quotes([quote_at("bitcoin", 112.0, minute=1)], source=SOURCE)
    assert stored().price == 100.0
    ingest_quotes([quote_at("bitcoin", 111.0, minute=2)], source=SOURCE)
    assert stored().price == 111.0
