"""Signing up, in and out, and getting back in, as people do it in a browser."""

import re
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.accounts import forms as account_forms
from config.settings import PASSWORD_HASHERS
from portfolios.services.sharing.tokens import create_token
from tests.factories import make_asset

SECRET = "a-long-enough-secret"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_left_over(monkeypatch):
    """The limits on attempts are counted in the cache, which tests share; no test waits."""
    monkeypatch.setattr(account_forms, "RESET_SECONDS", 0.0)
    cache.clear()
    yield
    cache.clear()


def sign_up(client, email="new@example.org", password=SECRET, again=None, **chosen):
    data = {"email": email, "password1": password, "password2": again or password} | chosen
    return client.post(reverse("account_signup"), data)


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_makes_a_user_who_then_signs_in(client):
    assert sign_up(client)["Location"] == reverse("account_login")
    assert "Sign in with the address" in client.get(reverse("account_login")).content.decode()
    user = get_user_model().objects.get(email="new@example.org")
    assert user.check_password(SECRET)
    assert not user.is_staff
    assert sign_in(client, user.email, SECRET)["Location"] == "/"
    assert client.get(reverse("portfolios:list")).status_code == 200


def test_a_sign_up_takes_a_currency_and_a_time_zone(client):
    euro = make_asset("eur", price=1.1)
    sign_up(client, currency=euro.pk, time_zone="Europe/Berlin")
    user = get_user_model().objects.get(email="new@example.org")
    assert (user.currency, user.time_zone) == (euro, "Europe/Berlin")
    assert user.channels.get().time_zone == "Europe/Berlin"


@pytest.mark.parametrize("chosen", [{}, {"currency": "", "time_zone": ""}])
def test_a_sign_up_without_them_is_in_utc(client, chosen):
    sign_up(client, **chosen)
    user = get_user_model().objects.get(email="new@example.org")
    assert (user.currency, user.time_zone) == (None, "UTC")


@pytest.mark.parametrize("chosen", [{"time_zone": "Mars/Base"}, {"currency": "7"}])
def test_a_sign_up_with_one_that_there_is_not_makes_no_user(client, chosen):
    answer = sign_up(client, **chosen)
    assert answer.context["form"].errors.keys() == chosen.keys()
    assert not get_user_model().objects.exists()


def test_passwords_are_kept_by_argon2_in_the_product(client, settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    sign_up(client)
    user = get_user_model().objects.get(email="new@example.org")
    assert identify_hasher(user.password).algorithm == "argon2"


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
def test_signing_up_answers_alike_whether_or_not_an_address_is_taken(alice, settings, verification):
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    taken, free = Client(), Client()
    answers = [
        sign_up(taken, email="ALICE@example.org"), sign_up(free, email="new@example.org")
    ]  # fmt: skip
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    pages = [client.get(answers[0]["Location"]).content.decode() for client in (taken, free)]
    texts = [re.sub(r"\b[0-9A-Za-z]{64}\b", "", page) for page in pages]
    assert texts[0].replace(alice.email, "") == texts[1].replace("new@example.org", "")
    assert not signed_in(taken)
    assert not signed_in(free)
    assert {user.email for user in get_user_model().objects.all()} == {
        alice.email, "new@example.org"
    }  # fmt: skip
    alice.refresh_from_db()
    assert alice.check_password("alice-has-coins")


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
def test_both_ways_of_signing_up_hash_one_password(alice, settings, monkeypatch, verification):
    """What takes the time of a sign-up must not depend on whether the address is taken."""
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args)
    )
    counts = []
    for email in (alice.email, "new@example.org"):
        hashed.clear()
        sign_up(Client(), email=email)
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_adding_an_address_takes_the_password_once_more_and_tells_of_nobody(client, alice, bob):
    sign_in(client, alice.email, "alice-has-coins")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    path = reverse("account_email")
    answer = client.post(path, {"action_add": "", "email": "other@example.org"})
    assert reverse("account_reauthenticate") in answer["Location"]
    assert not EmailAddress.objects.filter(email="other@example.org").exists()
    client.post(answer["Location"], {"password": "alice-has-coins"})
    answers = [
        client.post(path, {"action_add": "", "email": email})
        for email in ("third@example.org", bob.email)
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, path)}


def test_a_changed_password_ends_other_sessions_and_asks_about_tokens(client, alice):
    elsewhere = Client()
    elsewhere.force_login(alice)
    client.force_login(alice)
    _, key = create_token(alice, name="Bot", scope="read", days=30)
    new = {"oldpassword": "alice-has-coins", "password1": SECRET, "password2": SECRET}
    answer = client.post(reverse("account_change_password"), new, follow=True)
    page = answer.content.decode()
    assert "signed out everywhere else. These API tokens still work" in page
    assert elsewhere.get(reverse("portfolios:list")).status_code == 302
    client.post(reverse("portfolios:tokens_revoke_all"))
    bearer = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/portfolios/", headers=bearer).status_code == 401


def test_a_reset_of_the_password_asks_about_tokens_too(client, alice):
    create_token(alice, name="Bot", scope="read", days=30)
    client.post(reverse("account_reset_password"), {"email": alice.email})
    link = re.search(r"https?://[^/]+(/account/\S+)", mail.outbox[-1].body)[1]
    address = client.get(link, follow=True).redirect_chain[-1][0]
    answer = client.post(address, {"password1": SECRET, "password2": SECRET}, follow=True)
    assert "These API tokens still work" in answer.content.decode()


def test_without_tokens_a_changed_password_asks_nothing(client, alice):
    client.force_login(alice)
    new = {"oldpassword": "alice-has-coins", "password1": SECRET, "password2": SECRET}
    answer = client.post(reverse("account_change_password"), new)
    assert answer["Location"] == reverse("account_change_password")


def test_revoking_all_tokens_revokes_only_ones_own(client, alice, bob):
    for user in (alice, bob):
        create_token(user, name="Bot", scope="read", days=30)
    client.force_login(alice)
    client.post(reverse("portfolios:tokens_revoke_all"))
    assert not alice.api_tokens.usable().exists()
    assert bob.api_tokens.usable().exists()


def test_tokens_have_a_most(client, alice, settings):
    settings.API_TOKENS_A_USER = 2
    client.force_login(alice)
    for name in ("One", "Two", "Three"):
        answer = client.post(
            reverse("portfolios:tokens"), {"name": name, "scope": "read", "days": "30"}
        )
    assert "You have 2 tokens, which is the most: revoke one first." in answer.content.decode()
    assert alice.api_tokens.count() == 2
    alice.api_tokens.update(expires_at=timezone.now())
    create_token(alice, name="Four", scope="read", days=30)


def test_a_reset_does_not_tell_a_stranger_who_has_an_account(client, alice):
    path = reverse("account_reset_password")
    unknown = client.post(path, {"email": "nobody@example.org"})
    known = client.post(path, {"email": alice.email})
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])


def test_a_reset_takes_the_same_time_for_whoever_has_no_account(client, alice, monkeypatch):
    monkeypatch.setattr(account_forms, "RESET_SECONDS", 0.5)
    clock, waits = iter([0.0, 0.2, 5.0, 5.4]), []
    fake = SimpleNamespace(monotonic=lambda: next(clock), sleep=waits.append)
    monkeypatch.setattr(account_forms, "time", fake)
    for email in ("nobody@example.org", alice.email):
        client.post(reverse("account_reset_password"), {"email": email})
    assert waits == pytest.approx([0.3, 0.1])
    assert len(mail.outbox) == 2


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
    assert sign_in(client, alice.email, "alice-has-coins")["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, alice, portfolio):
    wanted = reverse("portfolios:overview", args=[portfolio.pk])
    door = client.get(wanted)["Location"]
    data = {"login": alice.email, "password": "alice-has-coins", "next": wanted}
    assert client.post(door, data)["Location"] == wanted


def test_signing_in_never_leads_to_another_site(client, alice):
    data = {"login": alice.email, "password": "alice-has-coins", "next": "https://evil.example/"}
    assert client.post(reverse("account_login"), data)["Location"] == "/"


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
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


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
