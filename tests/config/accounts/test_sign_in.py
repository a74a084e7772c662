"""What a page is answered whose sign-in has run out meanwhile."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path, reverse
from django.utils import timezone
from django_htmx.middleware import HtmxMiddleware

from config.accounts.sign_in import SignInMiddleware
from tests.factories import make_market, make_portfolio

DOOR = "/account/login/"
HERE = "http://testserver"
FRAGMENT = {"HX-Request": "true"}
BOOSTED = {"HX-Request": "true", "HX-Boosted": "true"}


def signed_out_meanwhile(request):
    """A view during which another tab signs out, and which then writes into its session."""
    request.session["seen"] = True
    Session.objects.all().delete()
    return HttpResponse("fine")


urlpatterns = [path("slow/", signed_out_meanwhile), path("", include("config.urls"))]


@pytest.fixture
def ended(client, alice):
    """Alice's browser, whose session is no more on the server."""
    client.force_login(alice)
    Session.objects.all().delete()
    return client


@pytest.fixture
def portfolio(alice):
    make_market()
    return make_portfolio(alice)


@pytest.fixture
def plan(portfolio):
    return reverse("portfolios:plan", args=[portfolio.pk])


@pytest.fixture
def arm(portfolio):
    return reverse("portfolios:arm", args=[portfolio.pk])


def door_of(answer):
    """The address that htmx is told to open, or that a browser is redirected to: path, query."""
    target = urlsplit(answer.headers.get("HX-Redirect") or answer.headers["Location"])
    return target.path, {name: value for name, (value,) in parse_qs(target.query).items()}


def at(page, **more):
    return {"HX-Current-URL": f"{HERE}{page}", **more}


def test_a_form_sent_in_place_leads_to_the_sign_in_and_back_to_the_page(ended, plan, arm):
    answer = ended.post(arm, headers=BOOSTED | at(f"{plan}?show=all#levels"))
    assert answer.status_code == 200
    assert door_of(answer) == (DOOR, {"next": f"{plan}?show=all", "ended": "1"})


def test_a_form_followed_in_place_leads_there_too(ended, plan, arm):
    answer = ended.get(arm, headers=BOOSTED | at(plan))
    assert door_of(answer) == (DOOR, {"next": plan, "ended": "1"})


@pytest.mark.parametrize("name", ["portfolios:alert_count", "portfolios:list", "portfolios:alerts"])
def test_a_part_that_renews_itself_leaves_the_page_alone_and_says_why(ended, plan, name):
    answer = ended.get(reverse(name), headers=FRAGMENT | at(plan))
    said = answer.content.decode()
    assert answer["HX-Reswap"] == "none"
    assert "HX-Redirect" not in answer
    assert 'id="signed-out" hx-swap-oob="innerHTML"' in said
    assert "Your sign-in has run out" in said
    assert f"{DOOR}?next={plan}&amp;ended=1" in said
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["preview_entry", "level_preview"])
def test_a_preview_takes_nobody_away_from_what_is_being_written(ended, plan, portfolio, name):
    preview = reverse(f"portfolios:{name}", args=[portfolio.pk])
    answer = ended.post(preview, headers=FRAGMENT | at(plan))
    assert (answer["HX-Reswap"], "HX-Redirect" in answer) == ("none", False)
    assert "Your sign-in has run out" in answer.content.decode()


def test_what_asks_by_the_clock_is_told_to_stop(ended, plan, portfolio):
    progress = reverse("portfolios:books_progress", args=[portfolio.pk])
    assert ended.get(progress, headers=FRAGMENT | at(plan)).status_code == 286


def test_a_page_that_is_looked_up_leads_back_to_itself(ended, plan):
    answer = ended.get(f"{plan}?show=all")
    assert answer.status_code == 302
    assert door_of(answer) == (DOOR, {"next": f"{plan}?show=all", "ended": "1"})


def test_a_page_restored_by_the_way_back_is_the_sign_in_as_a_whole(ended, plan):
    restored = FRAGMENT | {"HX-History-Restore-Request": "true"}
    assert ended.get(plan, headers=restored).status_code == 302


def test_a_form_without_javascript_leads_back_to_the_page_it_stood_on(ended, plan, portfolio):
    disarm = reverse("portfolios:disarm", args=[portfolio.pk, 1])
    answer = ended.post(disarm, headers={"Referer": f"{HERE}{plan}"})
    assert answer.status_code == 302
    assert door_of(answer) == (DOOR, {"next": plan, "ended": "1"})
    assert door_of(ended.post(disarm)) == (DOOR, {"ended": "1"})


@pytest.mark.parametrize(
    "page",
    ["https://evil.example/plan/", f"{HERE}//evil.example/", f"{HERE}/\\evil.example/",
     "javascript:alert(1)", "//evil.example", "nonsense", "", f"{HERE}.evil.example/"],
)  # fmt: skip
def test_the_way_back_never_leads_to_another_site(ended, arm, page):
    answer = ended.post(arm, headers=BOOSTED | {"HX-Current-URL": page})
    assert door_of(answer) == (DOOR, {"ended": "1"})


def test_a_visitor_is_not_told_of_a_sign_in_that_never_was(client, plan):
    assert door_of(client.get(plan)) == (DOOR, {"next": plan})


def test_other_redirects_are_left_as_they_are(client, alice, portfolio):
    client.force_login(alice)
    progress = reverse("portfolios:books_progress", args=[portfolio.pk])
    assert client.get(progress)["Location"] == reverse("portfolios:overview", args=[portfolio.pk])
    assert "HX-Redirect" not in client.post(reverse("account_logout"), headers=BOOSTED)


def test_the_sign_in_page_says_why_one_is_there(client, db):
    told = client.get(DOOR, {"ended": 1}).content.decode()
    assert "Your sign-in has run out. Sign in to go on." in told
    assert "run out" not in client.get(DOOR).content.decode()


def test_a_page_that_lost_all_its_cookies_is_led_to_the_sign_in(alice, plan, arm):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(arm, headers=BOOSTED | at(plan))
    assert door_of(answer) == (DOOR, {"next": plan, "ended": "1"})


def test_a_forged_form_is_refused_as_ever(alice, arm):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(arm).status_code == 403
    strict.force_login(alice)
    assert strict.post(arm).status_code == 403
    assert strict.post(arm, headers=BOOSTED).status_code == 403


def test_a_form_that_is_older_than_the_sign_in_leads_back_to_its_page(alice, plan, arm):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    answer = strict.post(arm, headers={"Referer": HERE + plan})
    told = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was changed" in told
    assert f'href="{plan}">Open the page again' in told
    elsewhere = strict.post(arm, headers={"Referer": "https://example.org/trap/"})
    assert "/trap/" not in elsewhere.content.decode()


def test_a_plain_form_without_cookies_leads_to_the_sign_in(alice, plan, arm):
    answer = Client(enforce_csrf_checks=True).post(arm, headers={"Referer": HERE + plan})
    assert answer.status_code == 403
    assert f'href="{DOOR}?next={plan}">Sign in' in answer.content.decode()


def test_a_part_that_renews_itself_does_not_put_off_the_end_of_the_sign_in(
    client, alice, portfolio, plan
):
    client.force_login(alice)
    soon = timezone.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=soon)
    for address in (reverse("portfolios:alert_count"), reverse("portfolios:list"), plan):
        answer = client.get(address, headers=FRAGMENT | at(plan))
        assert answer.status_code == 200
        assert "sessionid" not in answer.cookies
    assert Session.objects.get().expire_date == soon


@override_settings(ROOT_URLCONF=__name__)
def test_what_was_asked_before_signing_out_does_not_sign_in_again(client, alice):
    client.force_login(alice)
    answer = client.get("/slow/", headers=FRAGMENT)
    assert answer.status_code == 400
    assert "sessionid" not in answer.cookies
    assert not Session.objects.exists()


def test_the_stream_is_refused_so_that_the_browser_does_not_come_again(ended):
    answer = ended.get(reverse("portfolios:live"))
    assert answer.status_code == 403


async def to_the_door(request):
    return HttpResponseRedirect(f"{DOOR}?next=/live/")


async def fine(request):
    return HttpResponse("fine")


async def answer_of(view):
    request = RequestFactory().get("/live/", headers=FRAGMENT)
    return await HtmxMiddleware(SignInMiddleware(view))(request)


def test_under_asgi_it_is_the_same():
    # A thread of its own: a browser test of the same worker leaves its event loop running.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, answer_of(to_the_door)).result().status_code == 286
        assert thread.submit(asyncio.run, answer_of(fine)).result().content == b"fine"


def test_the_sign_in_after_a_sign_up_has_its_address_once_whoever_had_it(client, alice):
    secret = "a-long-enough-secret"
    for email in (alice.email, "new@example.org"):
        fields = {"email": email, "password1": secret, "password2": secret, "time_zone": "UTC"}
        page = client.post(reverse("account_signup"), fields, follow=True)
        assert page.context["form"]["login"].value() == email
        assert not client.get(DOOR).context["form"]["login"].value()
