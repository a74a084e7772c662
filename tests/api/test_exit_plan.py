"""The exit plan over the API: at a glance, rehearsed, suggested, and armed as a ladder."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import OpenCandle
from portfolios.models import Portfolio, Trigger
from tests.api.conftest import ROOT, pointers
from tests.portfolios.services.exits.plans_live import hold

TODAY = datetime.now(UTC).date()


@pytest.fixture
def holding(portfolio, account, assets):
    """2 BTC at 60,000, bought for 40,000 each, and 5 ETH at 3,000."""
    hold(portfolio, assets["bitcoin"], 2, cost=80000)
    hold(portfolio, assets["ethereum"], 5, cost=5000)
    # The price went from 60,000 to 66,000 and back, by 2,000 a day and in every day.
    for ago in range(1, 91):
        OpenCandle.objects.create(
            asset=assets["bitcoin"], day=TODAY - timedelta(days=ago), open=60000.0,
            low=59000.0, high=66000.0 if ago == 40 else 61000.0, close=60000.0, source="test",
        )  # fmt: skip
    return portfolio


@pytest.fixture
def address(holding):
    return f"{ROOT}portfolios/{holding.pk}/"


def ladder(**changed) -> dict:
    rungs = [{"level": "65000", "share": "0.5"}, {"level": "70000"}]
    return {"asset": "bitcoin", "stop_level": "50000", "targets": rungs, **changed}


def test_a_ladder_is_armed_at_once_and_stands_in_the_plan(as_alice, as_bob, address):
    made = as_alice.post(f"{address}ladder/", ladder(), format="json")
    assert made.status_code == 201, made.content
    kinds = [(one["kind"], one["level"], one["share"]) for one in made.json()]
    assert kinds == [
        ("stop_loss", "50000", "1"), ("take_profit", "65000", "0.5"),
        ("take_profit", "70000", "0.5"),
    ]  # fmt: skip
    assert {one["group"] for one in made.json()} == {"Exit"}
    body = as_bob.get(f"{address}exit-plan/").json()
    (planned,) = body["assets"]
    assert (planned["asset"], planned["quantity"], planned["has_stop"]) == ("bitcoin", "2", True)
    assert planned["stops"] == {
        "proceeds": "100000", "value": "120000", "against_now": "-20000", "against_cost": "20000",
        "quantity": "2",
    }  # fmt: skip
    assert body["targets"]["proceeds"] == "135000"
    assert [one["asset"] for one in body["unplanned"]] == ["ethereum"]
    levels = {one["amount"]: one["distance"] for one in planned["levels"]}
    assert list(levels) == ["70000", "65000", "50000"]
    assert Decimal(levels["50000"]) == pytest.approx(Decimal(-1) / 6)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        (
            {"targets": [{"level": "65000"}, {"level": "50000", "share": "0.5"}]},
            "/targets/1/level",
            409,
        ),
        (
            {"targets": [{"level": "65000", "share": "0.7"}, {"level": "70000", "share": "0.7"}]},
            "/targets/1/share",
            409,
        ),
        ({"targets": []}, "/targets", 400),
        ({"targets": [{"at": "1"}]}, "/targets/0/at", 400),
        ({"stop_level": None}, "/stop_level", 409),
        ({"stop_level": "61000"}, "/stop_level", 409),
        ({"asset": "nope"}, "/asset", 409),
        ({"level": "1"}, "/level", 400),
    ],
)
def test_what_a_ladder_cannot_be_is_named_and_nothing_is_armed(
    as_alice, address, changed, field, code
):
    answer = as_alice.post(f"{address}ladder/", ladder(**changed), format="json")
    assert answer.status_code == code
    assert field in pointers(answer)
    assert not Trigger.objects.exists()


def test_the_armed_plan_is_rehearsed_on_past_candles(as_alice, as_bob, address):
    as_alice.post(f"{address}ladder/", ladder(trail_percent="0.1", stop_level=None), format="json")
    as_alice.post(
        f"{ROOT}triggers/", format="json",
        data={"portfolio": address.split("/")[-2], "asset": "bitcoin", "kind": "price_move",
              "percent": "-0.2", "window_hours": 24},
    )  # fmt: skip
    body = as_bob.get(f"{address}rehearsal/").json()
    assert (body["days"], body["path"], len(body["left_out"])) == (90, "range", 1)
    (path,) = body["assets"]
    assert path["prices"] == 360
    trail, target, last = path["rules"]
    # Day 40: open 60,000, low 59,000, high 66,000 sells one at the first target; the close of
    # 60,000 is over the trail's 59,400, the next day's low of 59,000 is not.
    assert (target["status"], target["fired_price"], target["proceeds"]) == (
        "fired", "66000", "66000"
    )  # fmt: skip
    assert target["fired_at"].startswith((TODAY - timedelta(days=40)).isoformat())
    assert (trail["fired_price"], trail["level"], trail["quantity"]) == ("59000", "59400", "1")
    assert last["status"] == "cancelled"
    assert (last["fired_at"], last["fired_price"], last["proceeds"]) == (None, None, None)
    assert body["against_holding"] == path["against_holding"] == "5000"
    week = as_bob.get(f"{address}rehearsal/?days=7&path=close").json()
    assert [one["status"] for one in week["assets"][0]["rules"]] == ["armed"] * 3


def test_levels_are_suggested_and_explain_themselves(as_bob, address):
    body = as_bob.get(f"{address}suggested-levels/?asset=BTC").json()
    assert (body["asset"], body["currency"], body["price"]) == ("bitcoin", "usd", "60000")
    first = body["stops"][0]
    assert (first["factor"], first["tried"]) == (2, 69)
    moved = Decimal(body["price"]) - 2 * Decimal(body["average_range"])
    assert Decimal(first["level"]) == pytest.approx(moved, rel=Decimal("1e-4"))
    unknown = as_bob.get(f"{address}suggested-levels/?asset=ethereum").json()
    assert (unknown["average_range"], unknown["stops"], unknown["targets"]) == (None, [], [])


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [("rehearsal/?days=8", "/days", 400), ("rehearsal/?path=high", "/path", 400),
     ("rehearsal/?from=2024-01-01", "/from", 400), ("suggested-levels/", "/asset", 400),
     ("suggested-levels/?asset=nope", "/asset", 404)],
)  # fmt: skip
def test_a_wrong_question_is_named(as_alice, address, query, field, code):
    answer = as_alice.get(f"{address}{query}")
    assert answer.status_code == code
    assert field in pointers(answer)


def test_who_may_look_may_not_arm_and_others_find_nothing(as_bob, as_charlie, address):
    assert as_bob.post(f"{address}ladder/", ladder(), format="json").status_code == 403
    assert as_charlie.post(f"{address}ladder/", ladder(), format="json").status_code == 404
    for name in ("exit-plan/", "rehearsal/", "suggested-levels/?asset=bitcoin"):
        assert as_charlie.get(f"{address}{name}").status_code == 404
    assert not Trigger.objects.exists()


@pytest.mark.parametrize(("name", "most"), [("exit-plan/", 12), ("rehearsal/", 11)])
def test_many_levels_take_as_many_queries_as_few(as_alice, address, name, most):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert as_alice.get(f"{address}{name}").status_code == 200
        return len(seen)

    as_alice.post(f"{address}ladder/", ladder(), format="json")
    few = queries()
    assert few <= most
    for number in range(5):
        as_alice.post(f"{address}ladder/", ladder(group=f"g{number}"), format="json")
    assert Portfolio.objects.get().triggers.armed().count() == 18
    assert queries() == few
