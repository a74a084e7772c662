import pytest

from tests.portfolios.importers.coinbase.files import (
    OLDEST,
    PREAMBLE,
    WITHOUT_ID,
    coinbase,
    facts,
    only,
    row,
)
from tests.portfolios.importers.texts import clean, leg, legs, read


@pytest.mark.parametrize("kind", ["Buy", "Advanced Trade Buy"])
def test_a_purchase_costs_its_subtotal_and_a_fee(kind):
    one = only(row(kind, "0.04", notes="Bought 0.04 ETH for 101.50 EUR"))
    assert one.type == "buy"
    assert legs(one) == ("100 EUR", "0.04 ETH", "1.5 EUR")
    assert (one.account, one.external_id) == ("Coinbase", "id1")


def test_a_sale_brings_its_subtotal_less_a_fee_whatever_the_signs():
    one = only(row("Sell", "-0.04", money="-€100.00,-€98.50,€1.50"))
    assert one.type == "sell"
    assert legs(one) == ("0.04 ETH", "100 EUR", "1.5 EUR")


def test_a_fee_that_is_not_stated_is_the_difference_to_the_total():
    assert legs(only(row("Buy", "0.04", money="€100.00,€101.50,")))[2] == "1.5 EUR"


def test_a_trade_in_another_coin_is_a_swap_as_the_notes_tell():
    notes = "Bought 0.04 ETH for 110.44 USDC on ETH-USDC at 2750 USDC/ETH"
    one = only(row("Advanced Trade Buy", "0.04", notes=notes))
    assert one.type == "swap"
    assert legs(one) == ("110 USDC", "0.04 ETH", "0.44 USDC")
    assert one.net_worth == leg("100 EUR")


def test_a_sale_for_another_coin_is_a_swap_as_the_notes_tell():
    notes = "Sold 0.04 ETH for 109.56 USDC on ETH-USDC at 2750 USDC/ETH"
    one = only(row("Advanced Trade Sell", "-0.04", notes=notes))
    assert legs(one) == ("0.04 ETH", "110 USDC", "0.44 USDC")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Receive", "deposit"), ("Staking Income", "staking_reward"),
     ("Rewards Income", "staking_reward"), ("Reward Income", "staking_reward"),
     ("Inflation Reward", "staking_reward"), ("Learning Reward", "airdrop"),
     ("Coinbase Earn", "airdrop"), ("Interest payout", "lending_interest")],
)  # fmt: skip
def test_a_receipt_has_its_worth(kind, expected):
    one = only(row(kind, "0.04"))
    assert one.type == expected
    assert legs(one) == ("", "0.04 ETH", "")
    assert one.net_worth == leg("100 EUR")


@pytest.mark.parametrize("quantity", ["0.04", "-0.04"])
def test_a_send_is_a_withdrawal_with_and_without_a_minus_sign(quantity):
    one = only(row("Send", quantity, money="-€100.00,-€100.00,€0.00"))
    assert one.type == "withdrawal"
    assert legs(one) == ("0.04 ETH", "", "")


def test_fiat_in_and_out_has_its_fee_apart():
    parsed = clean(
        coinbase(
            row("Deposit", "225", asset="EUR", money="€225.00,€225.00,€0.00"),
            row("Withdrawal", "-50", asset="EUR", money="-€50.00,-€50.00,€0.15", number=2),
        )
    )
    assert [one.type for one in parsed.rows] == ["deposit", "withdrawal"]
    assert [legs(one) for one in parsed.rows] == [
        ("", "225 EUR", ""),
        ("49.85 EUR", "", "0.15 EUR"),
    ]


def test_the_venue_of_the_same_firm_is_another_account():
    out, back = clean(
        coinbase(row("Pro Deposit", "-1"), row("Exchange Withdrawal", "1", number=2))
    ).rows
    assert (out.type, out.account, out.to_account) == ("transfer", "Coinbase", "Coinbase Pro")
    assert (back.account, back.to_account) == ("Coinbase Exchange", "Coinbase")


@pytest.mark.parametrize("kind", ["Retail Staking Transfer", "Retail Unstaking Transfer"])
def test_moves_into_and_out_of_staking_are_left_out(kind):
    parsed = clean(coinbase(row(kind, "-0.04")))
    assert parsed.rows == ()
    assert kind in parsed.warnings[0]


def test_a_send_and_a_receipt_at_different_times_are_both_kept():
    parsed = clean(coinbase(row("Send", "-0.5"), row("Receive", "0.5", number=2)))
    assert len(parsed.rows) == 2


def test_an_unknown_type_is_left_unread_and_the_rest_goes_in():
    parsed = clean(coinbase(row("Moon Landing", "1"), row("Receive", "1", number=2)))
    assert [(one.line, one.kind, one.text) for one in parsed.unread] == [
        (2, "Moon Landing", "+1 ETH")
    ]
    assert len(parsed.rows) == 1


def test_lines_before_the_header_are_passed_over_but_counted():
    parsed = clean(coinbase(row("Receive", "1"), preamble=PREAMBLE))
    assert parsed.rows[0].line == 5


def test_a_preamble_with_a_quoted_sentence_over_two_lines_is_passed_over():
    preamble = '"You can use this report\nfor your taxes, perhaps."\n\n'
    assert clean(coinbase(row("Receive", "1"), preamble=preamble)).rows[0].line == 5


def test_a_file_without_ids_gets_its_own():
    body = "2021-04-16T16:36:07Z,Buy,BTC,0.003,EUR,50000.00,150.00,153.00,3.00,Bought 0.003 BTC"
    one = only(body, header=WITHOUT_ID)
    assert legs(one) == ("150 EUR", "0.003 BTC", "3 EUR")
    assert one.external_id.startswith("row:")


def test_the_oldest_header_carries_the_currency():
    one = only("2019-09-20T14:48:34Z,Buy,BTC,0.003,9300.00,28.01,30.00,1.99,note", header=OLDEST)
    assert legs(one) == ("28.01 EUR", "0.003 BTC", "1.99 EUR")


def test_empty_money_cells_of_old_sends_are_no_error():
    one = only('2019-10-12T10:58:20Z,Send,BTC,0.006,7541.39,"","","",Sent', header=OLDEST)
    assert legs(one) == ("0.006 BTC", "", "")
    assert one.net_worth is None


def test_other_currencies_signs_are_read():
    text = coinbase(row("Buy", "0.04")).replace("€", "$").replace(",EUR,", ",USD,")
    assert legs(clean(text).rows[0])[0] == "100 USD"


@pytest.mark.parametrize(
    ("line", "field"),
    [(row("Buy", ""), "Quantity Transacted"), (row("Buy", "0"), "Quantity Transacted"),
     (row("Buy", "1", money=",,"), "Subtotal"), (row("Buy", "1", asset=""), "Asset"),
     (row("Buy", "1").replace(",EUR,", ",,"), "Price Currency")],
)  # fmt: skip
def test_a_row_with_a_hole_is_refused_by_column(line, field):
    assert [error.field for error in read(coinbase(line)).errors] == [field]


@pytest.mark.parametrize(
    ("kind", "quantity", "money", "moved"),
    [
        ("Sell", "-1", ",€98.50,€1.50", ("1 ETH", "100 EUR", "1.5 EUR")),
        ("Sell", "-1", "€100.00,,€1.50", ("1 ETH", "100 EUR", "1.5 EUR")),
        ("Sell", "-1", ",€98.50,", ("1 ETH", "98.5 EUR", "")),
        ("Sell", "-1", "€100.00,€97.00,€1.50", ("1 ETH", "100 EUR", "3 EUR")),
        ("Sell", "-1", "€100.00,€103.00,€1.50", ("1 ETH", "103 EUR", "")),
        ("Buy", "1", ",€101.50,€1.50", ("100 EUR", "1 ETH", "1.5 EUR")),
    ],
)
def test_the_money_that_moved_is_the_total(kind, quantity, money, moved):
    assert legs(only(row(kind, quantity, money=money))) == moved


@pytest.mark.parametrize(
    ("money", "field", "message"),
    [
        (",,€1.50", "Subtotal", "needs its subtotal or its total"),
        (",€1.50,€1.50", "Fees and/or Spread", "the fee is as large as the total"),
    ],
)
def test_a_purchase_without_a_price_is_refused(money, field, message):
    (error,) = read(coinbase(row("Buy", "1", money=money))).errors
    assert (error.line, error.field) == (2, field)
    assert message in error.message


def test_a_refund_of_money_alone_is_a_payment():
    refunds = (
        row("Sell Refund", "5", asset="EUR"),
        row("Sell Refund", "-5", asset="EUR", number=2),
    )
    assert facts(*refunds) == [
        ("payment_received", "", "5 EUR", ""), ("payment_made", "5 EUR", "", ""),
    ]  # fmt: skip
