"""The rehearsal: the plan over past candles, and the files that give the same answer."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import OpenCandle
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import make_asset, make_portfolio, set_closes
from tests.portfolios.services.exits.plans_live import hold

TODAY = datetime.now(UTC).date()


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def candle(slug, ago, opening, low, high, close):
    OpenCandle.objects.create(
        asset=make_asset(slug), day=day(ago), open=opening, low=low, high=high, close=close,
        source="test",
    )  # fmt: skip


def arm(portfolio, slug, kind, level=None, **terms):
    return arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset(slug), kind=kind,
        level=level and Decimal(level), **terms,
    )  # fmt: skip


@pytest.fixture
def planned(full):
    """0.5 BTC at 60000 with a group and a trail, 2 ETH with a target; three days of candles."""
    candle("bitcoin", 3, 60000.0, 58000.0, 66000.0, 65000.0)
    candle("bitcoin", 2, 65000.0, 61000.0, 72000.0, 71000.0)
    candle("bitcoin", 1, 71000.0, 52000.0, 71500.0, 55000.0)
    candle("ethereum", 2, 2000.0, 1900.0, 2100.25, 2050.0)
    arm(full, "bitcoin", "stop_loss", 53000, group="exit")
    arm(full, "bitcoin", "take_profit", 70000, group="exit", share=Decimal("0.4"))
    arm(full, "bitcoin", "trailing_stop", trail_percent=Decimal("0.2"))
    arm(full, "bitcoin", "price_move", percent=Decimal("-0.1"), window_hours=24)
    arm(full, "ethereum", "take_profit", 3000)
    return full


def page_of(client, portfolio, **query):
    answer = client.get(reverse("portfolios:rehearsal", args=[portfolio.pk]), query)
    return answer.context["plan"], answer.content.decode()


def outcomes(plan):
    return {
        (rule.trigger.asset.slug, rule.trigger.kind): (
            rule.watch.status.value,
            rule.watch.fired_by and (rule.watch.fired_by.at.date(), rule.watch.fired_by.amount),
            rule.watch.sold,
        )
        for rule in plan.rules
    }


def test_it_tells_what_would_have_fired_when_and_at_which_price(as_alice, planned):
    plan, page = page_of(as_alice, planned, days="7")
    assert outcomes(plan) == {
        ("bitcoin", "take_profit"): ("fired", (day(2), 72000), Decimal("0.2")),
        ("bitcoin", "stop_loss"): ("fired", (day(1), 52000), Decimal("0.3")),
        # Its high is 72000, so its level 57600 is met by the same low.
        ("bitcoin", "trailing_stop"): ("fired", (day(1), 52000), Decimal("0.5")),
        ("ethereum", "take_profit"): ("armed", None, None),
    }
    # Against the last close, 55000: 0.2 × 17000 and 0.3 × −3000. What the trail would sell is
    # the same half bitcoin once more.
    assert plan.against_holding == 2500
    assert "BTC price move" in page
    assert "open, low, high and close, in that order" in page
    assert "never advice" in page
    assert 'aria-label="BTC from' in page


def test_closes_alone_see_less(as_alice, planned):
    plan, page = page_of(as_alice, planned, days="7", path="close")
    found = outcomes(plan)
    assert found["bitcoin", "take_profit"] == ("fired", (day(2), 71000), Decimal("0.2"))
    assert found["bitcoin", "stop_loss"] == ("armed", None, None)
    assert "what the price did within a day is not seen" in page


def downloaded(client, portfolio, name, **query):
    answer = client.get(reverse(f"portfolios:{name}", args=[portfolio.pk]), query)
    return b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("path", ["range", "close"])
@pytest.mark.parametrize("currency", ["usd", "eur"])
def test_the_command_gives_the_same_answer_for_the_files(
    as_alice, planned, tmp_path, path, currency
):
    if currency == "eur":
        make_asset("eur", price=1.25)
        set_closes(make_asset("eur"), {day(5): 1.2, day(2): 1.23, day(1): 1.19})
        planned.currency = make_asset("eur")
        planned.save()
        for kind, level in (("stop_loss", 44000), ("take_profit", 58000)):
            arm(planned, "bitcoin", kind, level, group="€ =1+1", share=Decimal("0.5"))
        arm(planned, "bitcoin", "trailing_stop", trail_amount=Decimal("900.5"))
    plan, _ = page_of(as_alice, planned, days="7", path=path)
    for name in ("plan", "prices"):
        text = downloaded(as_alice, planned, f"{name}_csv", days="7", path=path)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    out = StringIO()
    call_command(
        "rehearse", str(tmp_path / "plan.csv"), str(tmp_path / "prices.csv"), "--json", stdout=out
    )
    told = {row["id"]: row for row in json.loads(out.getvalue())["triggers"]}
    assert told
    assert len(told) == len(plan.rules)
    for rule in plan.rules:
        row, watch = told[watch_id := rule.watch.rule.id], rule.watch
        assert watch_id == str(rule.trigger.pk)
        assert row["status"] == watch.status.value
        assert row["fired_at"] == (watch.fired_by and f"{watch.fired_by.at:%Y-%m-%dT%H:%M:%SZ}")
        for key, figure in (
            ("fired_price", watch.fired_by and watch.fired_by.amount),
            ("level", watch.level), ("high_water", watch.high_water), ("quantity", watch.sold),
        ):  # fmt: skip
            assert (row[key] and Decimal(row[key])) == figure


def test_a_level_that_was_reached_from_the_start_says_so(as_alice, full):
    candle("bitcoin", 4, 40000.0, 39000.0, 41000.0, 40500.0)
    arm(full, "bitcoin", "stop_loss", 50000)
    plan, page = page_of(as_alice, full)
    assert plan.rules[0].at_once
    assert "was reached from the first price on" in page


@pytest.mark.parametrize("query", [{}, {"days": "x"}, {"days": "91"}, {"path": "__class__"}])
def test_nonsense_is_the_usual_span(as_alice, planned, query):
    answer = as_alice.get(reverse("portfolios:rehearsal", args=[planned.pk]), query)
    assert (answer.context["days"], answer.context["path"]) == (90, "range")


def test_an_empty_plan_and_a_plan_without_candles_say_so(as_alice, full):
    assert "Nothing to rehearse" in page_of(as_alice, full)[1]
    arm(full, "bitcoin", "stop_loss", 50000)
    _, page = page_of(as_alice, full)
    assert "No candles of these days" in page
    assert "Nothing</strong> would have fired" in page


def test_whom_it_is_shared_with_may_look_and_nobody_else(planned, client, bob, charlie):
    names = ("rehearsal", "plan_csv", "prices_csv")
    for user, status in ((bob, 200), (charlie, 404)):
        client.force_login(user)
        for name in names:
            path = reverse(f"portfolios:{name}", args=[planned.pk])
            assert client.get(path).status_code == status


def test_it_takes_as_many_queries_for_many_assets_as_for_few(as_alice, alice, market):
    counts = []
    for size in (2, 12):
        portfolio = make_portfolio(alice, name=f"P{size}")
        for number in range(size):
            asset = make_asset(f"coin-{size}-{number}", price=100.0)
            hold(portfolio, asset, Decimal(1))
            set_closes(asset, {day(ago): 90.0 + ago for ago in range(1, 20)})
            arm(portfolio, asset.slug, "stop_loss", 50)
        with CaptureQueriesContext(connection) as captured:
            page_of(as_alice, portfolio)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 13


def script(page: str, name: str):
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page, re.S)
    return json.loads(found[1])


def test_the_chart_has_a_candle_a_day_the_levels_and_what_fired(as_alice, planned):
    _, page = page_of(as_alice, planned, days="7")
    points = script(page, "points-bitcoin")
    assert points["series"]["open"] == ["60000", "65000", "71000"]
    assert points["series"]["low"] == ["58000", "61000", "52000"]
    assert points["series"]["high"] == ["66000", "72000", "71500"]
    assert points["series"]["close"] == ["65000", "71000", "55000"]
    levels = {one["label"]: points["series"][one["key"]] for one in points["levels"]}
    assert levels["Take-profit"][0] == "70000"
    # Gone with the day on which it fired.
    assert levels["Take-profit"][-1] is None
    # A fifth under the highest price so far.
    assert levels["Trailing stop"][0] == "52800"
    signs = script(page, "marks-bitcoin")["signs"]
    assert signs[0]["text"] == "Take-profit fired at $72,000.00"
    assert {sign["kind"] for sign in signs} == {"sell"}


def test_closes_alone_are_drawn_as_a_line(as_alice, planned):
    _, page = page_of(as_alice, planned, days="7", path="close")
    assert set(script(page, "points-bitcoin")["series"]) & {"open", "close"} == {"close"}
