"""What ticks make of all portfolios at once, held to what one portfolio's pages say."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from markets.providers.base import QuoteRecord
from markets.services.quotes.ingest import ingest_quotes
from portfolios.models import Portfolio, ValuationBlock
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.allocation.valuations import latest_valuations
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.allocation import valuations
from portfolios.services.allocation.resident import ResidentUnits
from portfolios.services.allocation.valuations import value_portfolios
from portfolios.services.books.books import rebuild_books
from portfolios.services.ledger.transactions import record_transaction
from portfolios.services.sharing.portfolios import delete_portfolio
from tests.factories import (
    buy,
    days_ago,
    make_asset,
    make_portfolio,
    set_price,
)


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    """Each test as a process that has not ticked before."""
    monkeypatch.setattr(valuations, "_resident", ResidentUnits())


@pytest.fixture
def spread(portfolio, alice):
    """Coins in two accounts, dollars' coins and a debt; and more portfolios than a block has."""
    make_asset("bitcoin", price=30000.0)
    make_asset("usd-coin", price=1.0)
    make_asset("no-price")
    buy(portfolio, "bitcoin", "0.1", dollars="2000")
    vault = portfolio.accounts.create(name="Vault")
    send(portfolio, "transfer", sent="0.04", to_account=vault)
    buy(portfolio, "usd-coin", "1000", dollars="1000")
    buy(portfolio, "no-price", "5", dollars="10")
    send(portfolio, "borrow", received="0.01")
    for number in range(60):
        make_portfolio(alice, name=f"Other {number}")
    last = Portfolio.objects.order_by("-pk").first()
    buy(last, "bitcoin", "1", dollars="5")
    for one in (portfolio, last):
        rebuild_books(one.pk)
    return portfolio, last


def send(portfolio, kind, *, sent=None, received=None, **columns):
    """A row of another type about bitcoin."""
    legs = {}
    for leg, units in (("sent", sent), ("received", received)):
        if units is not None:
            legs |= {f"{leg}_asset": make_asset("bitcoin"), f"{leg}_quantity": Decimal(units)}
    record_transaction(
        portfolio, user=portfolio.owner, type=kind, account=portfolio.accounts.first(),
        executed_at=days_ago(5), **legs, **columns,
    )  # fmt: skip


def values() -> dict:
    return {one.portfolio: one for one in latest_valuations(Portfolio.objects.all())}


@pytest.mark.django_db
def test_a_tick_values_every_portfolio_as_its_own_page_does(spread):
    now = timezone.now()
    assert value_portfolios(at=now) == 2
    found = values()
    assert set(found) == {one.pk for one in spread}
    for one in spread:
        holdings = holdings_of(one)
        allocation = allocation_of(one, holdings=holdings)
        valuation = found[one.pk]
        assert valuation.at == now
        assert valuation.value_usd == pytest.approx(float(holdings.value), rel=1e-12)
        assert valuation.concentration == pytest.approx(float(allocation.concentration))
        assert valuation.liquid_share == pytest.approx(float(allocation.stablecoin_share))


@pytest.mark.django_db
def test_without_holdings_nothing_is_written(portfolio):
    assert value_portfolios(at=timezone.now()) == 0
    assert not ValuationBlock.objects.exists()


@pytest.mark.django_db
def test_only_prices_of_what_somebody_holds_are_read(spread, monkeypatch):
    make_asset("held-by-nobody", price=5.0)
    read, counted = valuations.read_row, []

    def count(*arguments):
        row = read(*arguments)
        counted.append(len(row[0]))
        return row

    monkeypatch.setattr(valuations, "read_row", count)
    value_portfolios(at=timezone.now())
    assert counted == [2]  # of three assets held, one has no price


def test_what_holds_only_unpriced_assets_is_worth_nothing_and_has_no_shares(portfolio):
    make_asset("no-price")
    buy(portfolio, "no-price", "5", dollars="10")
    rebuild_books(portfolio.pk)
    value_portfolios(at=timezone.now())
    (only,) = values().values()
    assert (only.value_usd, only.concentration, only.liquid_share) == (0.0, None, None)


@pytest.mark.django_db(transaction=True)
def test_books_swapped_between_ticks_are_seen_and_the_rest_is_kept(spread):
    first, last = spread
    value_portfolios(at=timezone.now())
    before = values()[first.pk].value_usd
    buy(last, "bitcoin", "1", dollars="5")
    rebuild_books(last.pk)
    value_portfolios(at=timezone.now())
    assert values()[last.pk].value_usd == 60000.0
    assert values()[first.pk].value_usd == before
    set_price(make_asset("bitcoin"), 10000.0)
    value_portfolios(at=timezone.now())
    assert values()[last.pk].value_usd == 20000.0


@pytest.mark.django_db(transaction=True)
def test_books_that_were_being_swapped_during_a_tick_are_read_at_the_next(spread):
    """The swap takes its number before the tick and commits after it."""
    first, last = spread
    value_portfolios(at=timezone.now())
    started, ticked = Barrier(2), Barrier(2)

    def swap():
        with transaction.atomic():
            buy(last, "bitcoin", "1", dollars="5")
            rebuild_books(last.pk)
            started.wait(10)
            ticked.wait(10)
        connection.close()

    thread = Thread(target=swap)
    thread.start()
    started.wait(10)
    buy(first, "usd-coin", "1", dollars="1")
    rebuild_books(first.pk)
    value_portfolios(at=timezone.now())
    assert values()[last.pk].value_usd == 30000.0
    ticked.wait(10)
    thread.join()
    value_portfolios(at=timezone.now())
    assert values()[last.pk].value_usd == 60000.0


@pytest.mark.django_db
def test_a_late_tick_does_not_overwrite_a_newer_one(spread):
    now = timezone.now()
    value_portfolios(at=now)
    set_price(make_asset("bitcoin"), 10000.0)
    value_portfolios(at=now - timedelta(minutes=1))
    assert values()[spread[1].pk].value_usd == 30000.0


@pytest.mark.django_db(transaction=True)
def test_accepted_quotes_value_all_portfolios_after_their_commit(spread):
    soon = timezone.now() + timedelta(seconds=1)
    bitcoin = QuoteRecord(
        ref="bitcoin", price=31000.0, as_of=soon, change_24h=None, market_cap=None,
        volume_24h=None, high_24h=None, low_24h=None,
    )  # fmt: skip
    assert ingest_quotes([bitcoin], source="simulated").accepted == 1
    assert values()[spread[1].pk].value_usd == 31000.0


@pytest.mark.django_db
def test_a_deleted_portfolio_is_told_no_more(spread):
    value_portfolios(at=timezone.now())
    delete_portfolio(spread[0])
    assert set(values()) == {spread[1].pk}
