"""How the value is spread: every side adds up to the whole."""

from decimal import Decimal

from portfolios.models import Account, Portfolio
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.books.books import rebuild_books
from tests.factories import make_asset, set_price
from tests.portfolios.books import record


def test_an_account_that_gave_more_than_it_had_counts_less_than_nothing(portfolio):
    Portfolio.objects.update(scope="portfolio")
    set_price(make_asset("bitcoin"), 60000.0)
    kraken = Account.objects.create(portfolio=portfolio, name="Kraken")
    record(portfolio, "2024-01-15T12:00Z", "buy", sent="80000 usd", received="2 bitcoin")
    record(
        portfolio, "2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="9 usd", account=kraken
    )
    rebuild_books(portfolio.pk)
    portfolio.refresh_from_db()
    holdings = holdings_of(portfolio)
    parts = allocation_of(portfolio, holdings=holdings).by_account
    assert [(part.name, part.value, part.weight) for part in parts] == [
        ("Main", Decimal(120000), Decimal(2)),
        ("Kraken", Decimal(-60000), Decimal(-1)),
    ]
    assert sum(part.value for part in parts) == holdings.value
