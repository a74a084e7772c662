"""What Koinly exports itself: the transaction history and the bulk edit workbook."""

import pytest

from portfolios.importers.koinly.layouts import KOINLY_BULK, KOINLY_HISTORY
from tests.portfolios.importers.texts import clean, leg, legs, read

TITLE = "Transaction report 2025\n\n"
BULK = (
    "ID (read-only),Parent ID (read-only),Date (UTC),Type,Tag,From Wallet (read-only),"
    "From Wallet ID,From Amount,From Currency,To Wallet (read-only),To Wallet ID,To Amount,"
    "To Currency,Fee Amount,Fee Currency,Net Worth Amount,Net Worth Currency,Fee Worth Amount,"
    "Fee Worth Currency,Net Value (read-only),Fee Value (read-only),Value Currency (read-only),"
    "Deleted,From Source (read-only),To Source (read-only),Negative Balances (read-only),"
    "Missing Rates (read-only),Missing Cost Basis (read-only),"
    "Synced To Accounting At (UTC read-only),TxSrc,TxDest,TxHash,Description"
)


def row(kind, sent="", received="", *, tag="", fee=",", wallets=("ByBit", "Ledger"), worth="1000"):
    """A line of the history; `sent` is `1 BTC`."""
    sent, received = (text.replace(" ", ",") or "," for text in (sent, received))
    return (
        f"2025-03-10 08:00:00 UTC,{kind},{tag},{wallets[0]},{sent},900,{wallets[1]},{received},900,"
        f"{fee},10,{worth},0,src,dst,0xabc,a note"
    )


def history(*rows, title=TITLE):
    return "\n".join((title + KOINLY_HISTORY.header_example, *rows, ""))


def only(*args, **options):
    parsed = clean(history(row(*args, **options)))
    assert parsed.format == "koinly_history"
    assert parsed.warnings == ()
    assert len(parsed.rows) == 1
    return parsed.rows[0]


def test_a_transfer_names_both_wallets():
    one = only("transfer", "1 BTC", "1 BTC", fee="0.0001,BTC")
    assert (one.type, one.account, one.to_account) == ("transfer", "ByBit", "Ledger")
    assert legs(one) == ("1 BTC", "1 BTC", "0.0001 BTC")
    assert one.note == "a note\ntx 0xabc"


def test_a_transfer_may_tell_one_side_only():
    one = only("transfer", "1 BTC")
    assert (one.type, *legs(one)[:2]) == ("transfer", "1 BTC", "1 BTC")


def test_a_transfer_within_one_wallet_is_nothing_but_its_fee():
    rows = [
        row("transfer", "1 BTC", "1 BTC", wallets=("Ledger", "ledger")),
        row("transfer", "1 BTC", "1 BTC", wallets=("Ledger", "Ledger"), fee="0.1,ETH"),
    ]
    parsed = clean(history(*rows))
    assert [(one.type, *legs(one)) for one in parsed.rows] == [("fee", "", "", "0.1 ETH")]


@pytest.mark.parametrize(
    ("kind", "sent", "received", "tag", "expected", "account"),
    [
        ("buy", "100 EUR", "1 SOL", "", "buy", "ByBit"),
        ("sell", "1 SOL", "100 EUR", "", "sell", "ByBit"),
        ("exchange", "1 ETH", "20 SOL", "Swap", "swap", "ByBit"),
        ("crypto_deposit", "", "5 BERA", "Reward", "staking_reward", "ByBit"),
        ("fiat_deposit", "", "100 EUR", "", "deposit", "ByBit"),
        ("crypto_withdrawal", "1 SOL", "", "Gift", "gift_given", "ByBit"),
        ("crypto_withdrawal", "1 SOL", "", "Funding fee", "fee", "ByBit"),
        ("fiat_withdrawal", "100 EUR", "", "", "withdrawal", "ByBit"),
    ],
)
def test_legs_and_tags_tell_the_type_and_the_wallet_is_the_account(
    kind, sent, received, tag, expected, account
):
    one = only(kind, sent, received, tag=tag, wallets=("ByBit", "ByBit"))
    assert (one.type, one.account) == (expected, account)
    assert one.net_worth == leg("1000 EUR")


def test_a_receipt_is_in_the_wallet_that_received_though_it_names_a_sender():
    line = "2025-01-10 09:00:00 UTC,crypto_deposit,,ByBit,0,,,Ledger,5,BERA,5,,,0,5,0,,,0xk,"
    one = clean(history(line)).rows[0]
    assert (one.type, one.account, *legs(one)) == ("deposit", "Ledger", "", "5 BERA", "")


def test_an_exchange_between_two_wallets_is_followed_by_a_transfer():
    swap, onward = clean(history(row("exchange", "1 ETH", "20 SOL"))).rows
    assert (swap.type, swap.account) == ("swap", "ByBit")
    assert (onward.type, onward.account, onward.to_account) == ("transfer", "ByBit", "Ledger")
    assert legs(onward)[:2] == ("20 SOL", "20 SOL")
    assert swap.external_id != onward.external_id


def test_decimal_commas_and_dates_of_a_european_account_are_read():
    text = history(
        '31/01/2025 08:00,crypto_withdrawal,,ByBit,"0,5",USDT,"0,46",,,,,,,"0,01","0,47",0,,,,',
        '01/02/2025 08:00,crypto_withdrawal,,ByBit,"1,000",USDT,"0,46",,,,,,,"0,01","0,9",0,,,,',
    ).replace("Date,Type,Tag", "Date,Type,Label")
    parsed = clean(text)
    assert [legs(one)[0] for one in parsed.rows] == ["0.5 USDT", "1 USDT"]
    assert [one.executed_at.month for one in parsed.rows] == [1, 2]


def test_a_date_of_1970_is_unknown_and_an_error_on_its_line():
    good, bad = row("crypto_deposit", "", "5 BERA"), row("crypto_deposit", "", "6 BERA")
    parsed = read(history(good, bad.replace("2025-03-10 08:00:00", "1970-01-01 00:00:00")))
    assert [(error.line, error.field) for error in parsed.errors] == [(5, "Date")]
    assert len(parsed.rows) == 1


def test_a_type_that_koinly_had_not_waits_for_a_choice():
    text = history(row("teleport", "", "5 BERA"), row("crypto_deposit", "", "1 BERA"))
    parsed = clean(text)
    assert [(one.kind, one.text) for one in parsed.unread] == [("teleport", "+5 BERA")]
    chosen = clean(text, kinds={"teleport": "airdrop"}).rows[0]
    assert (chosen.type, chosen.account) == ("airdrop", "Ledger")


def bulk(*rows):
    return "\n".join((BULK, *rows, ""))


def edit(name, kind, left, right, *, tag="", deleted="false", value="10.0,0.0,USD;10"):
    return (
        f"{name},,2022-01-11 04:36:39,{kind},{tag},{left},{right},0.0,,10.0,USD;10,,,{value},"
        f"{deleted},api,csv,false,false,,,0x7f,,54d2,A deposit"
    )


def test_the_workbook_carries_numbers_in_its_cells_and_ids():
    main, app = "main;eth,56F", "App;crypto_com,1C1"
    parsed = clean(
        bulk(
            edit("A1", "transfer", f"{main},10.0,USDC;3054", f"{app},10.0,USDC;3054"),
            edit("A2", "withdrawal", f"{main},0.5,ETH;1", ",,0.0,"),
            edit("A3", "deposit", ",,0.0,", f"{app},23.5,USDC;3054", tag="reward"),
            edit("A4", "deposit", ",,0.0,", f"{app},9,USDC;3054", deleted="true"),
        )
    )
    assert parsed.format == "koinly_bulk_edit"
    facts = [(one.type, one.account, one.to_account, *legs(one)[:2]) for one in parsed.rows]
    assert facts == [
        ("transfer", "main", "App", "10 USDC", "10 USDC"),
        ("withdrawal", "main", "", "0.5 ETH", ""),
        ("staking_reward", "App", "", "", "23.5 USDC"),
    ]
    assert [one.external_id for one in parsed.rows] == ["A1", "A2", "A3"]
    assert parsed.rows[2].net_worth == leg("10 USD")
    assert ["deleted" in text for text in parsed.warnings] == [True]


def test_the_header_of_the_workbook_is_known_whole():
    assert len(BULK.split(",")) == 33
    assert set(KOINLY_BULK.required) <= KOINLY_BULK.known


def test_a_type_may_name_the_kind_of_its_assets():
    one = only("crypto_exchange", "0.05 ETH", "150 EUR", wallets=("ByBit", "ByBit"), worth="150")
    assert (one.type, one.account, *legs(one)) == ("sell", "ByBit", "0.05 ETH", "150 EUR", "")


def test_the_universal_form_with_wallets_has_its_accounts_and_transfers():
    parsed = clean(
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,"
        "Fee Currency,Net Worth Amount,Net Worth Currency,Label,Description,TxHash,Koinly ID,"
        "From Wallet,From Wallet ID,To Wallet,To Wallet ID\n"
        "2026-01-15 10:00:00 UTC,,,0.5,BTC,,,25000,USD,crypto_deposit,,0xa,K1,,,Ledger,D4\n"
        "2026-01-16 10:00:00 UTC,500,USD,0.01,BTC,5,USD,500,USD,buy,,,K2,Bank,A1,Bank,A1\n"
        "2026-01-17 10:00:00 UTC,0.2,BTC,0.2,BTC,,,,,transfer,,,K3,Ledger,D4,Bank,A1\n"
        "2026-01-18 10:00:00 UTC,1,ETH,,,,,,,crypto_withdrawal,,,K4,Bank,A1,,\n"
    )
    assert parsed.warnings == ()
    assert [(one.type, one.account, one.to_account, one.external_id) for one in parsed.rows] == [
        ("deposit", "Ledger", "", "K1"),
        ("buy", "Bank", "", "K2"),
        ("transfer", "Ledger", "Bank", "K3"),
        ("withdrawal", "Bank", "", "K4"),
    ]
    assert not any(one.tags for one in parsed.rows)


@pytest.mark.parametrize("currency", ["=cmd|' x", "two words", "x" * 41])
def test_a_worth_in_what_is_no_currency_is_an_error_of_its_line(currency):
    titles = BULK.split(",")
    cells = {
        "ID (read-only)": "A1", "Date (UTC)": "2025-01-31 10:00:00 UTC", "Type": "crypto_deposit",
        "To Wallet (read-only)": "App", "To Amount": "1", "To Currency": "BTC",
        "Net Value (read-only)": "100", "Value Currency (read-only)": currency,
    }  # fmt: skip
    parsed = read(f"{BULK}\n{','.join(cells.get(title, '') for title in titles)}\n")
    assert (parsed.rows, len(parsed.errors)) == ((), 1)
    assert parsed.errors[0].field == "Value Currency (read-only)"
    assert "is not an asset's code" in parsed.errors[0].message
