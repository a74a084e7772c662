"""Grades and signals of what a portfolio holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from portfolios.models import Portfolio, Position
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import buy, make_asset, make_market, make_portfolio
from tests.markets.analyses import store_analysis

DAY = date(2026, 3, 10)


@pytest.fixture
def portfolio(alice, django_capture_on_commit_callbacks):
    make_market()
    for slug, price in (("bitcoin", 300.0), ("ethereum", 100.0)):
        make_asset(slug, price=price)
    portfolio = make_portfolio(alice)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "1", dollars="200")
        buy(portfolio, "ethereum", "1", dollars="100")
    return Portfolio.objects.get(pk=portfolio.pk)


def analyse():
    store_analysis(DAY - timedelta(days=7), {
        "bitcoin": {"trader": 50.0, "trend": 1}, "ethereum": {"trader": 40.0, "trend": 1},
    })  # fmt: skip
    store_analysis(DAY, {
        "bitcoin": {"trader": 85.0, "trend": 1}, "ethereum": {"trader": 41.0, "trend": -1},
    })  # fmt: skip


def opened(client, portfolio, user):
    client.force_login(user)
    answer = client.get(reverse("portfolios:outlook", args=[portfolio.pk]))
    assert answer.status_code == 200
    return answer.context["outlook"], " ".join(answer.content.decode().split())


def test_before_the_first_analysis_positions_stand_without_grades(client, portfolio, alice):
    outlook, page = opened(client, portfolio, alice)
    assert outlook.at is None
    assert len(outlook.rows) == 2
    assert "No analysis yet" in page


def test_positions_are_sorted_by_any_column(client, portfolio, alice):
    analyse()
    client.force_login(alice)
    path = reverse("portfolios:outlook", args=[portfolio.pk])

    def first(sort):
        return client.get(path, {"sort": sort}).context["rows"][0].holding.asset.slug

    assert [first(sort) for sort in ("", "value", "asset", "trader", "-trader", "signal")] == [
        "bitcoin", "ethereum", "bitcoin", "ethereum", "bitcoin", "ethereum",
    ]  # fmt: skip


def test_grades_are_weighted_by_value_and_say_of_how_much(client, portfolio, alice):
    analyse()
    outlook, page = opened(client, portfolio, alice)
    assert outlook.grades["trader"].value == pytest.approx(0.75 * 85 + 0.25 * 41)
    assert outlook.grades["trader"].share == pytest.approx(1.0)
    assert outlook.grades["investor"].value is None
    assert "Information, never advice" in page


def test_what_turned_is_named(client, portfolio, alice):
    analyse()
    outlook, page = opened(client, portfolio, alice)
    turned = {row.holding.asset.slug: (row.turned_signal, row.turned_grades)
              for row in outlook.turned}  # fmt: skip
    assert turned == {"bitcoin": (False, ["trader"]), "ethereum": (True, [])}
    assert "signal from Up to Down" in page
    (line,) = (one for one in page.split("<li>") if "bitcoin" in one and "Trader grade" in one)
    assert " ".join(strip_tags(line.split("</li>")[0]).split()) == (
        "Bitcoin: Trader grade 50 fair → 85 strong"
    )


def test_a_falling_signal_without_an_exit_offers_to_arm_one(client, portfolio, alice):
    analyse()
    assert "Signal down, no exit armed" in opened(client, portfolio, alice)[1]
    arm_trigger(
        portfolio, user=alice, asset=make_asset("ethereum"), kind="stop_loss", level=Decimal(50)
    )
    assert "Signal down, no exit armed" not in opened(client, portfolio, alice)[1]


def test_the_page_takes_as_many_queries_for_more_positions(
    client, portfolio, alice, django_capture_on_commit_callbacks
):
    analyse()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            opened(client, portfolio, alice)
        return len(captured)

    queries()
    few = queries()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            make_asset(f"coin-{number}", price=1.0)
            buy(portfolio, f"coin-{number}", "1", dollars="1")
    assert queries() == few
    assert len(opened(client, portfolio, alice)[0].rows) == 7


def test_a_debt_weighs_in_no_grade_and_wants_no_stop(client, portfolio, alice):
    """Half the ether's worth is owed as solana, whose grade and signal say nothing of holdings."""
    make_asset("solana", price=50.0)
    Position.objects.create(
        portfolio=portfolio, account=portfolio.accounts.get(), asset=make_asset("solana"),
        quantity=-1, cost=0, realised=0, income=0, fees=0,
    )  # fmt: skip
    known = {"bitcoin": {"trader": 80.0}, "ethereum": {"trader": 40.0},
             "solana": {"trader": 10.0, "trend": -1}}  # fmt: skip
    store_analysis(DAY, known)
    outlook, _ = opened(client, portfolio, alice)
    assert outlook.grades["trader"].value == pytest.approx(0.75 * 80 + 0.25 * 40)
    assert outlook.grades["trader"].share == pytest.approx(1.0)
    assert not any(row.lacks_exit for row in outlook.rows)


def test_an_empty_portfolio_has_no_grades_of_nothing_and_says_how_to_begin(
    client, portfolio, alice
):
    analyse()
    _, text = opened(client, make_portfolio(alice, name="Empty"), alice)
    assert "Nothing held" in text
    assert "Import a file" in text
    for absent in ("Grades of the whole", "What turned", "of 0% of the value"):
        assert absent not in text
