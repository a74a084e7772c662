import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios.models import Disposal, Portfolio
from tests.portfolios.books import swell

HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(answer):
    return answer.content.decode()


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def address(name, portfolio, *args):
    return reverse(f"portfolios:{name}", args=[portfolio.pk, *args])


def test_gains_show_the_newest_year_and_say_by_which_method(as_alice, booked):
    answer = as_alice.get(address("gains", booked))
    page = text_of(answer)
    assert "FIFO" in page and "per account" in page
    assert address("settings", booked) in page
    assert answer.context["only_rows"].year == 2024
    assert "+$8,487.50" in page
    assert [row.disposed_at.year for row in answer.context["page"]] == [2024] * 3


def test_the_sums_under_the_rows_are_the_year_s(as_alice, booked):
    answer = as_alice.get(address("gains", booked), {"year": "2023"})
    rows = list(answer.context["page"])
    assert sum(row.gain for row in rows) == answer.context["sums"].gain
    assert answer.context["sums"] == answer.context["years"][2023]


@pytest.mark.parametrize(
    "query",
    [{"year": "1066"}, {"year": "x"}, {"asset": "nope"}, {"account": "x"}, {"term": "y"},
     {"sort": "-"}, {"page": "x"}, {"page": "99999999"}],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_still_answered(as_alice, booked, query):
    for name in ("gains", "income", "gains_csv", "income_csv"):
        assert as_alice.get(address(name, booked), query).status_code == 200


def test_filters_and_their_fragment(as_alice, booked):
    query = {"year": "all", "asset": "bitcoin", "term": "long", "sort": "gain"}
    fragment = text_of(as_alice.get(address("gains", booked), query, **HTMX))
    assert fragment.strip().startswith('<section class="card flush" id="disposals"')
    assert "1 disposal " in fragment
    assert 'aria-sort="ascending"' in fragment


def test_every_disposal_links_to_the_rows_that_made_it(as_alice, booked):
    page = text_of(as_alice.get(address("gains", booked), {"year": "2023"}))
    disposal = Disposal.objects.get(disposed_at__year=2023)
    for row in (disposal.transaction_id, disposal.acquired_by):
        assert address("edit", booked, row) in page


def test_who_may_only_look_is_led_to_rows_that_they_may_see(as_bob, booked):
    disposal = Disposal.objects.get(disposed_at__year=2023)
    page = text_of(as_bob.get(address("gains", booked), {"year": "2023"}))
    assert address("edit", booked, disposal.transaction_id) not in page
    link = f"{address('transactions', booked)}?row={disposal.transaction_id}"
    assert link in page
    assert [row.pk for row in as_bob.get(link).context["page"]] == [disposal.transaction_id]


def test_the_csv_of_gains_holds_the_page_s_rows_with_every_digit(as_alice, booked):
    Portfolio.objects.update(time_zone="Europe/Berlin")
    rows = rows_of(as_alice.get(address("gains_csv", booked), {"year": "all"}))
    assert len(rows) == booked.disposals.count()
    assert sum(Decimal(row["gain"]) for row in rows) == sum(
        booked.disposals.values_list("gain", flat=True)
    )
    first = rows[0]
    assert (first["asset"], first["account"], first["term"]) == ("BTC", "Main", "short")
    assert (first["quantity"], first["proceeds"], first["cost"]) == ("0.25", "9000", "2512.5")
    assert first["disposed"] == "2024-01-01T00:30:00+01:00"
    assert (first["transaction"], first["currency"]) != ("", "")


def test_the_csv_is_narrowed_as_the_page_is(as_alice, booked):
    rows = rows_of(as_alice.get(address("gains_csv", booked), {"year": "2023"}))
    assert [row["proceeds"] for row in rows] == ["9000"]


def test_a_name_that_is_a_formula_is_guarded_in_the_csv(as_alice, booked):
    booked.accounts.filter(name="Main").update(name="=1+1")
    rows = rows_of(as_alice.get(address("gains_csv", booked), {"year": "all"}))
    assert rows[0]["account"] == "'=1+1"


def test_income_and_fees_stand_beside_each_other(as_alice, booked):
    answer = as_alice.get(address("income", booked), {"year": "all"})
    page = text_of(answer)
    assert "$340.00" in page
    assert "Staking reward" in page
    assert {row.transaction_id for row in answer.context["page"]} == set(
        booked.incomes.values_list("transaction_id", flat=True)
    )
    fees = as_alice.get(address("income", booked), {"year": "all", "list": "fees"})
    assert '<span class="tag">In cost</span>' in text_of(fees)
    assert len(fees.context["page"]) == 2


def test_rewards_and_fees_are_downloaded_apart(as_alice, booked):
    rewards = rows_of(as_alice.get(address("income_csv", booked), {"year": "all"}))
    assert [(row["type"], row["value"]) for row in rewards] == [
        ("staking_reward", "190"),
        ("lending_interest", "150"),
    ]
    fees = rows_of(as_alice.get(address("income_csv", booked), {"year": "all", "list": "fees"}))
    assert [row["in_cost"] for row in fees] == ["yes", "no"]


def test_a_portfolio_without_sales_or_rewards_says_what_will_come(as_alice, portfolio):
    assert "Nothing was sold yet" in text_of(as_alice.get(address("gains", portfolio)))
    assert "No income and no fees yet" in text_of(as_alice.get(address("income", portfolio)))


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [("gains", (), 12), ("income", (), 20), ("position", ("bitcoin",), 19)],
)
def test_a_page_of_the_books_takes_as_many_queries_for_many_rows(
    as_alice, booked, name, args, most
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(address(name, booked, *args)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    swell(booked, 60)
    assert queries() == few
    assert few <= most


def test_the_chart_of_income_has_every_month_between_the_first_and_the_last(as_alice, booked):
    answer = as_alice.get(address("income", booked), {"year": "all"})
    chart, sums = answer.context["chart"], answer.context["months"]
    months = [point["time"] for point in chart.points()]
    assert (months[0], months[-1]) == (f"{sums[-1].name}-01", f"{sums[0].name}-01")
    assert len(months) == len(set(months)) >= len(sums)
    assert chart.series["income"].sum() == pytest.approx(float(sum(row.income for row in sums)))
    assert chart.series["fees"].sum() == pytest.approx(float(sum(row.fees for row in sums)))
