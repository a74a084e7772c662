"""Messengers through Apprise, against a local server that takes what ntfy takes."""

import json
from datetime import UTC, datetime

import pytest
import requests

from portfolios.transports import guard, messengers
from portfolios.transports.message import Message, Receiver, TransportError
from tests.portfolios.fake_receiver import FakeReceiver

MESSAGES = [
    Message(
        key=f"k{number}", event="take_profit", title=f"Title {number}", text=f"Text {number}",
        url="https://example.org/alerts/", at=datetime(2026, 1, 31, 13, number, tzinfo=UTC),
    )
    for number in range(2)
]  # fmt: skip


@pytest.fixture
def server():
    fake = FakeReceiver().start()
    yield fake
    fake.stop()


def to(server, *, private=True) -> Receiver:
    return Receiver(f"ntfy://127.0.0.1:{server.port}/my-topic", allow_private=private)


def sent(server) -> dict:
    (request,) = server.requests
    return json.loads(request.body)


def test_an_alert_reaches_ntfy(server):
    server.replies = [(200, {})]
    messengers.send(to(server), MESSAGES[:1])
    body = sent(server)
    assert (body["topic"], body["title"]) == ("my-topic", "Title 0")
    assert "Text 0" in body["message"]
    assert "https://example.org/alerts/" in body["message"]


def test_several_go_as_one(server):
    server.replies = [(200, {})]
    messengers.send(to(server), MESSAGES)
    body = sent(server)
    assert body["title"] == "2 alerts"
    assert body["message"].index("Text 0") < body["message"].index("Text 1")


def test_a_refusal_is_told(server):
    server.replies = [(500, {})]
    with pytest.raises(TransportError, match="did not take"):
        messengers.send(to(server), MESSAGES)


def test_a_private_address_is_never_connected_to(server):
    with pytest.raises(TransportError):
        messengers.send(to(server, private=False), MESSAGES)
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "json://127.0.0.1/", "syslog://", "mailto://a:b@example.org", "ntfy://",
     "https://example.org", "exec://x", "", "dbus://"],
)  # fmt: skip
def test_only_messengers_are_let_in(url):
    assert messengers.service_of(url) is None
    with pytest.raises(TransportError) as caught:
        messengers.send(Receiver(url), MESSAGES)
    assert caught.value.permanent


@pytest.mark.parametrize("url", ["ntfy://topic", "TGRAM://1:a/2", "discord://1/2"])
def test_messengers_are_known_by_their_schema(url):
    assert messengers.service_of(url)


@pytest.mark.parametrize(
    "url",
    ["ntfy://topic\r\nx", "ntfy://topic\x00", "tgram://x", "discord://only-one-part",
     "slack://a", "matrixs://user:password@", "tgram://\ud800/2"],
)  # fmt: skip
def test_what_apprise_cannot_send_to_is_refused(url):
    with pytest.raises(TransportError) as caught:
        messengers.check_url(url)
    assert caught.value.permanent


def test_an_answer_that_never_ends_is_cut_off(server, monkeypatch):
    server.drip = True
    monkeypatch.setattr(messengers, "ATTEMPT_SECONDS", 0.3)
    with pytest.raises(TransportError, match="in time"):
        messengers.send(to(server), MESSAGES)


@pytest.mark.parametrize("target", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433"])
def test_inside_the_guard_no_request_leaves_for_a_private_host(server, target):
    url = f"http://{target}:{server.port}/"
    with (
        guard.guarded(allow_private=False, seconds=9),
        pytest.raises(requests.ConnectionError, match="private network"),
    ):
        requests.post(url, timeout=2)
    assert server.requests == []


def test_inside_the_guard_a_name_that_turns_private_is_refused(server, monkeypatch):
    """A redirect, or a second look at a name, opens a new connection: each is looked at."""
    monkeypatch.setattr(guard, "resolve", lambda host, port: ["93.184.216.34", "127.0.0.1"])
    with (
        guard.guarded(allow_private=False, seconds=9),
        pytest.raises(requests.ConnectionError, match="private network"),
    ):
        requests.post(f"http://rebind.example:{server.port}/", timeout=2)
    assert server.requests == []


def test_outside_the_guard_others_connect_as_ever(server):
    assert requests.post(server.url, timeout=2).status_code == 204
