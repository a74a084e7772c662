"""Privacy mode: no amount of a portfolio is in any page; prices, percentages and downloads stay."""

from decimal import Decimal

import pytest
from django.urls import reverse

from markets.templatetags.figures import AMOUNTS_HIDDEN, money, quantity
from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import buy, days_ago, make_asset, make_portfolio, set_price

# A form has what is being written in its fields.
FORMS = ("/transactions/new/", "/plan/new/")
FIGURES = ("quantity", "cost", "realised", "income", "fees", "value", "unrealised")


def row(portfolio, **columns):
    columns.setdefault("account", portfolio.accounts.first())
    return record_transaction(portfolio, user=portfolio.owner, **columns)


@pytest.fixture
def odd(full, alice, django_capture_on_commit_callbacks):
    """Alice's portfolio with amounts that stand nowhere by chance, and one of its problems."""
    usd, bitcoin, ether = (make_asset(slug) for slug in ("usd", "bitcoin", "ethereum"))
    with django_capture_on_commit_callbacks(execute=True):
        buy(full, "bitcoin", "0.7319", dollars="23456.78", ago=40)
        row(full, type="sell", executed_at=days_ago(8), sent_asset=bitcoin,
            sent_quantity=Decimal("0.1117"), received_asset=usd,
            received_quantity=Decimal("7777.77"))  # fmt: skip
        row(full, type="staking_reward", executed_at=days_ago(5), received_asset=ether,
            received_quantity=Decimal("0.0456"))  # fmt: skip
        row(full, type="withdrawal", executed_at=days_ago(3), sent_asset=make_asset("solana"),
            sent_quantity=Decimal("31.4159"))  # fmt: skip
        other = make_portfolio(alice, name="Other")
        buy(other, "ethereum", "0.2718", dollars="1357.91", ago=30)
    for kind, level in (("stop_loss", 50000), ("price_above", 61000)):
        arm_trigger(full, user=alice, asset=bitcoin, kind=kind, level=Decimal(level))
    set_price(bitcoin, 60000.0, change_24h=0.0123)
    return Portfolio.objects.get(pk=full.pk)


@pytest.fixture
def amounts(odd):
    """Each amount of the ledger and of the books, as a page or a script would write it."""
    numbers = [Decimal(text) for text in ("0.7319", "23456.78", "0.1117", "7777.77", "0.0456",
                                          "31.4159", "0.2718", "1357.91")]  # fmt: skip
    found = holdings_of(odd)
    for one in (found, *found.rows):
        numbers += [getattr(one, name) for name in FIGURES if getattr(one, name, None)]
    texts = {
        text.lstrip("−$").removesuffix(".00")
        for number in numbers
        for text in (money(number), quantity(number), f"{number:.2f}", f"{number.normalize():f}")
    }
    return {text for text in texts if len(text) >= 5}


@pytest.fixture
def hiding(as_alice):
    as_alice.post(reverse("portfolios:amounts"))
    return as_alice


def pages(addresses) -> list[str]:
    paths = addresses["reads"] + addresses["pages"] + addresses["fragments"]
    fixed = ["/", "/portfolios/", "/performance/", "/performance.json", "/home.json", "/alerts/",
             "/markets/bitcoin/", "/assets/?q=btc", "/search/?q=btc"]  # fmt: skip
    return [path for path in paths if not path.endswith(".csv")] + fixed


def test_no_page_and_no_chart_has_an_amount(hiding, odd, amounts, addresses):
    edit = reverse("portfolios:edit", args=[odd.pk, odd.transactions.first().pk])
    shown = {}
    for path in pages(addresses):
        if path == edit or any(part in path for part in FORMS):
            continue
        text = hiding.get(path).content.decode()
        found = {amount for amount in amounts if amount in text}
        if found:
            shown[path] = found
    assert shown == {}


def test_the_same_pages_have_them_otherwise(as_alice, odd, amounts, addresses):
    page = as_alice.get(reverse("portfolios:overview", args=[odd.pk])).content.decode()
    assert sum(amount in page for amount in amounts) > 10


def test_prices_and_percentages_stay(hiding, odd):
    page = hiding.get(reverse("portfolios:overview", args=[odd.pk])).content.decode()
    assert "$60,000.00" in page
    assert "+1.23%" in page
    assert "•••" in page


def test_downloads_and_the_api_do_not_follow(hiding, odd):
    export = hiding.get(reverse("portfolios:export", args=[odd.pk]))
    assert "0.7319" in b"".join(export.streaming_content).decode()
    assert "0.7319" in hiding.get("/api/v1/transactions/").content.decode()


def test_charts_keep_their_shape_and_lose_their_size(as_alice, odd):
    path = reverse("portfolios:values", args=[odd.pk])
    plain = as_alice.get(path).json()["series"]
    as_alice.post(reverse("portfolios:amounts"))
    hidden = as_alice.get(path).json()
    assert hidden["currency"] == "%"
    greatest = max(abs(float(text)) for name in ("value", "paid") for text in plain[name])
    for old, new in zip(plain["value"], hidden["series"]["value"], strict=True):
        assert float(new) == pytest.approx(100 * float(old) / greatest, rel=1e-4)


def test_the_switch_goes_back_to_the_page_and_works_both_ways(as_alice, odd):
    path = reverse("portfolios:overview", args=[odd.pk])
    switch = reverse("portfolios:amounts")
    referer = {"HTTP_REFERER": f"http://testserver{path}"}
    answer = as_alice.post(switch, **referer)
    assert answer["Location"].endswith(path)
    assert answer.cookies["amounts"]["httponly"]
    assert 'aria-pressed="true" aria-label="Hide amounts"' in as_alice.get(path).content.decode()
    as_alice.post(switch, **referer)
    assert (
        "0.7319" in as_alice.get(reverse("portfolios:transactions", args=[odd.pk])).content.decode()
    )
    assert as_alice.post(switch, HTTP_REFERER="https://evil.example/")["Location"] == "/"
    assert as_alice.get(switch).status_code == 405


def test_what_is_hidden_in_one_request_is_shown_in_the_next(hiding, odd):
    hiding.get("/portfolios/")
    assert AMOUNTS_HIDDEN.get() is False
    assert money(Decimal("1234.5")) == "$1,234.50"


@pytest.mark.parametrize(
    ("referer", "page"),
    [("http://testserver/alerts/", "http://testserver/alerts/"), ("x", "x"), ("", "/"),
     ("https://evil.example/", "/"), ("javascript:alert(1)", "/")],
)  # fmt: skip
def test_the_switch_leads_back_to_the_page_and_to_no_other_site(as_alice, referer, page):
    answer = as_alice.post(reverse("portfolios:amounts"), headers={"Referer": referer})
    assert (answer.status_code, answer["Location"]) == (302, page)
