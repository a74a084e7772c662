"""Returns over the API: one portfolio's, and all of the caller's together."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from markets.analytics.charts.periods import Period
from portfolios.models import Portfolio
from tests.api.conftest import ROOT, pointers
from tests.factories import make_asset, set_closes
from tests.portfolios.daily import day, set_closes_until_today, set_days


@pytest.fixture
def earning(portfolio):
    """100 put in, 10 earned, 50 more put in, 30 taken out: until yesterday."""
    set_days(portfolio, (110, 100), (121,), (180, 50), (160, 0, 30), until=1)
    return portfolio


@pytest.fixture
def address(earning):
    return f"{ROOT}portfolios/{earning.pk}/performance/"


@pytest.fixture
def daily(earning):
    return f"{ROOT}portfolios/{earning.pk}/daily/"


def test_the_figures_of_the_whole_history(as_bob, address):
    body = as_bob.get(address).json()
    assert (body["currency"], body["period"], body["is_live"]) == ("usd", "all", False)
    assert (body["first_day"], body["last_day"]) == (day(4).isoformat(), day(1).isoformat())
    money = [body[name] for name in ("opening", "value", "inflow", "outflow", "net_flow", "profit")]
    assert money == ["0", "160", "150", "30", "120", "40"]
    # 110/100 × 121/110 × 180/171 × 190/180
    assert Decimal(body["twr"]) == pytest.approx(Decimal("1.21") * 190 / 171 - 1)
    assert body["twr_yearly"] is None
    assert body["xirr"]["days"] == 3
    assert Decimal(body["xirr"]["own"]) > 0
    assert body["risk"]["drawdown"]["depth"] == "0"
    assert (body["risk"]["beta"], body["benchmark"]) == (None, None)
    months = [month for year in body["years"] for month in year["months"]]
    assert sum(month["days"] for month in months) == 4


def test_every_figure_is_a_string(as_bob, address):
    def numbers(value):
        if isinstance(value, dict):
            return [one for inner in value.values() for one in numbers(inner)]
        if isinstance(value, list):
            return [one for inner in value for one in numbers(inner)]
        return [value] if isinstance(value, float) else []

    set_closes_until_today("bitcoin", 10.0, 10.0, 11.0)
    assert numbers(as_bob.get(address, {"benchmark": "BTC"}).json()) == []


@pytest.mark.parametrize("period", list(Period))
def test_each_period_may_be_asked_for_by_name(as_alice, address, daily, period):
    asked = {"period": period.value, **({"from": day(3)} if period == Period.CUSTOM else {})}
    for path in (address, f"{ROOT}performance/"):
        body = as_alice.get(path, asked).json()
        assert (body["period"], body["value"]) == (period.value, "160")
    for path in (daily, f"{ROOT}performance/daily/"):
        assert as_alice.get(path, asked).json()["days"][-1]["value"] == "160"


def test_a_chart_has_what_came_in_and_grew_day_by_day(as_bob, earning):
    body = as_bob.get(f"{ROOT}portfolios/{earning.pk}/chart/", {"range": "all"}).json()
    assert (body["range"], body["step"], body["currency"], body["note"]) == ("all", "1d", "USD", "")
    noons = [datetime.fromtimestamp(at, tz=UTC).date() for at in body["time"]]
    assert noons == [day(4), day(3), day(2), day(1)]
    series = body["series"]
    assert [Decimal(text) for text in series["value"]] == [110, 121, 180, 160]
    assert [Decimal(text) for text in series["paid"]] == [100, 100, 150, 120]
    returns = [0.1, 0.21, 1.21 * 180 / 171 - 1, 1.21 * 190 / 171 - 1]
    assert [float(text) for text in series["return"]] == pytest.approx(returns, rel=1e-4)
    assert {float(text) for text in series["drawdown"]} == {0.0}


def test_a_chart_of_a_shorter_range_opens_with_the_day_before_it(as_bob, earning):
    body = as_bob.get(f"{ROOT}portfolios/{earning.pk}/chart/", {"range": "1d"}).json()
    assert [Decimal(text) for text in body["series"]["value"]] == [180, 160]
    # What was there as the range opened counts as put in: the last day lost nothing and 30 left.
    assert [Decimal(text) for text in body["series"]["paid"]] == [180, 150]
    assert Decimal(body["opening"]["value"]) == 180


def test_a_chart_with_a_benchmark_has_the_same_flows_in_it(as_bob, earning):
    set_closes_until_today("bitcoin", 10.0, 10.0, 10.0, 20.0)
    asked = {"range": "all", "benchmark": "BTC"}
    series = as_bob.get(f"{ROOT}portfolios/{earning.pk}/chart/", asked).json()["series"]
    assert set(series) == {"value", "paid", "return", "drawdown", "benchmark", "same"}
    assert len({len(texts) for texts in series.values()}) == 1


def test_a_chart_of_a_range_that_is_none_is_refused_by_name(as_bob, earning):
    answer = as_bob.get(f"{ROOT}portfolios/{earning.pk}/chart/", {"range": "3y"})
    assert answer.status_code == 400
    assert list(pointers(answer)) == ["/range"]


def test_an_outsider_finds_no_chart(as_charlie, earning):
    assert as_charlie.get(f"{ROOT}portfolios/{earning.pk}/chart/").status_code == 404


def test_a_custom_period_opens_with_the_day_before(as_bob, address):
    body = as_bob.get(address, {"from": day(3), "to": day(2)}).json()
    assert (body["period"], body["opening"], body["value"]) == ("custom", "110", "180")
    assert (body["net_flow"], body["profit"]) == ("50", "20")


def test_a_benchmark_and_the_same_flows(as_bob, address):
    set_closes(make_asset("ethereum"), {day(5): 10.0, day(4): 10.0, day(3): 20.0, day(2): 10.0})
    block = as_bob.get(address, {"benchmark": "ethereum"}).json()["benchmark"]
    # 100 → 200 → (200 + 50) ÷ 2 = 125 → 125 − 30
    assert (block["asset"], block["twr"], block["same_flows_value"]) == ("ethereum", "0", "95")
    assert (block["same_flows_difference"], block["same_flows_unpaid"]) == ("65", "0")
    assert block["priced_since"] == day(5).isoformat()


def test_the_whole_market_is_a_benchmark(as_bob, address):
    block = as_bob.get(address, {"benchmark": "total-market"}).json()["benchmark"]
    assert (block["asset"], block["twr"], block["priced_since"]) == ("total-market", "0", None)


def test_another_currency_is_converted_day_by_day(as_bob, address, daily):
    set_closes(make_asset("eur"), {day(4): 2.0, day(1): 1.0})
    body = as_bob.get(address, {"currency": "EUR"}).json()
    assert (body["currency"], body["value"], body["carried_days"]) == ("eur", "160", 2)
    days = as_bob.get(daily, {"currency": "eur"}).json()["days"]
    assert [one["value"] for one in days] == ["55", "60.5", "90", "160"]


def test_the_days_of_a_period(as_bob, daily):
    body = as_bob.get(daily, {"from": day(2)}).json()
    assert body["currency"] == "usd"
    assert [(one["value"], one["inflow"], one["outflow"]) for one in body["days"]] == [
        ("180", "50", "0"),
        ("160", "0", "30"),
    ]
    assert body["days"][0].keys() == {
        "day", "value", "inflow", "outflow", "simple", "twr", "drawdown",
    }  # fmt: skip
    assert Decimal(body["days"][1]["simple"]) == pytest.approx(Decimal(10) / 180)


def test_a_period_without_days_has_no_figures(as_bob, address, daily):
    body = as_bob.get(address, {"to": "2020-01-01", "benchmark": "bitcoin"}).json()
    assert (body["value"], body["profit"], body["risk"], body["benchmark"]) == (None,) * 4
    assert as_bob.get(daily, {"to": "2020-01-01"}).json()["days"] == []


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"perod": "1y"}, "/perod", 400),
        ({"period": "2y"}, "/period", 400),
        ({"from": "soon"}, "/from", 400),
        ({"from": "2024-02-01", "to": "2024-01-01"}, "/to", 404),
        ({"currency": "nope"}, "/currency", 404),
        ({"benchmark": "nope"}, "/benchmark", 404),
        ({"currency": "cheap-coin"}, "/currency", 404),
    ],
)
def test_what_cannot_be_asked_is_named(as_bob, address, query, field, code):
    make_asset("cheap-coin")
    answer = as_bob.get(address, query)
    assert answer.status_code == code
    assert pointers(answer).keys() == {field}


def test_the_days_know_no_benchmark(as_bob, daily):
    assert pointers(as_bob.get(daily, {"benchmark": "bitcoin"})).keys() == {"/benchmark"}


def test_an_unchanged_answer_costs_no_bytes(as_bob, address, daily):
    for path in (address, daily):
        tag = as_bob.get(path)["ETag"]
        assert as_bob.get(path, headers={"if-none-match": tag}).status_code == 304


def test_for_an_outsider_there_is_nothing(as_charlie, address, daily):
    assert as_charlie.get(address).status_code == 404
    assert as_charlie.get(daily).status_code == 404
    assert as_charlie.get(address, {"perod": "1y"}).status_code == 404


def test_all_are_those_the_caller_owns(as_alice, as_bob, alice, earning, assets):
    second = Portfolio.objects.create(owner=alice, name="Second", currency=assets["usd"])
    set_days(second, (50, 40), (60,), until=1)
    body = as_alice.get(f"{ROOT}performance/").json()
    assert (body["value"], body["net_flow"], body["profit"]) == ("220", "160", "60")
    days = as_alice.get(f"{ROOT}performance/daily/", {"from": day(2)}).json()["days"]
    assert [one["value"] for one in days] == ["230", "220"]
    nothing = as_bob.get(f"{ROOT}performance/").json()
    assert (nothing["currency"], nothing["value"], nothing["years"]) == ("usd", None, [])
    assert as_bob.get(f"{ROOT}performance/", {"x": "1"}).status_code == 400


def test_queries_do_not_grow(as_alice, alice, earning, assets, django_assert_max_num_queries):
    for number in range(5):
        one = Portfolio.objects.create(owner=alice, name=f"P{number}", currency=assets["eur"])
        set_days(one, *[(100, 1, 1)] * 200, until=1)
    asked = {"benchmark": "bitcoin", "currency": "EUR"}
    as_alice.get(f"{ROOT}performance/", asked)
    with django_assert_max_num_queries(19):
        as_alice.get(f"{ROOT}performance/", asked)
    with django_assert_max_num_queries(19):
        as_alice.get(f"{ROOT}portfolios/{one.pk}/performance/", asked)
