"""The real web process and raw sockets: clients that leave, hold on, send too much or nothing."""

import contextlib
import re
import signal
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from tests.factories import make_portfolio
from tests.web import session_of, web_process

pytestmark = [
    pytest.mark.stack, pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("stack"), pytest.mark.timeout(400),
]  # fmt: skip

STREAMS_PER_USER = 40
POOL = 10


@pytest.fixture(scope="module")
def web(django_db_setup, tmp_path_factory):
    """Little patience and few connections: what is lost or waited for shows at once."""
    limits = {
        "HTTP_HEADER_SECONDS": "0.5", "HTTP_BODY_SECONDS": "0.5",
        "LIVE_CHECK_SECONDS": "0.5", "DATABASE_POOL_SIZE": str(POOL),
        "LIVE_STREAMS_PER_USER": str(STREAMS_PER_USER),
    }  # fmt: skip
    with web_process(tmp_path_factory.mktemp("web"), **limits) as running:
        yield running


@pytest.fixture
def session(alice) -> str:
    return session_of(alice)


def head(path: str, *lines: str, method: str = "GET", session: str = "") -> bytes:
    cookie = [f"Cookie: sessionid={session}"] if session else []
    return "\r\n".join(
        [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *cookie, *lines, "", ""]
    ).encode()


def opened(web, data: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", web.port), timeout=30)
    client.sendall(data)
    return client


def everything_from(client: socket.socket) -> bytes:
    """What comes until the server closes; the test fails where it does not."""
    with client:
        return b"".join(iter(lambda: client.recv(65536), b""))


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def get(web, path: str, *, session: str = "") -> bytes:
    return everything_from(opened(web, head(path, "Connection: close", session=session)))


def listening(web, session: str) -> socket.socket:
    """An open stream, once its first event has come."""
    client = opened(web, head("/live/", "Connection: close", session=session))
    heard = b""
    while b"event: prices" not in heard:
        piece = client.recv(65536)
        assert piece, heard
        heard += piece
    return client


def abort(web, data: bytes, *, times: int) -> None:
    """Send a request and leave, sooner or later, many times at once."""

    def leave(number: int) -> None:
        client = opened(web, data)
        client.settimeout(number % 20 / 1000 or None)
        if number % 20:
            with contextlib.suppress(TimeoutError):
                client.recv(1)
        client.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(leave, range(times)))


def test_clients_who_leave_take_no_connection_along(web, alice, session):
    portfolio = make_portfolio(alice)
    paths = [f"/portfolios/{portfolio.pk}/", f"/portfolios/{portfolio.pk}/transactions/export.csv"]
    abort(web, head("/live/", session=session), times=600)
    for path in paths:
        abort(web, head(path, session=session), times=150)
    with ThreadPoolExecutor(2 * POOL) as threads:
        answers = list(threads.map(lambda n: get(web, paths[n % 2], session=session), range(60)))
    assert Counter(map(status_of, answers)) == {200: 60}
    assert status_of(get(web, "/readyz")) == 200


def test_open_streams_hold_no_connection_and_end_at_sign_out(web, alice, bob, session):
    streams = [listening(web, session) for _ in range(STREAMS_PER_USER)]
    other = listening(web, session_of(bob))
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] < POOL
    assert status_of(get(web, "/portfolios/", session=session)) == 200
    refused = get(web, "/live/", session=session)
    assert status_of(refused) == 429
    assert b"retry-after" in refused.lower()

    client = Client()
    client.cookies["sessionid"] = session
    client.post("/account/logout/")
    assert all(b"event: signed-out" in everything_from(stream) for stream in streams)
    other.settimeout(0.2)
    with other, pytest.raises(TimeoutError):
        other.recv(1)


def test_a_changed_password_ends_streams_too(web, alice, session):
    stream = listening(web, session)
    alice.set_password("quite-another-password")
    alice.save()
    assert b"event: signed-out" in everything_from(stream)


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /heal", head("/healthz")[:-2]],
    ids=["nothing", "half a line", "half a head"],
)
def test_half_a_request_is_not_waited_for(web, sent):
    for client in [opened(web, sent) for _ in range(50)]:
        everything_from(client)


def test_half_of_a_second_request_is_not_waited_for(web):
    client = opened(web, head("/healthz"))
    assert status_of(client.recv(65536)) == 200
    client.sendall(b"GET /heal")
    everything_from(client)


def test_half_a_body_is_not_waited_for(web):
    sent = head("/account/login/", "Content-Length: 100", method="POST") + b"login="
    assert status_of(everything_from(opened(web, sent))) == 408


@pytest.mark.parametrize("length", ["Content-Length: 1073741824", "Transfer-Encoding: chunked"])
def test_a_huge_body_is_refused_while_it_is_still_sent(web, length):
    client = opened(web, head("/account/login/", length, method="POST"))
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    def send():
        with contextlib.suppress(OSError):
            for _ in range(1000):
                client.sendall(chunk)

    sending = threading.Thread(target=send)
    sending.start()
    answer = client.recv(65536)
    client.close()
    sending.join()
    assert status_of(answer) == 413


def test_a_server_that_stops_waits_for_no_stream(web, session):
    with web_process(web.log.parent) as other:
        already = len(other.log.read_text())
        streams = [listening(other, session) for _ in range(20)]
        other.process.send_signal(signal.SIGTERM)
        for stream in streams:
            everything_from(stream)
        other.process.wait(10)
        said = other.log.read_text()[already:]
    assert "Finished server process" in said
    assert not re.search("Cancel|Traceback|exceeded", said)
