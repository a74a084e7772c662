from decimal import Decimal

import pytest

from tests.portfolios.importers.kraken.files import NEW, OLD, entry, kinds, kraken, only
from tests.portfolios.importers.texts import clean, legs, read


def test_two_lines_of_one_refid_are_one_purchase_with_its_fee():
    one = only(
        entry("T1", "trade", "ZEUR", "-100.0000", "0.1800"),
        entry("T1", "trade", "XXBT", "0.0020000000"),
    )
    assert one.type == "buy"
    assert legs(one) == ("100 EUR", "0.002 BTC", "0.18 EUR")
    assert (one.account, one.external_id) == ("Kraken", "T1")


def test_the_lines_of_a_trade_need_not_stand_together_or_in_order():
    parsed = clean(
        kraken(
            entry("T1", "trade", "XXBT", "-0.5"),
            entry("T2", "trade", "XETH", "1", "0.01"),
            entry("T1", "trade", "ZEUR", "100", "0.2"),
            entry("T2", "trade", "XXBT", "-0.05"),
        )
    )
    assert [(row.type.value, *legs(row)) for row in parsed.rows] == [
        ("sell", "0.5 BTC", "100 EUR", "0.2 EUR"),
        ("swap", "0.05 BTC", "1 ETH", "0.01 ETH"),
    ]


def test_spend_and_receive_are_one_purchase():
    assert kinds(
        entry("Q1", "spend", "ZEUR", "-50", "0.75"), entry("Q1", "receive", "XXBT", "0.001")
    ) == [("buy", "50 EUR", "0.001 BTC", "0.75 EUR")]


def test_a_trade_paid_from_several_wallets_is_added_up():
    assert kinds(
        entry("T1", "trade", "XETH", "-29.86"),
        entry("T1", "trade", "ETH.F", "-1.55"),
        entry("T1", "trade", "ZEUR", "60000", "96"),
    ) == [("sell", "31.41 ETH", "60000 EUR", "96 EUR")]


def test_fee_credits_cost_nothing():
    parsed = clean(
        kraken(
            entry("T1", "trade", "ZEUR", "-100"),
            entry("T1", "trade", "XXBT", "0.002"),
            entry("T1", "trade", "KFEE", "0", "12.34"),
            entry("K1", "deposit", "KFEE", "1000"),
        )
    )
    assert [legs(row) for row in parsed.rows] == [("100 EUR", "0.002 BTC", "")]
    assert sum("KFEE" in text for text in parsed.warnings) == 2


def test_a_second_fee_is_a_row_of_its_own():
    rows = kinds(
        entry("T1", "trade", "ZEUR", "-100", "0.1"),
        entry("T1", "trade", "XXBT", "0.002", "0.00001"),
    )
    assert rows == [
        ("buy", "100 EUR", "0.002 BTC", "0.1 EUR"),
        ("fee", "", "", "0.00001 BTC"),
    ]


def test_a_refunded_fee_is_part_of_the_price():
    assert kinds(
        entry("T1", "trade", "ZEUR", "-100", "-0.02"), entry("T1", "trade", "XXBT", "0.002")
    ) == [("buy", "99.98 EUR", "0.002 BTC", "")]


def test_half_a_trade_is_an_error():
    parsed = read(kraken(entry("T1", "trade", "ZEUR", "-100")))
    assert "other half" in parsed.errors[0].message


def test_dust_swept_into_one_coin_is_shared_by_worth():
    header = NEW + ',"amountusd"'
    parsed = clean(
        kraken(
            entry("D1", "spend", "TRX", "-3", subtype="dustsweeping") + ",0.30",
            entry("D1", "spend", "ALGO", "-1", subtype="dustsweeping") + ",0.10",
            entry("D1", "receive", "ZEUR", "0.36", subtype="dustsweeping") + ",0.39",
            header=header,
        )
    )
    assert [(row.type.value, *legs(row)) for row in parsed.rows] == [
        ("sell", "3 TRX", "0.27 EUR", ""),
        ("sell", "1 ALGO", "0.09 EUR", ""),
    ]
    assert [row.external_id for row in parsed.rows] == ["D1/1", "D1/2"]
    assert parsed.warnings == ()


def test_dust_of_unknown_worth_is_shared_equally_and_says_so():
    parsed = clean(
        kraken(
            entry("D1", "spend", "TRX", "-3"),
            entry("D1", "spend", "ALGO", "-1"),
            entry("D1", "receive", "ZEUR", "0.36"),
        )
    )
    assert [legs(row)[1] for row in parsed.rows] == ["0.18 EUR", "0.18 EUR"]
    assert "equally" in parsed.warnings[0]


def test_deposits_and_withdrawals_carry_their_fees():
    assert kinds(
        entry("A", "deposit", "ZEUR", "1000", "0.5"),
        entry("B", "withdrawal", "XLTC", "-0.9212", "0.002"),
    ) == [
        ("deposit", "", "1000 EUR", "0.5 EUR"),
        ("withdrawal", "0.9212 LTC", "", "0.002 LTC"),
    ]


def test_a_withdrawal_that_came_back_leaves_nothing():
    parsed = clean(
        kraken(
            entry("B", "withdrawal", "XLTC", "-1", "0.002"),
            entry("B", "withdrawal", "XLTC", "1", "-0.002"),
        )
    )
    assert parsed.rows == ()
    assert "taken back" in parsed.warnings[0]


def test_entries_without_a_txid_are_pending_or_failed():
    parsed = clean(
        kraken(entry("A", "deposit", "ZEUR", "400", txid=""), entry("A", "deposit", "ZEUR", "400"))
    )
    assert len(parsed.rows) == 1
    assert "txid" in parsed.warnings[0]


@pytest.mark.parametrize(
    ("kind", "subtype", "expected"),
    [("staking", "", "staking_reward"), ("earn", "reward", "staking_reward"),
     ("dividend", "", "lending_interest"), ("invite bonus", "", "airdrop"),
     ("transfer", "", "airdrop")],
)  # fmt: skip
def test_what_kraken_credits_is_income(kind, subtype, expected):
    one = only(entry("S", kind, "ADA.S", "5", subtype=subtype))
    assert (one.type, *legs(one)) == (expected, "", "5 ADA", "")


def test_the_commission_on_a_reward_is_a_fee():
    assert legs(only(entry("S", "earn", "DOT", "5", "0.75", subtype="reward")))[2] == "0.75 DOT"


@pytest.mark.parametrize(
    ("kind", "subtypes"),
    [("transfer", ("spottostaking", "stakingfromspot")),
     ("transfer", ("stakingtospot", "spotfromstaking")),
     ("earn", ("autoallocation", "autoallocation")), ("earn", ("allocation", "allocation")),
     ("earn", ("deallocation", "deallocation")), ("earn", ("migration", "migration"))],
)  # fmt: skip
def test_moves_between_drawers_change_nothing_and_say_so(kind, subtypes):
    parsed = clean(
        kraken(
            entry("M", kind, "DOT", "-10", subtype=subtypes[0]),
            entry("M", kind, "DOT.S", "10", subtype=subtypes[1]),
        )
    )
    assert parsed.rows == ()
    assert "change nothing" in parsed.warnings[0]
    assert "2, 3" in parsed.warnings[0]


def test_futures_are_another_account():
    one = only(entry("F", "transfer", "XXBT", "-1", subtype="spottofutures"))
    assert (one.type, one.account, one.to_account) == ("transfer", "Kraken", "Kraken Futures")


def test_one_coin_turned_into_another_is_a_swap():
    for kind in ("adjustment", "transfer"):
        assert kinds(entry("C", kind, "ICN", "-10"), entry("C", kind, "XETH", "0.1")) == [
            ("swap", "10 ICN", "0.1 ETH", "")
        ]


def test_margin_results_are_payments_and_their_charges_fees():
    parsed = clean(
        kraken(
            entry("G", "margin", "ZEUR", "12", "0.5"),
            entry("G", "rollover", "ZEUR", "0", "0.1"),
            entry("G", "margin", "ZEUR", "-7"),
        )
    )
    assert [(row.type.value, *legs(row)) for row in parsed.rows] == [
        ("payment_received", "", "12 EUR", "0.5 EUR"),
        ("fee", "", "", "0.1 EUR"),
        ("payment_made", "7 EUR", "", ""),
    ]
    assert "check them" in parsed.warnings[0]


def test_an_unknown_type_is_left_unread_and_the_rest_goes_in():
    parsed = clean(
        kraken(
            entry("U", "teleport", "XXBT", "-1", "0.1", subtype="up"),
            entry("A", "deposit", "XXBT", "1"),
        )
    )
    assert [(one.line, one.kind, one.text) for one in parsed.unread] == [
        (2, "teleport/up", "-1 BTC, fee 0.1 BTC")
    ]
    assert len(parsed.rows) == 1


def test_old_files_have_neither_subtype_nor_wallet_but_fractions_of_seconds():
    text = kraken(
        '"L1","T1","2017-09-14 07:12:34.1234","trade","currency","ZEUR",-10.0,0.02,5.0',
        '"L2","T1","2017-09-14 07:12:34.1234","trade","currency","XXBT",0.003,0.0,0.003',
        header=OLD,
    )
    one = clean(text).rows[0]
    assert legs(one) == ("10 EUR", "0.003 BTC", "0.02 EUR")
    assert one.executed_at.isoformat() == "2017-09-14T07:12:34.123400+00:00"


def test_an_entry_listed_twice_counts_once():
    line = entry("A", "deposit", "ZEUR", "400")
    assert len(clean(kraken(line, line)).rows) == 1


@pytest.mark.parametrize(
    ("line", "field"),
    [(entry("A", "deposit", "ZEUR", ""), "amount"), (entry("A", "deposit", "", "1"), "asset"),
     (entry("A", "deposit", "ZEUR", "n/a"), "amount")],
)  # fmt: skip
def test_an_entry_with_a_hole_is_refused_by_column(line, field):
    assert [error.field for error in read(kraken(line)).errors] == [field]


def test_quantities_stay_exact():
    one = only(entry("S", "staking", "ETH2.S", "0.000000000000000001"))
    assert one.received.quantity == Decimal("0.000000000000000001")


def test_sums_stay_exact_far_beyond_the_usual_precision():
    large, small = "123456789012345678901234567890", "0.000000000000000001"
    parsed = clean(
        kraken(
            entry("T", "trade", "SHIB", f"-{large}"),
            entry("T", "trade", "SHIB", f"-{small}"),
            entry("T", "trade", "ZEUR", "1"),
        )
    )
    assert legs(parsed.rows[0])[0] == f"{large}{small[1:]} SHIB"
