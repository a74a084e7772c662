"""What a request may carry: by route, caller and time."""

import asyncio
import json

import pytest
from django.db import OperationalError

from config.server import bodies
from config.server.bodies import ANONYMOUS_BYTES, BodyLimits, names_caller
from portfolios.importers.base import MAX_UPLOAD_BYTES
from portfolios.services.sharing.tokens import create_token
from tests.config.server.exchange import Client, make_scope
from tests.portfolios.live.loops import run
from tests.web import session_of

FORM = 5 * 1024 * 1024
IMPORT, API_IMPORT = "/portfolios/1/import/", "/api/v1/imports/"
SIGNED_IN = {"cookie": "sessionid=good"}
WITH_TOKEN = {"authorization": "Bearer tm_good"}
FORGED = {"cookie": "sessionid=forged", "authorization": "Bearer tm_forged"}


class App:
    """Reads the body as Django does, and answers how much there was."""

    read = None

    async def __call__(self, scope, receive, send):
        self.read = 0
        while (message := await receive())["type"] == "http.request":
            self.read += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def knows(session_key, authorization):
    return session_key == "good" or authorization == "Bearer tm_good"


def answer(client, path, *, headers, app=None, is_known=knows, **scope) -> Client:
    limits = BodyLimits(app or App(), is_known=is_known)
    scope = make_scope(method="POST", path=path, headers=headers, **scope)
    run(limits(scope, client.receive, client.send))
    return client


def declared(path, count, headers, **options) -> tuple[int, Client]:
    """The status for a body of a declared length, and its client."""
    client = Client(b"x" * min(count, 10))
    headers = headers | {"content-length": str(count)}
    return answer(client, path, headers=headers, **options).status, client


@pytest.mark.parametrize(
    ("path", "headers", "limit"),
    [
        ("/healthz", SIGNED_IN, 0),
        ("/readyz", {}, 0),
        ("/live/", SIGNED_IN, 0),
        ("/account/login/", {}, ANONYMOUS_BYTES),
        ("/no/such/page/", SIGNED_IN, ANONYMOUS_BYTES),
        ("/portfolios/new/", SIGNED_IN, FORM),
        ("/api/v1/transactions/", WITH_TOKEN, FORM),
        (IMPORT, {}, ANONYMOUS_BYTES),
        (IMPORT, SIGNED_IN, MAX_UPLOAD_BYTES),
        (API_IMPORT, WITH_TOKEN, MAX_UPLOAD_BYTES),
        (API_IMPORT, {}, ANONYMOUS_BYTES),
    ],
)
def test_each_route_takes_so_much_and_not_a_byte_more(path, headers, limit):
    if limit:
        assert declared(path, limit, headers)[0] == 200
    status, client = declared(path, limit + 1, headers)
    assert status == 413
    assert client.headers[b"connection"] == b"close"


@pytest.mark.parametrize("path", [IMPORT, API_IMPORT])
def test_a_session_or_token_that_is_not_good_sends_no_files(path):
    assert declared(path, FORM + 1, FORGED)[0] == 413
    assert declared(path, FORM, FORGED)[0] == 200


def test_a_small_file_costs_no_question():
    async def asked(session_key, authorization):
        raise AssertionError

    assert declared(IMPORT, FORM, SIGNED_IN, is_known=asked)[0] == 200


def test_a_body_in_chunks_is_cut_off_at_the_limit():
    app, client = App(), Client(*[b"x" * ANONYMOUS_BYTES] * 100)
    answer(client, "/account/login/", headers={"transfer-encoding": "chunked"}, app=app)
    assert client.status == 413
    assert app.read == ANONYMOUS_BYTES


def test_the_answer_goes_out_whole_before_the_rest_is_dropped():
    seen = []
    client = Client(*[b"x" * ANONYMOUS_BYTES] * 5)
    client.when_sent = lambda count: seen.append((client.sent, count))
    answer(client, "/account/login/", headers={"transfer-encoding": "chunked"})
    length = int(client.headers[b"content-length"])
    assert seen == [(2, length), (5, length)]


def test_the_api_says_it_as_a_problem():
    _, client = declared("/api/v1/transactions/", FORM + 1, WITH_TOKEN)
    assert client.headers[b"content-type"] == b"application/problem+json"
    assert json.loads(client.body)["status"] == 413


def test_a_body_that_does_not_come_is_given_up(settings):
    settings.HTTP_BODY_SECONDS = 0
    client = Client(b"x", whole=False)
    answer(client, "/account/login/", headers={"content-length": "10"})
    assert client.status == 408


def test_a_body_that_comes_at_some_speed_has_its_time(settings, monkeypatch):
    settings.HTTP_BODY_SECONDS = 0
    monkeypatch.setattr(bodies, "BYTES_A_SECOND", 1)
    client = Client(*[b"x" * 1000] * 3)

    async def story():
        body = bodies.Body(client.receive, limit=FORM)
        body._read = 60
        return [len((await body.receive())["body"]) for _ in range(3)]

    assert run(story()) == [1000] * 3


def test_a_lost_database_is_said_to_be_one():
    async def gone(session_key, authorization):
        raise OperationalError("gone")

    status, client = declared(API_IMPORT, FORM + 1, WITH_TOKEN, is_known=gone)
    assert status == 503
    assert int(client.headers[b"retry-after"]) > 0


def test_a_request_without_a_body_is_not_looked_at():
    async def story():
        reached = asyncio.Event()

        async def app(scope, receive, send):
            reached.set()

        await BodyLimits(app, is_known=None)(make_scope(path="/nowhere/"), None, None)
        return reached.is_set()

    assert run(story())


def test_a_caller_is_known_by_a_session_or_a_token_that_is_good(alice):
    token, key = create_token(alice, name="bot", scope="write", days=1)
    session = session_of(alice)
    assert names_caller(session, "")
    assert names_caller("", f"Bearer {key}")
    assert not names_caller("made-up", "Bearer tm_made_up")
    alice.is_active = False
    alice.save()
    assert not names_caller(session, f"Bearer {key}")
