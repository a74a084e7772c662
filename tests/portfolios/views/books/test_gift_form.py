"""The choice for a gift in the transaction form: at market value, or as it carries over."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Transaction
from tests.factories import make_asset

CHOICE = 'name="gift"'


@pytest.fixture
def form(full):
    return {
        "type": "gift_given", "executed_at": "2026-11-20T10:00",
        "account": full.accounts.first().pk, "sent_quantity": "0.25", "sent_asset": "bitcoin",
    }  # fmt: skip


def add(client, portfolio, form):
    return client.post(reverse("portfolios:add", args=[portfolio.pk]), form)


def test_a_gift_can_carry_over(as_alice, full, form):
    assert add(as_alice, full, form | {"gift": "carried", "label": "Birthday"}).status_code == 302
    row = Transaction.objects.get(type="gift_given")
    assert (row.label, row.sent_quantity) == ("carried", Decimal("0.25"))
    path = reverse("portfolios:edit", args=[full.pk, row.pk])
    page = as_alice.get(path).content.decode()
    assert '<option value="carried" selected>as it carries over' in page
    assert as_alice.post(path, form | {"gift": "", "label": ""}).status_code == 302
    row.refresh_from_db()
    assert row.label == ""


def test_the_choice_is_there_without_scripts_and_says_what_it_does(as_alice, full):
    path = reverse("portfolios:add", args=[full.pk])
    page = as_alice.get(path, {"tab": "more"}).content.decode()
    assert CHOICE in page
    assert "no gain, its lots keep their dates and costs" in page
    assert '"gift": "forbidden"' in page


def test_the_choice_changes_no_other_row_s_label(as_alice, full, form):
    make_asset("usd")
    other = form | {"type": "withdrawal", "gift": "carried", "label": "Rent"}
    assert add(as_alice, full, other).status_code == 302
    assert Transaction.objects.get(type="withdrawal").label == "Rent"
    assert add(as_alice, full, form | {"gift": "nonsense"}).status_code == 200
