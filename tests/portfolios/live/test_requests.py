"""What a request for a live stream must be: read without a server, a database or a loop."""

import json

import pytest

from portfolios.live.app import Refused, require_reader, session_of, wanted_user
from portfolios.live.prices import MAX_KEY, MOST_ASSETS, PriceHub, PricesApp, PriceStream
from tests.portfolios.live.test_app import make_scope


@pytest.fixture(scope="module")
def app():
    return PricesApp(PriceHub(per_user=5, per_address=5))


def scope(query=b"", **changes):
    return make_scope(path="/live/prices/", query_string=query, **changes)


def refused(function, *arguments) -> int:
    with pytest.raises(Refused) as refusal:
        function(*arguments)
    return refusal.value.status


ASKED = [
    (b"asset=bitcoin", {"bitcoin"}),
    (b"asset=bitcoin,ethereum", {"bitcoin", "ethereum"}),
    (b"asset=bitcoin&asset=ethereum", {"bitcoin", "ethereum"}),
    (b"asset=bitcoin,,bitcoin,&asset=bitcoin", {"bitcoin"}),
    (b"asset=bitcoin%2Cethereum", {"bitcoin", "ethereum"}),
    (b"user=7&asset=bitcoin", {"bitcoin"}),
    (b"asset=" + b"a" * 120, {"a" * 120}),
    (b"asset=" + b",".join(b"a%d" % n for n in range(MOST_ASSETS)),
     {f"a{n}" for n in range(MOST_ASSETS)}),
    # So many times the same is one.
    (b"asset=" + b"bitcoin," * 5000, {"bitcoin"}),
]  # fmt: skip


def test_assets_are_named_once_or_in_one_list(app):
    for query, slugs in ASKED:
        assert app.options_of(scope(query)) == {"assets": frozenset(slugs)}, query[:40]


@pytest.mark.parametrize(
    "query",
    [b"", b"asset=", b"asset=,,,", b"assets=bitcoin", b"asset=" + b"a" * 121, b"asset=a%00b",
     b"asset=" + b",".join(b"a%d" % n for n in range(MOST_ASSETS + 1))],
)  # fmt: skip
def test_none_too_many_or_what_is_no_slug_is_refused(app, query):
    assert refused(app.options_of, scope(query)) == 400


def test_a_script_shows_a_token_and_a_page_its_session(app):
    def key(**headers):
        return app.key_of(scope(headers=headers))

    assert key(cookie="a=b; sessionid=abc; c=d") == "abc"
    # A token stands before whatever a browser sends along.
    for written in ("Bearer tm_x", "bearer tm_x", "BEARER   tm_x  "):
        assert key(cookie="sessionid=abc", authorization=written) == "tm_x"
    longest = "tm_" + "x" * (MAX_KEY - 3)
    assert key(authorization=f"Bearer {longest}") == longest


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"cookie": ""}, 403), ({"cookie": "sessionid="}, 403), ({"cookie": "other=abc"}, 403),
        ({"authorization": "Bearer"}, 401), ({"authorization": "Bearer "}, 401),
        ({"authorization": "tm_x"}, 401), ({"authorization": "Token tm_x"}, 401),
        # A session's key is no token, nor is the key of a share link.
        ({"authorization": "Bearer abc"}, 401), ({"authorization": "Bearer tms_x"}, 401),
        ({"authorization": "Bearer tm_" + "x" * MAX_KEY}, 401),
        ({"host": ""}, 400), ({"host": "evil.example"}, 400), ({"host": "a b"}, 400),
    ],
)  # fmt: skip
def test_who_shows_nothing_of_the_kind_is_refused(app, settings, headers, status):
    settings.ALLOWED_HOSTS = ["tidemark.example"]
    headers = {"host": "tidemark.example:8000", "cookie": "sessionid=abc"} | headers
    assert refused(app.key_of, scope(headers=headers)) == status


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "get"])
def test_a_stream_is_got(method):
    assert refused(require_reader, scope(method=method)) == 405


def test_the_host_may_have_a_port_and_any_case(settings):
    settings.ALLOWED_HOSTS = ["tidemark.example", "[::1]"]
    for host in ("tidemark.example", "TIDEMARK.example:8000", "[::1]:8000"):
        assert require_reader(scope(headers={"host": host}))[b"host"] == host.encode()


def test_the_session_is_found_among_cookies_of_any_bytes(settings):
    assert session_of({b"cookie": b"x=\xff\xfe; sessionid=k; \xe4=1"}) == "k"
    settings.SESSION_COOKIE_NAME = "other"
    assert session_of({b"cookie": b"sessionid=k; other=o"}) == "o"


@pytest.mark.parametrize(
    ("query", "user"),
    [(b"", None), (b"user=7", "7"), (b"user=7&user=8", "7"), (b"user=", None), (b"x=1", None)],
)
def test_a_page_says_for_whom_it_was_made(query, user):
    assert wanted_user(scope(query)) == user


class TestAReadersStream:
    def stream(self, *slugs):
        return PriceStream(user=1, session="s", assets=frozenset(slugs))

    def told(self, stream, quotes):
        """What is pending for the reader after so many quotes, as it goes over the wire."""
        told = []
        stream.notify = lambda name, line: told.append((name, line))
        stream.tell(quotes)
        return told

    def test_a_quote_is_told_once_until_there_is_another(self):
        stream = self.stream("bitcoin", "ethereum")
        assert sorted(self.told(stream, {"bitcoin": "1", "ethereum": "2"})) == [
            ("bitcoin", "1"), ("ethereum", "2"),
        ]  # fmt: skip
        assert self.told(stream, {"bitcoin": "1", "ethereum": "3"}) == [("ethereum", "3")]
        assert self.told(stream, {"bitcoin": "1", "ethereum": "3"}) == []
        # Back at an earlier price is another quote again.
        assert self.told(stream, {"ethereum": "2"}) == [("ethereum", "2")]

    def test_others_assets_and_those_without_a_quote_are_not_told(self):
        stream = self.stream("bitcoin", "newcoin")
        assert self.told(stream, {"solana": "3", "newcoin": None}) == []
        assert self.told(stream, {"newcoin": "1"}) == [("newcoin", "1")]
        # A quote that is gone takes nothing back.
        assert self.told(stream, {"newcoin": None}) == []
        assert self.told(stream, {"newcoin": "1"}) == []

    def test_lines_are_events_of_their_own(self, app):
        line = json.dumps({"asset": "bitcoin", "price": "1"})
        assert app.lines({"bitcoin": line, "signed-out": ""}) == (
            f"event: quote\ndata: {line}\n\nevent: signed-out\ndata: {{}}\n\n"
        )
        assert app.lines({}) == ""
