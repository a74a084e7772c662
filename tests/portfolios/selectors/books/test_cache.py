"""What is made of the books is made once, and anew where they were swapped."""

from dataclasses import make_dataclass

import pytest
import redis
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios.models import Portfolio
from portfolios.selectors.books.cache import cached_with_books
from portfolios.selectors.books.gains import gains_by_year
from portfolios.selectors.books.income import IncomeFilter, by_year, summary_of
from tests.factories import buy


def reload(portfolio) -> Portfolio:
    return Portfolio.objects.select_related("currency").get(pk=portfolio.pk)


@pytest.mark.parametrize(
    "read",
    [gains_by_year, by_year, lambda one: summary_of(one, only_rows=IncomeFilter(year=2024))],
)
def test_a_second_look_asks_the_database_nothing_and_says_the_same(booked, read):
    first = read(booked)
    again = reload(booked)
    with CaptureQueriesContext(connection) as captured:
        assert read(again) == first
    assert len(captured) == 0


def test_swapped_books_are_read_anew(booked, at_commit):
    made = []
    for _ in range(2):
        cached_with_books(booked, "x", lambda: made.append(1) or len(made))
    assert len(made) == 1
    with at_commit():
        buy(booked, "bitcoin", "1", dollars="100")
    assert cached_with_books(reload(booked), "x", lambda: made.append(1) or len(made)) == 2


def test_books_that_were_never_made_keep_nothing(portfolio):
    found = [cached_with_books(portfolio, "x", lambda number=number: number) for number in (1, 2)]
    assert found == [1, 2]


def test_without_redis_it_is_made_each_time(booked, monkeypatch):
    def away(*args):
        raise redis.ConnectionError

    monkeypatch.setattr(cache, "get", away)
    assert cached_with_books(booked, "x", lambda: 7) == 7


def test_records_with_other_fields_are_not_read_as_they_were_cached(booked):
    def version(*names):
        return make_dataclass("Figures", names)

    read = [
        cached_with_books(booked, "x", lambda number=number: number, records=(version(*names),))
        for number, names in enumerate([("gain",), ("gain",), ("gain", "cost")])
    ]
    assert read == [0, 0, 2]
