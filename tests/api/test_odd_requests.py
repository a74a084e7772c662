"""Requests that no client of good will sends: all of them are answered, none is a crash."""

import json

import pytest

from portfolios.models import ImportBatch
from tests.api.conftest import ROOT


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
    "query",
    [
        "assets/?symbol=%00", "assets/?search=%00", "transactions/?portfolio=9e99",
        "transactions/?account=99999999999999999999", "transactions/?external_id=%00",
        "transactions/?cursor=WzFd", "transactions/?cursor=WyJ4IiwieSJd",
        "portfolios/?cursor=WyJ4Il0",
        "portfolios/?cursor=W3siYXQiOiJ4In1d", "assets/?cursor=WyJcdTAwMDAiXQ",
        "portfolios/?cursor=%F0%9F%92%A9", "quotes/?asset=" + "a," * 2000,
    ],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_a_400_or_finds_nothing(as_alice, portfolio, query):
    answer = as_alice.get(ROOT + query)
    assert answer.status_code in {200, 400, 404}
    if answer.status_code == 200:
        assert answer.json()["results"] == []


def test_a_cursor_of_another_list_is_refused(as_alice, assets, portfolio):
    following = as_alice.get(f"{ROOT}assets/?page_size=1").json()["next"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert as_alice.get(f"{ROOT}portfolios/?cursor={cursor}").status_code == 404


@pytest.mark.parametrize("symbol", ["\x00", "\ud800", "", "x" * 41])
def test_a_choice_for_what_is_no_symbol_is_refused(as_alice, alice, portfolio, assets, symbol):
    batch = ImportBatch.objects.create(portfolio=portfolio, user=alice, format="tidemark")
    path = f"{ROOT}imports/{batch.pk}/preview/"
    answer = post(as_alice, path, {"asset_choices": {symbol: "bitcoin"}})
    assert answer.status_code == 400


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
