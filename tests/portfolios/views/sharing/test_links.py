"""Share links as their owner sees them: made, shown once, counted, revoked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios.models import PortfolioShare, ShareLink
from portfolios.services.sharing import links
from portfolios.services.sharing.links import create_share_link

FORM = {"name": "Friends", "detail": "weights", "days": "30"}


@pytest.fixture
def page(portfolio):
    return reverse("portfolios:links", args=[portfolio.pk])


def address_in(answer) -> str:
    return re.search(r'<input readonly value="(http[^"]+)"', answer.content.decode())[1]


def test_a_link_is_shown_once_and_its_key_is_stored_nowhere(as_alice, page):
    made = as_alice.post(page, FORM)
    assert "no-store" in made["Cache-Control"]
    address = address_in(made)
    key = address.rstrip("/").rpartition("/")[2]
    assert address == f"http://testserver/shared/{key}/"
    assert key not in str(ShareLink.objects.values())
    listed = as_alice.get(page).content.decode()
    assert key not in listed
    assert "Friends" in listed
    link = ShareLink.objects.get()
    assert link.hint in listed
    assert timedelta(days=29) < link.expires_at - timezone.now() < timedelta(days=31)


def test_the_list_says_when_a_link_was_opened_last_and_how_often(as_alice, client, page):
    address = address_in(as_alice.post(page, FORM | {"days": ""}))
    assert "never" in as_alice.get(page).content.decode()
    for _ in range(2):
        assert client.get(address).status_code == 200
    client.head(address)
    text = as_alice.get(page).content.decode()
    assert "2 times" in text
    assert f"{timezone.now():%Y-%m-%d}" in text


def test_a_revoked_link_opens_nothing_and_leaves_a_trace(as_alice, client, portfolio, page):
    address = address_in(as_alice.post(page, FORM))
    link = ShareLink.objects.get()
    as_alice.post(reverse("portfolios:link_revoke", args=[portfolio.pk, link.pk]))
    assert client.get(address).status_code == 404
    assert "No share links" in as_alice.get(page).content.decode()
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_an_expired_link_is_said_to_be_so(as_alice, portfolio, page):
    create_share_link(portfolio, name="Old", detail="weights")
    assert "Expired" not in as_alice.get(page).content.decode()
    ShareLink.objects.update(expires_at=timezone.now())
    text = as_alice.get(page).content.decode()
    assert "Expired" in text
    assert "data-confirm" not in text
    remove = reverse("portfolios:link_revoke", args=[portfolio.pk, ShareLink.objects.get().pk])
    assert "Old is removed." in as_alice.post(remove, follow=True).content.decode()


def test_an_expired_link_opens_nothing_and_says_what_may_be_so(as_alice, client, page):
    address = address_in(as_alice.post(page, FORM))
    assert client.get(address).status_code == 200
    ShareLink.objects.update(expires_at=timezone.now())
    answer = client.get(address)
    assert answer.status_code == 404
    assert "is unknown, has expired, or was revoked" in answer.content.decode()
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert ShareLink.objects.get().visits == 1


@pytest.mark.parametrize("change", [{"name": ""}, {"detail": "all"}, {"days": "9999"}])
def test_what_is_wrong_is_said_and_makes_no_link(as_alice, page, change):
    answer = as_alice.post(page, FORM | change)
    assert answer.context["form"].errors.keys() == change.keys()
    assert not ShareLink.objects.exists()


def test_there_is_a_most_of_links_that_work(as_alice, portfolio, page, monkeypatch):
    monkeypatch.setattr(links, "MOST_LINKS", 1)
    as_alice.post(page, FORM)
    assert "which is the most" in as_alice.post(page, FORM).content.decode()
    ShareLink.objects.update(expires_at=timezone.now())
    assert address_in(as_alice.post(page, FORM))


def test_an_editor_makes_and_revokes_none(as_bob, portfolio, page):
    PortfolioShare.objects.update(role="editor")
    create_share_link(portfolio, name="Mine", detail="weights")
    revoke = reverse("portfolios:link_revoke", args=[portfolio.pk, ShareLink.objects.get().pk])
    for answer in (as_bob.get(page), as_bob.post(page, FORM), as_bob.post(revoke)):
        assert answer.status_code == 403
    assert ShareLink.objects.usable().count() == 1


def test_a_list_of_links_takes_as_many_queries_for_many(
    as_alice, portfolio, page, django_assert_max_num_queries
):
    for number in range(6):
        create_share_link(portfolio, name=f"{number}", detail="weights")
    with django_assert_max_num_queries(9):
        as_alice.get(page)
