"""Wrong passwords: limited for who guesses, never for whose account it is."""

import ipaddress

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

DOOR = "/account/login/"
RIGHT = "alice-has-coins"
HOME, STRANGER = "192.0.2.10", "203.0.113.66"


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    """The product's limits, but for the great one, of which a test needs a small one."""
    limits = settings.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_RATE_LIMITS = limits | {"login_failed_unknown_browsers": "10/h/key"}
    cache.clear()


def sign_in(client, email, password, *, at, **extra):
    answer = client.post(DOOR, {"login": email, "password": password}, REMOTE_ADDR=at, **extra)
    return answer.status_code == 302


def guess(email, *, at, times=1, client=None, **extra):
    client = client or Client()
    return [sign_in(client, email, f"guess {turn}", at=at, **extra) for turn in range(times)]


def test_a_strangers_guesses_do_not_keep_the_owner_out(alice):
    guess(alice.email, at=STRANGER, times=9)
    assert sign_in(Client(), alice.email, RIGHT, at=HOME)


def test_guesses_from_one_address_end_before_the_right_one(alice):
    guess(alice.email, at=STRANGER, times=6)
    client = Client()
    assert not sign_in(client, alice.email, RIGHT, at=STRANGER)
    page = client.post(DOOR, {"login": alice.email, "password": RIGHT}, REMOTE_ADDR=STRANGER)
    assert "Too many wrong passwords" in page.content.decode()


def test_a_right_password_uses_nothing_up(alice):
    for _ in range(12):
        assert sign_in(Client(), alice.email, RIGHT, at=HOME)
    guess(alice.email, at=HOME, times=4)
    assert sign_in(Client(), alice.email, RIGHT, at=HOME)


def test_many_addresses_do_not_share_the_guessing(alice):
    for host in range(12):
        guess(alice.email, at=f"198.51.100.{host}")
    assert not sign_in(Client(), alice.email, RIGHT, at="198.51.100.200")


def test_a_browser_that_signed_in_before_is_not_kept_out_by_many_addresses(alice):
    own = Client()
    assert sign_in(own, alice.email, RIGHT, at=HOME)
    own.post("/account/logout/")
    for host in range(12):
        guess(alice.email, at=f"198.51.100.{host}")
    guess(alice.email, at=HOME, times=9)
    assert sign_in(own, alice.email, RIGHT, at=HOME)


def test_a_known_browser_has_limits_too(alice):
    own = Client()
    sign_in(own, alice.email, RIGHT, at=HOME)
    own.post("/account/logout/")
    guess(alice.email, at=HOME, times=6, client=own)
    assert not sign_in(own, alice.email, RIGHT, at=HOME)


@pytest.mark.parametrize("cookie", ["", "x", "x:y:z", "\x00", "\xe9"])
def test_a_forged_device_is_no_known_browser(alice, cookie):
    client = Client()
    client.cookies["device"] = cookie
    guess(alice.email, at=STRANGER, times=6, client=client)
    assert not sign_in(client, alice.email, RIGHT, at=STRANGER)


def test_a_device_of_one_account_is_none_of_anothers(alice, bob):
    client = Client()
    sign_in(client, bob.email, "bob-may-look-in", at=STRANGER)
    client.post("/account/logout/")
    for host in range(12):
        guess(alice.email, at=f"198.51.100.{host}")
    assert not sign_in(client, alice.email, RIGHT, at=STRANGER)


def test_an_account_that_is_not_there_is_limited_alike(db, alice):
    for email in (alice.email, "nobody@example.org"):
        client = Client()
        guess(email, at=STRANGER, times=5, client=client)
        page = client.post(DOOR, {"login": email, "password": "x"}, REMOTE_ADDR=STRANGER)
        assert "Too many wrong passwords" in page.content.decode()


def test_a_reset_by_email_gets_in_whatever_the_limits_say(alice):
    for host in range(12):
        guess(alice.email, at=f"198.51.100.{host}")
    client = Client()
    client.post("/account/password/reset/", {"email": alice.email}, REMOTE_ADDR=HOME)
    link = next(line for line in mail.outbox[-1].body.split() if "/reset/key/" in line)
    page = client.get(link.partition("testserver")[2], follow=True, REMOTE_ADDR=HOME)
    new = {"password1": "a-brand-new-secret-42", "password2": "a-brand-new-secret-42"}
    client.post(page.redirect_chain[-1][0], new, REMOTE_ADDR=HOME)
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize("trusted", [False, True])
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(alice, settings, trusted):
    if trusted:
        settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.1")]
    for turn in range(6):
        guess(alice.email, at="10.0.0.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{turn}")
    enters = sign_in(
        Client(), alice.email, RIGHT, at="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.99"
    )
    assert enters is trusted


def test_too_many_requests_of_a_kind_are_told_on_a_page_of_ours(alice):
    client = Client()
    for _ in range(31):
        page = client.post(DOOR, {"login": alice.email, "password": ""}, REMOTE_ADDR=STRANGER)
    assert page.status_code == 429
    assert "Wait a minute, then try again" in page.content.decode()
    assert 'class="topbar"' in page.content.decode()
