"""The live stream as an ASGI server calls it."""

import asyncio
import json
import re

import pytest
from django.db import OperationalError

from portfolios.live.app import LiveApp
from portfolios.live.hub import Hub, now_ms
from portfolios.live.sign_ins import SignIns
from tests.portfolios.live.loops import run

USER = 7


class Reader:
    """A browser at the other end: takes what is sent, and may leave."""

    def __init__(self):
        self.left = asyncio.Event()
        self.status = None
        self.headers = {}
        self.text = ""
        self.is_over = False
        self.heard = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
        else:
            self.text += message["body"].decode()
            self.is_over = not message["more_body"]
        self.heard.set()

    async def hears(self, text: str) -> None:
        while text not in self.text:
            self.heard.clear()
            await self.heard.wait()


def make_app(*, per_user=5, per_address=5, users=None, error=None) -> LiveApp:
    async def ask(keys):
        if error:
            raise error
        return {key: (users or {"s": USER}).get(key) for key in keys}

    app = LiveApp(Hub(per_user=per_user, per_address=per_address))
    app.sign_ins = SignIns(ask)
    app._start_background = lambda: None
    return app


def make_scope(**changes) -> dict:
    headers = {"host": "127.0.0.1", "cookie": "sessionid=s"} | changes.pop("headers", {})
    return {
        "type": "http", "method": "GET", "path": "/live/", "query_string": b"",
        "client": ("192.0.2.1", 5),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    } | changes  # fmt: skip


def answer_to(app: LiveApp, scope: dict) -> Reader:
    """What a request is answered that must not become a stream."""

    async def story():
        reader = Reader()
        await app(scope, reader.receive, reader.send)
        return reader

    return run(story())


def test_a_stream_tells_what_happens_until_its_reader_leaves():
    async def story():
        app, reader, scope = make_app(), Reader(), make_scope()
        serving = asyncio.create_task(app(scope, reader.receive, reader.send))
        await reader.hears("event: prices")
        assert len(app.hub) == 1
        await app.hub.broadcast("alerts")
        await reader.hears("event: alerts\ndata: {")
        reader.left.set()
        await serving
        return reader, scope, app

    reader, scope, app = run(story())
    assert reader.status == 200
    assert reader.headers[b"content-type"].startswith(b"text/event-stream")
    assert reader.headers[b"cache-control"] == b"no-store"
    assert "retry: " in reader.text
    assert len(app.hub) == 0
    assert scope["state"]["endless"]


@pytest.mark.parametrize("known", [True, False])
def test_a_new_stream_says_since_when_no_price_came(known):
    """Without a subscription nobody knows, and every page has to look."""

    async def story():
        app, reader = make_app(), Reader()
        app.hub.heard = {"prices": 1234} if known else {}
        serving = asyncio.create_task(app(make_scope(), reader.receive, reader.send))
        await reader.hears('"at": ')
        reader.left.set()
        await serving
        return json.loads(re.search(r"event: prices\ndata: (.*)\n", reader.text)[1])

    before = now_ms()
    said = run(story())
    assert said["within"] == 0
    assert said["at"] == 1234 if known else before <= said["at"] <= now_ms()


def test_a_sign_out_is_the_last_that_a_stream_tells():
    async def story():
        app, reader = make_app(), Reader()
        serving = asyncio.create_task(app(make_scope(), reader.receive, reader.send))
        await reader.hears("event: prices")
        app.hub.end_sessions({"s"}, last="signed-out")
        await serving
        return reader

    reader = run(story())
    assert "event: signed-out" in reader.text
    assert reader.is_over


def test_a_cancelled_stream_leaves_nothing_behind():
    async def story():
        app, reader = make_app(), Reader()
        serving = asyncio.create_task(app(make_scope(), reader.receive, reader.send))
        await reader.hears("event: prices")
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        await asyncio.sleep(0)
        return len(app.hub), len(asyncio.all_tasks())

    assert run(story()) == (0, 1)


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (make_scope(headers={"cookie": ""}), 403),
        (make_scope(headers={"cookie": "sessionid=of-nobody"}), 403),
        (make_scope(query_string=b"user=8"), 403),
        (make_scope(method="POST"), 405),
    ],
    ids=["no cookie", "not signed in", "another's page", "not a reader"],
)
def test_whoever_may_not_listen_is_refused(scope, status):
    assert answer_to(make_app(), scope).status == status


def test_a_page_of_the_same_user_is_let_in():
    async def story():
        reader = Reader()
        scope = make_scope(query_string=b"user=7")
        serving = asyncio.create_task(make_app()(scope, reader.receive, reader.send))
        await reader.hears("event: prices")
        serving.cancel()
        return reader.status

    assert run(story()) == 200


def test_a_host_that_is_not_ours_is_refused(settings):
    settings.ALLOWED_HOSTS = ["tidemark.example"]
    assert answer_to(make_app(), make_scope()).status == 400


@pytest.mark.parametrize("limits", [{"per_user": 0}, {"per_address": 0}])
def test_more_streams_than_the_limit_are_told_to_come_back(limits):
    reader = answer_to(make_app(**limits), make_scope())
    assert reader.status == 429
    assert int(reader.headers[b"retry-after"]) > 0


def test_a_lost_database_refuses_new_streams_for_a_while():
    reader = answer_to(make_app(error=OperationalError("gone")), make_scope())
    assert reader.status == 503
    assert int(reader.headers[b"retry-after"]) > 0


def test_other_servers_say_that_they_cannot_stream(client, alice):
    assert client.get("/live/").status_code == 403
    client.force_login(alice)
    assert client.get("/live/").status_code == 501
