"""Withdrawals and deposits that look like one transfer."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from portfolios.accounting.core.matching import match_transfers
from tests.ledger import FIAT, read_text, short


def pairs(text):
    found = match_transfers(read_text(text).entries, fiat=FIAT)
    return [(match.withdrawal.id, match.deposit.id) for match in found]


def test_a_withdrawal_and_the_deposit_that_follows_elsewhere_are_one_transfer():
    text = """
        2024-01-01T10:00 withdrawal -1 BTC in exchange
        2024-01-01T11:00 deposit +0.995 BTC in wallet
        """
    assert pairs(text) == [("1", "2")]
    (match,) = match_transfers(read_text(text).entries, fiat=FIAT)
    assert short(match.lost) == "0.005"


@pytest.mark.parametrize(
    ("deposit", "why"),
    [
        ("2024-01-01T11:00 deposit +1 BTC in exchange", "the same account"),
        ("2024-01-01T11:00 deposit +1 ETH in wallet", "another coin"),
        ("2024-01-02T10:00:01 deposit +1 BTC in wallet", "over a day later"),
        ("2023-12-31T09:59:59 deposit +1 BTC in wallet", "over a day earlier"),
        ("2024-01-01T11:00 deposit +1.00000001 BTC in wallet", "more than was sent"),
        ("2024-01-01T11:00 deposit +0.97999999 BTC in wallet", "over 2% less"),
        ("2024-01-01T11:00 gift_received +1 BTC in wallet", "not a deposit"),
        ("2024-01-01T11:00 deposit +1 BTC in wallet fee 0.001 BTC", "two fees"),
    ],
)
def test_what_does_not_fit_is_not_joined(deposit, why):
    assert pairs(f"2024-01-01T10:00 withdrawal -1 BTC in exchange\n{deposit}") == [], why


@pytest.mark.parametrize(
    "deposit",
    [
        "2024-01-02T10:00 deposit +1 BTC in wallet",
        "2023-12-31T10:00 deposit +1 BTC in wallet",
        "2024-01-01T11:00 deposit +0.98 BTC in wallet",
    ],
)
def test_the_limits_themselves_fit(deposit):
    assert pairs(f"2024-01-01T10:00 withdrawal -1 BTC in exchange\n{deposit}") == [("1", "2")]


def test_money_is_left_alone():
    assert pairs(
        """
        2024-01-01 withdrawal -100 USD in exchange
        2024-01-01 deposit +100 USD in bank
        """
    ) == []  # fmt: skip


def test_the_oldest_takes_the_oldest_and_each_row_is_used_once():
    assert pairs(
        """
        2024-01-01T12:00 withdrawal -1 BTC in exchange
        2024-01-01T10:00 withdrawal -1 BTC in exchange
        2024-01-01T14:00 deposit +1 BTC in wallet
        2024-01-01T13:00 deposit +1 BTC in wallet
        2024-01-01T15:00 deposit +1 BTC in wallet
        """
    ) == [("2", "4"), ("1", "3")]  # fmt: skip


def test_the_order_in_which_rows_are_given_does_not_matter():
    text = "\n".join(
        f"2024-01-{day:02} withdrawal -1 BTC in exchange #w{day}\n"
        f"2024-01-{day:02}T05:00 deposit +1 BTC in wallet #d{day}"
        for day in range(1, 10)
    )
    entries = read_text(text).entries
    assert match_transfers(entries, fiat=FIAT) == match_transfers(entries[::-1], fiat=FIAT)
    assert len(match_transfers(entries, fiat=FIAT)) == 9


def by_hand(entries):
    """The same by looking at every deposit for every withdrawal, the oldest first."""
    rows = sorted(entries, key=lambda entry: (entry.at, entry.order))
    deposits = [row for row in rows if row.type == "deposit" and row.fee is None]
    pairs = []
    for row in rows:
        if row.type != "withdrawal" or row.sent.asset in FIAT:
            continue
        for deposit in deposits:
            arrived, sent = deposit.received, row.sent
            if (
                arrived.asset == sent.asset
                and deposit.account != row.account
                and abs(deposit.at - row.at) <= timedelta(days=1)
                and sent.quantity * Decimal("0.98") <= arrived.quantity <= sent.quantity
            ):
                deposits.remove(deposit)
                pairs.append((row.id, deposit.id))
                break
    return pairs


def test_a_walk_over_both_lists_finds_what_a_look_at_every_pair_does():
    for seed in range(150):
        random = Random(seed)
        rows = [
            f"2024-01-0{random.randint(1, 4)}T{random.randint(0, 23):02} {side}"
            f"{random.choice(('1', '0.99', '0.98', '0.979', '2'))} {random.choice(('BTC', 'USD'))}"
            f" in {random.choice('abc')} #{place}"
            for place, side in enumerate(random.choices(("withdrawal -", "deposit +"), k=14))
        ]
        entries = read_text("\n".join(rows)).entries
        found = [(one.withdrawal.id, one.deposit.id) for one in match_transfers(entries, fiat=FIAT)]
        assert found == by_hand(entries), seed
