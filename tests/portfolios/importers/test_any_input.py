"""Whatever stands in a file's cells, a reader answers with rows and errors and never raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.importers.base import MAX_ID_LENGTH
from portfolios.importers.registry import FORMATS
from portfolios.importers.text import MAX_ACCOUNT, MAX_LABEL, MAX_NOTE
from tests.portfolios.importers.texts import read

WORDS = st.sampled_from(
    ["", "1", "-1", "0", "0.5", "1,234", "1e-8", "€5", "-€5.00", "NaN", "BTC", "ETH2", "ETH.S",
     "XXBT", "ZEUR", "EUR", "KFEE", "USD", "buy", "Buy", "Sell", "Send", "Receive", "Convert",
     "Advanced Trade Buy", "Deposit", "Withdrawal", "Pro Deposit", "Converted 1 BTC to 2 ETH",
     "Bought 1 BTC for 5 USDC on BTC-USDC at 4 USDC/BTC", "Asset Migration", "Retail Simple Dust",
     "delistingconversion", "hybridearnwithdrawal", "collateralconversion", "teleport",
     "2024-01-31", "2024-01-31 10:00:00 UTC",
     "01/02/2024", "trade", "deposit", "withdrawal", "transfer", "staking", "earn", "spend",
     "receive", "margin", "rollover", "adjustment", "fee", "spottostaking", "spottofutures",
     "reward", "dustsweeping", "airdrop", "stake", "gift", "margin fee", "ignored", "R1", "R2",
     "T1", "T2", "split", "swap", "crypto_deposit", "exchange", "BTC-USD", "USDC;3054", "true",
     "-", "=1+1", "a\nb", "a\tb"]
)  # fmt: skip
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=9)
CELL = WORDS | TEXT
DATES = {"date", "time", "timestamp", "koinlydate", "date(utc)"}


@pytest.mark.parametrize("code", sorted(FORMATS))
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_no_cells_make_a_reader_raise(code, data):
    header = FORMATS[code].header_example
    width = header.count(",") + 1
    dates = header.casefold().replace(" ", "").split(",")
    rows = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6))
    for row in rows:
        row[next(at for at, name in enumerate(dates) if name in DATES)] = data.draw(
            st.just("2024-01-31 10:00:00") | CELL
        )
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    parsed = read("\n".join((header, *lines, "")))
    assert parsed.format == code
    ids = [row.external_id for row in parsed.rows]
    assert len(set(ids)) == len(ids)
    for row in parsed.rows:
        assert 1 <= len(row.external_id) <= MAX_ID_LENGTH
        assert len(row.account) <= MAX_ACCOUNT
        assert len(row.label) <= MAX_LABEL
        assert len(row.note) <= MAX_NOTE
        for leg in (row.sent, row.received, row.fee):
            assert leg is None or leg.quantity > 0
