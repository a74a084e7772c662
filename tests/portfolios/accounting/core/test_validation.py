"""What makes a row acceptable."""

from decimal import Decimal

import pytest

from portfolios.accounting.core.entries import Leg
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.core.validation import leg_rules, quantity_fault, validate_entry
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
