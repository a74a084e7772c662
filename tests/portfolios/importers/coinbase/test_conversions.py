"""One coin for another on Coinbase: on one row or on two, with notes and without."""

import pytest

from tests.portfolios.importers.coinbase.files import WITH_ADDRESSES, coinbase, facts, only, row
from tests.portfolios.importers.texts import clean, leg, legs, read


def half(kind, asset, quantity, *, subtotal="$77.58", notes="", name="c1", time="22:14:05"):
    return (
        f"{name},2026-01-24 {time} UTC,{kind},{asset},{quantity},USD,$89345.925,{subtotal},$77.58,"
        f"$2.18,{notes},,"
    )


def pair(*rows):
    return facts(*rows, header=WITH_ADDRESSES)


def test_the_other_leg_of_a_conversion_is_in_the_notes():
    notes = '"Converted 0.04 ETH to 1,234.5 XLM"'
    one = only(row("Convert", "0.04", money="€100.00,€101.50,", notes=notes))
    assert one.type == "swap"
    assert legs(one) == ("0.04 ETH", "1234.5 XLM", "")
    assert one.net_worth == leg("100 EUR")


@pytest.mark.parametrize("notes", ["", "Converted", "Converted 1 BTC to 2 XLM"])
def test_a_conversion_whose_other_half_is_nowhere_is_an_error(notes):
    parsed = read(coinbase(row("Convert", "0.04", notes=notes)))
    assert [(error.line, error.field) for error in parsed.errors] == [(2, "Notes")]


def test_a_conversion_of_money_is_a_purchase_or_a_sale():
    assert pair(half("Convert", "USD", "-77.58", notes="Converted 77.58 USD to 77.58 USDC")) == [
        ("buy", "77.58 USD", "77.58 USDC", "")
    ]


@pytest.mark.parametrize("notes", ["", "Converted 77.589329 USDC to 0.00084397 BTC"])
@pytest.mark.parametrize("names", [("c1", "c1"), ("c1", "c2")])
@pytest.mark.parametrize("turned", [False, True])
def test_two_rows_of_one_conversion_are_one_swap(notes, names, turned):
    rows = [
        half("Convert", "BTC", "0.00084397", subtotal="$75.40", notes=notes, name=names[0]),
        half("Convert", "USDC", "-77.589329", notes=notes, name=names[1]),
    ]
    parsed = clean(coinbase(*(rows[::-1] if turned else rows), header=WITH_ADDRESSES))
    assert [(one.type.value, *legs(one)) for one in parsed.rows] == [
        ("swap", "77.589329 USDC", "0.00084397 BTC", "")
    ]
    assert parsed.rows[0].net_worth == leg("75.4 USD")


@pytest.mark.parametrize("noted", [0, 1])
def test_a_note_on_one_of_two_rows_counts_for_both(noted):
    notes = ["", ""]
    notes[noted] = "Converted 77.589329 USDC to 0.00084397 BTC"
    assert pair(
        half("Convert", "USDC", "-77.589329", notes=notes[0]),
        half("Convert", "BTC", "0.00084397", notes=notes[1], name="c2"),
    ) == [("swap", "77.589329 USDC", "0.00084397 BTC", "")]


def test_the_same_conversion_twice_at_different_times_counts_twice():
    notes = "Converted 10 USDC to 0.1 SOL"
    assert (
        pair(
            half("Convert", "USDC", "-10", notes=notes, name="a"),
            half("Convert", "SOL", "0.1", notes=notes, name="b"),
            half("Convert", "USDC", "-10", notes=notes, name="c", time="23:00:00"),
            half("Convert", "SOL", "0.1", notes=notes, name="d", time="23:00:00"),
        )
        == [("swap", "10 USDC", "0.1 SOL", "")] * 2
    )


def test_two_conversions_of_one_moment_are_told_apart_by_id_or_else_by_worth():
    for names in (("a", "b", "a", "b"), ("a", "b", "c", "d")):
        assert pair(
            half("Convert", "USDC", "-10", subtotal="$10", name=names[0]),
            half("Convert", "USDC", "-99", subtotal="$99", name=names[1]),
            half("Convert", "SOL", "0.1", subtotal="$9.9", name=names[2]),
            half("Convert", "BTC", "0.001", subtotal="$98", name=names[3]),
        ) == [("swap", "10 USDC", "0.1 SOL", ""), ("swap", "99 USDC", "0.001 BTC", "")]


def test_half_a_conversion_without_a_note_is_an_error_on_its_line_only():
    parsed = read(
        coinbase(
            half("Convert", "BTC", "0.001"),
            half("Receive", "BTC", "0.5", name="r"),
            header=WITH_ADDRESSES,
        )
    )
    assert [error.line for error in parsed.errors] == [2]
    assert len(parsed.rows) == 1


@pytest.mark.parametrize("kind", ["Asset Migration", "Wrap Asset", "Unwrap Asset", "Unwrap"])
def test_a_coin_under_another_name_keeps_its_lots(kind):
    assert pair(half(kind, "MATIC", "-800", name="m1"), half(kind, "POL", "799.5", name="m2")) == [
        ("split", "800 MATIC", "799.5 POL", "")
    ]


def test_a_trade_on_a_decentralised_exchange_is_two_rows_a_second_apart():
    assert pair(
        half("Retail Mgx Dex Trade", "BTC", "-0.00008391", name="d1", time="19:08:20"),
        half("Retail Mgx Dex Trade", "USDC", "9.992169", name="d2", time="19:08:21"),
    ) == [("swap", "0.00008391 BTC", "9.992169 USDC", "")]


def test_dust_turned_to_one_coin_is_shared_by_worth():
    assert pair(
        half("Retail Simple Dust", "ALGO", "-0.3", subtotal="$0.06", name="d1"),
        half("Retail Simple Dust", "GRT", "-0.1", subtotal="$0.02", name="d2"),
        half("Retail Simple Dust", "USDC", "0.08", subtotal="$0.08", name="d3"),
    ) == [("swap", "0.3 ALGO", "0.06 USDC", ""), ("swap", "0.1 GRT", "0.02 USDC", "")]


def test_dust_alone_is_sold_for_what_it_was_worth():
    assert pair(half("Retail Simple Dust", "ALGO", "-0.3", subtotal="$0.06")) == [
        ("sell", "0.3 ALGO", "0.06 USD", "")
    ]


def test_eth2_is_eth_so_turning_one_into_the_other_is_nothing():
    parsed = clean(
        coinbase(
            row("Convert", "0.04", notes="Converted 0.04 ETH to 0.04 ETH2"),
            row("Send", "-0.5", asset="ETH2"),
            row("Receive", "0.5").replace("id1", "id9"),
            row("Staking Income", "0.01", asset="ETH2", number=2),
        )
    )
    assert [legs(one) for one in parsed.rows] == [("", "0.01 ETH", "")]
    assert len(parsed.warnings) == 2


def test_a_send_and_a_receipt_of_one_day_are_no_migration_where_the_time_is_not_told():
    rows = [
        "2019-10-12,Send,BTC,0.5,EUR,7541.39,,,,Sent",
        "2019-10-12,Receive,BTC,0.5,EUR,7541.39,,,,Received",
    ]
    header = WITH_ADDRESSES.removeprefix("ID,").removesuffix(",Sender Address,Recipient Address")
    assert facts(*rows, header=header) == [
        ("withdrawal", "0.5 BTC", "", ""),
        ("deposit", "", "0.5 BTC", ""),
    ]
