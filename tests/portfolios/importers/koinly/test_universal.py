import pytest

from tests.portfolios.importers.texts import clean, leg, legs, read

HEADER = (
    "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,"
    "Net Worth Amount,Net Worth Currency,Label,Description,TxHash"
)


def koinly(*rows):
    return "\n".join((HEADER, *rows, ""))


def row(sent="", received="", fee="", label="", worth=""):
    cells = [part.replace(" ", ",") or "," for part in (sent, received, fee, worth)]
    return f"2024-01-31 13:45:00 UTC,{','.join(cells)},{label},,"


@pytest.mark.parametrize(
    ("sent", "received", "kind"),
    [
        ("100 EUR", "0.002 BTC", "buy"),
        ("0.002 BTC", "100 EUR", "sell"),
        ("1 BTC", "15 ETH", "swap"),
        ("100 EUR", "108 USD", "swap"),
        ("", "100 EUR", "deposit"),
        ("100 EUR", "", "withdrawal"),
        ("", "1 BTC", "deposit"),
        ("1 BTC", "", "withdrawal"),
    ],
)
def test_legs_without_a_label_tell_the_type(sent, received, kind):
    parsed = clean(koinly(row(sent, received, fee="1 USD")))
    assert parsed.format == "koinly"
    assert parsed.rows[0].type == kind
    assert legs(parsed.rows[0]) == (sent, received, "1 USD")


@pytest.mark.parametrize(
    ("label", "kind"),
    [("airdrop", "airdrop"), ("staking", "staking_reward"), ("reward", "staking_reward"),
     ("mining", "mining"), ("lending interest", "lending_interest"), ("fork", "fork"),
     ("gift", "gift_received"), ("income", "payment_received"),
     ("other income", "payment_received"), ("Other Income", "payment_received"),
     ("loan", "borrow")],
)  # fmt: skip
def test_a_label_on_a_receipt_tells_the_type(label, kind):
    parsed = clean(koinly(row("", "1 ETH", label=label)))
    assert parsed.rows[0].type == kind
    assert parsed.rows[0].label == label
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("label", "kind"),
    [("gift", "gift_given"), ("lost", "lost"), ("cost", "payment_made"),
     ("donation", "gift_given"), ("loan repayment", "repay")],
)  # fmt: skip
def test_a_label_on_a_send_tells_the_type(label, kind):
    assert clean(koinly(row("1 ETH", label=label))).rows[0].type == kind


def test_a_margin_fee_is_a_fee_of_what_was_sent():
    one = clean(koinly(row("0.5 USDT", label="margin fee"))).rows[0]
    assert one.type == "fee"
    assert legs(one) == ("", "", "0.5 USDT")


def test_coins_put_to_stake_stay_owned():
    parsed = clean(koinly(row("32 ETH", label="stake"), row("", "32 ETH", label="unstake")))
    assert parsed.rows == ()
    assert "stay yours" in parsed.warnings[0]


def test_the_fee_of_a_staking_move_is_still_paid():
    parsed = clean(koinly(row("32 ETH", label="stake", fee="0.001 ETH")))
    assert [(one.type, legs(one)) for one in parsed.rows] == [("fee", ("", "", "0.001 ETH"))]


def test_a_fee_alone_is_a_fee_row():
    assert clean(koinly(row(fee="0.001 ETH"))).rows[0].type == "fee"


def test_an_unknown_label_becomes_a_tag_and_is_said():
    parsed = clean(koinly(row("", "1 ETH", label="quest")))
    assert parsed.rows[0].type == "deposit"
    assert parsed.rows[0].tags == ("quest",)
    assert "quest" in parsed.warnings[0]


def test_ignored_rows_are_left_out():
    assert clean(koinly(row("", "1 SCAM", label="ignored"))).rows == ()


def test_net_worth_description_and_hash_are_kept():
    text = koinly("2024-01-31 13:45:00 UTC,,,1,ETH,,,2000,USD,airdrop,thanks,0xabc")
    one = clean(text).rows[0]
    assert one.net_worth == leg("2000 USD")
    assert one.note == "thanks\ntx 0xabc"


def test_two_rows_of_one_hash_both_count():
    body = "2024-01-31 13:45:00 UTC,{},ETH,,,,,,,,,0xabc"
    assert len(clean(koinly(body.format(1), body.format(2))).rows) == 2


def test_times_are_always_utc():
    parsed = clean(koinly(row("", "1 ETH").replace(" UTC", "")))
    assert parsed.rows[0].executed_at.isoformat() == "2024-01-31T13:45:00+00:00"


@pytest.mark.parametrize(
    "line",
    [row(), row("-1 BTC"), row("1 BTC", "0.9 BTC"), row("5 EUR", label="margin fee", fee="1 EUR")],
)
def test_a_row_that_tells_nothing_sure_is_refused(line):
    parsed = read(koinly(line))
    assert parsed.rows == ()
    assert parsed.errors[0].line == 2


@pytest.mark.parametrize("label", ["Funding fee", "futures_fee", "Loan-Fee"])
def test_fees_of_contracts_are_fees(label):
    assert clean(koinly(row("0.5 USDT", label=label))).rows[0].type == "fee"


def test_a_currency_beside_no_fee_and_no_worth_is_nothing():
    text = koinly("2024-01-31 13:45:00 UTC,1,BTC,,,,BTC,,USD,,,")
    assert legs(clean(text).rows[0]) == ("1 BTC", "", "")


def test_an_amount_of_nothing_needs_no_currency():
    text = koinly("2024-01-31 13:45:00 UTC,0,,5,BERA,0.0,,,,,,")
    assert legs(clean(text).rows[0]) == ("", "5 BERA", "")


def test_a_row_of_amounts_of_nothing_is_left_out():
    parsed = clean(koinly("2024-01-31 13:45:00 UTC,0.0,ETH,0,,0,ETH,,,,,0xabc"))
    assert parsed.rows == ()
    assert "move nothing" in parsed.warnings[0]


def test_a_label_that_is_the_type_itself_is_no_tag():
    parsed = clean(
        koinly(
            row("100 USD", "0.001 BTC", label="Buy"),
            row(received="1 ETH", label="crypto_deposit"),
            row("1 ETH", label="fiat_withdrawal"),
        )
    )
    assert [one.type for one in parsed.rows] == ["buy", "deposit", "withdrawal"]
    assert parsed.warnings == ()
    assert not any(one.tags for one in parsed.rows)
