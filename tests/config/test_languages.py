"""In which language somebody reads a page."""

import pytest
from django.urls import reverse
from django.utils.translation import get_language

from portfolios.models import User

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}
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
    client.post(reverse("account_signup"), fields | {"time_zone": "UTC"}, **GERMAN)
    assert User.objects.get(email="neu@example.org").letter_language == "de"


def test_a_request_leaves_its_language_to_itself(client):
    client.get("/", **GERMAN)
    assert get_language() == "en"
