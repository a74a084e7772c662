import pytest

from portfolios.accounting.core.types import TransactionType
from tests.portfolios.importers.texts import clean, leg, legs, read, tidemark

BOTH = "1,EUR,2,BTC"
OUT = "1,BTC,,"
IN = ",,1,BTC"
LEGS = {
    "buy": BOTH, "sell": BOTH, "swap": BOTH, "split": BOTH,
    "withdrawal": OUT, "gift_given": OUT, "payment_made": OUT, "lost": OUT, "repay": OUT,
    "deposit": IN, "staking_reward": IN, "lending_interest": IN, "mining": IN, "airdrop": IN,
    "fork": IN, "gift_received": IN, "payment_received": IN, "borrow": IN, "opening_balance": IN,
    "fee": ",,,", "transfer": "1,BTC,1,BTC",
}  # fmt: skip


def row(kind, middle, *, to="", fee=",", rest=",,,,"):
    return f"2024-01-31,{kind},Cold,{to},{middle},{fee},{rest}"


def test_every_type_of_the_ledger_can_be_written():
    assert set(LEGS) == {code.value for code in TransactionType}
    for kind, middle in LEGS.items():
        to = "Hot" if kind == "transfer" else ""
        fee = "1,USD" if kind == "fee" else ","
        parsed = clean(tidemark(row(kind, middle, to=to, fee=fee)))
        assert parsed.rows[0].type == kind


def test_a_row_is_taken_with_all_its_columns():
    parsed = clean(
        tidemark("2024-01-31 10:00,buy,Cold,,100,eur,0.002,btc,0.5,EUR,108,USD,first,a note,id-1")
    )
    one = parsed.rows[0]
    assert legs(one) == ("100 EUR", "0.002 BTC", "0.5 EUR")
    assert one.net_worth == leg("108 USD")
    assert (one.account, one.label) == ("Cold", "first")
    assert (one.note, one.external_id) == ("a note", "id-1")


def test_a_transfer_with_one_leg_brings_what_was_sent():
    parsed = clean(tidemark(row("transfer", OUT, to="Hot"), row("transfer", IN, to="Hot")))
    assert [legs(one)[:2] for one in parsed.rows] == [("1 BTC", "1 BTC")] * 2


def test_a_transfer_may_bring_less_than_was_sent():
    parsed = clean(tidemark(row("transfer", "1,BTC,0.99,BTC", to="Hot")))
    assert legs(parsed.rows[0])[:2] == ("1 BTC", "0.99 BTC")


def test_a_type_may_be_written_as_words():
    assert clean(tidemark(row("Staking Reward", IN))).rows[0].type == "staking_reward"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (row("", BOTH), "type"),
        (row("buy", IN), "sent_amount"),
        (row("buy", OUT), "received_amount"),
        (row("swap", "1,BTC,2,BTC"), "received_asset"),
        (row("deposit", OUT), "received_amount"),
        (row("deposit", BOTH), "sent_amount"),
        (row("withdrawal", IN), "sent_amount"),
        (row("withdrawal", BOTH), "received_amount"),
        (row("fee", ",,,"), "fee_amount"),
        (row("fee", OUT, fee="1,USD"), "sent_amount"),
        (row("deposit", IN, to="Hot"), "to_account"),
        (row("transfer", OUT), "to_account"),
        (row("transfer", OUT, to="cold"), "to_account"),
        (row("transfer", "1,BTC,1,ETH", to="Hot"), "received_asset"),
        (row("transfer", "1,BTC,2,BTC", to="Hot"), "received_amount"),
        (row("transfer", ",,,", to="Hot"), "sent_amount"),
        (row("deposit", ",,1,"), "received_asset"),
        (row("deposit", ",,,BTC"), "received_amount"),
        (row("deposit", ",,1,two words"), "received_asset"),
        (row("deposit", IN, fee="-1,USD"), "fee_amount"),
        (row("deposit", IN).replace("2024-01-31", ""), "date"),
    ],
)
def test_a_row_that_does_not_fit_its_type_is_refused_by_column(line, field):
    parsed = read(tidemark(line))
    assert parsed.rows == ()
    assert [(error.line, error.field) for error in parsed.errors] == [(2, field)]


def test_tags_are_an_extra_column():
    text = tidemark(row("deposit", IN)).replace("id\n", "id,tags\n", 1)
    parsed = clean(text.rstrip("\n") + ",cold; long term\n")
    assert parsed.rows[0].tags == ("cold", "long term")


def test_a_worth_of_nothing_is_kept_and_an_empty_one_is_none():
    nothing = row("airdrop", IN, rest="0,USD,,,")
    parsed = clean(tidemark(nothing, row("airdrop", IN)))
    assert [one.net_worth for one in parsed.rows] == [leg("0 USD"), None]


def test_a_type_that_the_ledger_does_not_have_waits_for_a_choice():
    text = tidemark(row("purchase", BOTH), row("deposit", IN))
    parsed = clean(text)
    assert [(one.line, one.kind, one.text) for one in parsed.unread] == [
        (2, "purchase", "-1 EUR, +2 BTC")
    ]
    assert [one.type for one in parsed.rows] == ["deposit"]
    assert [one.type for one in clean(text, kinds={"Purchase": "buy"}).rows] == ["buy", "deposit"]


@pytest.mark.parametrize("kind", [*LEGS, "Dividend"])
@pytest.mark.parametrize(
    "middle", ["0,BTC,0,EUR", "0,BTC,,", ",,0.000,BTC", "0,,0,", "-0,EUR,0,BTC"]
)
def test_a_row_whose_amounts_are_all_0_is_left_out_and_costs_no_other(kind, middle):
    to = "Hot" if kind == "transfer" else ""
    parsed = read(tidemark(row(kind, middle, to=to, fee="0,EUR"), row("deposit", IN)))
    assert (parsed.errors, parsed.unread) == ((), ())
    assert [one.line for one in parsed.rows] == [3]
    assert parsed.warnings == ("Rows that move nothing were left out (line 2)",)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (row("deposit", ",,,"), "received_amount"),
        (row("deposit", ",,,", rest="5,EUR,,,"), "received_amount"),
        (row("buy", "0,EUR,2,BTC"), "sent_amount"),
        (row("fee", ",,,"), "fee_amount"),
    ],
)
def test_a_row_that_lacks_an_amount_is_an_error(line, field):
    (error,) = read(tidemark(line)).errors
    assert (error.line, error.field) == (2, field)
