"""Signing up, in and out, and getting back in, as people do it in a browser."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from config.settings import PASSWORD_HASHERS

SECRET = "a-long-enough-secret"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_left_over():
    """The limits on attempts are counted in the cache, which tests share."""
    cache.clear()
    yield
    cache.clear()


def sign_up(client, email="new@example.org", password=SECRET, again=None):
    data = {"email": email, "password1": password, "password2": again or password}
    return client.post(reverse("account_signup"), data)


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_makes_a_user_and_leads_to_the_portfolios(client):
    answer = sign_up(client)
    assert answer["Location"] == reverse("portfolios:list")
    user = get_user_model().objects.get(email="new@example.org")
    assert user.check_password(SECRET)
    assert not user.is_staff
    assert client.get(reverse("portfolios:list")).status_code == 200


def test_passwords_are_kept_by_argon2_in_the_product(client, settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    sign_up(client)
    user = get_user_model().objects.get(email="new@example.org")
    assert identify_hasher(user.password).algorithm == "argon2"


def test_an_address_is_signed_up_once_whatever_its_case(client, alice):
    page = sign_up(client, email="ALICE@example.org").content.decode()
    assert 'id="id_email_error"' in page
    assert get_user_model().objects.count() == 1
    assert not signed_in(client)


def test_a_reset_does_not_tell_a_stranger_who_has_an_account(client, alice):
    path = reverse("account_reset_password")
    unknown = client.post(path, {"email": "nobody@example.org"})
    known = client.post(path, {"email": alice.email})
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", None), ("password", None), ("1234567890", None), (SECRET, "another-secret")],
)
def test_a_weak_or_mistyped_password_is_refused_at_its_field(client, password, again):
    answer = sign_up(client, password=password, again=again)
    assert answer.status_code == 200
    assert not get_user_model().objects.exists()
    page = answer.content.decode()
    named = re.findall(r'aria-invalid="true"[^>]*aria-describedby="([^"]*)"', page)
    assert named
    for name in " ".join(named).split():
        assert f'id="{name}"' in page


def test_signing_in_and_being_told_that_it_failed(client, alice):
    answer = sign_in(client, alice.email, "wrong")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert "not correct" in answer.content.decode()
    assert not signed_in(client)
    assert sign_in(client, alice.email, "alice-has-coins")["Location"] == reverse("portfolios:list")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, alice, portfolio):
    wanted = reverse("portfolios:overview", args=[portfolio.pk])
    door = client.get(wanted)["Location"]
    data = {"login": alice.email, "password": "alice-has-coins", "next": wanted}
    assert client.post(door, data)["Location"] == wanted


def test_signing_in_never_leads_to_another_site(client, alice):
    data = {"login": alice.email, "password": "alice-has-coins", "next": "https://evil.example/"}
    assert client.post(reverse("account_login"), data)["Location"] == reverse("portfolios:list")


def test_signing_out_takes_a_post(client, alice):
    client.force_login(alice)
    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert signed_in(client)
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert not signed_in(client)


def test_a_forgotten_password_is_set_anew_by_a_link_in_a_mail(client, alice):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    (letter,) = mail.outbox
    assert letter.to == [alice.email]
    assert letter.subject.startswith("[Tidemark]")
    link = re.search(r"https?://[^/]+(/account/\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": SECRET, "password2": SECRET})
    alice.refresh_from_db()
    assert alice.check_password(SECRET)
    assert "new password reset" in client.get(link, follow=True).content.decode()


def test_changing_the_password_takes_the_old_one(client, alice):
    client.force_login(alice)
    path = reverse("account_change_password")
    new = {"password1": SECRET, "password2": SECRET}
    refused = client.post(path, {"oldpassword": "wrong", **new})
    assert "id_oldpassword_error" in refused.content.decode()
    assert client.post(path, {"oldpassword": "alice-has-coins", **new}).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(SECRET)


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_logout",
             "account_change_password", "account_email"]
)  # fmt: skip
def test_account_pages_wear_the_products_dress(client, alice, name):
    if name in {"account_logout", "account_change_password", "account_email"}:
        client.force_login(alice)
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert 'class="topbar"' in page
    assert " style=" not in page
