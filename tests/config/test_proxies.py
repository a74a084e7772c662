"""Whom a request comes from: proxies of one's own are believed, and nobody else."""

import asyncio
import ipaddress

import pytest
from django.http import HttpResponse
from django.test import AsyncRequestFactory, RequestFactory

from config.proxies import ClientAddressMiddleware, find_client, with_client_address

PROXIES = [ipaddress.ip_network(text) for text in ("10.0.0.0/8", "2001:db8::/32")]


@pytest.fixture(autouse=True)
def trusted(settings):
    settings.TRUSTED_PROXIES = PROXIES


@pytest.mark.parametrize(
    ("peer", "way", "client"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "203.0.113.7:50123", "203.0.113.7"),
        ("10.0.0.1", "[2001:4860::1]:443", "2001:4860::1"),
        ("10.0.0.1", "2001:4860::1", "2001:4860::1"),
        ("2001:db8::5", "203.0.113.7", "203.0.113.7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, unknown", "10.0.0.1"),
        ("10.0.0.1", ", ,", "10.0.0.1"),
        ("127.0.0.1", "203.0.113.7", "127.0.0.1"),
        ("198.51.100.9", "203.0.113.7, 10.0.0.2", "198.51.100.9"),
        ("", "203.0.113.7", "127.0.0.1"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ones_own(peer, way, client):
    meta = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": way}
    find_client(meta)
    assert meta == {"REMOTE_ADDR": client}


def test_nobody_is_trusted_by_default(settings):
    settings.TRUSTED_PROXIES = []
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    find_client(meta)
    assert meta == {"REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(("peer", "secure"), [("10.0.0.1", True), ("127.0.0.1", False)])
def test_only_a_trusted_proxy_says_that_it_came_by_https(settings, peer, secure):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")
    ClientAddressMiddleware(lambda request: HttpResponse())(request)
    assert request.is_secure() is secure


async def _answer(request):
    return HttpResponse(request.META["REMOTE_ADDR"])


def test_it_serves_the_asynchronous_server_too():

    request = AsyncRequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.7"})
    request.META["REMOTE_ADDR"] = "10.0.0.1"
    answer = asyncio.run(ClientAddressMiddleware(_answer)(request))
    assert answer.content == b"203.0.113.7"


@pytest.mark.parametrize(
    ("client", "ways", "expected"),
    [
        (("10.0.0.1", 5), [b"203.0.113.7"], "203.0.113.7"),
        (("10.0.0.1", 5), [b"1.1.1.1", b"203.0.113.7"], "203.0.113.7"),
        (("198.51.100.9", 5), [b"203.0.113.7"], "198.51.100.9"),
        (("10.0.0.1", 5), [], "10.0.0.1"),
        (None, [b"203.0.113.7"], "127.0.0.1"),
    ],
)
def test_an_application_beside_django_knows_the_client_too(client, ways, expected):
    """The live stream counts by address, and is served by the ASGI server itself."""
    seen = []

    async def application(scope, receive, send):
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", way) for way in ways]
    asyncio.run(
        with_client_address(application)({"client": client, "headers": headers}, None, None)
    )
    assert seen == [expected]
