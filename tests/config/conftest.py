"""Every page there is, for tests that hold of all of them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from markets import urls as market_urls
from portfolios import urls as portfolio_urls
from portfolios.models import ImportBatch, Portfolio, ProblemDismissal
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import buy, make_asset, make_market, make_portfolio

NOT_PAGES = {"live", "live_prices", "delete", "account_delete"}


@pytest.fixture
def paths(client, alice, django_capture_on_commit_callbacks):
    """Every page, of alice's own things where it is of someone's."""
    make_market()
    portfolio = make_portfolio(alice, time_zone="Pacific/Kiritimati")
    bitcoin = make_asset("bitcoin", price=100.0)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "1", dollars="100")
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    level = arm_trigger(portfolio, user=alice, asset=bitcoin, kind="stop_loss", level=Decimal(50))
    keys = {
        "transaction": portfolio.transactions.first().pk,
        "trigger": level.pk,
        "batch": ImportBatch.objects.create(portfolio=portfolio, format="koinly").pk,
        "account": portfolio.accounts.first().pk,
        "dismissal": ProblemDismissal.objects.create(portfolio=portfolio, code="missing_price").pk,
        "slug": "bitcoin",
        "kind": "webhook",
    }
    client.force_login(alice)
    return [
        *_paths("portfolios", portfolio_urls, keys | {"pk": portfolio.pk}),
        *_paths("markets", market_urls, keys),
        *("/", "/account/login/", "/account/signup/", "/account/email/", "/admin/login/"),
    ]


def _paths(namespace, urls, keys):
    for pattern in urls.urlpatterns:
        if pattern.name not in NOT_PAGES:
            values = {name: keys.get(name, 1) for name in pattern.pattern.converters}
            yield reverse(f"{namespace}:{pattern.name}", kwargs=values)
