"""Whatever Koinly's files say, balances change by the amounts sent, received and charged.

The sums on one side are those of the file's own columns, on the other those of the rows.
"""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.importers.koinly import labels
from tests.portfolios.importers.texts import read

UNIVERSAL = (
    "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Label"
)
HISTORY = (
    "Date,Type,Label,Sending Wallet,Sent Amount,Sent Currency,Receiving Wallet,Received Amount,"
    "Received Currency,Fee Amount,Fee Currency"
)
LABELS = st.sampled_from(
    ["", "unheard of", *sorted({*labels.RECEIPTS, *labels.SENDS, *labels.EXCHANGES})]
)
AMOUNTS = st.none() | st.integers(1, 10**12).map(lambda units: Decimal(units) / 10**9)
COINS = st.sampled_from(["BTC", "ETH", "EUR", "USDC"])
LEG = st.tuples(AMOUNTS, COINS).map(lambda leg: leg if leg[0] is not None else None)
ROWS = st.lists(st.tuples(LEG, LEG, LEG, LABELS), min_size=1, max_size=5)


def cells(leg) -> str:
    return f"{leg[0]:f},{leg[1]}" if leg else ","


def balances_of(rows) -> dict[tuple[str, str], Decimal]:
    """What the rows change, by account and asset."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.sent:
            found[row.account, row.sent.symbol] -= row.sent.quantity
        if row.received:
            found[row.to_account or row.account, row.received.symbol] += row.received.quantity
        if row.fee:
            found[row.account, row.fee.symbol] -= row.fee.quantity
    return {key: amount for key, amount in found.items() if amount}


def told(rows, *, but, sender="", receiver="") -> dict[tuple[str, str], Decimal]:
    """What the file's lines say, without those of some numbers; a fee is the sender's."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line, (sent, received, fee, _) in enumerate(rows, start=2):
        if line in but:
            continue
        payer = sender if sent or not received else receiver
        for leg, account, sign in ((sent, sender, -1), (received, receiver, 1), (fee, payer, -1)):
            if leg:
                found[account, leg[1]] += sign * leg[0]
    return {key: amount for key, amount in found.items() if amount}


@settings(max_examples=200)
@given(ROWS)
def test_the_universal_form_moves_what_its_legs_say_whatever_the_label(rows):
    lines = [
        f"2024-01-{day:02} 10:00:00 UTC,{cells(sent)},{cells(received)},{cells(fee)},{label}"
        for day, (sent, received, fee, label) in enumerate(rows, start=1)
    ]
    parsed = read("\n".join((UNIVERSAL, *lines, "")))
    left_out = _unmoved(rows)
    but = {error.line for error in parsed.errors} | left_out
    rest = [row for row in parsed.rows if row.line not in left_out]
    assert balances_of(rest) == told(rows, but=but)


def _unmoved(rows) -> set[int]:
    """The lines that give and take the same of one asset: nothing, but for a fee."""
    return {
        line
        for line, (sent, received, _, _) in enumerate(rows, start=2)
        if sent and sent == received
    }


@settings(max_examples=200)
@given(st.lists(st.tuples(LEG, LEG, LEG, st.just("")), min_size=1, max_size=5))
def test_the_history_moves_its_legs_from_one_wallet_to_the_other(rows):
    lines = [
        f"2024-01-{day:02} 10:00:00 UTC,,,Hot,{cells(sent)},Cold,{cells(received)},{cells(fee)}"
        for day, (sent, received, fee, _) in enumerate(rows, start=1)
    ]
    parsed = read("\n".join((HISTORY, *lines, "")))
    assert parsed.unread == ()
    but = {error.line for error in parsed.errors}
    assert balances_of(parsed.rows) == told(rows, but=but, sender="Hot", receiver="Cold")
