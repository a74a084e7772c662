"""Web Push over real HTTP: what a browser reads, and what its service is told."""

import base64
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02

from portfolios.transports import webpush
from portfolios.transports.message import Message, Receiver, TransportError
from tests.portfolios.fake_browser import FakeBrowser, text_of
from tests.portfolios.fake_receiver import FakeReceiver

KEY = webpush.new_private_key()
MESSAGE = Message(
    key="5f0c6a1e-0d5b-4a8e-9a55-0f9f3f0b7f10", event="stop_loss", title="BTC: stop-loss\nreached",
    text="Price seen: $80 · “Größe”", url="https://tidemark.example/alerts/?page=1",
    at=datetime(2026, 1, 31, 13, 45, tzinfo=UTC), data={"quantity": "7.5"},
)  # fmt: skip


@pytest.fixture
def server():
    fake = FakeReceiver().start()
    yield fake
    fake.stop()


@pytest.fixture
def browser(server):
    return FakeBrowser(server.url)


def to(browser, **changes) -> Receiver:
    return replace(Receiver(browser.subscription(), (KEY,), allow_private=True), **changes)


def test_the_browser_alone_reads_what_is_shown(server, browser):
    webpush.send(to(browser), [MESSAGE])
    (request,) = server.requests
    assert browser.read(request.body) == {
        "title": "BTC: stop-loss reached", "body": MESSAGE.text, "path": "/alerts/?page=1",
        "tag": MESSAGE.key,
    }  # fmt: skip
    assert b"BTC" not in request.body
    headers = request.headers
    assert (headers["Content-Encoding"], headers["TTL"]) == ("aes128gcm", "86400")
    assert request.path == "/hook?token=s3cret"


def test_two_messages_are_sealed_with_two_keys(server, browser):
    for _ in range(2):
        webpush.send(to(browser), [MESSAGE])
    assert len({request.body[:86] for request in server.requests}) == 2


@pytest.mark.parametrize(
    ("base_url", "sub"),
    [("https://tidemark.example:8443", "https://tidemark.example"),
     ("http://127.0.0.1:8000", "mailto:tidemark@localhost")],
)  # fmt: skip
def test_the_service_can_tell_who_sends(server, browser, settings, base_url, sub):
    settings.BASE_URL = base_url
    webpush.send(to(browser), [MESSAGE])
    authorization = server.requests[0].headers["Authorization"]
    assert Vapid02.verify(authorization)
    parts = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
    assert parts["k"] == webpush.public_key_of(KEY)
    claims = parts["t"].split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    address = urlsplit(server.url)
    assert (told["aud"], told["sub"]) == (f"http://{address.netloc}", sub)
    assert 0 < told["exp"] - time.time() <= 24 * 3600


def test_a_key_that_was_made_is_a_point_of_its_curve():
    raw = base64.urlsafe_b64decode(webpush.public_key_of(webpush.new_private_key()) + "=")
    assert (len(raw), raw[0]) == (65, 4)


def test_several_messages_are_one_notification(server, browser):
    webpush.send(to(browser), [MESSAGE, replace(MESSAGE, key="k2", title="ETH", text="…")])
    shown = browser.read(server.requests[0].body)
    assert shown["title"] == "2 alerts"
    assert "ETH (2026-01-31 13:45 UTC)" in shown["body"]


@pytest.mark.parametrize("text", ["x" * 9000, "“" * 9000, '"\n' * 9000, "🌊" * 5000])
def test_a_long_text_is_cut_to_what_services_take(server, browser, text):
    webpush.send(to(browser), [replace(MESSAGE, text=text)])
    (request,) = server.requests
    assert len(request.body) <= 4096
    assert browser.read(request.body)["body"].endswith("…")


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_ended_is_gone(server, browser, status):
    server.replies = [(status, {})]
    with pytest.raises(TransportError, match=str(status)) as caught:
        webpush.send(to(browser), [MESSAGE])
    assert (caught.value.gone, caught.value.permanent) == (True, True)


@pytest.mark.parametrize("status", [301, 403, 413, 429, 500])
def test_any_other_refusal_is_tried_again(server, browser, status):
    server.replies = [(status, {"Retry-After": "90", "Location": server.url})]
    with pytest.raises(TransportError, match=str(status)) as caught:
        webpush.send(to(browser), [MESSAGE])
    assert (caught.value.gone, caught.value.retry_after) == (False, 90.0)
    assert len(server.requests) == 1


def test_a_private_address_is_not_called(server, browser):
    with pytest.raises(TransportError, match="private network"):
        webpush.send(to(browser, allow_private=False), [MESSAGE])
    assert server.requests == []


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", "[" * 50, '{"endpoint": 7, "keys": {}}', "http://example.org/"],
)
def test_what_is_no_subscription_is_refused(text):
    with pytest.raises(TransportError, match="no address of a browser") as caught:
        webpush.read_subscription(text)
    assert caught.value.permanent


@pytest.mark.parametrize(
    ("endpoint", "keys"),
    [("ftp://example.org/", {}), ("https://u:p@example.org/", {}),
     ("https://example.org/", {"auth": text_of(b"short")}),
     ("https://example.org/", {"auth": None}),
     ("https://example.org/", {"p256dh": text_of(b"\x04" + b"\x01" * 64)}),
     ("https://example.org/", {"p256dh": "ü"})],
)  # fmt: skip
def test_a_subscription_of_another_kind_is_refused(endpoint, keys):
    with pytest.raises(TransportError, match="no address of a browser"):
        webpush.read_subscription(FakeBrowser(endpoint).subscription(**keys))


@pytest.mark.parametrize(
    ("endpoint", "audience"),
    [
        ("https://push.example:443/x", "https://push.example"),
        ("https://PUSH.Example/x?y=z", "https://push.example"),
        ("http://push.example:8080/", "http://push.example:8080"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443"),
    ],
)
def test_the_signature_is_for_the_origin_of_the_service(browser, monkeypatch, endpoint, audience):
    """RFC 6454: a scheme and a host in small ASCII letters, no port where it is the scheme's."""
    sent = []
    monkeypatch.setattr(webpush, "post_message", lambda *args, **more: sent.append(more["headers"]))
    webpush.send(to(FakeBrowser(endpoint)), [MESSAGE])
    token = sent[0]["Authorization"].removeprefix("vapid ").split(",")[0].removeprefix("t=")
    claims = token.split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert told["aud"] == audience


def test_a_device_is_named_by_its_address_alone_and_does_not_tell_it(browser):
    first, again = (webpush.read_subscription(browser.subscription()) for _ in range(2))
    other = webpush.read_subscription(FakeBrowser(browser.endpoint + "x").subscription())
    assert first.device == again.device != other.device
    assert "s3cret" not in first.device


LONG = st.builds(
    lambda text, times: text * times, st.text(min_size=1, max_size=8), st.integers(0, 2000)
)


@given(title=LONG, texts=st.lists(LONG, min_size=1, max_size=3))
def test_a_message_of_any_length_fits_into_a_push(title, texts):
    payload = webpush.payload_of([replace(MESSAGE, title=title, text=text) for text in texts])
    assert len(payload) <= webpush.MOST_BYTES
    assert json.loads(payload)["path"] == "/alerts/?page=1"


def test_the_text_is_cut_before_the_title_is():
    payload = webpush.payload_of([replace(MESSAGE, text="“Größe” " * 900)])
    shown = json.loads(payload)
    assert shown["title"] == "BTC: stop-loss reached"
    assert shown["body"].endswith("…")
    assert len(shown["body"]) > 1500
