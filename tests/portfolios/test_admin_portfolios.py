"""Portfolios in the administration: what staff change there, the books follow."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import BasisChange, Portfolio
from tests.factories import make_asset


def page(portfolio, name="change"):
    return reverse(f"admin:portfolios_portfolio_{name}", args=[portfolio.pk])


def form_of(client, portfolio, **changes):
    """What the page would send, with some of it changed."""
    form = client.get(page(portfolio)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    inline = "shares"
    sent |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    return {
        name: value
        for name, value in (sent | changes).items()
        if value is not None and value is not False
    }


def change(client, portfolio, **changes):
    return client.post(page(portfolio), form_of(client, portfolio, **changes))


def gains(portfolio) -> Decimal:
    return sum(portfolio.disposals.values_list("gain", flat=True))


@pytest.fixture
def owned(booked):
    """Alice's portfolio with two years of sales, shared with nobody."""
    booked.shares.all().delete()
    return booked


def test_another_method_makes_other_books(admin_client, owned, at_commit):
    before = gains(owned)
    with at_commit():
        assert change(admin_client, owned, method="average").status_code == 302
    stored = Portfolio.objects.get(pk=owned.pk)
    assert stored.method == "average"
    assert stored.books_are_current
    assert stored.ledger_version > owned.ledger_version
    assert BasisChange.objects.get(portfolio=owned).new_method == "average"
    # 0.51 ether went, at 2,000 each by FIFO; 2.15 of them cost 4,340 on average.
    dearer = Decimal("0.51") * (Decimal(4340) / Decimal("2.15") - 2000)
    assert float(gains(stored)) == pytest.approx(float(before - dearer))
    assert stored.books_made_at > owned.books_made_at


def test_a_new_name_leaves_the_books_alone(admin_client, owned, at_commit):
    with at_commit():
        assert change(admin_client, owned, name="Renamed").status_code == 302
    stored = Portfolio.objects.get(pk=owned.pk)
    assert (stored.name, stored.ledger_version) == ("Renamed", owned.ledger_version)


def test_books_are_in_money_or_the_two_coins_alone(admin_client, owned, at_commit):
    pepe = make_asset("pepe")
    answer = change(admin_client, owned, currency=pepe.pk)
    assert "currency" in answer.context["adminform"].form.errors
    with at_commit():
        assert change(admin_client, owned, currency=make_asset("ethereum").pk).status_code == 302
    assert Portfolio.objects.get(pk=owned.pk).currency.slug == "ethereum"


def test_none_is_deleted_where_its_rows_would_stay(admin_client, owned):
    answer = admin_client.get(page(owned))
    assert page(owned, "delete") not in answer.content.decode()
    assert admin_client.post(page(owned, "delete"), {"post": "yes"}).status_code == 403
    assert Portfolio.objects.filter(pk=owned.pk).exists()
