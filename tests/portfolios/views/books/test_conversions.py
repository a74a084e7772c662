"""Data health offers what happened to a held asset; nothing is recorded behind the owner's back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from markets.models import AssetEvent
from portfolios.models import Portfolio, Transaction
from tests.factories import buy, days_ago, make_asset
from tests.portfolios.books import record

ON = timezone.now().date() - timedelta(days=5)


@pytest.fixture
def matic(portfolio, at_commit):
    asset = make_asset("matic-network", price=0.5, symbol="MATIC", name="Polygon (old)")
    with at_commit():
        buy(portfolio, "matic-network", "100", dollars="80", ago=20)
    return asset


@pytest.fixture
def migration(matic):
    pol = make_asset("polygon", price=0.5, symbol="POL", name="Polygon")
    return AssetEvent.objects.create(
        asset=matic, kind="migration", on=ON, successor=pol, units_before=1, units_after=1
    )


@pytest.fixture
def redenomination(matic):
    return AssetEvent.objects.create(
        asset=matic, kind="redenomination", on=ON, units_before=1000, units_after=1
    )


@pytest.fixture
def page(as_alice, portfolio):
    return lambda: as_alice.get(reverse("portfolios:health", args=[portfolio.pk]))


@pytest.fixture
def convert(as_alice, portfolio, at_commit):
    def post(event):
        with at_commit():
            return as_alice.post(
                reverse("portfolios:convert", args=[portfolio.pk, event.pk]), follow=True
            )

    return post


def offers(answer):
    return [(one.event, one.sent, one.received) for one in answer.context["conversions"]]


def lots(portfolio):
    return [
        (lot.asset.slug, lot.remaining, lot.cost) for lot in portfolio.lots.filter(remaining__gt=0)
    ]


def test_a_migration_is_offered_and_carries_the_lots(page, portfolio, migration, convert):
    assert offers(page()) == [(migration, 100, 100)]
    assert "Record the migration of MATIC" in page().content.decode()
    assert portfolio.transactions.count() == 1
    convert(migration)
    (row,) = portfolio.transactions.filter(type="split")
    assert (row.sent_asset.symbol, row.received_asset.symbol) == ("MATIC", "POL")
    assert row.executed_at.date() == ON
    assert lots(portfolio) == [("polygon", 100, 80)]
    assert portfolio.revisions.filter(transaction_id=row.pk, action="created").exists()
    assert offers(page()) == []


def test_a_redenomination_is_offered_at_its_ratio(page, portfolio, redenomination, convert):
    assert offers(page()) == [(redenomination, 100, Decimal("0.1"))]
    convert(redenomination)
    assert lots(portfolio) == [("matic-network", Decimal("0.1"), 80)]
    assert offers(page()) == []


def test_each_account_gets_its_own_row(page, portfolio, migration, convert, at_commit):
    with at_commit():
        record(portfolio, days_ago(15).isoformat(), "transfer", sent="40 matic-network")
    convert(migration)
    rows = portfolio.transactions.filter(type="split").order_by("account__name")
    assert [(row.account.name, row.sent_quantity) for row in rows] == [("Main", 60), ("Wallet", 40)]


def test_what_was_sold_as_the_old_asset_since_is_left_out(page, portfolio, migration, at_commit):
    with at_commit():
        at = days_ago(2).isoformat()
        record(portfolio, at, "sell", sent="30 matic-network", received="15 usd")
    assert offers(page()) == [(migration, 70, 70)]


def test_what_was_bought_after_the_event_is_left_out(page, portfolio, redenomination, at_commit):
    with at_commit():
        buy(portfolio, "matic-network", "7", dollars="5", ago=1)
    assert offers(page()) == [(redenomination, 100, Decimal("0.1"))]


def test_nothing_is_offered_to_who_never_held_it(page, charlie, migration, client):
    assert page().context["conversions"]
    own = Portfolio.objects.create(owner=charlie, name="Own", currency=make_asset("usd", price=1.0))
    client.force_login(charlie)
    answer = client.get(reverse("portfolios:health", args=[own.pk]))
    assert answer.context["conversions"] == []


def test_an_event_of_the_future_is_not_offered(page, migration):
    AssetEvent.objects.update(on=timezone.now().date() + timedelta(days=3))
    assert offers(page()) == []


def test_a_known_one_is_not_offered_and_can_be_again(page, as_alice, portfolio, migration):
    as_alice.post(
        reverse("portfolios:dismiss", args=[portfolio.pk]),
        {"code": "conversion", "asset": "matic-network"},
    )
    assert offers(page()) == []
    dismissal = portfolio.dismissals.get()
    as_alice.post(reverse("portfolios:restore", args=[portfolio.pk, dismissal.pk]))
    assert offers(page()) == [(migration, 100, 100)]


def test_twice_records_it_once(portfolio, migration, convert):
    convert(migration)
    answer = convert(migration)
    assert "nothing to record" in answer.content.decode()
    assert Transaction.objects.filter(type="split").count() == 1


def test_many_events_take_as_many_queries_as_one(page, portfolio, migration, at_commit):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            page()
        return len(caught)

    queries()
    few = queries()
    for n in range(5):
        slug = f"coin-{n}"
        asset = make_asset(slug, price=1.0)
        with at_commit():
            buy(portfolio, slug, "10", dollars="10", ago=20)
        AssetEvent.objects.create(
            asset=asset, kind="redenomination", on=ON, units_before=10, units_after=1
        )
    assert len(offers(page())) == 6
    assert queries() == few
