"""A ledger with every kind of figure: two years of sales, rewards, fees, a second account."""

from datetime import datetime
from decimal import Decimal

from portfolios.models import Account, Disposal, Fee, Income, Lot, Portfolio, Transaction
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import make_asset

# Amounts are pairs (quantity, asset); dates are UTC.
ROWS = [
    ("2023-01-10T12:00Z", "buy", {"sent": "10000 usd", "received": "1 bitcoin", "fee": "50 usd"}),
    ("2023-06-01T12:00Z", "buy", {"sent": "4000 usd", "received": "2 ethereum"}),
    ("2023-06-02T12:00Z", "staking_reward", {"received": "0.1 ethereum", "worth": "190 usd"}),
    ("2023-12-31T23:30Z", "sell", {"sent": "0.25 bitcoin", "received": "9000 usd"}),
    ("2024-02-01T12:00Z", "sell", {"sent": "0.25 bitcoin", "received": "11000 usd"}),
    ("2024-03-01T12:00Z", "lending_interest", {"received": "0.05 ethereum", "worth": "150 usd"}),
    ("2024-03-02T12:00Z", "transfer", {"sent": "1 ethereum", "received": "0.99 ethereum"}),
    ("2024-04-01T12:00Z", "swap",
     {"sent": "0.5 ethereum", "received": "0.02 bitcoin", "worth": "1500 usd"}),
]  # fmt: skip

# 10^12 coins with 18 decimals, and as much money: sums have more digits than 28.
MANY_DIGITS = [
    ("2023-01-10T12:00Z", "buy",
     {"sent": "2000000000000.000000000000000003 usd",
      "received": "3000000000000.000000000000000007 alpha",
      "fee": "1000000000000.000000000000000001 usd"}),
    ("2023-02-01T12:00Z", "buy",
     {"sent": "7000000000000.000000000000000009 usd",
      "received": "1000000000000.000000000000000001 alpha"}),
    ("2023-03-01T12:00Z", "staking_reward",
     {"received": "1000000000000.000000000000000001 alpha",
      "worth": "3000000000000.000000000000000001 usd"}),
    ("2023-06-01T12:00Z", "sell",
     {"sent": "1000000000000.000000000000000001 alpha",
      "received": "1234567890123.123456789012345671 usd"}),
    ("2024-06-01T12:00Z", "sell",
     {"sent": "1000000000000.000000000000000003 alpha",
      "received": "9876543210987.987654321098765432 usd"}),
    ("2024-07-01T12:00Z", "fee", {"fee": "1000000000000.000000000000000007 usd"}),
]  # fmt: skip


def leg(text: str) -> tuple[Decimal, object]:
    quantity, slug = text.split()
    return Decimal(quantity), make_asset(slug)


def record(portfolio: Portfolio, at: str, kind: str, **legs) -> Transaction:
    """Record a row written like those above; a transfer goes to the wallet."""
    columns = {"type": kind, "executed_at": datetime.fromisoformat(at)}
    columns["account"] = legs.pop("account", None) or portfolio.accounts.get(name="Main")
    if kind == "transfer":
        columns["to_account"] = Account.objects.get_or_create(
            portfolio=portfolio, name="Wallet", defaults={"kind": "wallet"}
        )[0]
    for name, text in legs.items():
        amount, asset = leg(text)
        if name == "worth":
            columns |= {"net_worth_amount": amount, "net_worth_asset": asset}
        else:
            columns |= {f"{name}_quantity": amount, f"{name}_asset": asset}
    return record_transaction(portfolio, user=portfolio.owner, **columns)


def record_all(portfolio: Portfolio) -> list[Transaction]:
    """The whole ledger above; quotes for what is held."""
    make_asset("bitcoin", price=60000.0)
    make_asset("ethereum", price=3000.0)
    return [record(portfolio, at, kind, **legs) for at, kind, legs in ROWS]


def record_many_digits(portfolio: Portfolio) -> list[Transaction]:
    """The ledger of long numbers; a quote for what is held."""
    make_asset("alpha", price=3.0)
    return [record(portfolio, at, kind, **legs) for at, kind, legs in MANY_DIGITS]


def swell(portfolio, count):
    """So many more lots, disposals, rewards and fees, put into the books directly."""
    base = {"portfolio": portfolio, "asset": make_asset("bitcoin"),
            "account": portfolio.accounts.first(), "quantity": 1}  # fmt: skip
    when, key = portfolio.disposals.first().disposed_at, portfolio.transactions.first().pk
    row = {"at": when, "day": when.date(), "value": 1, "transaction_id": key}
    sold = {"disposed_at": when, "acquired_at": when, "cost": 1, "proceeds": 2, "gain": 1}
    for number in range(count):
        Lot.objects.create(
            **base, transaction_id=key, acquired_at=when, remaining=1, cost=number + 1
        )
        Disposal.objects.create(**base, **sold, type="sell", transaction_id=key, term="short")
        Income.objects.create(**base, **row, type="mining")
        Fee.objects.create(**base, **row, in_cost=False)
