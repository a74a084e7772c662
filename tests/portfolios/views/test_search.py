"""The search over everything: a page of links, and the options of the command palette."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import Asset
from tests.factories import make_asset, make_portfolio

PATH = "/search/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def offered(client, text="", **query) -> list[str]:
    """The addresses of the palette's options."""
    page = client.get(PATH, {"q": text, **query}, **HTMX).content.decode()
    return re.findall(r'data-address="([^"]+)"', page)


def test_an_asset_is_found_with_the_positions_in_it(as_alice, full):
    found = offered(as_alice, "btc")
    assert found[0] in {
        reverse("portfolios:position", args=[full.pk, "bitcoin"]),
        reverse("markets:asset", args=["bitcoin"]),
    }
    assert len(found) == 2


def test_a_look_alike_says_which_is_the_large_one(as_alice, full):
    Asset.objects.filter(slug="bitcoin").update(rank=1)
    make_asset("bitcoin-moon", symbol="BTC", name="Bitcoin Moon")
    for headers in ({}, HTMX):
        page = as_alice.get(PATH, {"q": "btc"}, **headers).content.decode()
        assert page.count("not Bitcoin, which is larger") == 1


def test_pages_and_actions_are_found_by_any_of_their_words(as_alice, full):
    assert offered(as_alice, "screener") == [reverse("markets:screener")]
    assert offered(as_alice, "watchl") == [reverse("portfolios:watchlists")]
    assert offered(as_alice, "learn") == [reverse("learn")]
    assert offered(as_alice, "exit pl")[0] == reverse("portfolios:plan", args=[full.pk])
    assert offered(as_alice, "import")[0] == reverse("portfolios:import", args=[full.pk])
    assert offered(as_alice, "zzz") == []


def test_a_portfolio_is_found_by_its_name(as_alice, alice, full):
    other = make_portfolio(alice, name="Cold wallet")
    assert offered(as_alice, "cold")[0] == reverse("portfolios:overview", args=[other.pk])


def test_actions_are_those_of_the_portfolio_that_one_looks_at(as_alice, alice, full):
    other = make_portfolio(alice, name="Cold wallet")
    actions = offered(as_alice, "add transaction", portfolio=other.pk)
    assert actions == [reverse("portfolios:add", args=[other.pk])]
    assert offered(as_alice, "add transaction", portfolio="x") == [
        reverse("portfolios:add", args=[full.pk])
    ]


def test_who_may_only_look_is_offered_no_change(as_bob, full):
    assert reverse("portfolios:add", args=[full.pk]) not in offered(as_bob, portfolio=full.pk)
    gains = reverse("portfolios:gains", args=[full.pk])
    assert gains in offered(as_bob, "gains", portfolio=full.pk)


def test_share_links_are_offered_to_the_owner_alone(as_alice, bob, full):
    links = reverse("portfolios:links", args=[full.pk])
    assert offered(as_alice, "share", portfolio=full.pk) == [links]
    as_alice.force_login(bob)
    assert offered(as_alice, "share", portfolio=full.pk) == []


def test_an_outsider_finds_nothing_of_others(as_charlie, full):
    for text in ("", "Savings", "btc", "gains"):
        page = as_charlie.get(PATH, {"q": text, "portfolio": full.pk}).content.decode()
        assert f"/portfolios/{full.pk}/" not in page
        assert full.name not in page.replace(f"called “{text}”", "").replace(f'"{text}"', "")


def test_a_visitor_is_asked_to_sign_in(client, full):
    assert reverse("account_login") in client.get(PATH)["Location"]


def test_the_page_works_alone(as_alice, full):
    page = as_alice.get(PATH, {"q": "bitcoin"}).content.decode()
    assert "<h1>Search</h1>" in page
    assert f'href="{reverse("markets:asset", args=["bitcoin"])}"' in page
    assert "<kbd>n</kbd>" in page
    assert "Nothing is called “zzz”" in as_alice.get(PATH, {"q": "zzz"}).content.decode()


def test_a_search_takes_as_many_queries_for_much_as_for_little(as_alice, alice, full):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            offered(as_alice, "coin")
        return len(captured)

    queries()
    before = queries()
    for number in range(4):
        make_portfolio(alice, name=f"Coins {number}")
        make_asset(f"coin-{number}", price=1.0)
    assert queries() == before
    assert before <= 10
