"""Watchlists over the API."""

import pytest

from portfolios.models import WatchedAsset, Watchlist
from tests.api.conftest import ROOT, pointers

LISTS, ITEMS = f"{ROOT}watchlists/", f"{ROOT}watched-assets/"


@pytest.fixture
def made(as_alice, assets):
    return as_alice.post(LISTS, {"name": "Later", "note": "Why"}, format="json").json()


@pytest.fixture
def wanted(made):
    return {"watchlist": made["id"], "asset": "BTC", "target": "70000.5", "tags": ["big"]}


def test_a_list_is_made_read_changed_ordered_and_deleted(as_alice, made):
    second = as_alice.post(LISTS, {"name": "Soon", "place": 0}, format="json").json()
    assert second["place"] == 0
    names = [one["name"] for one in as_alice.get(LISTS).json()["results"]]
    assert names == ["Soon", "Later"]
    path = f"{LISTS}{made['id']}/"
    assert as_alice.patch(path, {"note": ""}, format="json").json()["note"] == ""
    assert as_alice.patch(path, {"place": 0}, format="json").json()["place"] == 0
    assert as_alice.delete(path).status_code == 204
    assert Watchlist.objects.get().name == "Soon"


def test_an_asset_is_watched_changed_and_taken_off(as_alice, wanted):
    answer = as_alice.post(ITEMS, wanted, format="json")
    assert answer.status_code == 201, answer.content
    item = answer.json()
    assert (item["asset"], item["target"], item["tags"]) == ("bitcoin", "70000.5", ["big"])
    path = f"{ITEMS}{item['id']}/"
    changed = as_alice.patch(path, {"target": None, "note": "x"}, format="json").json()
    assert (changed["target"], changed["note"], changed["tags"]) == (None, "x", ["big"])
    found = as_alice.get(f"{ITEMS}?watchlist={wanted['watchlist']}&asset=bitcoin").json()
    assert len(found["results"]) == 1
    assert as_alice.delete(path).status_code == 204
    assert not WatchedAsset.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"target": "0"}, "/target", 400),
        ({"target": 1.5}, "/target", 400),
        ({"tags": ["a,b"]}, "/tags/0", 400),
        ({"tags": ["x"] * 11}, "/tags", 400),
        ({"asset": "nope"}, "/asset", 409),
        ({"watchlist": 999999}, "/watchlist", 409),
        ({"watchlist": "1"}, "/watchlist", 400),
        ({"place": -1}, "/place", 400),
        ({"price": "1"}, "/price", 400),
    ],
)
def test_what_cannot_be_names_its_field(as_alice, wanted, change, field, code):
    answer = as_alice.post(ITEMS, wanted | change, format="json")
    assert answer.status_code == code, answer.content
    assert field in pointers(answer)


def test_an_asset_stands_once_and_stays_what_it_is(as_alice, wanted):
    item = as_alice.post(ITEMS, wanted, format="json").json()
    assert "/asset" in pointers(as_alice.post(ITEMS, wanted, format="json"))
    moved = as_alice.patch(f"{ITEMS}{item['id']}/", {"asset": "ethereum"}, format="json")
    assert moved.status_code == 409


def test_a_name_stands_once(as_alice, made):
    answer = as_alice.post(LISTS, {"name": "Later"}, format="json")
    assert answer.status_code == 409
    assert "/name" in pointers(answer)


def test_anybody_elses_do_not_exist(as_alice, as_bob, made, wanted):
    item = as_alice.post(ITEMS, wanted, format="json").json()
    for path in (f"{LISTS}{made['id']}/", f"{ITEMS}{item['id']}/"):
        assert as_bob.get(path).status_code == 404
        assert as_bob.patch(path, {"note": "x"}, format="json").status_code == 404
        assert as_bob.delete(path).status_code == 404
    assert as_bob.post(ITEMS, wanted, format="json").status_code == 409
    assert as_bob.get(ITEMS).json()["results"] == []
