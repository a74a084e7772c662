"""What pages say in words: rows, columns, spans, reasons, and what a row is about."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Stand

import pytest
from django.utils import translation

from portfolios.accounting.core.types import TransactionType
from portfolios.templatetags.composer import in_sentence, main_asset
from portfolios.templatetags.holdings import held_list
from portfolios.templatetags.home import last_day, span_name, unknowns
from portfolios.templatetags.imports import column_words, rows_of_type, type_words
from portfolios.templatetags.navigation import filter_count, section_name
from portfolios.templatetags.performance import by_name, size
from portfolios.templatetags.watchlists import star

COIN, OTHER = Stand(is_fiat=False, symbol="BTC"), Stand(is_fiat=False, symbol="ETH")
MONEY = Stand(is_fiat=True, symbol="USD")


@pytest.mark.parametrize(
    ("received", "sent", "fee", "found"),
    [
        (COIN, MONEY, None, COIN),  # a purchase
        (MONEY, COIN, None, COIN),  # a sale
        (COIN, OTHER, MONEY, COIN),  # a swap
        (MONEY, None, COIN, MONEY),  # a deposit of money
        (None, OTHER, COIN, OTHER),
        (None, None, MONEY, MONEY),  # a fee alone
    ],
)
def test_a_row_is_about_its_coin(received, sent, fee, found):
    assert main_asset(Stand(received_asset=received, sent_asset=sent, fee_asset=fee)) is found


def test_names_within_a_sentence_are_small_but_for_german_nouns():
    assert in_sentence("Staking reward") == "staking reward"
    with translation.override("de"):
        assert in_sentence("Kauf") == "Kauf"


@pytest.mark.parametrize("kind", list(TransactionType))
def test_rows_of_every_type_are_counted_in_words(kind):
    one, many = rows_of_type(kind, 1), rows_of_type(kind, 12)
    assert one.startswith("1 ")
    assert many.startswith("12 ")
    assert one[2:] != many[3:]
    assert type_words(kind)


def test_rows_are_counted_one_and_many():
    assert (rows_of_type("buy", 1), rows_of_type("lost", 0)) == ("1 purchase", "0 losses")


def test_columns_that_differ_are_named():
    assert column_words("to_account") == "to account"
    assert column_words(["net_worth", "id"]) == "net worth, id"


def test_what_accounts_held_is_a_list():
    holders = [
        Stand(account=Stand(name="Kraken"), held=Decimal("3.50")),
        Stand(account=Stand(name="Ledger"), held=Decimal(2)),
    ]
    assert held_list(holders) == "Kraken held 3.5, Ledger held 2"
    assert held_list([]) == ""


@pytest.mark.parametrize(
    ("span", "whole", "text"),
    [
        ("24h", True, "24 h"),
        ("30d", False, "30 days, as far as there are days"),
        ("all", True, "All"),
    ],
)
def test_a_span_says_where_the_history_is_shorter(span, whole, text):
    assert span_name(Stand(span=span, is_whole=whole)) == text


def home(**columns):
    quiet = {
        "currency": Stand(symbol="EUR"), "value": Decimal(1), "unpriced": [],
        "series": Stand(starts_late=None), "income": Stand(unknown=0), "behind": [],
    }  # fmt: skip
    return Stand(**quiet | columns)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, []),
        ({"value": None}, ["No rate of EUR is known: the value is unknown."]),
        # Without a rate nothing has a price: one reason is enough.
        ({"value": None, "unpriced": ["ABC"]}, ["No rate of EUR is known: the value is unknown."]),
        ({"unpriced": ["ABC"]},
         ["ABC has no price, so its value is missing from every sum."]),
        ({"unpriced": ["ABC", "DEF"]},
         ["ABC, DEF have no price, so their values are missing from every sum."]),
        ({"series": Stand(starts_late=date(2024, 1, 2))},
         ["No rate to EUR is known before 2024-01-02: what was held then counts as paid in."]),
        ({"income": Stand(unknown=3)}, ["Income of 3 days has no rate to EUR, and no sum."]),
        ({"behind": [Stand(name="A"), Stand(name="B")]},
         ["Being brought up to date after a change of the ledger: A, B."]),
    ],
)  # fmt: skip
def test_home_says_what_its_figures_lack(columns, said):
    assert unknowns(home(**columns)) == said


def test_the_last_day_of_a_series():
    days = [Stand(day=date(2024, 1, 1) + timedelta(days=number)) for number in range(3)]
    assert (last_day(days), last_day([])) == ("2024-01-03", "")


def test_months_have_their_names_in_the_readers_language():
    assert list(by_name([None] * 11 + [7])) == [
        *((name, None) for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                    "Oct", "Nov")),
        ("Dec", 7),
    ]  # fmt: skip
    with translation.override("de"):
        assert next(iter(by_name([1]))) == ("Jan", 1)
    assert size(Decimal(-3)) == 3


def test_pages_without_a_tab_belong_to_that_of_another():
    assert (section_name("plan"), section_name("position")) == ("Exit plan", "Overview")


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ({}, 0),
        ({"type": "", "asset": ""}, 0),
        ({"type": "buy", "page": "3"}, 1),
        ({"type": "buy", "asset": "5"}, 2),
    ],
)
def test_fields_that_narrow_a_list_are_counted(data, count):
    assert filter_count(data, "type asset") == count


def test_a_field_at_its_usual_value_narrows_nothing():
    fields = {"sort": Stand(initial="-date"), "type": Stand(initial=None)}
    assert filter_count({"sort": "-date", "type": "buy"}, fields) == 1
    assert filter_count({"sort": "date", "type": ""}, fields) == 1


def test_a_star_says_whether_it_is_on_and_is_not_there_for_visitors():
    asset = Stand(pk=7, slug="bitcoin", name="<b>Bit</b>")
    assert star(asset, None) == ""
    assert 'aria-pressed="true"' in star(asset, {7})
    off = star(asset, {8})
    assert 'aria-pressed="false"' in off
    assert "&lt;b&gt;" in off
