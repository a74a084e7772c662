import pytest

from portfolios.models import PortfolioShare
from tests.factories import make_market, make_portfolio


@pytest.fixture
def market(db):
    return make_market()


@pytest.fixture
def portfolio(alice, bob, market):
    """Alice's, in dollars, which Bob may look at."""
    portfolio = make_portfolio(alice)
    PortfolioShare.objects.create(portfolio=portfolio, user=bob, role="viewer")
    return portfolio
