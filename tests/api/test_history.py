"""Whole histories over the API: one content in three forms, as known on a day, by batches."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyarrow import parquet

from markets.models import (
    AnalysisRun,
    Asset,
    Category,
    CategoryDay,
    ObservationRevision,
    ObservationYear,
    OpenCandle,
)
from markets.selectors.exports import batches
from markets.services.history.folding import fold_closed_days
from tests.api.conftest import ROOT, pointers
from tests.factories import finish_refresh, make_asset, make_market
from tests.markets.analyses import BACK_COMPUTED, store_analysis

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)
PATH = f"{ROOT}history/"
FAN = [-0.5, -0.25, -0.125, 0.0, 0.125, 0.25, 0.5]


@pytest.fixture
def analysed():
    """Two days that were computed back on the 9th's morning, and a live one."""
    known = {"trader": 10.5, "points": {"ret_30d": 0.5, "vol_30": 1e-7}, "quantiles": FAN * 3}
    figures = {"trend": 1.0, "stress": 0.0, "season": None}
    store_analysis(
        TODAY - DAY, {"bitcoin": known, "ethereum": {}}, origin=BACK_COMPUTED, days=2,
        figures=figures,
    )  # fmt: skip
    return store_analysis(TODAY, {"bitcoin": {**known, "signal": 1}}, figures=figures)


def body(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def rows(client, address: str) -> list[dict]:
    return [json.loads(line) for line in body(client.get(PATH + address)).splitlines()]


@pytest.mark.parametrize(
    "table", ["candles", "points", "ranks", "grades", "signals", "forecasts", "market"]
)
def test_every_form_says_the_same(as_alice, analysed, assets, table):
    objects = rows(as_alice, f"{table}.ndjson/")
    assert objects
    lines = csv.DictReader(io.StringIO(body(as_alice.get(f"{PATH}{table}.csv/")).decode()))
    assert list(lines) == [
        {name: "" if value is None else str(value) for name, value in one.items()}
        for one in objects
    ]
    stored = parquet.read_table(io.BytesIO(body(as_alice.get(f"{PATH}{table}.parquet/"))))
    assert stored.column_names == list(objects[0])
    for one, row in zip(stored.to_pylist(), objects, strict=True):
        for name, value in row.items():
            if isinstance(one[name], float):
                assert one[name] == float(value)
            else:
                assert (one[name] is None) == (value is None)


def test_an_analysed_day_says_when_it_was_seen_and_where_it_comes_from(as_alice, analysed):
    first, *_, last = rows(
        as_alice, "points.ndjson/?asset=bitcoin&fields=day,origin,ret_30d,vol_30"
    )
    assert first == {
        "day": "2026-03-08", "origin": "back_computed", "ret_30d": "0.5", "vol_30": "0.0000001"
    }  # fmt: skip
    assert (last["day"], last["origin"]) == ("2026-03-10", "live")
    (one,) = rows(as_alice, "grades.ndjson/?asset=bitcoin&from=2026-03-10")
    assert (one["trader"], one["seen_at"]) == ("10.5", "2026-03-11T01:00:00Z")


def test_what_was_seen_later_was_not_known(as_alice, analysed):
    AnalysisRun.objects.filter(origin=BACK_COMPUTED).update(
        seen_at=datetime(2026, 3, 11, 5, tzinfo=UTC)
    )
    days = [one["day"] for one in rows(as_alice, "grades.ndjson/?asset=bitcoin&as_of=2026-03-11")]
    assert days == ["2026-03-08", "2026-03-09", "2026-03-10"]
    assert rows(as_alice, "grades.ndjson/?asset=bitcoin&as_of=2026-03-10") == []


def test_a_forecast_has_a_row_a_horizon(as_alice, analysed):
    found = rows(as_alice, "forecasts.ndjson/?asset=bitcoin&from=2026-03-10")
    assert [one["horizon"] for one in found] == [1, 7, 30]
    assert (found[0]["q05"], found[0]["q95"]) == ("-0.5", "0.5")


def test_categories_by_day(as_alice, analysed):
    category = Category.objects.create(slug="layer-1", name="Layer 1")
    CategoryDay.objects.create(
        run=analysed, day=TODAY, category=category, coins=5, momentum=9.5, turned=True
    )
    (one,) = rows(as_alice, "categories.ndjson/")
    assert (one["category"], one["momentum"], one["turned"]) == ("layer-1", "9.5", True)
    stored = parquet.read_table(io.BytesIO(body(as_alice.get(f"{PATH}categories.parquet/"))))
    assert stored.to_pylist()[0]["seen_at"] == analysed.seen_at


def test_candles_of_folded_and_of_open_days(as_alice, assets):
    fold_closed_days()
    OpenCandle.objects.create(
        asset=assets["ethereum"], day=date(2024, 1, 3), close=2000.5, source="test"
    )
    found = rows(as_alice, "candles.ndjson/?asset=ethereum,bitcoin&from=2024-01-03&to=2024-01-04")
    assert [(one["asset"], one["day"], one["close"]) for one in found] == [
        ("ethereum", "2024-01-03", "2000.5"), ("bitcoin", "2024-01-03", "40003"),
        ("bitcoin", "2024-01-04", "40004"),
    ]  # fmt: skip
    assert found[0]["open"] is None
    assert len(rows(as_alice, "candles.ndjson/?asset=bitcoin&as_of=2024-01-02")) == 2


def test_an_observation_is_the_last_one_that_was_seen_by_then(as_alice):
    asset = make_asset("bitcoin")
    ObservationYear.objects.create(
        asset=asset, figure="tvl", year=2024, source="defillama",
        values=[1.0, 2.0, float("nan")], seen_after=[0, 3, 0],
    )  # fmt: skip
    ObservationRevision.objects.create(
        asset=asset, figure="tvl", day=date(2024, 1, 1), value=1.5, source="defillama",
        seen_on=date(2024, 1, 9),
    )  # fmt: skip

    def known(as_of: str) -> list[tuple]:
        found = rows(as_alice, f"observations.ndjson/?asset=bitcoin{as_of}")
        return [(one["day"], one["value"], one["seen_on"]) for one in found]

    first, revised = ("2024-01-01", "1", "2024-01-01"), ("2024-01-01", "1.5", "2024-01-09")
    second = ("2024-01-02", "2", "2024-01-05")
    assert known("") == [revised, second]
    assert known("&as_of=2024-01-08") == [first, second]
    assert known("&as_of=2024-01-04") == [first]


@pytest.mark.parametrize(
    ("address", "code", "name"),
    [
        ("candles.csv/?asset=nope", 404, "asset"), ("candles.csv/?asset=,", 400, "asset"),
        ("candles.csv/?fields=day,nope", 404, "fields"),
        ("candles.csv/?origin=live", 400, "origin"),
        ("grades.csv/?from=2026-03-10&to=2026-03-09", 404, "to"),
        ("market.csv/?asset=bitcoin", 400, "asset"), ("points.csv/?as_of=today", 400, "as_of"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(as_alice, assets, address, code, name):
    answer = as_alice.get(PATH + address)
    assert answer.status_code == code
    assert f"/{name}" in pointers(answer)


def test_there_are_no_others(as_alice, assets):
    for address in ("candles.xlsx/", "lots.csv/", "candles/"):
        assert as_alice.get(PATH + address).status_code == 404


def test_before_anything_is_known_there_is_a_heading(as_alice):
    text = body(as_alice.get(f"{PATH}grades.csv/")).decode()
    assert text.startswith("asset,day,origin,seen_at,trader,")
    assert rows(as_alice, "market.ndjson/") == []
    empty = body(as_alice.get(f"{PATH}forecasts.parquet/"))
    assert parquet.read_table(io.BytesIO(empty)).num_rows == 0


def test_an_asset_that_a_holder_made_is_in_none(as_alice, analysed):
    Asset.objects.filter(slug="bitcoin").update(kind="own")
    assert {one["asset"] for one in rows(as_alice, "grades.ndjson/")} == {"ethereum"}
    assert as_alice.get(f"{PATH}grades.csv/?asset=bitcoin").status_code == 404


class TestBatches:
    @pytest.fixture
    def many(self, monkeypatch):
        """Eight assets of ten days, of which two assets make a batch."""
        monkeypatch.setattr(batches, "ROWS", 20)
        store_analysis(TODAY, {f"coin-{n}": {"trader": 1.0} for n in range(8)}, days=10)

    def test_they_are_read_as_they_are_asked_for(self, as_alice, many):
        with CaptureQueriesContext(connection) as captured:
            pieces = as_alice.get(f"{PATH}grades.csv/").streaming_content
            before = len(captured)
            first = next(pieces)
            assert len(captured) == before + 2  # the days, and the first two assets
            assert first.count(b"\r\n") == 1 + 20
            assert sum(piece.count(b"\r\n") for piece in pieces) == 60
            assert len(captured) == before + 2 + 3

    def test_who_leaves_is_read_nothing_more(self, as_alice, many):
        answer = as_alice.get(f"{PATH}grades.parquet/")
        with CaptureQueriesContext(connection) as captured:
            next(answer.streaming_content)
            asked = len(captured)
            answer.close()
            assert len(captured) == asked
        assert list(answer.streaming_content) == []

    def test_every_row_comes_once(self, as_alice, many):
        found = [(one["asset"], one["day"]) for one in rows(as_alice, "grades.ndjson/")]
        assert len(found) == len(set(found)) == 80


def test_a_history_that_has_not_changed_is_not_sent_again(as_alice, analysed):
    path = f"{PATH}grades.csv/?asset=bitcoin"
    tag = as_alice.get(path)["ETag"]
    with CaptureQueriesContext(connection) as captured:
        answer = as_alice.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer["ETag"]) == (304, tag)
    assert len(captured) <= 3  # the token, the asset, the state
    assert as_alice.get(f"{path},ethereum", headers={"If-None-Match": tag}).status_code == 200
    store_analysis(TODAY + DAY, {"bitcoin": {}})
    assert as_alice.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_candles_are_sent_again_after_a_refresh_of_candles_alone(as_alice, assets):
    make_market()
    path = f"{PATH}candles.csv/"
    assert "ETag" not in as_alice.get(path)
    finish_refresh(kind="candles")
    tag = as_alice.get(path)["ETag"]
    finish_refresh()
    assert as_alice.get(path, headers={"If-None-Match": tag}).status_code == 304
    finish_refresh(kind="history")
    assert as_alice.get(path, headers={"If-None-Match": tag}).status_code == 200
