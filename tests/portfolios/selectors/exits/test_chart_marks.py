"""What somebody has on an asset, on its chart: average cost and trades, in dollars."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import Asset
from portfolios.models import PortfolioShare
from portfolios.selectors.exits.chart_marks import chart_marks
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import buy, days_ago, make_asset, make_portfolio


@pytest.fixture
def bitcoin(db):
    return make_asset("bitcoin", price=60000.0)


@pytest.fixture
def holding(alice, bitcoin, django_capture_on_commit_callbacks):
    portfolio = make_portfolio(alice)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "2", dollars="80000", ago=20)
        record_transaction(
            portfolio, user=alice, type="sell", account=portfolio.accounts.first(),
            executed_at=days_ago(5), sent_asset=bitcoin, sent_quantity=Decimal("0.5"),
            received_asset=make_asset("usd"), received_quantity=Decimal(30000),
        )  # fmt: skip
    return portfolio


NOTHING = {"levels": [], "costs": [], "signs": []}


def cost_of(marks) -> list[float]:
    return [line["price"] for line in marks["costs"]]


def test_trades_and_the_average_cost_of_what_is_left(alice, bitcoin, holding):
    marks = chart_marks(alice, asset=bitcoin)
    assert [(sign["kind"], sign["text"]) for sign in marks["signs"]] == [
        ("buy", "Bought 2 BTC"),
        ("sell", "Sold 0.5 BTC"),
    ]
    assert cost_of(marks) == [40000]


def test_a_swap_is_a_purchase_of_one_and_a_sale_of_the_other(alice, bitcoin, holding):
    solana = make_asset("solana", price=100.0)
    record_transaction(
        holding, user=alice, type="swap", account=holding.accounts.first(),
        executed_at=days_ago(1), sent_asset=bitcoin, sent_quantity=Decimal(1),
        received_asset=solana, received_quantity=Decimal(600),
    )  # fmt: skip
    assert chart_marks(alice, asset=bitcoin)["signs"][-1]["text"] == "Sold 1 BTC"
    assert chart_marks(alice, asset=solana)["signs"][-1]["text"] == "Bought 600 SOL"


def test_costs_in_another_currency_are_drawn_in_dollars(alice, bitcoin, holding):
    make_asset("eur", price=1.25)
    holding.currency = Asset.objects.get(slug="eur")
    holding.save()
    assert cost_of(chart_marks(alice, asset=bitcoin)) == [50000]
    Asset.objects.get(slug="eur").quote.delete()
    assert cost_of(chart_marks(alice, asset=bitcoin)) == []


def test_only_those_who_may_see_the_portfolio_see_its_marks(alice, bob, charlie, bitcoin, holding):
    PortfolioShare.objects.create(portfolio=holding, user=bob, role="viewer")
    assert chart_marks(bob, asset=bitcoin) == chart_marks(alice, asset=bitcoin)
    for other in (charlie, AnonymousUser()):
        assert chart_marks(other, asset=bitcoin) == NOTHING


def test_marks_of_one_portfolio_are_its_own(alice, bitcoin, holding):
    other = make_portfolio(alice, name="Other")
    marks = chart_marks(alice, asset=bitcoin, portfolio=other)
    assert marks == NOTHING


def test_marks_take_as_many_queries_for_many_trades(alice, bitcoin, holding):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            chart_marks(alice, asset=bitcoin)
        return len(captured)

    before = count()
    for ago in range(1, 6):
        buy(holding, "bitcoin", "1", dollars="100", ago=ago)
    assert count() == before <= 4
