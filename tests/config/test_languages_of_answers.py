"""The language of what no ordinary page says: refusals, outages, letters and the worker."""

import pytest
from django.core import mail
from django.db import OperationalError
from django.urls import reverse

from tests.config.server.exchange import Client
from tests.config.server.test_bodies import answer

GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-DE,de;q=0.9"}
IS_GERMAN = '<html lang="de">'


@pytest.fixture(autouse=True)
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


def refused(path: str) -> str:
    """What is answered to a body of more than the address takes, by a German browser."""
    headers = {"content-length": str(10**9), "accept-language": "de"}
    return answer(Client(b"x"), path, headers=headers).body.decode()


def test_what_is_refused_before_django_speaks_to_people_in_their_language():
    page = refused("/account/login/")
    assert IS_GERMAN in page
    assert "Diese Adresse nimmt von dir höchstens 64" in page
    assert "This address takes up to 64" in refused("/api/v1/portfolios/")


def test_an_address_that_nobody_can_read_is_no_obstacle():
    client = Client(b"x")
    headers = {"content-length": str(10**9)}
    answer(client, "/account/login/", headers=headers, query_string=b"\xff")
    assert client.status == 413


def test_an_outage_is_told_in_the_language_of_the_browser(client, alice, monkeypatch):
    def away(request):
        raise OperationalError

    client.force_login(alice)
    monkeypatch.setattr("django.contrib.auth.get_user", away)
    page = client.get("/", **GERMAN)
    assert page.status_code == 503
    assert IS_GERMAN in page.content.decode()


def test_the_worker_of_another_language_is_another_worker(client, db):
    """So the page without a network, which the worker keeps, follows a change of language."""
    address = reverse("portfolios:service_worker")
    assert 'lang: "en"' in client.get(address).content.decode()
    assert 'lang: "de"' in client.get(address, **GERMAN).content.decode()
    assert IS_GERMAN in client.get(reverse("portfolios:offline"), **GERMAN).content.decode()


@pytest.mark.parametrize(("chosen", "asked", "word"), [
    ("de", "en", "Passwort"), ("en", "de", "password"), ("", "de", "Passwort"),
])  # fmt: skip
def test_a_letter_goes_by_the_choice_then_by_the_browser(client, alice, chosen, asked, word):
    type(alice).objects.filter(pk=alice.pk).update(language=chosen)
    client.post(
        reverse("account_reset_password"), {"email": alice.email}, HTTP_ACCEPT_LANGUAGE=asked
    )
    (letter,) = mail.outbox
    assert word in letter.subject
    assert word in letter.body
