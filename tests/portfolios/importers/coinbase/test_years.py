"""What Coinbase's files of later years, and of the first, have beside the usual rows."""

import pytest

from tests.portfolios.importers.coinbase.files import FIRST, WITH_ADDRESSES, coinbase, only, row
from tests.portfolios.importers.texts import clean, legs, read


@pytest.mark.parametrize(
    ("source", "kind"),
    [("Coinbase Earn", "airdrop"), ("Coinbase Referral", "airdrop"),
     ("Coinbase Rewards", "staking_reward"), ("an external account", "deposit")],
)  # fmt: skip
def test_a_receipt_from_coinbase_itself_is_income(source, kind):
    one = only(row("Receive", "12.5", asset="GRT", notes=f"Received 12.5 GRT from {source}"))
    assert one.type == kind


@pytest.mark.parametrize(
    ("kind", "quantity", "expected", "moved"),
    [
        ("Credit", "1", "payment_received", ("", "1 ETH", "")),
        ("Retail Simple Price Improvement", "1", "airdrop", ("", "1 ETH", "")),
        ("Retail MGX DEX Buy", "1", "buy", ("100 EUR", "1 ETH", "1.5 EUR")),
        ("Retail MGX DEX Send", "-1", "withdrawal", ("1 ETH", "", "")),
        ("Sell Refund", "1", "buy", ("100 EUR", "1 ETH", "1.5 EUR")),
        ("Prime Deposit", "-1", "transfer", ("1 ETH", "1 ETH", "")),
        ("Prime Withdrawal", "1", "transfer", ("1 ETH", "1 ETH", "")),
        ("Receive", "-1", "withdrawal", ("1 ETH", "", "")),
        ("Staking Income", "-1", "payment_made", ("1 ETH", "", "")),
    ],
)
def test_each_type_of_the_later_years_has_its_meaning(kind, quantity, expected, moved):
    one = only(row(kind, quantity))
    assert (one.type, legs(one)) == (expected, moved)


def test_a_transfer_stays_within_coinbase():
    parsed = clean(coinbase(row("Transfer", "-1"), row("Transfer", "1", number=2)))
    assert parsed.rows == ()
    assert "within Coinbase" in parsed.warnings[0]


def test_money_bought_for_the_same_money_is_nothing():
    notes = "Bought 200 EUR for 200 EUR"
    parsed = clean(coinbase(row("Buy", "200", asset="EUR", notes=notes)))
    assert parsed.rows == ()
    assert "EUR for EUR" in parsed.warnings[0]


@pytest.mark.parametrize(
    "notes",
    ["Bought 0.04 ETH for £22.00 GBP on ETH-USDT", "Filled order on ETH-BTC",
     "Bought 0.04 ETH for €22.00 EUR on ETH-USD"],
)  # fmt: skip
def test_a_trade_on_another_market_whose_amount_is_not_told_is_refused(notes):
    text = coinbase(row("Advance Trade Buy", "0.04", notes=notes), row("Receive", "1", number=2))
    parsed = read(text)
    assert [(error.line, error.field) for error in parsed.errors] == [(2, "Notes")]
    assert "does not tell how much" in parsed.errors[0].message
    assert len(parsed.rows) == 1


def test_a_trade_in_other_money_is_settled_in_that():
    notes = "Sold 0.01 BTC for 597.60 EUR on BTC-EUR at 60000 EUR/BTC"
    line = (
        "a1,2025-07-01 09:00:00 UTC,Advanced Trade Sell,BTC,-0.01,CZK,"
        f'"1,500,000.00","15,000.00","14,940.00",60.00,{notes}'
    )
    one = only(line)
    assert (one.type, *legs(one)) == ("sell", "0.01 BTC", "600 EUR", "2.4 EUR")


def test_the_money_that_moved_is_the_total_where_the_fee_leaves_out_the_spread():
    sale = only(row("Sell", "-0.02", money="€2000.00,€1962.50,-18.75", notes="Sold 0.02 ETH"))
    assert legs(sale) == ("0.02 ETH", "2000 EUR", "37.5 EUR")
    purchase = only(row("Buy", "0.02", money="€32.84845,€35.00,0.16155124725"))
    assert legs(purchase) == ("32.84845 EUR", "0.02 ETH", "2.15155 EUR")


def test_a_fee_finer_than_the_rounded_sums_stands():
    one = only(row("Advanced Trade Sell", "-0.01", money="-€4.41,-€4.39,€0.0265"))
    assert legs(one) == ("0.01 ETH", "4.41 EUR", "0.0265 EUR")


def test_notes_may_go_on_after_the_amounts():
    notes = "Bought 0.04 ETH for 101.50 EUR using bank account Credit Union - ... ******2021"
    assert legs(only(row("Buy", "0.04", notes=notes))) == ("100 EUR", "0.04 ETH", "1.5 EUR")


def test_the_first_header_has_one_amount_and_writes_the_month_first():
    one = only(
        "10/06/2018,Buy,BTC,1.0,247.26,249.73,,Bought 1.0000 BTC for €249.73 EUR.", header=FIRST
    )
    assert legs(one) == ("249.73 EUR", "1 BTC", "")
    assert (one.executed_at.month, one.executed_at.day) == (10, 6)


def test_the_newest_header_adds_addresses():
    line = (
        "a1,2025-11-17 12:00:00 UTC,Send,BTC,-0.025,EUR,€88000.00,-€2200.00,-€2200.00,€0.00,,,bc1q"
    )
    parsed = clean(coinbase(line, header=WITH_ADDRESSES))
    assert legs(parsed.rows[0]) == ("0.025 BTC", "", "")
    assert parsed.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_euro_sign_is_read_in_every_encoding(encoding):
    parsed = clean(coinbase(row("Buy", "0.04")).encode(encoding))
    assert legs(parsed.rows[0]) == ("100 EUR", "0.04 ETH", "1.5 EUR")


@pytest.mark.parametrize("sign", ["€", "$", "kr", "Kč ", "CHF ", "zł", "R$"])
def test_amounts_may_carry_any_currency_sign(sign):
    parsed = clean(coinbase(row("Buy", "0.04")).replace("€", sign))
    assert legs(parsed.rows[0]) == ("100 EUR", "0.04 ETH", "1.5 EUR")


def test_an_unknown_type_in_a_file_without_signs_can_be_either_direction():
    text = coinbase(row("Moon Landing", "1"), row("Send", "1", number=2))
    for code, moved in (("airdrop", ("", "1 ETH", "")), ("lost", ("1 ETH", "", ""))):
        parsed = clean(text, kinds={"moon landing": code})
        assert (parsed.rows[0].type, legs(parsed.rows[0])) == (code, moved)


def test_an_unknown_type_in_a_file_with_signs_goes_where_its_sign_says():
    text = coinbase(row("Moon Landing", "1"), row("Send", "-1", number=2))
    parsed = read(text, kinds={"Moon Landing": "lost"})
    assert [(error.line, error.field) for error in parsed.errors] == [(2, "Transaction Type")]


def test_notes_in_another_language_have_decimal_commas_where_the_columns_have_points():
    swap = only(
        row("Convert", "0.3473672", asset="LTC", notes='"Converted 0,3473672 LTC to 1,234 XRP"')
    )
    assert legs(swap)[1] == "1.234 XRP"
    notes = '"Bought 0,04 ETH for 1.110,44 USDC on ETH-USDC at 27.750,00 USDC/ETH"'
    assert legs(only(row("Buy", "0.04", notes=notes))) == ("1110 USDC", "0.04 ETH", "0.44 USDC")


def test_a_row_of_nothing_is_left_out():
    parsed = clean(coinbase(row("Receive", "0.00", money="€0.00,€0.00,€0.00")))
    assert parsed.rows == ()
    assert "move nothing" in parsed.warnings[0]
