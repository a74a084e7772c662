"""What Kraken's ledgers of other years, and with other columns, have beside the usual entries."""

import pytest

from tests.portfolios.importers.kraken.files import entry, kinds, kraken, only
from tests.portfolios.importers.texts import clean, leg, legs, read

WITHOUT_SUBTYPE = '"txid","refid","time","type","aclass","asset","amount","fee","balance"'
YEAR_2025 = (
    '"txid","refid","time","type","subtype","aclass","subclass","asset","wallet","amount","fee",'
    '"balance"'
)
YEAR_2026 = f'{YEAR_2025},"amountusd","feeusd","balanceusd","feecurrency"'


def bare(refid, kind, asset, amount, *, time="10:00:00"):
    """A line of an export without subtypes."""
    name = f"L-{refid}-{asset}-{amount}"
    return f'"{name}","{refid}","2022-03-04 {time}","{kind}","currency","{asset}",{amount},0,0.0'


def late(refid, kind, asset, amount, fee="0", *, subtype="", usd="-", fee_asset=""):
    """A line of 2026."""
    return (
        f'"L-{refid}-{asset}-{kind}-{amount}","{refid}","2026-05-12 09:14:41","{kind}",'
        f'"{subtype}","currency","crypto","{asset}","spot / main",{amount},{fee},0.5,'
        f'{usd},0.1,1.5,"{fee_asset}"'
    )


def told(*entries, header=YEAR_2026):
    parsed = clean(kraken(*entries, header=header))
    return [(row.type.value, *legs(row)) for row in parsed.rows]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("kind", ["transfer", "earn"])
def test_without_subtypes_a_coin_put_to_stake_moves_nothing(turned, kind):
    rows = [bare("R1", kind, "DOT", "-10.0"), bare("R1", kind, "DOT.S", "10.0")]
    parsed = clean(kraken(*(rows[::-1] if turned else rows), header=WITHOUT_SUBTYPE))
    assert parsed.rows == ()
    assert "change nothing" in parsed.warnings[0]


def test_without_subtypes_the_two_halves_may_have_two_refids():
    rows = [
        bare("R1", "transfer", "DOT", "-10.0"),
        bare("R2", "transfer", "DOT.S", "10.0", time="23:04:00"),
        bare("R4", "transfer", "ETH2.S", "-1.5"),
        bare("R5", "adjustment", "XETH", "1.5", time="11:00:00"),
        bare("R3", "transfer", "FLR", "150.0"),
    ]
    assert told(*rows, header=WITHOUT_SUBTYPE) == [("airdrop", "", "150 FLR", "")]


def test_of_a_move_that_brings_more_than_it_takes_only_the_rest_is_new():
    assert kinds(entry("N", "transfer", "ADA", "-100"), entry("N", "transfer", "ADA.S", "120")) == [
        ("airdrop", "", "20 ADA", "")
    ]


def test_a_transfer_of_money_is_a_deposit_or_a_withdrawal():
    assert kinds(entry("A", "transfer", "ZEUR", "250"), entry("B", "transfer", "ZCZK", "-900")) == [
        ("deposit", "", "250 EUR", ""),
        ("withdrawal", "900 CZK", "", ""),
    ]


def test_a_coin_transferred_for_money_of_one_refid_is_a_sale():
    assert kinds(entry("A", "transfer", "NANO", "-30"), entry("A", "transfer", "ZEUR", "42")) == [
        ("sell", "30 NANO", "42 EUR", "")
    ]


@pytest.mark.parametrize(
    ("kind", "subtype", "expected"),
    [("earn", "airdrop", "airdrop"), ("transfer", "airdrop", "airdrop"),
     ("earn", "bonus", "staking_reward"), ("reward", "welcomebonus", "airdrop"),
     ("reward", "", "airdrop")],
)  # fmt: skip
def test_what_is_credited_says_what_it_is(kind, subtype, expected):
    assert only(entry("A", kind, "SGB", "12", subtype=subtype)).type == expected


@pytest.mark.parametrize("kind", ["earn", "staking", "reward", "dividend"])
def test_a_negative_reward_is_a_spend(kind):
    one = only(entry("S", kind, "DOT", "-0.5", "0.1"))
    assert (one.type, *legs(one)) == ("payment_made", "0.5 DOT", "", "0.1 DOT")


def test_rewards_may_have_no_refid():
    rows = kinds(
        entry("", "staking", "DOT.S", "0.5", txid="L1"), entry("", "earn", "DOT", "1", txid="L2")
    )
    assert [row[2] for row in rows] == ["0.5 DOT", "1 DOT"]


@pytest.mark.parametrize(
    ("kind", "amount", "ends"),
    [("hybridearnwithdrawal", "-852.387604", ("Kraken", "Kraken Earn")),
     ("hybridearndeposit", "852.387604", ("Kraken Earn", "Kraken"))],
)  # fmt: skip
def test_a_vault_of_kraken_earn_is_another_account(kind, amount, ends):
    one = only(entry("F", kind, "USDC", amount))
    assert (one.type, one.account, one.to_account) == ("transfer", *ends)
    assert legs(one)[:2] == ("852.387604 USDC",) * 2


def test_collateral_converted_for_a_margin_fee_is_an_exchange_beside_it():
    assert told(
        late("T4", "collateralconversion", "EUR", "-0.075"),
        late("T4", "collateralconversion", "EURC", "0.075"),
        late("T4", "margin", "EURC", "0.0", "0.075", fee_asset="EURC"),
    ) == [("buy", "0.075 EUR", "0.075 EURC", ""), ("fee", "", "", "0.075 EURC")]


@pytest.mark.parametrize("kind", ["earn", "transfer"])
@pytest.mark.parametrize("refids", [("I", "I"), ("I", "J")])
def test_a_delisted_coin_turned_into_another_is_a_swap(kind, refids):
    assert kinds(
        entry(refids[0], kind, "LUNA2", "-50", subtype="delistingconversion"),
        entry(refids[1], kind, "USDC", "21", subtype="delistingconversion"),
    ) == [("swap", "50 LUNA2", "21 USDC", "")]


def test_half_a_delisting_is_taken_as_it_is_and_said():
    parsed = clean(kraken(entry("I", "earn", "ZEUR", "42", subtype="delistingconversion")))
    assert [(row.type, legs(row)[1]) for row in parsed.rows] == [("deposit", "42 EUR")]
    parsed = clean(kraken(entry("I", "transfer", "NANO", "-3", subtype="delistingconversion")))
    assert [(row.type, legs(row)[0]) for row in parsed.rows] == [("withdrawal", "3 NANO")]
    assert "check what it was" in parsed.warnings[0]


def test_trades_and_sweeps_have_subtypes_now():
    assert told(
        late("T1", "trade", "EUR", "-120.0", "0.48", subtype="tradespot", fee_asset="EUR"),
        late("T1", "trade", "ALGO", "320.0", subtype="tradespot"),
        late("D1", "spend", "TRX", "-1", subtype="dustsweeping", usd="-0.3"),
        late("D1", "spend", "ADA", "-1", subtype="dustsweeping", usd="-0.1"),
        late("D1", "receive", "ZEUR", "0.36", subtype="dustsweeping", usd="0.39"),
    ) == [
        ("buy", "120 EUR", "320 ALGO", "0.48 EUR"),
        ("sell", "1 TRX", "0.27 EUR", ""),
        ("sell", "1 ADA", "0.09 EUR", ""),
    ]


def test_a_half_of_a_trade_that_rounded_to_nothing():
    bought = clean(
        kraken(entry("T", "trade", "ZEUR", "0.0000"), entry("T", "trade", "XTZ", "4e-5"))
    )
    assert [(row.type, *legs(row)) for row in bought.rows] == [("deposit", "", "0.00004 XTZ", "")]
    assert bought.rows[0].net_worth == leg("0 EUR")
    assert "rounded" in bought.warnings[0]
    assert kinds(entry("T", "trade", "XTZ", "-4e-5"), entry("T", "trade", "ZEUR", "0")) == [
        ("lost", "0.00004 XTZ", "", "")
    ]


def test_a_half_so_small_that_kraken_left_it_out():
    assert told(late("T", "trade", "XTZ", "0.00004", subtype="tradespot", usd="0.00004375")) == [
        ("deposit", "", "0.00004 XTZ", "")
    ]
    parsed = read(kraken(late("T", "trade", "XTZ", "4", usd="4.37"), header=YEAR_2026))
    assert "other half" in parsed.errors[0].message


def test_a_hyphen_is_no_amount():
    assert told(
        late("A", "deposit", "EUR", "5", "-"), late("B", "rollover", "EUR", "-", "0.04")
    ) == [("deposit", "", "5 EUR", ""), ("fee", "", "", "0.04 EUR")]


def test_a_fee_may_be_charged_in_another_asset():
    assert told(late("S", "earn", "SOL", "0.2", "0.05", subtype="reward", fee_asset="USD")) == [
        ("staking_reward", "", "0.2 SOL", "0.05 USD")
    ]


def test_what_moves_nothing_is_left_out():
    parsed = clean(kraken(entry("A", "staking", "DOT", "0.0"), entry("B", "deposit", "ZEUR", "5")))
    assert len(parsed.rows) == 1
    assert "move nothing" in parsed.warnings[0]


@pytest.mark.parametrize("header", [YEAR_2025, YEAR_2026])
def test_no_column_of_the_newer_headers_goes_unread(header):
    line = late("A", "deposit", "EUR", "5")
    parsed = clean(kraken(line if header is YEAR_2026 else line.rsplit(",", 4)[0], header=header))
    assert parsed.warnings == ()


def test_a_bad_entry_costs_no_other_of_its_refid():
    parsed = read(
        kraken(
            entry("F", "transfer", "XXBT", "x", subtype="spottofutures", txid="L1"),
            entry("F", "transfer", "XXBT", "-1", subtype="spottofutures", txid="L2"),
        )
    )
    assert [error.line for error in parsed.errors] == [2]
    assert len(parsed.rows) == 1


def test_an_unknown_exchange_of_one_refid_is_built_together():
    rows = (entry("N", "nfttrade", "XETH", "-1", "0.1"), entry("N", "nfttrade", "APE", "9"))
    parsed = clean(kraken(*rows), kinds={"nfttrade": "swap"})
    assert [(row.type, *legs(row)) for row in parsed.rows] == [
        ("swap", "1 ETH", "9 APE", "0.1 ETH")
    ]
    assert [one.line for one in clean(kraken(*rows)).unread] == [2, 3]


def test_entries_of_an_unknown_refid_belong_together_at_one_instant_only():
    parsed = clean(
        kraken(
            entry("Unknown", "earn", "SOL03.S", "-137"),
            entry("Unknown", "earn", "SOL", "137"),
            entry("Unknown", "earn", "SOL", "0.126", "0.032", time="21:24:46"),
            entry("Unknown", "deposit", "ZEUR", "50", time="08:00:00"),
            entry("Unknown", "deposit", "ZEUR", "-50", time="22:00:00"),
        )
    )
    assert [(row.type, row.executed_at.hour, *legs(row)) for row in parsed.rows] == [
        ("staking_reward", 21, "", "0.126 SOL", "0.032 SOL"),
        ("deposit", 8, "", "50 EUR", ""),
        ("withdrawal", 22, "50 EUR", "", ""),
    ]
