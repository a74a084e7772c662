"""The page of returns: figures, periods, currencies, benchmarks, and all portfolios together."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from markets.models import GlobalFigures
from portfolios.models import DailyValue
from tests.factories import make_asset, make_portfolio, set_closes
from tests.portfolios.daily import day, hold, set_closes_until_today, set_days

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def earning(portfolio):
    """100 put in, 10 earned, 50 more put in, 30 taken out; bitcoin went 10, 10, 11, 22, 11."""
    set_days(portfolio, (110, 100), (121,), (180, 50), (160, 0, 30))
    hold(portfolio, "bitcoin", 16, price=10.0)
    set_closes_until_today("bitcoin", 10.0, 10.0, 11.0, 22.0, 10.0)
    return portfolio


def page_of(client, portfolio, **query):
    answer = client.get(reverse("portfolios:performance", args=[portfolio.pk]), query)
    assert answer.status_code == 200
    return answer


def text_of(answer):
    return answer.content.decode()


def words_of(answer):
    text = re.sub(r'<button class="info.*?</button>', " ", text_of(answer), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_page_shows_the_figures_of_the_whole_history(as_alice, earning):
    answer = page_of(as_alice, earning)
    stretch = answer.context["stretch"]
    assert (stretch.closing, stretch.profit, stretch.net_flow) == (160, 40, 120)
    words = words_of(answer)
    assert "Value at the end $160.00" in words
    assert "Profit of the period +$40.00" in words
    assert "Net flow $120.00" in words
    # 110/100 × 121/110 × 180/171 × 190/180
    assert "Time-weighted return +34.44%" in words


@pytest.mark.parametrize(
    ("query", "profit", "days"),
    [({"period": "1d"}, 10, 1), ({"period": "7d"}, 40, 4), ({"from": 2, "to": 1}, 20, 2),
     ({"to": 2}, 21, 2), ({"from": 1}, 19, 2)],
)  # fmt: skip
def test_a_period_has_the_profit_that_its_chart_shows(as_alice, earning, query, profit, days):
    asked = {key: day(ago) if key != "period" else ago for key, ago in query.items()}
    stretch = page_of(as_alice, earning, **asked).context["stretch"]
    assert (stretch.profit, len(stretch.days)) == (profit, days)
    address = reverse("portfolios:performance_data", args=[earning.pk])
    series = as_alice.get(address, asked).json()["series"]
    assert Decimal(series["value"][-1]) - Decimal(series["paid"][-1]) == profit


def test_the_same_flows_into_the_benchmark_are_told_in_words(as_alice, earning):
    # 100 → 100 → 110 → (110 + 50) × 2 = 320 → 320 × 10 ÷ 22 − 30
    value = Decimal(3200) / 22 - 30
    words = words_of(page_of(as_alice, earning, benchmark="bitcoin"))
    assert "Had each deposit gone into BTC instead, and each withdrawal come out of it" in words
    assert f"you'd have ${value:.2f}" in words
    assert f"${160 - value:.2f} less than you have." in words


def test_a_benchmark_that_could_not_have_paid_says_so(as_alice, earning):
    set_closes_until_today("ethereum", 10.0, 10.0, 10.0, 10.0, 0.1)
    words = words_of(page_of(as_alice, earning, benchmark="ethereum"))
    assert "$28.50 of what was taken out could not have been paid" in words


def test_a_benchmark_without_prices_says_so(as_alice, earning):
    make_asset("newcoin")
    words = words_of(page_of(as_alice, earning, benchmark="newcoin"))
    assert "There is no price of NEWCOIN for these days" in words


def test_the_whole_market_is_offered_once_it_has_a_history(as_alice, earning):
    assert "vs market" not in text_of(page_of(as_alice, earning))
    for ago, cap in ((4, 1000.0), (2, 2000.0)):
        GlobalFigures.objects.create(
            at=timezone.now() - timedelta(days=ago), market_cap=cap, source="test"
        )
    answer = page_of(as_alice, earning, benchmark="total-market")
    assert "vs market" in text_of(answer)
    # 100 doubles on the second day, 50 come after, 30 go.
    assert "Had each deposit gone into the total market instead" in words_of(answer)
    assert answer.context["measures"].comparison.same.closing == 220


def test_without_a_benchmark_the_portfolio_stands_alone(as_alice, earning):
    answer = page_of(as_alice, earning, benchmark="none")
    assert answer.context["measures"].comparison is None
    assert "Had each deposit" not in text_of(answer)


def test_the_currency_is_switched_by_the_address(as_alice, earning):
    euro = make_asset("eur", price=2.0)
    set_closes(euro, {day(5): 2.0})
    words = words_of(page_of(as_alice, earning, currency="EUR"))
    assert "Value at the end €80.00" in words
    assert "Profit of the period +€20.00" in words
    assert "On 3 of these days" in words
    assert "earlier rate" in words


@pytest.mark.parametrize(
    ("query", "message"),
    [({"currency": "XXX"}, "Currency: Select a valid choice"),
     ({"from": "yesterday"}, "From: Enter a valid date"),
     ({"from": "2024-02-01", "to": "2024-01-01"}, "ends before it begins"),
     ({"benchmark": "nosuch"}, "There is no asset called"), ({"period": "2d"}, "Period: Select"),
     ({"benchmark": "x" * 500}, "Benchmark: Ensure"), ({"chart": "pie"}, "Chart: Select")],
)  # fmt: skip
def test_what_cannot_be_shown_is_said_and_the_rest_is_shown(as_alice, earning, query, message):
    words = words_of(page_of(as_alice, earning, **query))
    assert message in words
    assert "Value at the end" in words or "No day in this period" in words


def test_a_period_without_a_day_says_where_the_history_is(as_alice, earning):
    words = words_of(page_of(as_alice, earning, **{"to": "2020-01-01"}))
    assert f"The history goes from {day(3)}" in words
    address = reverse("portfolios:performance_data", args=[earning.pk])
    assert as_alice.get(address, {"to": "2020-01-01"}).json()["time"] == []


def test_an_empty_portfolio_says_what_to_do_next(as_alice, as_bob_too, portfolio):
    words = words_of(page_of(as_alice, portfolio))
    assert "Nothing to measure yet" in words
    assert "Import a file" in words
    assert "Import a file" not in words_of(page_of(as_bob_too, portfolio))


@pytest.fixture
def as_bob_too(bob):
    client = Client()
    client.force_login(bob)
    return client


def test_a_single_day_is_shown_too(as_alice, portfolio):
    set_days(portfolio, (110, 100))
    words = words_of(page_of(as_alice, portfolio))
    assert "Risk needs at least two days" in words
    assert "Profit of the period" in words


def test_every_figure_leads_to_the_transactions_of_the_period(as_alice, earning):
    text = text_of(page_of(as_alice, earning, **{"from": day(2), "to": day(1)}))
    rows = reverse("portfolios:transactions", args=[earning.pk])
    assert text.count(f"{rows}?since={day(2)}&amp;until={day(1)}") >= 5
    assert f"{rows}?since={day(1)}&amp;until={day(1)}" in text
    assert as_alice.get(rows, {"since": day(2), "until": day(1)}).status_code == 200


def test_the_page_is_whole_without_javascript(as_alice, earning):
    text = text_of(page_of(as_alice, earning))
    assert text.count("<polyline") == 3
    assert " style=" not in text
    assert "onclick" not in text
    explained = re.findall(r'popovertarget="([\w-]+)"', text)
    assert len(explained) >= 20
    assert [text.count(f'id="{one}" popover') for one in explained] == [1] * len(explained)
    assert text_of(page_of(as_alice, earning, chart="value")).count("<polyline") == 4


def test_htmx_gets_the_figures_alone_and_a_cache_tells_them_apart(as_alice, earning):
    address = reverse("portfolios:performance", args=[earning.pk])
    fragment = as_alice.get(address, **HTMX)
    assert text_of(fragment).strip().startswith('<div id="performance"')
    assert "HX-Request" in fragment["Vary"]
    restored = as_alice.get(address, HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)
    assert "<html" in text_of(restored)


def test_long_lists_of_flows_are_cut_and_shown_on_request(as_alice, portfolio):
    set_days(portfolio, *[(100, 1, 1)] * 130)
    assert len(page_of(as_alice, portfolio).context["flows"]) == 30
    assert "Show 100 earlier days" in text_of(page_of(as_alice, portfolio))
    assert len(page_of(as_alice, portfolio, flows="all").context["flows"]) == 130


def test_all_portfolios_together_are_those_one_owns(as_alice, alice, charlie, earning):
    second = make_portfolio(alice, name="Second")
    set_days(second, (50, 40), (60,), until=1)
    set_days(make_portfolio(charlie, name="Charlie's"), (9999, 1), until=1)
    answer = as_alice.get(reverse("portfolios:performance_all"))
    assert answer.context["stretch"].closing == 220
    words = words_of(answer)
    assert "Transactions of the period: Second" in words
    assert "Charlie" not in words
    series = as_alice.get(reverse("portfolios:performance_all_data")).json()["series"]
    assert series["value"][-1] == "220"
    assert reverse("portfolios:performance_all") in text_of(as_alice.get("/portfolios/"))


def test_who_owns_none_is_led_to_the_list(as_bob_too, earning):
    answer = as_bob_too.get(reverse("portfolios:performance_all"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("portfolios:list"))
    assert reverse("portfolios:performance_all") not in text_of(as_bob_too.get("/portfolios/"))
    assert as_bob_too.get(reverse("portfolios:performance_all_data")).status_code == 404


def test_all_need_a_sign_in(client, db):
    for name in ("performance_all", "performance_all_data"):
        assert client.get(reverse(f"portfolios:{name}")).status_code == 302


def test_queries_do_not_grow_with_the_days_or_the_flows(as_alice, alice, earning):
    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(path, {"currency": "EUR"}).status_code == 200
        return len(captured)

    set_closes(make_asset("eur", price=2.0), {day(5): 2.0})
    long = make_portfolio(alice, name="Long")
    set_days(long, *[(100, 1, 1)] * 400)
    hold(long, "bitcoin", 1, price=10.0)
    assert DailyValue.objects.filter(portfolio=long).count() == 400
    paths = [reverse("portfolios:performance", args=[pk]) for pk in (earning.pk, long.pk)]
    queries(paths[0])
    assert queries(paths[0]) == queries(paths[1])
    assert queries(paths[1]) <= 28
    together = queries(reverse("portfolios:performance_all"))
    make_portfolio(alice, name="Third")
    assert queries(reverse("portfolios:performance_all")) == together
