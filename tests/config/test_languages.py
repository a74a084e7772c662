"""In which language somebody reads a page."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from markets.templatetags import figures
from portfolios.models import User

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-DE,de;q=0.9,en;q=0.5"}
REQUIRED = "Dieses Feld ist zwingend erforderlich."


@pytest.fixture(autouse=True)
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def test_a_visitor_reads_what_the_browser_asks_for(client):
    answer = client.post(reverse("account_login"), {}, **GERMAN)
    assert REQUIRED in answer.content.decode()
    assert '<html lang="de">' in answer.content.decode()
    assert answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("asked", ["", "en-GB", "xx", "de;q=0,en", "*", ";;;", "d" * 5000])
def test_a_visitor_without_a_language_of_ours_reads_english(client, asked):
    answer = client.post(reverse("account_login"), {}, HTTP_ACCEPT_LANGUAGE=asked)
    assert "This field is required." in answer.content.decode()
    assert answer["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("asked", "code", "amount"),
    [
        ("de-CH,de;q=0.9", "de-ch", "$ 1'234.50"), ("de-AT", "de-at", "$ 1.234,50"),
        ("en;q=0.1,de-LI", "de-li", "$ 1'234.50"), ("de,de-CH;q=0.9", "de", "1.234,50 $"),
        ("de-LU", "de", "1.234,50 $"), ("en-GB,de-CH;q=0.9", "en", "$1,234.50"),
    ],
)  # fmt: skip
def test_numbers_are_those_of_the_browsers_region(client, asked, code, amount):
    answer = client.post(reverse("account_login"), {}, HTTP_ACCEPT_LANGUAGE=asked)
    assert answer["Content-Language"] == code
    assert f'<html lang="{code}">' in answer.content.decode()
    assert (REQUIRED in answer.content.decode()) == code.startswith("de")
    with translation.override(code):
        assert figures.money(Decimal("1234.5")).replace("\xa0", " ") == amount


def test_a_region_is_of_the_language_that_is_read(as_alice, alice):
    type(alice).objects.filter(pk=alice.pk).update(language="de")
    page = as_alice.get("/settings/", HTTP_ACCEPT_LANGUAGE="en-GB,de-CH;q=0.5")
    assert page["Content-Language"] == "de-ch"
    type(alice).objects.filter(pk=alice.pk).update(language="en")
    page = as_alice.get("/settings/", HTTP_ACCEPT_LANGUAGE="de-CH")
    assert page["Content-Language"] == "en"


def test_a_choice_goes_before_the_browser(as_alice):
    path = reverse("portfolios:preferences")
    as_alice.post(path, {"time_zone": "UTC", "language": "en"}, **GERMAN)
    assert as_alice.get(path, **GERMAN)["Content-Language"] == "en"
    as_alice.post(path, {"time_zone": "UTC", "language": "de"})
    assert as_alice.get(path)["Content-Language"] == "de"
    as_alice.post(path, {"time_zone": "UTC", "language": ""})
    assert as_alice.get(path)["Content-Language"] == "en"


def test_what_is_no_language_of_ours_is_refused(as_alice):
    answer = as_alice.post("/settings/", {"time_zone": "UTC", "language": "xx"})
    assert answer.context["form"].errors.keys() == {"language"}


def test_a_language_that_is_no_longer_offered_gives_way(as_alice, alice, settings):
    User.objects.filter(pk=alice.pk).update(language="de")
    settings.LANGUAGES = [("en", "English")]
    alice.refresh_from_db()
    assert as_alice.get("/settings/")["Content-Language"] == "en"
    assert alice.letter_language == "en"


def test_programs_read_english(as_alice):
    answer = as_alice.get("/api/v1/portfolios/999999/", **GERMAN)
    assert answer.status_code == 404
    assert "Content-Language" not in answer


def test_letters_follow_the_language_of_the_sign_up(client):
    fields = {"email": "neu@example.org", "password1": "a-long-enough-secret"}
    fields["password2"] = fields["password1"]
    swiss = {"HTTP_ACCEPT_LANGUAGE": "de-CH"}
    client.post(reverse("account_signup"), fields | {"time_zone": "UTC"}, **swiss)
    assert User.objects.get(email="neu@example.org").language == "de"


def test_a_request_leaves_its_language_to_itself(client):
    client.get("/", **GERMAN)
    assert get_language() == "en"
