"""Withdrawals and deposits that look like one transfer."""

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
