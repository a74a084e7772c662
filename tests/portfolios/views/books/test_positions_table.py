"""The table of positions on its page: its view, stored for its reader, and as CSV."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import User
from tests.factories import make_asset

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(full):
    return reverse("portfolios:overview", args=[full.pk])


@pytest.fixture
def view(full):
    return reverse("portfolios:positions_view", args=[full.pk])


def exported(client, full, query=""):
    answer = client.get(f"{reverse('portfolios:positions_csv', args=[full.pk])}{query}")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_heads_are_links_that_keep_the_rest_of_the_address(as_alice, page):
    text = as_alice.get(page, {"group": "account", "sort": "-value"}).content.decode()
    assert 'href="?group=account&amp;sort=value#positions"' in text
    assert 'href="?group=account&amp;sort=asset#positions"' in text
    assert 'aria-sort="descending"' in text


def test_the_fragment_asks_again_for_the_same_view(as_alice, page):
    text = as_alice.get(f"{page}?sort=asset&period=7d", **HTMX).content.decode()
    assert f'hx-get="{page}?sort=asset&amp;period=7d&amp;range=all"' in text
    assert "Gain 7d" in text


def test_a_view_is_stored_for_its_reader_alone(as_alice, page, view, bob):
    post = {"columns": ["value", "fees"], "period": "30d", "group": "account",
            "density": "compact", "small": "10,000", "sort": "-fees"}  # fmt: skip
    assert as_alice.post(view, post)["Location"] == f"{page}#positions"
    seen = as_alice.get(page).context["seen"]
    assert (seen.columns, seen.period, seen.group) == (("value", "fees"), "30d", "account")
    assert (seen.density, seen.small, seen.sort) == ("compact", Decimal(10000), "-fees")
    assert bob.table_views == {}
    text = as_alice.get(page).content.decode()
    assert "1 hidden under $10,000.00" in text
    assert "$4,000.00" in text
    as_alice.post(view, {"usual": "1"})
    assert User.objects.get(email="alice@example.org").table_views == {}


@pytest.mark.parametrize(
    ("post", "said"),
    [({"small": "ten"}, "is not a number"), ({"small": "€5"}, "USD"), ({"columns": []}, "Choose")],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(as_alice, view, post, said):
    answer = as_alice.post(view, {"columns": ["value"], "period": "24h"} | post)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert User.objects.get(email="alice@example.org").table_views == {}


def test_who_may_only_look_has_a_view_too(as_bob, view, page):
    assert as_bob.post(view, {"columns": ["value"], "period": "24h"}).status_code == 302
    assert as_bob.get(page).context["seen"].columns == ("value",)


def test_for_an_outsider_there_is_no_view(as_charlie, view, charlie):
    assert as_charlie.post(view, {"columns": ["value"], "period": "24h"}).status_code == 404


def test_csv_has_the_rows_and_columns_that_are_seen(as_alice, full):
    make_asset("bitcoin").__class__.objects.filter(slug="bitcoin").update(name="=1+1")
    query = "?columns=price,trend,value,gain&group=account&sort=value"
    assert exported(as_alice, full, query) == [
        ["account", "asset", "symbol", "name", "price", "change_7d", "value", "gain_24h",
         "gain_share_24h", "currency"],
        ["Main", "ethereum", "ETH", "Ethereum", "2000", "", "4000", "0", "", "USD"],
        ["Main", "bitcoin", "BTC", "'=1+1", "60000", "", "30000", "0", "", "USD"],
    ]  # fmt: skip
    assert [row[0] for row in exported(as_alice, full, "?small=5000")] == ["asset", "bitcoin"]


def test_hidden_amounts_are_in_no_cell(as_alice, page):
    as_alice.cookies["amounts"] = "hidden"
    columns = "quantity,value,gain,cost,unrealised,realised,income,fees"
    text = as_alice.get(page, {"columns": columns, "group": "account"}).content.decode()
    table = text.split('id="positions"')[1].split("</table>")[0]
    for amount in ("30,000", "20,000", "10,000", "34,000", "4,000", "0.5"):
        assert amount not in table
