"""The books of a portfolio: lots, disposals, gains, income, fees, problems and dismissals."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest

from portfolios.models import Account, LedgerProblem, Portfolio, PortfolioShare, ProblemDismissal
from portfolios.services.books.books import rebuild_books
from tests.api.conftest import ROOT, pointers
from tests.portfolios.books import record, record_all, record_many_digits

LISTS = ("lots", "disposals", "income", "fees", "problems", "dismissals")


@pytest.fixture
def booked(portfolio):
    """A ledger of two years with books, and a sale of what was never bought."""
    Account.objects.create(portfolio=portfolio, name="Main")
    record_all(portfolio)
    record(portfolio, "2024-05-01T12:00Z", "sell", sent="3 solana", received="300 usd")
    rebuild_books(portfolio.pk)
    return Portfolio.objects.get(pk=portfolio.pk)


def path(portfolio, name):
    return f"{ROOT}portfolios/{portfolio.pk}/{name}/"


def rows(client, portfolio, name, **query):
    answer = client.get(path(portfolio, name), query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_lots_are_listed_and_narrowed(as_bob, booked):
    found = rows(as_bob, booked, "lots", asset="ethereum", open="true")
    assert {lot["asset"] for lot in found} == {"ethereum"}
    held = booked.positions.filter(asset__slug="ethereum")
    assert sum(Decimal(lot["remaining"]) for lot in found) == sum(row.quantity for row in held)
    wallet = booked.accounts.get(name="Wallet")
    assert rows(as_bob, booked, "lots", account=wallet.pk, open="true")[0]["cost"] == "1980"


@pytest.mark.parametrize("day", ["01/02/2024", "1.2.2024", "2024-1-2", "20240102", "2024-13-01"])
def test_a_day_is_written_in_one_way_whatever_the_language(as_bob, booked, day):
    for language in ("en", "de"):
        for address in (path(booked, "income"), path(booked, "fees"), f"{ROOT}candles/"):
            query = {"since": day} | ({"asset": "bitcoin"} if "candles" in address else {})
            answer = as_bob.get(address, query, headers={"Accept-Language": language})
            assert answer.status_code == 400, address
            assert pointers(answer) == {"/since": "Write a day as 2026-01-31."}


def test_both_days_of_a_span_are_in_it(as_bob, booked):
    """Rewards of 2023-06-02 and 2024-03-01."""
    for since, until, count in [
        ("2023-06-02", "2024-03-01", 2), ("2023-06-03", "2024-03-01", 1),
        ("2023-06-02", "2024-02-29", 1), ("2023-06-03", "2024-02-29", 0),
    ]:  # fmt: skip
        assert len(rows(as_bob, booked, "income", since=since, until=until)) == count


def test_disposals_tell_both_rows_and_the_gain(as_bob, booked):
    sold = rows(as_bob, booked, "disposals", term="long", asset="bitcoin")
    (disposal,) = sold
    assert disposal["gain"] == "8487.5"
    assert disposal["acquired_by"] != disposal["transaction_id"]
    for field, value in disposal.items():
        assert not isinstance(value, float), field
    assert len(rows(as_bob, booked, "disposals", since="2024-01-01T00:00:00Z")) == 4


def test_gains_by_year_are_the_sums_of_the_disposals(as_bob, booked):
    years = as_bob.get(path(booked, "gains")).json()
    assert [(year["year"], year["count"]) for year in years] == [(2024, 4), (2023, 1)]
    disposals = rows(as_bob, booked, "disposals")
    assert sum(Decimal(year["gain"]) for year in years) == sum(
        Decimal(disposal["gain"]) for disposal in disposals
    )


def test_income_and_fees_are_narrowed_by_day_and_kind(as_bob, booked):
    assert [row["value"] for row in rows(as_bob, booked, "income")] == ["190", "150"]
    assert len(rows(as_bob, booked, "income", type="staking_reward")) == 1
    assert len(rows(as_bob, booked, "income", since="2024-01-01", until="2024-12-31")) == 1
    assert [row["in_cost"] for row in rows(as_bob, booked, "fees")] == [True, False]
    assert len(rows(as_bob, booked, "fees", in_cost="false")) == 1


def test_a_problem_names_its_row_its_asset_and_what_is_missing(as_bob, booked):
    (problem,) = rows(as_bob, booked, "problems", code="missing_acquisition")
    assert (problem["asset"], problem["quantity"], problem["is_known"]) == ("solana", "3", False)
    assert problem["holders"] == []
    assert problem["transaction_id"] == LedgerProblem.objects.get(quantity=3).transaction_id


def test_a_problem_is_dismissed_and_taken_up_again(as_alice, booked):
    problem = rows(as_alice, booked, "problems", code="missing_acquisition")[0]
    body = {name: problem[name] for name in ("code", "transaction_id", "asset")}
    for _ in range(2):
        answer = as_alice.post(path(booked, "dismissals"), body, format="json")
        assert answer.status_code == 201
    rebuild_books(booked.pk)
    assert rows(as_alice, booked, "problems", code="missing_acquisition")[0]["is_known"]
    assert not rows(as_alice, booked, "problems", code="missing_acquisition", is_known="false")
    (dismissal,) = rows(as_alice, booked, "dismissals")
    one = f"{path(booked, 'dismissals')}{dismissal['id']}/"
    assert as_alice.delete(one).status_code == 204
    assert not ProblemDismissal.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/code", 400),
        ({"code": "nonsense"}, "/code", 400),
        ({"code": "stale_price", "asset": "no-such"}, "/asset", 409),
        ({"code": "stale_price"}, "/asset", 409),
        ({"code": "missing_price", "transaction_id": -1}, "/transaction_id", 400),
        ({"code": "missing_price", "why": "x"}, "/why", 400),
    ],
)
def test_a_dismissal_that_makes_no_sense_is_refused_by_field(as_alice, booked, body, pointer, code):
    answer = as_alice.post(path(booked, "dismissals"), body, format="json")
    assert answer.status_code == code
    assert pointer in pointers(answer)


def test_what_is_no_problem_is_not_dismissed(as_alice, booked):
    body = {"code": "missing_price", "transaction_id": 1}
    assert as_alice.post(path(booked, "dismissals"), body, format="json").status_code == 409
    assert not ProblemDismissal.objects.exists()


@pytest.mark.parametrize("name", LISTS)
def test_a_misspelt_filter_is_refused(as_alice, booked, name):
    answer = as_alice.get(path(booked, name), {"colour": "red"})
    assert "/colour" in pointers(answer) or "colour" in pointers(answer)


@pytest.mark.parametrize("name", [*LISTS, "gains", "disposals.csv", "lots.ndjson"])
def test_an_outsider_finds_nothing(as_charlie, booked, name):
    assert as_charlie.get(path(booked, name)).status_code == 404


def test_an_outsider_dismisses_nothing_and_a_viewer_neither(as_charlie, as_bob, booked):
    problem = LedgerProblem.objects.get(quantity=3)
    body = {"code": problem.code, "transaction_id": problem.transaction_id, "asset": "solana"}
    assert as_charlie.post(path(booked, "dismissals"), body, format="json").status_code == 404
    assert as_bob.post(path(booked, "dismissals"), body, format="json").status_code == 403
    made = ProblemDismissal.objects.create(portfolio=booked, code="missing_price")
    one = f"{path(booked, 'dismissals')}{made.pk}/"
    assert as_charlie.delete(one).status_code == 404
    assert as_bob.delete(one).status_code == 403
    PortfolioShare.objects.update(role="editor")
    assert as_bob.delete(one).status_code == 204


def test_pages_follow_each_other_without_gap_or_repetition(as_alice, booked):
    for name in ("lots", "disposals", "income"):
        whole = rows(as_alice, booked, name)
        found, address = [], f"{path(booked, name)}?page_size=1"
        while address:
            body = as_alice.get(address).json()
            found += body["results"]
            address = body["next"]
        assert found == whole


@pytest.mark.parametrize("name", ["lots", "disposals", "income", "fees"])
def test_a_list_streams_whole_as_csv_and_as_lines_of_json(as_bob, booked, name):
    answer = as_bob.get(path(booked, f"{name}.csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="savings-{name}.csv"' in answer["Content-Disposition"]
    table = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    answer = as_bob.get(path(booked, f"{name}.ndjson"))
    lines = [json.loads(line) for line in b"".join(answer).decode().splitlines()]
    listed = rows(as_bob, booked, name)
    assert len(table) == len(lines) == len(listed)
    assert [row["slug"] for row in table] == [line["slug"] for line in lines]
    assert {line["quantity"] for line in lines} == {row["quantity"] for row in listed}


def test_queries_do_not_grow(as_alice, booked, django_assert_max_num_queries):
    for name in LISTS:
        as_alice.get(path(booked, name))
        with django_assert_max_num_queries(3):
            as_alice.get(path(booked, name))


def test_totals_of_long_numbers_are_the_sums_of_the_rows(as_bob, portfolio, account):
    Account.objects.filter(pk=account.pk).update(name="Main")
    record_many_digits(portfolio)
    rebuild_books(portfolio.pk)
    positions = as_bob.get(f"{ROOT}portfolios/{portfolio.pk}/positions/").json()
    for name in ("cost", "realised", "income", "fees"):
        whole = sum(map(Fraction, portfolio.positions.values_list(name, flat=True)))
        assert Fraction(positions[name]) == whole, name
    profit = sum(Fraction(positions[name]) for name in ("unrealised", "realised", "income"))
    assert Fraction(positions["profit"]) == profit - Fraction(positions["fees"])
    years = as_bob.get(path(portfolio, "gains")).json()
    text = b"".join(as_bob.get(path(portfolio, "disposals.csv"))).decode()
    csv_rows = list(csv.DictReader(io.StringIO(text)))
    for name in ("proceeds", "cost", "gain"):
        assert sum(Fraction(year[name]) for year in years) == sum(
            Fraction(row[name]) for row in csv_rows
        ), name
    assert len(positions["profit"]) > 28
