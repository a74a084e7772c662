"""What an address of the screener says, and what of it is refused."""

import pytest
from django.http import QueryDict
from django.utils import translation

from markets.selectors.screener.columns import COLUMNS, DEFAULT
from markets.selectors.screener.query import MOST_COLUMNS, read_query


def read(text: str):
    return read_query(QueryDict(text))


def test_nothing_asked_is_the_market_by_rank():
    query = read("")
    assert query.columns == DEFAULT
    assert (query.sort, query.is_falling) == ("rank", False)
    assert not query.errors
    assert not query.is_filtered


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("range1=ret_30d&min1=10&max1=", 0.1, None), ("range1=ret_30d&min1=-5%25", -0.05, None),
        ("range1=market_cap&min1=1.5B&max1=$2bn", 1.5e9, 2e9),
        ("range1=hit_90&min1=55&max1=60%25", 55.0, 60.0), ("range1=rsi_14&max1=30", None, 30.0),
        ("range1=price&min1=0,5", 0.5, None), ("range1=supply_growth_365&max1=5", None, 0.05),
    ],
)  # fmt: skip
def test_a_range_is_read_in_the_unit_that_people_write(asked, least, most):
    query = read(asked)
    assert not query.errors
    assert query.ranges[1].least == pytest.approx(least)
    assert query.ranges[1].most == pytest.approx(most)


@pytest.mark.parametrize(
    ("asked", "field", "why"),
    [
        ("range2=ret_30d&min2=ten", "min2", "not a number"),
        ("range1=nonsense&min1=1", "range1", "no column “nonsense”"),
        ("min3=5", "range3", "Choose the column"),
        ("range1=rsi_14&min1=70&max1=30", "max1", "ends below its beginning"),
        ("range1=rsi_14&min1=5%25", "min1", "no such unit"),
        ("range1=rsi_14&min1=$5", "min1", "no amount of money"),
        ("range1=price&min1=5 EUR", "min1", "no such unit"),
        ("range1=price&min1=1e999", "min1", "too large"),
        ("sort=password", "sort", "no column “password”"), ("sort=--price", "sort", "no column"),
        ("columns=price,secret", "columns", "no column “secret”"),
        ("kind=fiat", "kind", "none of"), ("tier=huge", "tier", "none of large, mid, small"),
        ("above=20", "above", "none of 50, 200"), ("formula1=price *", "formula1", "ends before"),
        ("formula1=__import__('os')", "formula1", "cannot stand"), ("sort=formula1", "sort", "no"),
        ("range1=formula2&min1=1", "range1", "no column"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_not_applied(asked, field, why):
    query = read(asked)
    assert list(query.errors) == [field]
    assert why in query.errors[field]
    assert not query.ranges


def test_one_bad_field_costs_no_good_one():
    query = read("range1=rsi_14&min1=x&range2=ret_7d&min2=5&tier=large")
    assert list(query.errors) == ["min1"]
    assert list(query.ranges) == [2]
    assert query.tier == "large"


def test_too_many_columns_are_cut():
    query = read("columns=" + ",".join(COLUMNS))
    assert len(query.columns) == MOST_COLUMNS
    assert "columns" in query.errors


def test_formulas_are_columns_like_others():
    query = read("formula2=volume_24h / market_cap&range1=formula2&min1=0.1&sort=-formula2")
    assert not query.errors
    assert query.shown[-1].label == "volume_24h / market_cap"
    assert (query.sort, query.is_falling) == ("formula2", True)


@pytest.mark.parametrize(
    "asked",
    ["", "q=btc&category=layer-1&kind=coin&tier=large&above=200",
     "columns=price,ret_7d&sort=-ret_7d", "range1=ret_30d&min1=10&max1=50&sort=price",
     "formula1=price*2&range3=formula1&max3=7&q=é ü"],
)  # fmt: skip
def test_an_address_asks_the_same_again(asked):
    query = read(asked)
    again = read(query.address())
    assert again.address() == query.address()
    assert (again.columns, again.ranges, again.formulas) == (
        query.columns, query.ranges, query.formulas,
    )  # fmt: skip


def test_an_address_leaves_out_what_is_empty():
    assert read("q=&tier=&range1=&min1=&columns=").address() == "sort=rank"


@pytest.mark.parametrize(
    ("written", "least"), [("1,5", 1.5), ("1.5", 1.5), ("1500", 1500.0), ("1,5 Mrd.", 1.5e9)]
)
def test_a_german_writes_limits_as_german_pages_do(written, least):
    with translation.override("de"):
        query = read(f"range1=market_cap&min1={written}")
    assert query.ranges[1].least == least


@pytest.mark.parametrize("written", ["1.500", "1,500"])
def test_what_a_german_may_mean_as_two_numbers_is_refused(written):
    with translation.override("de"):
        query = read(f"range1=price&min1={written}&range2=rank&max2=10")
    assert "1,5" in query.errors["min1"]
    assert "1.500" in query.errors["min1"]
    assert list(query.ranges) == [2]


@pytest.mark.parametrize(("written", "least"), [("1,500", 1500.0), ("1.125", 1.125), ("10", 10.0)])
def test_a_link_means_one_number_in_every_language(written, least):
    address = read(f"range1=price&min1={written}").address()
    with translation.override("de"):
        query = read(address)
    assert not query.errors
    assert query.ranges[1].least == least
