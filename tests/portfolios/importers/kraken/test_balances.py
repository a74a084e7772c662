"""Whatever Kraken's ledger says, a balance changes by the amounts less the fees, to the last digit.

The sums on one side are those of the file's own columns, on the other those of the rows.
"""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.accounting.core.types import TransactionType
from tests.portfolios.importers.kraken.files import entry, kraken
from tests.portfolios.importers.texts import read

CODES = {"XXBT": "BTC", "XETH": "ETH", "ZEUR": "EUR", "USDT": "USDT", "DOT.S": "DOT", "DOT": "DOT"}


def balances_of(rows, *, account="Kraken") -> dict[str, Decimal]:
    """What the rows change in an account, by asset."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.sent and row.account == account:
            found[row.sent.symbol] -= row.sent.quantity
        receiver = row.to_account if row.type is TransactionType.TRANSFER else row.account
        if row.received and receiver == account:
            found[row.received.symbol] += row.received.quantity
        if row.fee and row.account == account:
            found[row.fee.symbol] -= row.fee.quantity
    return {asset: amount for asset, amount in found.items() if amount}


def told(entries, *, but=()) -> dict[str, Decimal]:
    """What the file's lines say, without those of some numbers."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line, (_, _, asset, amount, fee, _) in enumerate(entries, start=2):
        if line not in but:
            found[CODES[asset]] += Decimal(amount) - Decimal(fee)
    return {asset: amount for asset, amount in found.items() if amount}


def parsed(entries):
    lines = [
        entry(refid, kind, asset, amount, fee, subtype=subtype, txid=f"L{n}")
        for n, (refid, kind, asset, amount, fee, subtype) in enumerate(entries)
    ]
    return read(kraken(*lines))


AMOUNTS = st.sampled_from(["-2.5", "-1", "-0.0000000001", "0", "0.5", "1", "3.25"])
FEES = st.sampled_from(["0", "0", "0.1", "0.0000000001", "-0.05", "2.5"])
KINDS = st.sampled_from(
    ["deposit", "withdrawal", "trade", "spend", "receive", "conversion", "settled", "adjustment",
     "staking", "dividend", "reward", "credit", "fee", "margin", "rollover", "invite bonus",
     "nftrebate"]
)  # fmt: skip
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["R1", "R2", "R3"]), KINDS, st.sampled_from(sorted(CODES)), AMOUNTS, FEES,
        st.just(""),
    ),
    max_size=7,
)  # fmt: skip


@settings(max_examples=300)
@given(ENTRIES)
def test_rows_change_balances_as_the_lines_do(entries):
    found = parsed(entries)
    assert found.unread == ()
    wrong = {error.line for error in found.errors}
    assert balances_of(found.rows) == told(entries, but=wrong)


@pytest.mark.parametrize(
    "entries",
    [
        [("R1", "staking", "DOT.S", "0.5", "-0.05", "")],
        [("R1", "reward", "XXBT", "0.5", "-0.05", "")],
        [("R1", "earn", "XETH", "0.5", "-0.05", "reward")],
        [("R1", "fee", "ZEUR", "-5", "0", "")],
        [("R1", "fee", "ZEUR", "5", "0", "")],
        [("R1", "fee", "ZEUR", "0", "-1", "")],
        [("R1", "fee", "ZEUR", "-5", "-1", "")],
        [("R1", "fee", "ZEUR", "0", "1", "")],
        [("R1", "transfer", "XXBT", "-1", "-0.1", "spottofutures")],
        [("R1", "transfer", "XXBT", "1", "0.1", "spotfromfutures")],
        [("R1", "transfer", "XXBT", "0", "1", "spottofutures")],
        [("R1", "transfer", "XXBT", "1", "-0.1", "")],
        [("R1", "transfer", "ZEUR", "-10", "-0.1", "")],
        [("R1", "withdrawal", "XXBT", "-1", "-1", "")],
        [("R1", "withdrawal", "XETH", "-1", "0.1", ""), ("R1", "deposit", "XETH", "1", "-0.1", "")],
        [("R1", "deposit", "ZEUR", "100", "0", ""), ("R1", "deposit", "ZEUR", "-100", "0.5", "")],
        [("R1", "rollover", "ZEUR", "0", "-0.5", "")],
        [("R1", "margin", "ZEUR", "-3", "5", "")],
        [("R1", "earn", "DOT", "0.7", "0.1", "delistingconversion")],
    ],
    ids=range(19),
)  # fmt: skip
def test_a_fee_that_is_paid_back_is_no_less_told(entries):
    found = parsed(entries)
    assert (found.errors, found.unread) == ((), ())
    assert balances_of(found.rows) == told(entries)


def test_a_charge_with_a_fee_in_another_currency_loses_neither():
    header = "txid,refid,time,type,asset,amount,fee,feecurrency"
    found = read(f"{header}\nL1,R1,2024-03-19 12:00:00,fee,ZEUR,-5,0.1,XXBT\n")
    assert found.errors == ()
    assert balances_of(found.rows) == {"EUR": Decimal(-5), "BTC": Decimal("-0.1")}


@settings(max_examples=100)
@given(ENTRIES, st.randoms())
def test_the_order_of_lines_changes_no_balance(entries, random):
    whole = parsed(entries)
    if whole.errors:
        return
    shuffled = parsed(random.sample(entries, len(entries)))
    assert shuffled.errors == ()
    assert balances_of(shuffled.rows) == balances_of(whole.rows)
