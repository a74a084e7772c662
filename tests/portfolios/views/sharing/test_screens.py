"""Saved views of the screener: a person's own, and of nobody else."""

import pytest
from django.urls import reverse

from portfolios.models import SavedScreen
from portfolios.services.errors import Refused
from portfolios.services.sharing import screens
from portfolios.services.sharing.screens import save_screen

SAVE = "/screens/"
QUERY = "range1=ret_30d&min1=10&sort=-ret_30d"


def test_a_view_is_saved_and_offered_on_the_screener(as_alice, market):
    answer = as_alice.post(SAVE, {"name": " Strong  ones ", "query": QUERY})
    assert answer["Location"].startswith("/markets/screener/?range1=ret_30d")
    page = as_alice.get(answer["Location"]).content.decode()
    assert "View “Strong ones” saved." in page
    assert 'aria-current="true">Strong ones</a>' in page


def test_one_of_the_same_name_is_replaced(alice):
    save_screen(alice, name="Mine", query="sort=price")
    save_screen(alice, name="Mine", query="sort=-price")
    assert SavedScreen.objects.get().query == "sort=-price"


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [("", QUERY, "needs a name"), ("x" * 61, QUERY, "at most 60"), ("a\u200bb", QUERY, "visible"),
     ("Bad", "sort=nonsense", "errors")],
)  # fmt: skip
def test_what_cannot_be_saved_says_why(as_alice, market, name, query, why):
    page = as_alice.post(SAVE, {"name": name, "query": query}, follow=True).content.decode()
    assert why in page
    assert not SavedScreen.objects.exists()


def test_there_is_a_most(alice, monkeypatch):
    monkeypatch.setattr(screens, "MOST", 1)
    save_screen(alice, name="One", query="")
    save_screen(alice, name="One", query="sort=price")
    with pytest.raises(Refused, match="the most"):
        save_screen(alice, name="Two", query="")


def test_nobody_else_sees_or_deletes_it(as_bob, alice, market):
    screen = save_screen(alice, name="Alice’s", query=QUERY)
    assert "Alice’s" not in as_bob.get("/markets/screener/").content.decode()
    assert as_bob.post(f"{SAVE}{screen.pk}/delete/").status_code == 404
    assert SavedScreen.objects.exists()


def test_its_owner_deletes_it(as_alice, alice, market):
    screen = save_screen(alice, name="Mine", query=QUERY)
    assert as_alice.get(f"{SAVE}{screen.pk}/delete/").status_code == 405
    assert as_alice.post(f"{SAVE}{screen.pk}/delete/").status_code == 302
    assert not SavedScreen.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client, market):
    for path in (SAVE, f"{SAVE}1/delete/"):
        assert client.post(path)["Location"].startswith(reverse("account_login"))
    assert "Save this view" not in client.get("/markets/screener/").content.decode()
