"""All portfolios at a glance over the API: the figures of the page."""

import pytest

from portfolios.models import Portfolio
from tests.api.conftest import ROOT
from tests.factories import buy, make_asset, make_portfolio


@pytest.fixture
def two(alice, portfolio, account, assets, django_capture_on_commit_callbacks):
    """Half a bitcoin in one portfolio, one in another."""
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "0.5", dollars="20000", ago=20)
        other = make_portfolio(alice, name="Other")
        buy(other, "bitcoin", "1", dollars="30000", ago=10)
    return Portfolio.objects.get(pk=portfolio.pk), other


def test_all_portfolios_are_summed(as_alice, two):
    body = as_alice.get(f"{ROOT}home/").json()
    assert body["currency"] == "usd"
    assert body["value"] == "90000"
    assert [one["value"] for one in body["portfolios"]] == ["60000", "30000"]
    assert body["changes"][-1] | {"share": None} == {
        "span": "all", "amount": "40000", "share": None, "is_whole": True,
        "contributors": [{"asset": "bitcoin", "amount": "40000"}],
    }  # fmt: skip
    assert [one["weight"] for one in body["allocation"]] == ["1"]


def test_any_base_currency_may_be_asked_for(as_alice, two):
    assert as_alice.get(f"{ROOT}home/", {"currency": "eur"}).json()["value"] == "72000"
    make_asset("solana", price=100.0)
    assert as_alice.get(f"{ROOT}home/", {"currency": "solana"}).status_code == 404
    assert as_alice.get(f"{ROOT}home/", {"nonsense": "1"}).status_code == 400


def test_each_caller_sees_what_they_may_see(as_alice, as_bob, as_charlie, two):
    values = [
        client.get(f"{ROOT}home/").json()["value"] for client in (as_alice, as_bob, as_charlie)
    ]
    assert values == ["90000", "30000", "0"]
    assert as_charlie.get(f"{ROOT}home/").json()["portfolios"] == []
