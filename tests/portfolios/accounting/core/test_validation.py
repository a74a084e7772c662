"""What makes a row acceptable."""

from decimal import Decimal
from itertools import product

import pytest

from portfolios.accounting.core.entries import Leg
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.core.validation import (
    account_fault,
    has_sound_shape,
    leg_rules,
    quantity_fault,
    symbol_fault,
    validate_entry,
)
from tests.ledger import FIAT, read_text


def faults(row: str) -> list[str]:
    (entry,) = read_text(f"2024-01-01 {row}").entries
    return [field for field, _ in validate_entry(entry, fiat=FIAT)]


@pytest.mark.parametrize(
    "row",
    [
        "buy -1 USD +1 BTC fee 1 BNB",
        "sell -1 BTC +1 USD",
        "swap -1 BTC +1 ETH",
        "deposit +1 BTC worth 0 USD",
        "withdrawal -1 BTC",
        "transfer -1 BTC to other",
        "transfer -1 BTC +0.5 BTC to other",
        "staking_reward +1 ETH",
        "fee fee 1 USD",
        "lost -1 BTC",
        "borrow +1 BTC",
        "repay -1 BTC",
        "split -1 BTC +10 BTC",
        "split -100 LEND +1 AAVE",
        "opening_balance +1 BTC",
    ],
)
def test_rows_that_can_be_booked(row):
    assert faults(row) == []


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("buy +1 BTC", ["sent_quantity"]),
        ("buy -1 USD", ["received_quantity"]),
        ("swap", ["sent_quantity", "received_quantity"]),
        ("swap -1 BTC +2 BTC", ["received_asset"]),
        ("deposit -1 BTC", ["sent_quantity", "received_quantity"]),
        ("withdrawal -1 BTC +1 USD", ["received_quantity"]),
        ("fee", ["fee_quantity"]),
        ("fee -1 USD fee 1 USD", ["sent_quantity"]),
        ("transfer -1 BTC", ["to_account"]),
        ("transfer -1 BTC to main", ["to_account"]),
        ("transfer -1 BTC +2 BTC to other", ["received_quantity"]),
        ("transfer -1 BTC +1 ETH to other", ["received_asset"]),
        ("buy -1 USD +1 BTC to other", ["to_account"]),
        ("buy -0 USD +1 BTC", ["sent_quantity"]),
        ("buy --1 USD +1 BTC", ["sent_quantity"]),
        ("buy -1 USD +1e30 BTC", ["received_quantity"]),
        ("buy -1 USD +1 BTC fee 1e-19 BTC", ["fee_quantity"]),
        ("deposit +1 BTC worth -1 USD", ["net_worth_amount"]),
        ("split -1 BTC +10 USD", ["received_asset"]),
    ],
)
def test_rows_that_cannot(row, fields):
    assert faults(row) == fields


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_quantity_is_finite(number):
    assert "finite" in quantity_fault(Decimal(number))


@pytest.mark.parametrize(
    "number",
    [
        "999999999999999999999999999999.999999999999999999",
        "0.000000000000000001",
        "1.50000000000000000000000000",
        "1E+29",
        "10000E-22",
    ],
)
def test_quantities_that_fit_the_column(number):
    assert quantity_fault(Decimal(number)) == ""


def test_an_instant_needs_a_zone_and_a_quantity_an_asset():
    (entry,) = read_text("2024-01-01 deposit +1 BTC").entries
    naive = entry._replace(at=entry.at.replace(tzinfo=None))
    assert [field for field, _ in validate_entry(naive)] == ["executed_at"]
    nameless = entry._replace(received=Leg("", Decimal(1)))
    assert [field for field, _ in validate_entry(nameless)] == ["received_asset"]


def test_the_rules_of_every_type_can_be_asked():
    assert leg_rules(TransactionType.TRANSFER) == {
        "sent": "required",
        "received": "optional",
        "fee": "optional",
        "to_account": "required",
    }
    assert all(
        set(leg_rules(kind)) == set(leg_rules(TransactionType.FEE)) for kind in TransactionType
    )


def entry_of(row: str):
    (entry,) = read_text(f"2024-01-01 {row}").entries
    return entry


@pytest.mark.parametrize(
    ("row", "columns", "fields"),
    [
        # Half a leg, as a form can give it: each half that lacks is named.
        ("deposit +1 BTC", {"received": Leg("BTC", None)}, ["received_quantity"]),
        ("deposit +1 BTC", {"received": Leg(None, Decimal(1))}, ["received_asset"]),
        ("deposit +1 BTC", {"received": Leg(None, None)}, ["received_asset", "received_quantity"]),
        ("deposit +1 BTC", {"net_worth": Leg("USD", None)}, ["net_worth_amount"]),
        ("deposit +1 BTC", {"net_worth": Leg("", Decimal(5))}, ["net_worth_asset"]),
        ("deposit +1 BTC", {"net_worth": Leg(None, None)}, ["net_worth_asset", "net_worth_amount"]),
        ("transfer -1 BTC +1 BTC to b", {"received": Leg("BTC", None)}, ["received_quantity"]),
        ("transfer -1 BTC +1 BTC to b", {"to_account": ""}, ["to_account"]),
        ("buy -1 USD +1 BTC", {"fee": Leg("BNB", Decimal(0))}, ["fee_quantity"]),
        # The pair is judged once its legs are sound.
        ("swap -1 BTC +1 BTC", {"sent": Leg("BTC", Decimal(-1))}, ["sent_quantity"]),
    ],
)
def test_half_a_leg_is_named(row, columns, fields):
    entry = entry_of(row)._replace(**columns)
    assert [field for field, _ in validate_entry(entry, fiat=FIAT)] == fields


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("buy -0 USD +1 BTC", []),
        ("sell -1 BTC +0 USD", []),
        ("buy -1 USD +0 BTC", ["received_quantity"]),
        ("swap -0 BTC +1 ETH", ["sent_quantity"]),
        ("buy -1 USD +1 BTC fee 0 USD", ["fee_quantity"]),
        ("deposit +0 USD", ["received_quantity"]),
        ("buy --1 USD +1 BTC", ["sent_quantity"]),
    ],
)
def test_only_the_money_of_a_trade_may_be_nothing_where_that_is_free(row, fields):
    found = validate_entry(entry_of(row), fiat=FIAT, free=True)
    assert [field for field, _ in found] == fields


@pytest.mark.parametrize(("places", "fields"), [(18, ["sent_quantity"]), (30, [])])
def test_quantities_have_as_many_places_as_they_are_allowed(places, fields):
    entry = entry_of("withdrawal -1.0000000000000000001 BTC")
    assert [field for field, _ in validate_entry(entry, places=places)] == fields


def rows_of_every_shape():
    """Rows of every type with and without each leg and a second account."""
    legs = {"sent": "A", "received": "B", "fee": "C"}
    for kind, shape in product(TransactionType, product((True, False), repeat=4)):
        chosen = {
            name: Leg(asset, Decimal(1))
            for (name, asset), is_there in zip(legs.items(), shape, strict=False)
            if is_there
        }
        if kind is TransactionType.TRANSFER and {"sent", "received"} <= chosen.keys():
            chosen["received"] = chosen["sent"]
        entry = entry_of("buy")._replace(type=kind, to_account="b" if shape[3] else None, **chosen)
        yield entry


def test_a_quick_look_passes_no_row_that_a_full_one_refuses():
    passed = 0
    for entry in rows_of_every_shape():
        found = validate_entry(entry, fiat=FIAT)
        if has_sound_shape(entry):
            passed += 1
            assert found == [], entry
        elif entry.type is not TransactionType.SPLIT:
            assert found != [], entry
    assert passed > 20


def test_a_quick_look_leaves_doubtful_pairs_to_the_full_one():
    for row in ("swap -1 BTC +1 BTC", "split -1 BTC +2 BTC", "split -1 BTC +2 NEW",
                "transfer -1 BTC +2 BTC to b", "transfer -1 BTC +1 ETH to b"):  # fmt: skip
        assert not has_sound_shape(entry_of(row))


@pytest.mark.parametrize(
    ("text", "is_symbol"),
    [("BTC", True), ("1INCH", True), ("USD₮", True), ("X" * 40, True), ("X" * 41, False),
     ("", False), ("A B", False), ("A\tB", False), ("A\u00a0B", False), ("A\u200bB", False)],
)  # fmt: skip
def test_a_symbol_is_short_and_can_be_seen(text, is_symbol):
    assert (symbol_fault(text) == "") is is_symbol


def test_an_account_may_have_no_name_and_no_long_one():
    assert (account_fault(""), account_fault("x" * 80)) == ("", "")
    assert "80" in account_fault("x" * 81)
