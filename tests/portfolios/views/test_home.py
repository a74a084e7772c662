"""Where signing in leads: a newcomer's page, one's only portfolio, or all of them together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios.models import Portfolio
from tests.factories import buy, make_asset, make_portfolio

HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def several(full, alice, django_capture_on_commit_callbacks):
    """Alice's portfolio, and another with a bitcoin."""
    with django_capture_on_commit_callbacks(execute=True):
        other = make_portfolio(alice, name="Old wallet")
        buy(other, "bitcoin", "1", dollars="30000", ago=400)
    return full, other


def test_a_newcomer_is_told_what_to_do(as_charlie, market):
    page = text_of(as_charlie.get("/"))
    assert reverse("portfolios:create") in page
    assert "Bring your transactions" in page


def test_a_newcomer_who_was_invited_finds_the_invitation(as_charlie, full):
    full.invitations.create(email="charlie@example.org")
    assert "offers you the portfolio" in text_of(as_charlie.get("/"))


def test_one_portfolio_is_home_itself(as_alice, as_bob, full):
    for client in (as_alice, as_bob):
        answer = client.get("/")
        assert answer["Location"] == reverse("portfolios:overview", args=[full.pk])


def test_an_invitation_beside_one_portfolio_is_not_passed_by(as_alice, alice, bob, full):
    other = make_portfolio(bob, name="Bob's")
    other.invitations.create(email=alice.email)
    assert as_alice.get("/")["Location"] == reverse("portfolios:list")


def test_several_portfolios_stand_together(as_alice, several):
    page = text_of(as_alice.get("/"))
    # 0.5 × 60000 + 2 × 2000, and one bitcoin more.
    assert "$94,000.00" in page
    assert "Old wallet" in page
    assert "+$41,000.00" in page
    assert "95.7%" in page


def test_the_fragment_is_the_figures_alone(as_alice, several):
    fragment = text_of(as_alice.get("/", **HTMX))
    assert fragment.strip().startswith('<div id="home-figures"')
    assert "<html" not in fragment


def test_the_chart_has_the_value_and_what_was_paid_in(as_alice, several):
    series = as_alice.get(reverse("portfolios:home_data")).json()["series"]
    assert len(series["value"]) == 401
    assert (series["paid"][0], series["value"][-1], series["paid"][-1]) == (
        "30000", "94000", "53000",
    )  # fmt: skip


def test_the_currency_that_was_chosen_stays(as_alice, alice, several):
    euro = make_asset("eur", price=1.25)
    as_alice.post(reverse("portfolios:home_currency"), {"currency": euro.pk})
    assert "€75,200.00" in text_of(as_alice.get("/"))
    # What can't be a currency changes nothing.
    as_alice.post(reverse("portfolios:home_currency"), {"currency": "solana"})
    alice.refresh_from_db()
    assert alice.currency == euro


def test_what_is_unknown_is_said(as_alice, several):
    make_asset("ethereum").quote.delete()
    assert "ETH has no price, so its value is missing from every sum." in text_of(as_alice.get("/"))
    as_alice.post(reverse("portfolios:home_currency"), {"currency": make_asset("eur").pk})
    assert "No rate of EUR is known: the value is unknown." in text_of(as_alice.get("/"))


def test_the_page_takes_as_many_queries_for_many_portfolios(as_alice, alice, several):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get("/").status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(4):
        make_portfolio(alice, name=f"P{number}")
    assert queries() == before
    assert before <= 40


def test_a_visitor_s_home_is_the_front_door_and_its_parts_ask_to_sign_in(client, full):
    assert "Create an account" in text_of(client.get("/"))
    for name in ("home_data", "home_currency", "add_anywhere"):
        assert client.post(reverse(f"portfolios:{name}")).status_code == 302
    assert Portfolio.objects.count() == 1
