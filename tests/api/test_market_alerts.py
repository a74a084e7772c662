"""Alerts on the market over the API: alice's own, and nobody else's."""

import pytest

from portfolios.models import MarketAlert
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from portfolios.services.sharing.screens import save_screen
from tests.api.conftest import ROOT, pointers
from tests.factories import set_price

PATH = f"{ROOT}market-alerts/"
ABOVE = {
    "subject": "asset", "asset": "bitcoin", "measure": "price", "rule": "above", "level": "61000",
}  # fmt: skip


def arm(client, **changes) -> dict:
    answer = client.post(PATH, ABOVE | changes, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_one_is_armed_fires_and_tells_what_it_fired(as_alice, assets):
    made = arm(as_alice, note="look")
    assert (made["status"], made["level"], made["condition"]) == (
        "armed", "61000", "Price crosses above $61,000.00",
    )  # fmt: skip
    set_price(assets["bitcoin"], 62000.0)
    assert evaluate_alerts() == 1
    path = f"{PATH}{made['id']}/"
    body = as_alice.get(path).json()
    assert (body["status"], body["firings"]) == ("fired", 1)
    (fired,) = as_alice.get(f"{path}history/").json()["results"]
    assert fired["subjects"] == [{"slug": "bitcoin", "value": "62000"}]
    assert fired["title"] == "BTC: Price crosses above $61,000.00"
    assert as_alice.post(f"{path}rearm/").json()["status"] == "armed"
    assert as_alice.post(f"{path}pause/").json()["status"] == "paused"
    assert as_alice.post(f"{path}pause/").status_code == 409
    assert as_alice.patch(path, {"level": "63000"}, format="json").json()["status"] == "armed"
    assert as_alice.delete(path).status_code == 204
    assert as_alice.get(path).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"asset": "nonsense"}, "/asset", 409),
        ({"asset": None}, "/asset", 409),
        ({"asset": "eur"}, "/asset", 409),
        ({"measure": "nonsense"}, "/measure", 409),
        ({"rule": "hopes"}, "/rule", 400),
        ({"level": 1.5}, "/level", 400),
        ({"level": None}, "/level", 409),
        ({"rule": "change", "days": 3}, "/days", 409),
        ({"rule": "change", "days": 91}, "/days", 400),
        ({"subject": "category", "category": "no-such"}, "/category", 409),
        ({"subject": "screen", "screen": 99}, "/screen", 409),
        ({"subject": "watchlist", "watchlist": 99}, "/watchlist", 409),
        ({"status": "armed"}, "/status", 400),
        ({"hope": 1}, "/hope", 400),
    ],
)
def test_what_an_alert_cannot_be_is_named(as_alice, assets, change, field, code):
    answer = as_alice.post(PATH, ABOVE | change, format="json")
    assert (answer.status_code, [*pointers(answer)]) == (code, [field]), answer.content
    assert not MarketAlert.objects.exists()


def test_it_keeps_what_it_watches(as_alice, assets):
    path = f"{PATH}{arm(as_alice)['id']}/"
    answer = as_alice.patch(path, {"subject": "market"}, format="json")
    assert (answer.status_code, [*pointers(answer)]) == (409, ["/subject"])


def test_another_s_does_not_exist(as_alice, as_bob, as_charlie, alice, assets):
    path = f"{PATH}{arm(as_alice)['id']}/"
    screen = save_screen(alice, name="Hers", query="sort=price")
    for client in (as_bob, as_charlie):
        assert client.get(PATH).json()["results"] == []
        for address in (path, f"{path}history/"):
            assert client.get(address).status_code == 404
        for verb in ("pause", "rearm"):
            assert client.post(f"{path}{verb}/").status_code == 404
        assert client.patch(path, {"note": "x"}, format="json").status_code == 404
        assert client.delete(path).status_code == 404
        view = {"subject": "screen", "screen": screen.pk}
        assert client.post(PATH, view, format="json").status_code == 409
    assert as_alice.post(PATH, view, format="json").status_code == 201


def test_lists_are_narrowed_and_take_the_same_queries_however_long(
    as_alice, assets, django_assert_num_queries
):
    for n in range(4):
        arm(as_alice, level=str(61000 + n))
    arm(as_alice, subject="market", asset=None, measure="regime")
    assert len(as_alice.get(PATH, {"asset": "bitcoin"}).json()["results"]) == 4
    assert len(as_alice.get(PATH, {"subject": "market"}).json()["results"]) == 1
    assert as_alice.get(PATH, {"status": "fired"}).json()["results"] == []
    with django_assert_num_queries(2):
        assert len(as_alice.get(PATH).json()["results"]) == 5


def test_all_that_can_be_watched_is_listed(as_alice):
    found = {(one["scope"], one["id"]): one for one in as_alice.get(f"{PATH}measures/").json()}
    assert found["asset", "price"]["is_live"]
    assert found["asset", "signal_flip"]["is_event"]
    assert found["category", "momentum"]["unit"] == "index"
    assert not found["asset", "change_24h"]["has_former"]
    assert found["market", "total_cap"]["changes_in_percent"]
    assert len(found) > 110
