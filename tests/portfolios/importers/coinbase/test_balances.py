"""Whatever Coinbase's history says, a balance changes by the quantities and the money that moved.

The sums on one side are those of the file's own columns, on the other those of the rows.
"""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.importers.coinbase import types
from tests.portfolios.importers.coinbase.files import NEW, coinbase
from tests.portfolios.importers.texts import read

ACCOUNT = "Coinbase"
COINS = ["BTC", "ETH", "USDC"]


def balances_of(rows) -> dict[str, Decimal]:
    """What the rows change in the account, by asset."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        is_transfer = bool(row.to_account)
        if row.sent and row.account == ACCOUNT:
            found[row.sent.symbol] -= row.sent.quantity
        if row.received and (row.to_account if is_transfer else row.account) == ACCOUNT:
            found[row.received.symbol] += row.received.quantity
        if row.fee and row.account == ACCOUNT:
            found[row.fee.symbol] -= row.fee.quantity
    return {asset: amount for asset, amount in found.items() if amount}


def line(number, kind, asset, quantity, subtotal="", total="", fees="", notes=""):
    return (
        f"c{number},2024-05-01 {10 + number}:00:00 UTC,{kind},{asset},{quantity},EUR,€1,{subtotal},"
        f"{total},{fees},{notes}"
    )


CENTS = st.integers(1, 100_000).map(lambda cents: Decimal(cents) / 100)
UNITS = st.integers(1, 10**12).map(lambda units: Decimal(units) / 10**10)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(COINS), UNITS, CENTS, CENTS), max_size=6))
def test_trades_move_the_quantity_and_the_total(trades):
    expected: dict[str, Decimal] = defaultdict(Decimal)
    lines = []
    for number, (buys, asset, quantity, subtotal, fee) in enumerate(trades):
        total = subtotal + fee if buys else subtotal - fee
        if total <= 0:
            continue
        expected[asset] += quantity if buys else -quantity
        expected["EUR"] += -total if buys else total
        sign = "" if buys else "-"
        lines.append(
            line(number, "Buy" if buys else "Sell", asset, f"{sign}{quantity}", f"€{subtotal}",
                 f"€{total}", f"€{fee}")
        )  # fmt: skip
    if lines:
        parsed = read(coinbase(*lines, header=NEW))
        assert parsed.errors == ()
        assert balances_of(parsed.rows) == {name: one for name, one in expected.items() if one}


@settings(max_examples=60)
@given(st.booleans(), UNITS, CENTS, st.sampled_from(["subtotal", "total", "fees"]), CENTS)
def test_the_money_that_moved_is_the_total_whatever_else_is_missing(
    buys, quantity, subtotal, missing, fee
):
    total = subtotal + fee if buys else subtotal - fee
    if total <= 0:
        return
    cells = {"subtotal": f"€{subtotal}", "total": f"€{total}", "fees": f"€{fee}"} | {missing: ""}
    kind, sign = ("Buy", "") if buys else ("Sell", "-")
    parsed = read(coinbase(line(0, kind, "BTC", f"{sign}{quantity}", **cells), header=NEW))
    assert parsed.errors == ()
    assert balances_of(parsed.rows) == {
        "BTC": quantity if buys else -quantity, "EUR": -total if buys else total,
    }  # fmt: skip


PLAIN = sorted((types.RECEIPTS.keys() | types.SENDS.keys()) - {"coinbase earn"})


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLAIN), st.sampled_from([*COINS, "EUR"]), UNITS, st.booleans(),
                  st.sampled_from(["", "0.00", "0.01"])),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_receipts_and_sends_move_the_quantity_whatever_the_fee_is(moves):
    expected: dict[str, Decimal] = defaultdict(Decimal)
    lines = []
    for number, (kind, asset, quantity, is_negative, fee) in enumerate(moves):
        goes_out = kind in types.SENDS or is_negative
        expected[asset] += -quantity if goes_out else quantity
        sign = "-" if is_negative else ""
        lines.append(line(number, kind.title(), asset, f"{sign}{quantity}", "€5", "€5", fee))
    parsed = read(coinbase(*lines, header=NEW))
    wrong = {error.line for error in parsed.errors}
    # A fee as large as what went out is the one thing that can be wrong with these.
    for number, (kind, asset, quantity, is_negative, fee) in enumerate(moves):
        if number + 2 in wrong:
            assert (asset, Decimal(fee) >= quantity) == ("EUR", True)
            expected[asset] -= -quantity if kind in types.SENDS or is_negative else quantity
    assert balances_of(parsed.rows) == {name: one for name, one in expected.items() if one}


@settings(max_examples=100)
@given(UNITS, UNITS, st.sampled_from(["convert", "wrap asset", "retail mgx dex trade"]))
def test_a_conversion_on_two_rows_moves_both_quantities(given_units, taken, kind):
    rows = [
        f"x,2024-05-01 10:00:00 UTC,{kind},ETH,-{given_units},EUR,€1,€5,€5,,",
        f"x,2024-05-01 10:00:01 UTC,{kind},BTC,{taken},EUR,€1,€5,€5,,",
    ]
    for order in (rows, rows[::-1]):
        parsed = read(coinbase(*order, header=NEW))
        assert (len(parsed.rows), parsed.errors) == (1, ())
        assert balances_of(parsed.rows) == {"ETH": -given_units, "BTC": taken}


@settings(max_examples=100)
@given(st.lists(st.tuples(UNITS, CENTS), min_size=2, max_size=5), UNITS)
def test_several_coins_converted_to_one_share_it_to_the_last_digit(parts, whole):
    lines = [
        f"x,2024-05-01 10:00:00 UTC,Convert,C{n},-{units},EUR,€1,€{worth},€{worth},,"
        for n, (units, worth) in enumerate(parts)
    ]
    lines.append(f"x,2024-05-01 10:00:00 UTC,Convert,BTC,{whole},EUR,€1,€5,€5,,")
    parsed = read(coinbase(*lines, header=NEW))
    assert parsed.errors == ()
    assert balances_of(parsed.rows) == {f"C{n}": -units for n, (units, _) in enumerate(parts)} | {
        "BTC": whole
    }
