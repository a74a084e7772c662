"""The one door to the network, over real sockets."""

import gzip
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from markets.providers.base import ProviderError
from markets.providers.web.http import HttpClient, retry_after_seconds
from tests.markets import fake_coingecko as bad


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(fake, waits):
    return HttpClient(fake.url, headers={"x-key": "very-secret"}, sleep=waits.append, timeout=0.5)


def test_decodes_json_and_sends_headers_and_parameters(client, fake):
    assert "gecko_says" in client.get_json("/ping", params={"a": "b"})
    assert fake.requests[0].headers["x-key"] == "very-secret"
    assert fake.requests[0].query == {"a": "b"}


@pytest.mark.parametrize("code", [500, 502, 503, 504, 520])
def test_server_error_is_retried_and_then_succeeds(client, fake, waits, code):
    fake.replies = [bad.status(code), bad.status(code)]
    assert "gecko_says" in client.get_json("/ping")
    assert len(fake.requests) == 3
    # Jitter: between half of the back-off and the whole of it.
    assert 0.25 <= waits[0] <= 0.5
    assert 0.5 <= waits[1] <= 1.0


def test_server_error_that_stays_is_a_passing_failure(client, fake):
    fake.replies = [bad.status(503)] * 3
    with pytest.raises(ProviderError, match="HTTP 503") as caught:
        client.get_json("/ping")
    assert not caught.value.permanent
    assert len(fake.requests) == 3


@pytest.mark.parametrize("code", [400, 401, 403, 404, 451])
def test_refusal_is_permanent_and_not_retried(client, fake, code):
    fake.replies = [bad.status(code)]
    with pytest.raises(ProviderError) as caught:
        client.get_json("/ping")
    assert caught.value.permanent
    assert len(fake.requests) == 1


def test_short_retry_after_is_waited_for(client, fake, waits):
    fake.replies = [bad.status(429, Retry_After="3")]
    assert "gecko_says" in client.get_json("/ping")
    assert waits == [3.0]


def test_long_retry_after_is_handed_on_instead_of_waited_for(client, fake, waits):
    fake.replies = [bad.status(429, Retry_After="61")]
    with pytest.raises(ProviderError) as caught:
        client.get_json("/ping")
    assert caught.value.retry_after == 61.0
    assert waits == []
    assert len(fake.requests) == 1


BANS = [
    (bad.status(418, Retry_After="7200"), 7200.0), (bad.status(418, Retry_After="3"), 3.0),
    (bad.status(418), 600.0), (bad.status(420), 600.0),
    (bad.status(418, Retry_After="soon"), 600.0), (bad.status(418, Retry_After="259200"), 259200.0),
    (bad.status(418, Retry_After="9" * 12), 259200.0), (bad.status(403, Retry_After="90"), 90.0),
    (bad.status(509, Retry_After="90"), 90.0),
    (bad.status(403, b"403, access too frequent"), 600.0),
    (bad.status(403, b'{"error": "API rate limit exceeded"}'), 600.0),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "wait"), BANS)
def test_a_ban_passes_and_nobody_asks_before_its_end(client, fake, waits, reply, wait):
    fake.replies = [reply]
    with pytest.raises(ProviderError, match="too often") as caught:
        client.get_json("/ping")
    error = caught.value
    assert (error.is_limit, error.permanent, error.retry_after) == (True, False, wait)
    assert (waits, len(fake.requests)) == ([], 1)


def test_a_refusal_in_other_words_is_no_ban(client, fake):
    fake.replies = [bad.status(403, b"You may not. " + b"rate limit " * 1000)]
    with pytest.raises(ProviderError) as caught:
        client.get_json("/ping")
    assert (caught.value.is_limit, caught.value.permanent) == (False, True)


BEYOND_THE_PLAN = b"""{"error": {"status": {"timestamp": "2026-04-07T16:49:31.736+00:00",
    "error_code": 10012, "error_message": "Your request exceeds the allowed time range."}}}"""


@pytest.mark.parametrize(
    ("body", "shown"),
    [(BEYOND_THE_PLAN, "HTTP 401, code 10012"), (b"{}", "HTTP 401"), (b"\xff", "HTTP 401"),
     (b'{"error_code": 10002, "key": "secret"}', "HTTP 401, code 10002"),
     (b'{"code": "secret"}', "HTTP 401"), (b'{"code": 401}' + b" " * 5000, "HTTP 401")],
)  # fmt: skip
def test_a_refusal_is_told_with_the_vendors_number_and_none_of_its_words(client, fake, body, shown):
    fake.replies = [bad.status(401, body)]
    with pytest.raises(ProviderError) as caught:
        client.get_json("/ping")
    assert str(caught.value).endswith(shown)
    assert (caught.value.permanent, caught.value.status) == (True, 401)


def test_retry_after_reads_seconds_and_dates_and_bounds_both():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert retry_after_seconds("30", now=now) == 30.0
    assert retry_after_seconds(later, now=now) == 90.0
    assert retry_after_seconds(format_datetime(now - timedelta(days=1)), now=now) == 0.0
    assert retry_after_seconds("9" * 12, now=now) == 86400.0
    for odd in (
        None, "", "soon", "-5", "1e9", "٣", "120.5", "\x00", "Mon, 32 Jan 2024 00:00:00 GMT",
        "Mon, 01 Jan 99999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
    ):  # fmt: skip
        assert retry_after_seconds(odd, now=now) is None


def test_silence_ends_at_the_timeout(client, fake):
    fake.replies = [bad.silence(2.0)]
    began = time.monotonic()
    with pytest.raises(ProviderError, match="no answer in time"):
        client.get_json("/ping", timeout=0.2, retries=0)
    assert time.monotonic() - began < 1.8


def test_trickling_answer_ends_at_the_deadline(fake):
    client = HttpClient(fake.url, deadline=0.3, retries=0)
    fake.replies = [bad.trickle(5.0)]
    began = time.monotonic()
    with pytest.raises(ProviderError, match="not complete in time"):
        client.get_json("/ping")
    assert time.monotonic() - began < 4


def test_head_that_comes_header_by_header_ends_at_the_deadline(fake):
    client = HttpClient(fake.url, deadline=0.1, retries=0)
    fake.replies = [bad.slow_head(8.0)]
    began = time.monotonic()
    with pytest.raises(ProviderError, match="no answer in time"):
        client.get_json("/ping")
    assert time.monotonic() - began < 6


def test_cut_off_answer_is_retried(client, fake):
    fake.replies = [bad.cut_off()]
    assert "gecko_says" in client.get_json("/ping")
    assert len(fake.requests) == 2


def test_oversized_answer_is_cut_off(fake):
    client = HttpClient(fake.url, max_bytes=1000)
    fake.replies = [bad.text(b'"' + b"x" * 5000 + b'"')]
    with pytest.raises(ProviderError, match="over 1000 bytes"):
        client.get_json("/ping")


@pytest.mark.parametrize(
    "body", [b"<html>hello</html>", b"", b'{"a": ', b"\xff\xfe\x00", b"[" * 100_000]
)
def test_what_is_not_json_is_an_error(client, fake, body):
    fake.replies = [bad.text(body)]
    with pytest.raises(ProviderError, match="not JSON"):
        client.get_json("/ping")


def test_redirect_on_the_same_server_is_followed(client, fake):
    fake.replies = [bad.status(302, Location="/api/v3/ping?again=1")]
    assert "gecko_says" in client.get_json("/other")
    assert fake.requests[1].query == {"again": "1"}


def test_redirects_do_not_go_round_for_ever(client, fake):
    fake.replies = [bad.status(302, Location="/api/v3/ping")] * 20
    with pytest.raises(ProviderError, match="redirects"):
        client.get_json("/ping")
    assert len(fake.requests) == 4


@pytest.mark.parametrize("target", ["http://[", "//[::1", "http://[::1]x/", "http://\u2100/"])
def test_a_redirect_to_no_address_is_refused(client, fake, target):
    fake.replies = [bad.status(302, Location=target.encode().decode("latin-1"))] * 9
    with pytest.raises(ProviderError, match=r"redirected to no address|RemoteProtocolError"):
        client.get_json("/ping")


def test_a_redirect_without_a_target_does_not_go_round_for_ever(client, fake):
    fake.replies = [bad.status(307)] * 20
    with pytest.raises(ProviderError, match="more than 3 redirects"):
        client.get_json("/ping")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_is_not_encoded_as_its_header_says_is_a_passing_failure(client, fake, encoding):
    fake.replies = [bad.status(200, b'{"gecko_says": 1}', Content_Encoding=encoding)] * 3
    with pytest.raises(ProviderError, match=r"DecodingError|not JSON") as caught:
        client.get_json("/ping")
    assert not caught.value.permanent


def test_a_small_body_that_unpacks_to_a_large_one_is_cut_off(fake):
    fake.replies = [bad.status(200, gzip.compress(b" " * 9_000_000), Content_Encoding="gzip")]
    with pytest.raises(ProviderError, match="over 1000000 bytes"):
        HttpClient(fake.url, max_bytes=1_000_000).get_json("/ping")


@pytest.mark.parametrize(
    ("body", "value"),
    [(b"\xef\xbb\xbf[1]", [1]), ('["é"]'.encode("utf-16"), ["é"]), (b" [1e5] \n", [1e5]),
     (b'{"a": 1, "a": 2}', {"a": 2})],
)  # fmt: skip
def test_json_is_known_by_its_bytes_whatever_its_type_is_called(client, fake, body, value):
    fake.replies = [bad.status(200, body, Content_Type="text/html; charset=latin-1")]
    assert client.get_json("/ping") == value


@pytest.mark.parametrize("body", [b"9" * 5000, b"[" + b"1" * 5000 + b"]", b"{'a': 1}", b'"\xff"'])
def test_a_number_of_thousands_of_digits_is_no_json(client, fake, body):
    fake.replies = [bad.text(body)]
    with pytest.raises(ProviderError, match="not JSON"):
        client.get_json("/ping")


def test_a_304_that_nobody_asked_for_is_an_error(client, fake):
    fake.replies = [bad.status(304)]
    with pytest.raises(ProviderError, match="HTTP 304"):
        client.get_json("/ping")


def test_redirect_to_another_server_never_gets_the_key(client, fake):
    other = bad.FakeCoinGecko()
    other.start()
    try:
        fake.replies = [bad.status(302, Location=f"{other.url}/ping")]
        with pytest.raises(ProviderError, match="another server"):
            client.get_json("/ping")
        assert other.requests == []
    finally:
        other.stop()


def test_unreachable_server_is_a_passing_failure(waits):
    client = HttpClient("http://127.0.0.1:9", sleep=waits.append)
    with pytest.raises(ProviderError) as caught:
        client.get_json("/ping")
    assert not caught.value.permanent
    assert len(waits) == 2


def test_every_attempt_is_counted_by_the_budget(fake, waits):
    calls = []
    client = HttpClient(fake.url, budget=lambda: calls.append(1), sleep=waits.append)
    fake.replies = [bad.status(503), bad.status(302, Location="/api/v3/ping")]
    client.get_json("/ping")
    assert len(calls) == 3


def test_budget_that_refuses_stops_the_call(fake):
    def refuse():
        raise ProviderError("used up", retry_after=9)

    with pytest.raises(ProviderError, match="used up"):
        HttpClient(fake.url, budget=refuse).get_json("/ping")
    assert fake.requests == []


@pytest.mark.parametrize("reply", [bad.status(401), bad.text(b"x"), bad.status(503), bad.cut_off()])
def test_errors_and_logs_hold_no_secret(client, fake, caplog, reply):
    fake.replies = [reply] * 3
    with caplog.at_level("DEBUG"), pytest.raises(ProviderError) as caught:
        client.get_json("/ping", params={"token": "hidden-too"})
    said = str(caught.value) + "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("markets")
    )
    assert "very-secret" not in said
    assert "hidden-too" not in said
    assert "very-secret" not in caplog.text
