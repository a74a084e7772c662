"""While the books are behind their ledger: the old figures, said so, and how far the new are."""

import pytest
from django.urls import reverse

from portfolios.models import Portfolio
from portfolios.services.books.books import update_books
from portfolios.services.books.progress import BooksProgress
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import buy, make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind(full):
    """A purchase was recorded, and no worker has come yet."""
    buy(full, "bitcoin", "1", dollars="1000", ago=1)
    return Portfolio.objects.get(pk=full.pk)


def page(client, name, portfolio, **headers):
    return client.get(reverse(f"portfolios:{name}", args=[portfolio.pk]), **headers)


def test_a_page_shows_the_figures_before_the_change_and_says_so(as_alice, behind):
    found = page(as_alice, "overview", behind)
    assert "these are the ones before it" in found.content.decode()
    assert found.context["holdings"].cost == 23000


def test_the_notice_tells_how_much_is_booked(as_alice, behind):
    BooksProgress(behind.pk)(0.25)
    found = page(as_alice, "books_progress", behind, HTTP_HX_REQUEST="true")
    assert 'value="0.25"' in found.content.decode()


def test_once_the_books_are_there_the_page_is_asked_for_again(as_alice, behind):
    update_books(behind.pk)
    found = page(as_alice, "books_progress", behind, HTTP_HX_REQUEST="true")
    assert found.headers["HX-Refresh"] == "true"
    assert "these are the ones before it" not in page(as_alice, "overview", behind).content.decode()


def test_without_scripts_the_notices_address_leads_to_the_portfolio(as_alice, behind):
    found = page(as_alice, "books_progress", behind)
    assert found.url == reverse("portfolios:overview", args=[behind.pk])


def test_figures_keep_their_currency_until_they_are_made_in_another(as_alice, full):
    change_portfolio(full, currency=make_asset("eur", price=1.25), user=full.owner)
    before = page(as_alice, "overview", full)
    assert before.context["currency"] == "USD"
    assert before.context["holdings"].value == 34000
    update_books(full.pk)
    after = page(as_alice, "overview", full)
    assert after.context["currency"] == "EUR"
    assert after.context["holdings"].value == 27200


def test_an_outsider_is_told_nothing(as_charlie, behind):
    found = page(as_charlie, "books_progress", behind, HTTP_HX_REQUEST="true")
    assert found.status_code == 404
