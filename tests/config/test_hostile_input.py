"""Text and numbers that no browser sends by itself: every page answers, none crashes."""

from urllib.parse import urlencode

import pytest

# Every name that a page reads from its query, and that its form has.
FIELDS = [
    "q", "category", "sort", "page", "days", "path", "asset", "account", "year", "term", "type",
    "list", "by", "period", "currency", "benchmark", "chart", "from", "to", "since", "until",
    "text", "row", "status", "next", "alert", "lots", "flows", "kind", "level", "percent",
    "share", "group", "quantity", "note", "expires_at", "entry_price", "name", "email", "role",
    "executed_at", "band", "to_account", "sent_quantity", "sent_asset", "fee_quantity", "label",
    "time_zone", "method", "scope", "code", "transaction", "withdrawal", "deposit", "address",
    "digest", "digest_hour", "quiet_from", "trail_percent", "activate_at", "window_hours",
    "version", "login", "password",
]  # fmt: skip
HOSTILE = [
    "9" * 5000, "1e400", "sNaN", "²１２", "\r\n", b"\xed\xa0\x80", "0001-01-01T00:00:00",
    "2020-04-04T18:54:54-22:53", "x" * 20_000,
]  # fmt: skip


def read_all(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def hostile(turn: int) -> str:
    """Every field with a value, another one at each turn."""
    values = [HOSTILE[(turn + index) % len(HOSTILE)] for index in range(len(FIELDS))]
    return urlencode(list(zip(FIELDS, values, strict=True)))


@pytest.mark.parametrize("turn", [0, 4])
def test_every_page_answers_a_query_that_makes_no_sense(client, paths, turn):
    for path in paths:
        answer = client.get(f"{path}?{hostile(turn)}")
        read_all(answer)
        assert answer.status_code < 500, path


@pytest.mark.parametrize("turn", [2])
def test_every_form_answers_what_makes_no_sense(client, paths, turn):
    form = "application/x-www-form-urlencoded"
    for path in paths:
        assert client.post(path, hostile(turn), content_type=form).status_code < 500, path


@pytest.mark.parametrize("query", ["q=a&q=%00", "since=a%00b", "%00=1"])
def test_a_query_with_a_nul_is_a_400_that_names_the_field(client, paths, query):
    for path in [*paths, "/api/v1/assets/", "/api/v1/portfolios/", "/account/password/reset/"]:
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400, path


def test_the_refusal_is_a_page_for_people_and_a_problem_for_programs(client, db):
    page = client.get("/markets/?category=%00").content.decode()
    assert "Look at the field “category”. It holds a NUL character" in page
    answer = client.get("/api/v1/assets/?search=%00")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == "/search"


def test_a_form_with_a_nul_is_a_400_and_writes_nothing(client, paths):
    for path in paths:
        for content in ("application/x-www-form-urlencoded", None):
            body = {"asset": "a\x00b"}
            answer = (
                client.post(path, urlencode(body), content_type=content)
                if content
                else client.post(path, body)
            )
            assert answer.status_code == 400, path


def test_a_percent_sign_and_two_noughts_as_text_are_no_nul(client, paths):
    assert client.get("/markets/screener/?q=%2500").status_code == 200
