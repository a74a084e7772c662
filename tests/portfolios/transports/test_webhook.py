"""Signed webhooks over real HTTP, taken by the receiver that the documentation shows."""

import json
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from markets.providers.web import user_urls
from portfolios.transports import webhook
from portfolios.transports.message import Message, Receiver, TransportError
from portfolios.transports.signing import HEADER, sign
from tests.portfolios.fake_receiver import FakeReceiver
from tests.stack import free_port

DOCS = Path(__file__).parents[3] / "docs" / "webhooks.md"
MESSAGE = Message(
    key="5f0c6a1e-0d5b-4a8e-9a55-0f9f3f0b7f10", event="stop_loss", title="BTC: stop-loss reached",
    text="Price seen: $80", url="https://example.org/alerts/",
    at=datetime(2026, 1, 31, 13, 45, tzinfo=UTC), data={"price_usd": "80", "name": "Größe"},
)  # fmt: skip


@pytest.fixture
def server():
    fake = FakeReceiver().start()
    yield fake
    fake.stop()


def to(server: FakeReceiver, **changes) -> Receiver:
    return replace(Receiver(server.url, secrets=("whsec_a",), allow_private=True), **changes)


def test_the_signature_is_the_documented_one():
    # printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_a
    expected = "a4b39d8bb2e6dfa1ea9f2ea037550b767cb1f592e0a81565c3a565232799943d"
    header = sign(b'{"a":1}', secrets=["whsec_a"], at=1_700_000_000)
    assert header == f"t=1700000000,v1={expected}"


def test_a_message_arrives_signed_and_with_its_key(server):
    webhook.send(to(server), [MESSAGE])
    (request,) = server.requests
    assert json.loads(request.body) == {
        "id": MESSAGE.key, "event": "stop_loss", "created_at": "2026-01-31T13:45:00Z",
        "title": MESSAGE.title, "text": MESSAGE.text, "url": MESSAGE.url, "data": MESSAGE.data,
    }  # fmt: skip
    assert request.headers["Idempotency-Key"] == MESSAGE.key
    assert request.headers["Tidemark-Event"] == "stop_loss"
    at = int(re.match(r"t=(\d+),", request.headers[HEADER]).group(1))
    assert request.headers[HEADER] == sign(request.body, secrets=["whsec_a"], at=at)
    assert abs(time.time() - at) < 60
    assert request.path == "/hook?token=s3cret"


def test_two_secrets_sign_while_both_are_in_force(server):
    webhook.send(to(server, secrets=("whsec_new", "whsec_old")), [MESSAGE])
    assert server.requests[0].headers[HEADER].count("v1=") == 2


@pytest.mark.parametrize("status", [301, 302, 400, 404, 429, 500, 503])
def test_what_is_not_a_2xx_is_not_taken_and_no_redirect_is_followed(server, status):
    server.replies = [(status, {"Location": server.url, "Retry-After": "90"})]
    with pytest.raises(TransportError, match=str(status)) as caught:
        webhook.send(to(server), [MESSAGE])
    assert (caught.value.permanent, caught.value.retry_after) == (False, 90.0)
    assert len(server.requests) == 1


def test_gone_is_gone(server):
    server.replies = [(410, {})]
    with pytest.raises(TransportError) as caught:
        webhook.send(to(server), [MESSAGE])
    assert (caught.value.gone, caught.value.permanent) == (True, True)


def test_nobody_there_is_told_without_the_secrets_of_the_url(server):
    server.stop()
    with pytest.raises(TransportError) as caught:
        webhook.send(to(server), [MESSAGE])
    assert "s3cret" not in str(caught.value)
    assert "/hook" not in str(caught.value)


def test_an_answer_that_never_ends_is_cut_off(server, monkeypatch):
    server.drip = True
    monkeypatch.setattr(user_urls, "ATTEMPT_SECONDS", 0.3)
    with pytest.raises(TransportError, match="no answer in time"):
        webhook.send(to(server), [MESSAGE])


@pytest.mark.parametrize("path", ["\r\nx", "\x00", "\ud800", "\x7f"])
def test_a_url_that_no_client_can_call_is_a_failure_like_any(server, path):
    with pytest.raises(TransportError, match="not a URL"):
        webhook.send(to(server, address=server.url + path), [MESSAGE])
    assert server.requests == []


def test_a_name_of_other_letters_is_called_by_its_ascii_form(server, monkeypatch):
    monkeypatch.setattr(user_urls, "check_public_url", lambda url, **_: ["127.0.0.1"])
    webhook.send(to(server, address=f"http://bücher.example:{server.port}/ü"), [MESSAGE])
    (request,) = server.requests
    assert request.headers["Host"] == f"xn--bcher-kva.example:{server.port}"
    assert request.path == "/%C3%BC"


def test_a_private_address_is_not_called(server):
    with pytest.raises(TransportError, match="private network"):
        webhook.send(to(server, allow_private=False), [MESSAGE])
    assert server.requests == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_called(server, monkeypatch):
    """A second look at the name would lead elsewhere: to port 9 of nowhere."""
    answers = [["127.0.0.1"], ["192.0.2.1"]]
    monkeypatch.setattr(
        "markets.providers.web.user_urls.check_public_url",
        lambda url, **options: answers.pop(0),
    )
    url = f"http://rebind.example:{server.port}/hook"
    webhook.send(to(server, address=url), [MESSAGE])
    assert server.requests[0].headers["Host"] == f"rebind.example:{server.port}"
    assert answers == [["192.0.2.1"]]


@pytest.fixture
def documented(tmp_path):
    """The receiver of the documentation, as a process."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "receiver.py"
    script.write_text(code, encoding="utf-8")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, script, "whsec_a", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/"
    for _ in range(200):
        try:
            httpx.post(url, content=b"")
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield url, process
    process.kill()
    process.wait()


def test_the_documented_receiver_takes_what_is_genuine_and_nothing_else(documented):
    url, process = documented
    genuine = Receiver(url, secrets=("whsec_a",), allow_private=True)
    webhook.send(genuine, [MESSAGE])
    webhook.send(genuine, [MESSAGE])  # again: known, so taken without effect
    webhook.send(replace(genuine, secrets=("whsec_b", "whsec_a")), [replace(MESSAGE, key="k2")])
    with pytest.raises(TransportError, match="400"):
        webhook.send(replace(genuine, secrets=("whsec_wrong",)), [replace(MESSAGE, key="k3")])
    body = webhook.body_of(replace(MESSAGE, key="k4"))
    for at, sent in [(int(time.time()) - 301, body), (int(time.time()), body + b" ")]:
        header = sign(body, secrets=["whsec_a"], at=at)
        answer = httpx.post(url, content=sent, headers={HEADER: header, "Idempotency-Key": "k4"})
        assert answer.status_code == 400
    process.kill()
    assert process.stdout.read().splitlines() == ["stop_loss BTC: stop-loss reached"] * 2
