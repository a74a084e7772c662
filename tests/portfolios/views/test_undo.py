"""What was just done can be undone from the page that says so, without JavaScript too."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Trigger
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import make_asset


@pytest.fixture
def trigger(full):
    return arm_trigger(
        full, user=full.owner, asset=make_asset("bitcoin"), kind="stop_loss", level=Decimal(50000)
    )


def undo_in(page: str) -> tuple[str, str]:
    """The address of the Undo on a page, and the page that its form leads back to."""
    form = re.search(r'undoable.*?action="([^"]+)".*?name="next" value="([^"]+)"', page, re.DOTALL)
    return form[1].replace("&amp;", "&"), form[2]


def test_a_disarmed_level_is_armed_again(as_alice, full, trigger):
    path = reverse("portfolios:disarm", args=[full.pk, trigger.pk])
    address, page = undo_in(as_alice.post(path, follow=True).content.decode())
    assert page == reverse("portfolios:plan", args=[full.pk])
    answer = as_alice.post(address, {"next": page}, follow=True)
    assert "Armed again: Stop-loss on BTC." in answer.content.decode()
    assert Trigger.objects.armed().get() == trigger
    assert "changed since it was disarmed" in as_alice.post(address, follow=True).content.decode()


@pytest.mark.parametrize("was", ["", "made-up", "e30:1abc:xyz"])
def test_what_was_not_said_at_a_disarming_undoes_nothing(as_alice, full, trigger, was):
    as_alice.post(reverse("portfolios:disarm", args=[full.pk, trigger.pk]))
    path = reverse("portfolios:undo_disarming", args=[full.pk, trigger.pk])
    answer = as_alice.post(f"{path}?was={was}", follow=True)
    assert "too late" in answer.content.decode()
    assert not Trigger.objects.armed().exists()


def test_a_deleted_row_is_back_with_its_number_on_the_page_where_it_was(as_alice, full):
    row = full.transactions.first()
    path = reverse("portfolios:delete_transaction", args=[full.pk, row.pk])
    address, page = undo_in(as_alice.post(path, follow=True).content.decode())
    assert as_alice.post(address, {"next": page})["Location"] == page
    assert full.transactions.filter(pk=row.pk, created_at=row.created_at).exists()


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_an_undo_leads_to_no_other_site(as_alice, full, page):
    row = full.transactions.first()
    path = reverse("portfolios:delete_transaction", args=[full.pk, row.pk])
    address, _ = undo_in(as_alice.post(path, follow=True).content.decode())
    answer = as_alice.post(address, {"next": page})
    assert answer["Location"] == reverse("portfolios:history", args=[full.pk])
