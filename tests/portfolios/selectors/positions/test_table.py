"""The table of positions: its sums are the portfolio's figures, however it is grouped."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from markets.models import Category
from portfolios.models import Account, Portfolio
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.performance.series import series_of
from portfolios.selectors.performance.spans import stretch_over
from portfolios.selectors.positions.query import (
    COLUMNS,
    DEFAULT,
    PositionsQuery,
    read_query,
    stored_form,
)
from portfolios.selectors.positions.rows import SUMMED
from portfolios.selectors.positions.table import position_table
from portfolios.services.books.books import rebuild_books
from tests.factories import make_asset, set_closes, set_price
from tests.portfolios.books import record


def table_of(portfolio, **query):
    holdings = holdings_of(portfolio)
    return position_table(portfolio, holdings=holdings, query=PositionsQuery(**query))


def rows_of(table):
    return [(group.name, row.asset.symbol) for group in table.groups for row in group.rows]


@pytest.fixture
def several(booked, at_commit):
    """Bitcoin and ether in two accounts, dogecoin without a price, solana sold with a loss."""
    with at_commit():
        record(booked, "2024-05-01T12:00Z", "buy", sent="100 usd", received="1000 dogecoin")
        record(booked, "2024-05-01T12:00Z", "buy", sent="300 usd", received="2 solana")
        record(booked, "2024-06-01T12:00Z", "sell", sent="2 solana", received="200 usd")
    set_price(make_asset("bitcoin"), 60000.0, change_24h=0.25)
    for slug in ("bitcoin", "ethereum"):
        Category.objects.get_or_create(slug="layer-1", name="Layer 1")[0].assets.add(
            make_asset(slug)
        )
    Category.objects.create(slug="defi", name="DeFi").assets.add(make_asset("ethereum"))
    return Portfolio.objects.get(pk=booked.pk)


@pytest.mark.parametrize("scope", ["account", "portfolio"])
@pytest.mark.parametrize("group", ["", "account", "category"])
@pytest.mark.parametrize("period", ["24h", "30d", "all"])
def test_rows_hidden_and_the_rest_add_up_to_the_portfolio_s_figures(several, scope, group, period):
    Portfolio.objects.update(scope=scope)
    rebuild_books(several.pk)
    portfolio = Portfolio.objects.get(pk=several.pk)
    holdings = holdings_of(portfolio)
    table = table_of(
        portfolio, group=group, period=period, small=Decimal(8000), columns=tuple(COLUMNS)
    )
    assert table.hidden == 1
    for name in SUMMED:
        parts = [*(one.sums for one in table.groups), table.hidden_sums, table.rest]
        total = sum(getattr(part, name) or 0 for part in parts)
        assert total == pytest.approx(getattr(table.total, name), abs=Decimal("1e-9")), name
    for name in ("value", "cost", "unrealised", "realised", "income", "fees"):
        assert getattr(table.total, name) == getattr(holdings, name)
    series = series_of(portfolio)
    expected = {"24h": holdings.change_24h, "all": holdings.profit}
    if period == "30d":
        expected["30d"] = stretch_over(series, "30d").profit
    assert table.total.gain == expected[period]


def test_the_rest_is_what_closed_positions_made(several):
    (solana,) = holdings_of(several).closed
    rest = table_of(several, period="all").rest
    assert (rest.realised, rest.gain, rest.value) == (solana.realised, Decimal(-100), 0)
    assert table_of(several).rest is None
    assert table_of(several, columns=("value", "realised")).rest.realised == Decimal(-100)


def test_an_account_has_its_own_lots_and_a_category_an_equal_part(several):
    table = table_of(several, group="account", sort="asset")
    assert rows_of(table) == [
        ("Main", "BTC"), ("Main", "DOGECOIN"), ("Main", "ETH"), ("Wallet", "ETH"),
    ]  # fmt: skip
    wallet = table.groups[1].rows[0]
    lots = several.lots.filter(account__name="Wallet", remaining__gt=0)
    assert wallet.quantity == Decimal("0.99")
    assert wallet.cost == sum(lot.cost for lot in lots)
    table = table_of(several, group="category", sort="asset")
    assert rows_of(table) == [
        ("DeFi", "ETH"), ("Layer 1", "BTC"), ("Layer 1", "ETH"), ("No category", "DOGECOIN"),
    ]  # fmt: skip
    ether = table_of(several).groups[0].rows[1]
    assert table.groups[0].sums.value * 2 == ether.value


def test_common_lots_lie_in_accounts_at_their_average_cost(several):
    Account.objects.filter(name="Wallet").update(name="Away")
    Portfolio.objects.update(scope="portfolio")
    rebuild_books(several.pk)
    table = table_of(Portfolio.objects.get(pk=several.pk), group="account", sort="-asset")
    away, main = (
        next(row for row in group.rows if row.asset.symbol == "ETH") for group in table.groups[::-1]
    )
    assert table.groups[0].name == "Main"
    assert away.average_cost == pytest.approx(main.average_cost)
    assert away.realised is None


@pytest.mark.parametrize(
    ("sort", "symbols"),
    [
        ("-value", ["BTC", "ETH", "DOGECOIN"]), ("value", ["ETH", "BTC", "DOGECOIN"]),
        ("asset", ["BTC", "DOGECOIN", "ETH"]), ("-asset", ["ETH", "DOGECOIN", "BTC"]),
        ("-quantity", ["DOGECOIN", "ETH", "BTC"]), ("-gain", ["BTC", "ETH", "DOGECOIN"]),
        ("trend", ["ETH", "BTC", "DOGECOIN"]), ("nonsense", ["BTC", "ETH", "DOGECOIN"]),
    ],
)  # fmt: skip
def test_each_column_sorts_and_what_is_unknown_is_last(several, sort, symbols):
    week_ago = date.today() - timedelta(days=7)
    set_closes(make_asset("bitcoin"), {week_ago: 50000.0})
    set_closes(make_asset("ethereum"), {week_ago: 6000.0})
    query = read_query(QueryDict(f"sort={sort}"), own="", currency="USD")
    table = table_of(several, sort=query.sort)
    assert [symbol for _, symbol in rows_of(table)] == symbols


def test_groups_stand_in_the_order_of_the_column(several):
    assert [one.name for one in table_of(several, group="account", sort="value").groups] == [
        "Wallet", "Main",
    ]  # fmt: skip
    assert [one.name for one in table_of(several, group="account", sort="-price").groups] == [
        "Main", "Wallet",
    ]  # fmt: skip


def test_what_has_no_price_is_not_small(several):
    table = table_of(several, small=Decimal(10**9))
    assert rows_of(table) == [("", "DOGECOIN")]
    assert table.hidden_sums.value == table.total.value


def test_a_trend_ends_with_the_latest_price_in_the_portfolio_s_currency(several):
    set_closes(make_asset("bitcoin"), {date.today() - timedelta(days=7): 48000.0})
    bitcoin = table_of(several).groups[0].rows[0]
    assert bitcoin.trend == (*[48000.0] * 7, 60000.0)
    assert bitcoin.trend_change == 0.25


@pytest.mark.parametrize(("group", "period"), [("account", "30d"), ("category", "24h")])
def test_it_takes_as_many_queries_for_any_rows(
    several, group, period, django_assert_max_num_queries, at_commit
):
    with at_commit():
        for number in range(12):
            asset = make_asset(f"coin-{number}", price=1.0)
            record(several, "2024-07-01T12:00Z", "buy", sent="1 usd", received=f"1 {asset.slug}")
    portfolio = Portfolio.objects.get(pk=several.pk)
    with django_assert_max_num_queries(20):
        assert table_of(portfolio, group=group, period=period).count > 12


class TestQuery:
    def test_an_address_counts_more_than_the_stored_view(self):
        own = "columns=price,value&group=account&density=compact&sort=-gain"
        query = read_query(QueryDict("group=&sort=asset"), own=own, currency="USD")
        assert query == PositionsQuery(
            columns=("price", "value"), sort="asset", group="", density="compact"
        )

    def test_nonsense_is_the_usual(self):
        asked = QueryDict("columns=x,value,value&sort=x&group=x&period=x&density=x&small=-3")
        assert read_query(asked, own="small=x", currency="USD") == PositionsQuery(
            columns=("value",)
        )

    @pytest.mark.parametrize("text", ["NaN", "inf", "1e999", "ten", "0", ""])
    def test_a_threshold_is_a_number_above_nothing(self, text):
        assert read_query(QueryDict(f"small={text}"), own="", currency="USD").small in (
            None, Decimal("1e999"),
        )  # fmt: skip

    def test_it_is_stored_and_read_back(self):
        query = PositionsQuery(
            columns=("value", "fees"), sort="-fees", group="category", period="1y",
            density="compact", small=Decimal("0.00000001"),
        )  # fmt: skip
        stored = stored_form(query, currency="BTC")
        assert read_query(QueryDict(), own=stored, currency="BTC") == query
        assert read_query(QueryDict(), own=stored, currency="EUR").small is None
        assert stored_form(PositionsQuery(columns=DEFAULT), currency="EUR") == ""
