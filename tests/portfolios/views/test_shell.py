"""What every page has: a title of its own, one first heading, and where it stands."""

import json
import re
from html.parser import HTMLParser

from django.urls import reverse

from tests.factories import make_portfolio

# Beside those of a portfolio: pages of the market, of alerts and of the account.
MARKETS = ["overview", "screener", "narratives", "compare", "grades", "signals", "record"]
PERSONAL = [
    "search",
    "list",
    "create",
    "performance_all",
    "alerts",
    "channels",
    "deliveries",
    "tokens",
]
# Parts of pages.
FRAGMENTS = {"parts", "suggested"}
ACCOUNT = ["account_email", "account_change_password"]


class Outline(HTMLParser):
    """Counts what tells a page from others."""

    def __init__(self, page: str):
        super().__init__()
        self.headings = self.mains = self.current = 0
        self.title = re.search("<title>(.*?)</title>", page, re.DOTALL)[1]
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.headings += tag == "h1"
        self.mains += tag == "main"
        self.current += dict(attrs).get("aria-current") == "page"


def test_every_page_has_a_title_one_heading_and_its_place(as_alice, addresses):
    pages = [path for path in addresses["reads"] + addresses["pages"]
             if path.endswith("/") and path.split("/")[-2] not in FRAGMENTS]  # fmt: skip
    pages += [reverse(f"markets:{name}") for name in MARKETS]
    pages += [reverse("markets:asset", args=["bitcoin"]), reverse("api:docs")]
    pages += [reverse(f"portfolios:{name}") for name in PERSONAL]
    pages += [reverse(name) for name in ACCOUNT]
    titles = {}
    for path in pages:
        outline = Outline(as_alice.get(path).content.decode())
        assert outline.headings == 1, path
        assert outline.mains == 1, path
        assert outline.current >= 1, path
        assert outline.title not in titles, (path, titles[outline.title])
        titles[outline.title] = path


def test_a_visitor_s_pages_have_a_title_and_one_heading(client, market):
    titles = set()
    for path in ("/", "/markets/", "/account/login/", "/account/signup/", "/nowhere/"):
        outline = Outline(client.get(path).content.decode())
        assert outline.headings == outline.mains == 1, path
        titles.add(outline.title)
    assert len(titles) == 5


def test_add_leads_to_the_portfolio_that_one_changed_last(as_alice, alice, full):
    make_portfolio(alice, name="Newer")
    answer = as_alice.get(reverse("portfolios:add_anywhere"))
    assert answer["Location"] == reverse("portfolios:add", args=[full.pk])


def test_add_leads_to_any_portfolio_that_one_may_change(as_bob, bob, full):
    path = reverse("portfolios:add_anywhere")
    # One that was shared to look at takes no transaction.
    assert as_bob.get(path)["Location"] == reverse("portfolios:create")
    own = make_portfolio(bob)
    assert as_bob.get(path)["Location"] == reverse("portfolios:add", args=[own.pk])


def test_add_on_a_portfolio_s_page_is_of_that_portfolio(as_alice, full):
    page = as_alice.get(reverse("portfolios:gains", args=[full.pk])).content.decode()
    address = reverse("portfolios:add", args=[full.pk])
    assert re.search(rf'class="nav-add" data-keys="n"\s+href="{address}"', page)


def test_filters_say_how_many_are_set(as_alice, full):
    path = reverse("portfolios:transactions", args=[full.pk])
    set_count = '<span class="count">{}</span></summary>'
    assert set_count.format("") in as_alice.get(path).content.decode()
    narrowed = as_alice.get(path, {"type": "buy", "text": "x"}).content.decode()
    assert set_count.format("2") in narrowed


def test_a_swap_writes_no_style_attribute_which_the_policy_forbids(client, market):
    """htmx would carry the old element's `style` over to the new one."""
    page = client.get(reverse("markets:overview")).content.decode()
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']*)'", page)[1])
    assert "style" not in config["attributesToSettle"]
