"""What a row would do, said while it is typed."""

import re
from datetime import datetime

import pytest
from django.urls import reverse

from portfolios.models import Lot, Position, Transaction
from tests.factories import make_asset, set_closes


@pytest.fixture
def preview(as_alice, full):
    """Posts a form as it stands; the answer's text."""
    path = reverse("portfolios:preview_entry", args=[full.pk])
    base = {"tab": "buy", "asset": "bitcoin", "money": "USD", "executed_at": "2026-11-25T10:00",
            "account": full.accounts.get().pk}  # fmt: skip

    def post(**fields):
        page = as_alice.post(path, base | fields).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page)), page

    return post


def test_a_purchase_opens_a_lot_and_moves_the_average(preview):
    # 0.5 held for 20,000; 0.5 more for 30,000.
    text, _ = preview(quantity="0.5", price="60000", price_is_right="on")
    assert "Total: 30,000 USD" in text
    assert "Opens a lot of 0.5 BTC at $60,000.00 each." in text
    assert "Average cost of BTC: $40,000.00 → $50,000.00." in text
    assert "You hold 1 BTC then." in text


def test_a_sale_says_its_gain_and_what_is_missing(preview):
    text, _ = preview(tab="sell", quantity="0.25", total="15000")
    assert "Price of one: 60,000 USD" in text
    assert "Takes 0.25 BTC from 1 lot: gain +$5,000.00." in text
    assert "Main has 0.5 BTC now." in text
    text, _ = preview(tab="sell", quantity="2", price="60000")
    assert "Opens" not in text
    assert "1.5 BTC taken out of Main were never brought in." in text


def test_nothing_is_written(preview, full):
    before = [list(model.objects.values()) for model in (Transaction, Lot, Position)]
    preview(quantity="0.5", price="60000", new_account="Kraken")
    assert [list(model.objects.values()) for model in (Transaction, Lot, Position)] == before
    assert full.accounts.count() == 1


def test_a_change_of_a_row_is_previewed_without_its_old_self(preview, full):
    row = full.transactions.get(received_asset__slug="bitcoin")
    at = row.executed_at.strftime("%Y-%m-%dT%H:%M:%S")
    text, _ = preview(quantity="0.4", total="20000", row=str(row.pk), executed_at=at)
    assert "Average cost of BTC: $40,000.00 → $50,000.00." in text
    assert "You hold 0.4 BTC then." in text


def test_the_market_s_price_is_shown_and_goes_with_a_form_that_has_none(preview):
    set_closes(make_asset("bitcoin"), {datetime(2026, 11, 25).date(): 50000.0})
    text, page = preview(quantity="0.5")
    assert "Market price then: $50,000.00 (close of 2026-11-25, test)" in text
    assert 'name="price-pick" value="50000 "' in re.sub(r"\s+", " ", page)
    text, page = preview(quantity="0.5", price="40000")
    assert "price-pick" not in page
    assert "20% under the market" in text
    # Sent with what was shown, the form is whole.
    text, _ = preview(quantity="0.5", **{"price": "", "price-pick": "50000 "})
    assert "Opens a lot of 0.5 BTC at $50,000.00 each." in text


def test_a_form_that_is_not_whole_says_what_it_can(preview):
    for fields in ({}, {"asset": "nosuch"}, {"quantity": "x"}, {"executed_at": "x"},
                   {"tab": "transfer", "quantity": "1"}, {"tab": "nonsense"}):  # fmt: skip
        preview(**fields)


def test_who_may_not_change_the_portfolio_gets_no_preview(full, client, bob, charlie):
    path = reverse("portfolios:preview_entry", args=[full.pk])
    assert client.post(path).status_code == 302
    client.force_login(bob)
    assert client.post(path).status_code == 403
    client.force_login(charlie)
    assert client.post(path).status_code == 404


def test_a_row_of_another_portfolio_is_not_found(as_charlie, charlie, full):
    own = type(full).objects.create(owner=charlie, name="Own", currency=full.currency)
    path = reverse("portfolios:preview_entry", args=[own.pk])
    row = full.transactions.first()
    assert as_charlie.post(path, {"tab": "buy", "row": row.pk}).status_code == 404
