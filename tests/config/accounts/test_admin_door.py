"""The administration has no sign-in of its own, so that none is without limits."""

import pytest
from django.core.cache import cache

DOOR = "/account/login/"
ASKED = "/admin/portfolios/user/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def staff(alice):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    return alice


def test_a_stranger_is_led_to_the_one_sign_in_and_back(client, staff):
    answer = client.get(ASKED, follow=True)
    assert answer.redirect_chain[-1][0] == f"{DOOR}?next={ASKED}"
    answer = client.post(
        answer.redirect_chain[-1][0],
        {"login": staff.email, "password": "alice-has-coins", "next": ASKED},
    )
    assert (answer.status_code, answer["Location"]) == (302, ASKED)
    assert client.get(ASKED).status_code == 200


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_password_is_looked_at_here(client, staff, bob, signed_in):
    """Also not for somebody of the staff who would guess another's."""
    if signed_in:
        client.force_login(staff)
    before = client.session.get("_auth_user_id")
    answer = client.post(
        "/admin/login/", {"username": bob.email, "password": "bob-may-look-in", "next": "/admin/"}
    )
    assert answer.status_code == 302
    assert client.session.get("_auth_user_id") == before


def test_who_is_not_staff_is_told_so(client, bob):
    client.force_login(bob)
    answer = client.get(ASKED, follow=True)
    assert answer.status_code == 403
    assert "The administration is for staff, which bob@example.org is not." in (
        answer.content.decode()
    )


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "", "javascript:x"])
def test_it_leads_to_no_other_site(client, staff, page):
    client.force_login(staff)
    assert client.get("/admin/login/", {"next": page})["Location"] == "/admin/"


def test_staff_change_their_password_where_all_do(client, staff):
    client.force_login(staff)
    assert client.get("/admin/password_change/")["Location"] == "/account/password/change/"


def test_guesses_are_limited_whichever_door_they_come_by(client, staff):
    statuses = set()
    for number in range(40):
        address = client.get("/admin/login/?next=/admin/")["Location"]
        answer = client.post(address, {"login": staff.email, "password": f"guess {number}"})
        statuses.add(answer.status_code)
    client.post(address, {"login": staff.email, "password": "alice-has-coins"})
    assert statuses == {200, 429}
    assert "_auth_user_id" not in client.session


def test_a_way_back_that_is_the_name_of_no_view_is_an_address_like_others(client, admin_user):
    client.force_login(admin_user)
    assert client.get("/admin/login/", {"next": "x"})["Location"] == "x"
