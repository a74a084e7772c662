"""The page of a share link: what anyone sees of a portfolio, and what nobody does."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portfolios.models import Portfolio, ShareLink
from portfolios.services.assets.own import create_own_asset, set_own_price
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.transactions import record_transaction
from portfolios.services.sharing.links import create_share_link
from portfolios.views.sharing import shared
from tests.factories import buy, days_ago, make_asset, make_portfolio, set_closes, set_price

RANGES = ["", "?range=1d", "?range=7d", "?range=1m", "?range=ytd", "?range=all", "?range=odd"]


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def address_of(portfolio, detail="weights") -> str:
    _, key = create_share_link(portfolio, name="For a friend", detail=detail)
    return reverse("portfolios:shared", args=[key])


def record_rows(portfolio: Portfolio, *, times: int) -> None:
    """Gains, a loss, a reward, a flow and an own asset, so many times as large."""
    account, owner = portfolio.accounts.get(), portfolio.owner
    bitcoin, ether, usd = (make_asset(slug) for slug in ("bitcoin", "ethereum", "usd"))

    def amount(text: str) -> Decimal:
        return Decimal(text) * times

    def row(kind: str, *, ago: int, **legs) -> None:
        record_transaction(
            portfolio, user=owner, account=account, type=kind, executed_at=days_ago(ago), **legs
        )

    row("buy", ago=400, sent_asset=usd, sent_quantity=amount("23456.78"),
        received_asset=bitcoin, received_quantity=amount("0.7319"), note="A surprise")  # fmt: skip
    row("buy", ago=90, sent_asset=usd, sent_quantity=amount("9000.01"),
        received_asset=ether, received_quantity=amount("3.1"))  # fmt: skip
    row("sell", ago=30, sent_asset=bitcoin, sent_quantity=amount("0.1117"),
        received_asset=usd, received_quantity=amount("7777.77"))  # fmt: skip
    row("staking_reward", ago=5, received_asset=ether, received_quantity=amount("0.0456"))
    own = create_own_asset(portfolio, name="Shed", symbol="SHED", user=owner)
    set_own_price(own, day=days_ago(9).date(), price=Decimal("3.5"))
    row("deposit", ago=8, received_asset=own.asset, received_quantity=amount("2.5"))


@pytest.fixture
def filled(market, django_capture_on_commit_callbacks):
    """Makes a portfolio that is so many times as large, with prices of every day and a stop."""
    make_asset("usd", price=1.0)
    today = days_ago(0).date()
    for slug, price, step in (("bitcoin", 60000.0, 37), ("ethereum", 2000.0, 53)):
        asset = make_asset(slug, circulating_supply=1e6)
        set_price(asset, price, change_24h=0.0123)
        set_closes(asset, {
            today - timedelta(days=ago): price * (1 + (ago * step % 29 - 14) / 60)
            for ago in range(1, 410)
        })  # fmt: skip

    def fill(owner, name: str, *, times: int = 1) -> Portfolio:
        portfolio = make_portfolio(owner, name=name)
        with django_capture_on_commit_callbacks(execute=True):
            record_rows(portfolio, times=times)
        bitcoin = make_asset("bitcoin")
        arm_trigger(portfolio, user=owner, asset=bitcoin, kind="stop_loss", level=Decimal(43210))
        return Portfolio.objects.get(pk=portfolio.pk)

    return fill


@pytest.fixture
def savings(alice, filled):
    return filled(alice, "Savings")


def test_a_visitor_sees_weights_and_returns_and_no_amount(savings):
    client = Client()
    answer = client.get(address_of(savings))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Savings" in page
    assert "$60,000.00" in page  # a price, not an amount
    assert "+1.23%" in page
    assert "Shed" in page
    held = answer.client.get(address_of(savings)).content.decode()
    for amount in ("0.6202", "0.7319", "3.1456", "23,456.78", "9000.01", "7777.77", "37,21"):
        assert amount not in held
    points = json.loads(re.search(r'id="return-points"[^>]*>([^<]+)<', page)[1])
    assert points["series"].keys() == {"return", "drawdown"}
    assert len(points["time"]) > 100
    assert "sessionid" not in client.cookies
    assert "csrftoken" not in client.cookies


def test_weights_are_the_same_to_the_byte_for_a_portfolio_1000_times_as_large(alice, bob, filled):
    small, large = filled(alice, "Small one"), filled(bob, "Large one", times=1000)

    def pages(detail: str) -> list[list[str]]:
        return [
            [
                Client().get(address + query).content.decode().replace(one.name, "Name")
                for query in RANGES
            ]
            for one in (small, large)
            for address in [address_of(one, detail)]
        ]

    of_small, of_large = pages("weights")
    assert of_small == of_large
    assert len(set(of_small)) > 4
    of_small, of_large = pages("amounts")
    assert all(one != other for one, other in zip(of_small, of_large, strict=True))


def test_amounts_are_shown_where_the_owner_chose_so(savings):
    page = Client().get(address_of(savings, "amounts")).content.decode()
    # (0.7319 − 0.1117) × 60000 + 3.1456 × 2000 + 2.5 × 3.5
    assert "$43,511.95" in page
    assert "0.6202" in page
    points = json.loads(re.search(r'id="value-points"[^>]*>([^<]+)<', page)[1])
    assert points["series"].keys() == points["opening"].keys() == {"value"}


@pytest.mark.parametrize("detail", ["weights", "amounts"])
def test_what_is_the_owners_alone_is_on_no_page(savings, alice, detail):
    savings.accounts.update(name="Ledger in the cellar")
    page = Client().get(address_of(savings, detail)).content.decode()
    for secret in (
        alice.email,
        "Ledger in the cellar",
        "A surprise",
        "43,210",
        "23,456",
        "For a friend",
    ):
        assert secret not in page
    assert f"/portfolios/{savings.pk}" not in page


def test_a_page_for_anyone_is_kept_from_caches_search_engines_and_other_sites(savings):
    answer = Client().get(address_of(savings))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert "Set-Cookie" not in answer
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_owner_sees_what_everybody_sees(savings, alice):
    address = address_of(savings)
    signed_in = Client()
    signed_in.force_login(alice)
    assert signed_in.get(address).content == Client().get(address).content


@pytest.mark.parametrize("end", ["unknown", "expired", "revoked", "owner gone", "long"])
def test_what_opens_nothing_is_one_and_the_same_404(savings, alice, end):
    address = address_of(savings)
    if end == "unknown":
        address = reverse("portfolios:shared", args=["tms_" + "x" * 43])
    elif end == "long":
        address = reverse("portfolios:shared", args=["x" * 4000])
    elif end == "owner gone":
        alice.is_active = False
        alice.save()
    else:
        column = "expires_at" if end == "expired" else "revoked_at"
        ShareLink.objects.update(**{column: timezone.now()})
    answer, other = Client().get(address), Client().get(reverse("portfolios:shared", args=["no"]))
    assert answer.status_code == other.status_code == 404
    assert answer.content == other.content
    assert dict(answer.headers) == dict(other.headers)
    assert answer["Cache-Control"] == "private, no-store"
    assert ShareLink.objects.get().visits == 0


def test_too_many_requests_of_an_address_are_refused_for_a_while(savings, monkeypatch):
    monkeypatch.setattr(shared, "REQUESTS_A_MINUTE", 2)
    address = address_of(savings)
    tries = [Client().get(address), Client().get("/shared/guess/"), Client().get(address)]
    assert [answer.status_code for answer in tries] == [200, 404, 429]
    assert 1 <= int(tries[2]["Retry-After"]) <= 60
    assert tries[2]["Referrer-Policy"] == "no-referrer"
    elsewhere = Client().get(address, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


def test_nothing_is_changed_through_a_link(savings):
    assert Client().post(address_of(savings)).status_code == 405


def test_an_empty_portfolio_says_so(alice, market):
    page = Client().get(address_of(make_portfolio(alice))).content.decode()
    assert "Nothing is held" in page


def test_a_position_without_a_price_has_no_weight(savings):
    make_asset("bitcoin").quote.delete()
    assert Client().get(address_of(savings)).status_code == 200


@pytest.mark.parametrize("detail", ["weights", "amounts"])
def test_a_page_takes_as_many_queries_at_any_size(
    savings, detail, django_assert_num_queries, django_capture_on_commit_callbacks
):
    address = address_of(savings, detail)
    with django_assert_num_queries(QUERIES):
        Client().get(address)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(6):
            make_asset(f"coin-{number}", price=number + 1.0)
            buy(savings, f"coin-{number}", "2", dollars="100")
    with django_assert_num_queries(QUERIES):
        Client().get(address)


# The link, its visit, the market; positions, allocation, the series and what its rates need.
QUERIES = 10
