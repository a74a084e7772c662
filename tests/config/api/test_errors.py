"""What people and programs see when something is wrong."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.urls import include, path

from config.middleware import ServiceOutageMiddleware

OUTAGES = [
    OperationalError("gone"), InterfaceError("closed"), redis.ConnectionError("refused"),
    redis.TimeoutError("slow"),
]  # fmt: skip


def failing(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("broken/", failing(ZeroDivisionError("bug"))),
    path("forbidden/", failing(PermissionDenied("Only the owner can do this."))),
    path("away/", failing(OperationalError("gone"))),
    path("api/v1/away/", failing(redis.ConnectionError("refused"))),
    path("", include("config.urls")),
]


def test_a_wrong_address_is_a_404_that_leads_back(client, db):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "There is nothing here" in page
    assert 'href="/"' in page


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_says_why(client, alice):
    client.force_login(alice)
    answer = client.get("/forbidden/")
    assert answer.status_code == 403
    assert "Only the owner can do this." in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_bug_is_a_500_that_tells_nothing_of_itself(client, db):
    client.raise_request_exception = False
    answer = client.get("/broken/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong on our side" in page
    assert "ZeroDivision" not in page
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_pages_of_failures_need_no_database(name):
    # Without the db fixture, pytest-django fails any query.
    page = get_template(name).render()
    assert "<h1>" in page
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("stylesheet") >= 4


@pytest.mark.parametrize("error", OUTAGES, ids=lambda error: type(error).__name__)
def test_a_lost_server_is_a_503_to_be_tried_again(error):
    answer = ServiceOutageMiddleware(failing(error))(RequestFactory().get("/portfolios/"))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("text/html")
    assert b"database or cache" in answer.content
    assert b"gone" not in answer.content


@pytest.mark.parametrize("error", OUTAGES, ids=lambda error: type(error).__name__)
def test_the_api_says_the_same_as_a_problem(error):
    answer = ServiceOutageMiddleware(failing(error))(RequestFactory().get("/api/v1/assets/"))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == 503
    assert problem["title"]


async def fine(request):
    return HttpResponse("fine")


async def away(request):
    raise redis.ConnectionError("refused")


async def answer_of(view):
    return await ServiceOutageMiddleware(view)(RequestFactory().get("/live/"))


def test_an_outage_under_asgi_is_a_503_too():
    # A thread of its own: a browser test of the same worker leaves its event loop running.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, answer_of(away)).result().status_code == 503
        assert thread.submit(asyncio.run, answer_of(fine)).result().status_code == 200


def test_a_bug_is_not_taken_for_an_outage():
    request = RequestFactory().get("/")
    with pytest.raises(ZeroDivisionError):
        ServiceOutageMiddleware(failing(ZeroDivisionError("bug")))(request)


@override_settings(ROOT_URLCONF=__name__)
def test_an_outage_inside_a_view_passes_all_other_middleware(client, db):
    page, api = client.get("/away/"), client.get("/api/v1/away/")
    assert (page.status_code, api.status_code) == (503, 503)
    assert api["Content-Type"] == "application/problem+json"


def test_the_process_lives_without_its_servers(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_page_is_for_one_persons_browser_alone(client, alice):
    for page in ("/", "/markets/", "/account/login/", "/no/such/page/"):
        assert "private" in client.get(page)["Cache-Control"], page
    client.force_login(alice)
    for page in ("/portfolios/", "/alerts/", "/channels/", "/deliveries/", "/alerts/count/"):
        assert client.get(page)["Cache-Control"] == "private, no-cache", page
    assert "no-store" in client.get("/tokens/")["Cache-Control"]
