"""The books' lists as files: every row, every digit, and no cell that runs."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portfolios.models import Account, Disposal, Fee, Income, Lot
from portfolios.selectors.books import exports
from portfolios.selectors.books.exports import TABLES, book_csv, book_ndjson, book_rows
from tests.factories import make_asset

AT = datetime(2024, 7, 1, 23, 30, tzinfo=UTC)
LONG = "123456789012345678901234567890.123456789012345678"


@pytest.fixture
def lot(portfolio):
    return put(portfolio, Lot, transaction_id=7, acquired_at=AT, remaining="0.50", cost=LONG)


def put(portfolio, model, **columns):
    base = {"portfolio": portfolio, "account": portfolio.accounts.first(), "quantity": 1}
    return model.objects.create(asset=make_asset("bitcoin"), **{**base, **columns})


def table(portfolio, name):
    """The cells of a CSV, by heading, and its text."""
    text = "".join(book_csv(portfolio, name))
    return list(csv.DictReader(io.StringIO(text, newline=""))), text


def lines(portfolio, name):
    return [json.loads(line) for line in "".join(book_ndjson(portfolio, name)).splitlines()]


def test_a_lot_is_written_with_every_digit(portfolio, lot):
    (row,), text = table(portfolio, "lots")
    assert row == {
        "asset": "BTC", "slug": "bitcoin", "account": "Main",
        "acquired": "2024-07-01T23:30:00+00:00", "quantity": "1", "remaining": "0.5",
        "cost": LONG, "transaction": "7", "currency": "USD",
    }  # fmt: skip
    assert text.count("\r\n") == 2
    (record,) = lines(portfolio, "lots")
    assert record == {**row, "transaction": 7}


def test_instants_are_those_of_the_portfolios_clock_and_days_stay(portfolio):
    put(portfolio, Income, type="mining", transaction_id=1, at=AT, day=date(2024, 7, 2), value="3")
    portfolio.time_zone = "Europe/Berlin"
    (row,), _ = table(portfolio, "income")
    assert (row["at"], row["day"]) == ("2024-07-02T01:30:00+02:00", "2024-07-02")


def test_what_is_unknown_is_empty_or_null_and_yes_is_a_word(portfolio):
    put(portfolio, Disposal, account=None, type="sell", transaction_id=1, disposed_at=AT, cost=0,
        proceeds="-0.00", gain="-1.50", term="")  # fmt: skip
    (row,), _ = table(portfolio, "disposals")
    assert (row["account"], row["acquired"], row["acquired_by"], row["term"]) == ("", "", "", "")
    assert (row["proceeds"], row["gain"]) == ("0", "-1.5")
    (record,) = lines(portfolio, "disposals")
    assert (record["account"], record["acquired"], record["acquired_by"]) == (None, None, None)
    for in_cost in (True, False):
        put(portfolio, Fee, transaction_id=1, at=AT, day=AT.date(), value=1, in_cost=in_cost)
    assert [one["in_cost"] for one in table(portfolio, "fees")[0]] == ["yes", "no"]
    assert [one["in_cost"] for one in lines(portfolio, "fees")] == [True, False]


@pytest.mark.parametrize("name", ["=1+1", "+49", "-x", "@sum", "\tx", "'=1", 'a,b"c\nd', "Zürich"])
def test_names_that_a_spreadsheet_would_run_are_text_there_and_themselves_in_json(
    portfolio, lot, name
):
    Account.objects.filter(pk=lot.account_id).update(name=name)
    (row,), _ = table(portfolio, "lots")
    is_plain = name in ('a,b"c\nd', "Zürich")
    assert row["account"] == (name if is_plain else f"'{name}")
    assert lines(portfolio, "lots")[0]["account"] == name


def test_money_is_in_the_currency_that_the_books_were_made_in(portfolio, lot):
    portfolio.books_currency, portfolio.currency = portfolio.currency, make_asset("eur")
    assert table(portfolio, "lots")[0][0]["currency"] == "USD"
    assert lines(portfolio, "lots")[0]["currency"] == "USD"


def test_a_list_without_rows_has_its_headings_and_no_lines(portfolio):
    for name, one in TABLES.items():
        rows, text = table(portfolio, name)
        assert (rows, text) == ([], ",".join([*one.columns, "currency"]) + "\r\n")
        assert lines(portfolio, name) == []


def test_pieces_join_to_one_file_whatever_their_number(portfolio, lot, monkeypatch):
    monkeypatch.setattr(exports, "PIECE", 2)
    for count in (1, 2, 3, 4):
        pieces = list(book_csv(portfolio, "lots"))
        assert len(list(csv.DictReader(io.StringIO("".join(pieces), newline="")))) == count
        assert len(lines(portfolio, "lots")) == count
        assert all(len(one.splitlines()) <= 3 for one in pieces)
        put(portfolio, Lot, transaction_id=count, acquired_at=AT, remaining=0, cost=0)


def test_rows_come_in_the_order_in_which_they_were_booked(portfolio, lot):
    early = datetime(2020, 1, 1, tzinfo=UTC)
    put(portfolio, Lot, transaction_id=3, acquired_at=early, remaining=0, cost=0)
    assert [one["transaction"] for one in lines(portfolio, "lots")] == [7, 3]


def test_chosen_rows_alone_are_written_in_two_queries_at_most(
    portfolio, lot, django_assert_num_queries
):
    put(portfolio, Lot, transaction_id=3, acquired_at=AT, remaining=0, cost="2")
    rows = book_rows(portfolio, "lots").filter(cost=Decimal(2)).select_related("asset")
    with django_assert_num_queries(1):
        text = "".join(book_csv(portfolio, "lots", rows))
    assert [one["cost"] for one in csv.DictReader(io.StringIO(text, newline=""))] == ["2"]
    assert "".join(book_ndjson(portfolio, "lots", rows)).count("\n") == 1
