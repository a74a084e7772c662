import pytest

from portfolios.models import Portfolio
from tests.factories import make_market, make_shared_portfolio
from tests.portfolios.books import record_all


@pytest.fixture
def market(db):
    return make_market()


@pytest.fixture
def portfolio(alice, bob, market):
    """Alice's, in dollars, which Bob may look at."""
    return make_shared_portfolio(alice, bob)


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as a request's end would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def booked(portfolio, at_commit):
    """Alice's portfolio with two years of sales, rewards and fees, and current books."""
    with at_commit():
        record_all(portfolio)
    return Portfolio.objects.get(pk=portfolio.pk)
