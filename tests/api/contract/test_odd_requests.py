"""Requests that no client of good will sends: all of them are answered, none is a crash."""

import json

import pytest

from portfolios.models import ImportBatch
from tests.api.conftest import ROOT, pointers


def post(client, path, body):
    """Sends what a client library would refuse to encode."""
    return client.post(path, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(
    "path",
    [
        "assets/%00/", "assets/a%2Fb/", "quotes/%00/", "portfolios/abc/", "portfolios/1.5/",
        "portfolios/99999999999999999999999999/", "transactions/-1/", "accounts/%F0%9F%92%A9/",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_a_404(as_alice, portfolio, path):
    assert as_alice.get(ROOT + path).status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("assets/?symbol=%00", 400),
        ("assets/?search=%00", 400),
        ("transactions/?portfolio=9e99", 400),
        ("transactions/?account=99999999999999999999", 400),
        ("transactions/?external_id=%00", 400),
        ("transactions/?cursor=WzFd", 404),
        ("transactions/?cursor=WyJ4IiwieSJd", 404),
        ("portfolios/?cursor=WyJ4Il0", 404),
        ("portfolios/?cursor=W3siYXQiOiJ4In1d", 404),
        ("assets/?cursor=WyJcdTAwMDAiXQ", 404),
        ("portfolios/?cursor=%F0%9F%92%A9", 400),
        ("quotes/?asset=" + "a," * 2000, 200),
    ],
)
def test_a_parameter_that_makes_no_sense_is_a_400_or_finds_nothing(
    as_alice, portfolio, query, code
):
    answer = as_alice.get(ROOT + query)
    assert answer.status_code == code
    if code == 200:
        assert answer.json()["results"] == []


def test_a_cursor_of_another_list_is_refused(as_alice, assets, portfolio):
    following = as_alice.get(f"{ROOT}assets/?page_size=1").json()["next"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert as_alice.get(f"{ROOT}portfolios/?cursor={cursor}").status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("since=2020-04-04T18:54:54-22:53", 200),
        ("until=2020-04-04T18:54:54%2B23:59", 200),
        ("since=0001-01-01T00:00:00%2B05:00", 400),
        ("until=9999-12-31T23:59:59-05:00", 400),
        ("portfolio=9223372036854775808", 400),
        ("account=1.0", 400),
        ("import_batch=%D9%A3", 400),
        ("type=", 400),
        ("asset=", 400),
        ("type=null", 400),
        ("asset=%00", 400),
        ("asset=a&asset=b", 400),
        ("cursor=" + "WyI" * 3000, 404),
        ("cursor=%00", 400),
        ("cursor=W3siYXQiOiIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5In0sMV0", 404),
    ],
)
def test_a_filter_at_the_end_of_its_range_is_a_problem_or_finds_nothing(as_alice, row, query, code):
    answer = as_alice.get(f"{ROOT}transactions/?{query}")
    assert answer.status_code == code
    if code != 200:
        assert pointers(answer).keys() == {"/" + query.partition("=")[0]}


@pytest.mark.parametrize("flag", ["", "null", "1", "TRUE", "yes"])
def test_a_flag_is_true_or_false(as_alice, row, flag):
    assert as_alice.get(f"{ROOT}alerts/?unseen={flag}").status_code == 400


@pytest.mark.parametrize(
    "query",
    ["from=0001-01-01", "to=9999-12-31", "from=9999-12-31", "from=0001-01-01&to=0001-01-01"],
)
def test_a_period_at_the_end_of_the_calendar_is_answered(as_alice, portfolio, query):
    for path in (f"portfolios/{portfolio.pk}/performance/", "performance/", "performance/daily/"):
        assert as_alice.get(f"{ROOT}{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000, '{"name": ' + "[" * 900 + "]" * 900 + "}", '{"name": 1e400}',
        '{"name": "A", "name": "B", "currency": "usd"}', '{"name": "A\x00"}', b"\xff\xfe",
        '{"name": Infinity}', "9" * 5000, "9.722151837439202e+305", b"",
    ],
)  # fmt: skip
def test_a_body_that_is_no_sound_json_is_a_problem(as_alice, assets, body):
    for method in (as_alice.post, as_alice.patch):
        path = f"{ROOT}portfolios/" if method == as_alice.post else f"{ROOT}portfolios/0/"
        answer = method(path, body, content_type="application/json")
        assert answer.status_code in ({400} if method == as_alice.post else {400, 404})
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "quantity",
    ["1e999999999", "-1e-999999999", "NaN", "sNaN", "Infinity", "1_0", "٣", " 1", "0x1", ""],
)
def test_what_is_no_quantity_is_refused(as_alice, portfolio, account, assets, quantity):
    body = {
        "portfolio": portfolio.pk, "account": account.pk, "type": "deposit",
        "executed_at": "2024-01-01T00:00:00Z", "received_asset": "bitcoin",
        "received_quantity": quantity,
    }  # fmt: skip
    answer = post(as_alice, f"{ROOT}transactions/", body)
    assert answer.status_code == 400
    assert pointers(answer).keys() == {"/received_quantity"}


@pytest.mark.parametrize("side", ["sent_quantity", "received_quantity", "net_worth_amount"])
def test_an_asset_without_its_quantity_is_named(as_alice, portfolio, account, assets, side):
    cold = portfolio.accounts.create(name="Colder")
    body = {
        "portfolio": portfolio.pk, "account": account.pk, "type": "transfer",
        "executed_at": "2024-01-01T00:00:00Z", "to_account": cold.pk,
        "sent_asset": "bitcoin", "sent_quantity": "1",
        "received_asset": "bitcoin", "received_quantity": "1",
        "net_worth_asset": "usd", "net_worth_amount": "1", side: None,
    }  # fmt: skip
    answer = post(as_alice, f"{ROOT}transactions/", body)
    assert answer.status_code == 409
    assert pointers(answer).keys() == {f"/{side}"}


@pytest.mark.parametrize("number", [2**63, 10**40, -1, 0, 1e300])
def test_an_id_that_nothing_has_is_a_conflict(as_alice, portfolio, account, assets, number):
    body = {"portfolio": number, "name": "Cold"}
    assert post(as_alice, f"{ROOT}accounts/", body).status_code == 409


@pytest.mark.parametrize(
    ("method", "path", "headers", "code"),
    [
        ("get", "nothing/here/", {}, 404), ("get", "assets/%00/", {}, 404),
        ("post", "docs/", {}, 405),
        ("trace", "portfolios/", {}, 405), ("get", "portfolios/", {"accept": "image/png"}, 406),
        ("get", "schema/", {"accept": "image/png"}, 406), ("put", "schema/", {}, 405),
        ("get", "portfolios/", {"host": "bad host"}, 400),
        ("post", "portfolios/", {"content-type": "text/plain"}, 415),
        ("post", "portfolios/", {"content-type": "multipart/form-data"}, 415),
        ("post", "imports/", {"content-type": "multipart/form-data"}, 400),
    ],
)  # fmt: skip
def test_errors_are_problem_details_whoever_answers(
    as_alice, portfolio, settings, method, path, headers, code
):
    settings.ALLOWED_HOSTS = ["testserver"]
    extra = {"content_type": headers.pop("content-type")} if "content-type" in headers else {}
    data = {"data": "x"} if extra else {}
    answer = getattr(as_alice, method)(ROOT + path, headers=headers, **data, **extra)
    assert answer.status_code == code
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == code
    assert answer.json()["instance"].startswith("/api/")
    if code == 405:
        assert answer["Allow"]


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(as_alice, portfolio, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("portfolios.api.sharing.portfolio_viewsets.holdings_of", broken)
    as_alice.raise_request_exception = False
    answer = as_alice.get(f"{ROOT}portfolios/{portfolio.pk}/positions/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("symbol", ["\x00", "\ud800", "", "x" * 41])
def test_a_choice_for_what_is_no_symbol_is_refused(as_alice, alice, portfolio, assets, symbol):
    batch = ImportBatch.objects.create(portfolio=portfolio, user=alice, format="tidemark")
    path = f"{ROOT}imports/{batch.pk}/preview/"
    answer = post(as_alice, path, {"asset_choices": {symbol: "bitcoin"}})
    assert answer.status_code == 409


@pytest.mark.parametrize("value", [[], {}, 1e400, "\ud800", ["usd"], {"slug": "usd"}, True])
def test_a_value_of_the_wrong_kind_is_refused(as_alice, assets, portfolio, value):
    for field in ("name", "currency", "time_zone", "method", "tracks_cash"):
        if field == "tracks_cash" and value is True:
            continue
        if field == "name" and value is True:
            continue
        body = {"name": "New", "currency": "usd", field: value}
        assert post(as_alice, f"{ROOT}portfolios/", body).status_code == 400, field


@pytest.mark.parametrize("name", ["\x00", "\ud800", "a/b~c", "x" * 10000])
def test_an_odd_field_name_is_refused_by_name(as_alice, assets, name):
    answer = post(as_alice, f"{ROOT}portfolios/", {"name": "A", "currency": "usd", name: 1})
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 1
