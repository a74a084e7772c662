"""The table that a replay prints without --json."""

from portfolios.accounting.core.types import Scope
from portfolios.replay.report import report_on
from portfolios.replay.table import write_table
from tests.ledger import books_of, read_text

LEDGER = """
2024-01-01 deposit +1234.5 USD                         in a
2024-01-02 buy -1000 USD +2 BTC fee 1.005 USD          in a
2024-01-03 borrow +1.5 ETH                             in a
2024-01-04 transfer -1 BTC in a to vault
2024-01-05 withdrawal -3 BTC                           in vault #gone
2024-01-05 deposit +1 XYZ worth 1 USD                  in a
2024-01-02 price BTC 600 USD
2024-01-03 price ETH 10 USD
"""


def table(text: str, **options) -> list[str]:
    prices = read_text(text).prices
    return list(write_table(report_on(books_of(text, **options), prices=prices)))


def row(lines: list[str], name: str) -> list[str]:
    """The cells behind a name."""
    [found] = [line for line in lines if line.startswith(f"{name}  ")]
    return found[len(name) :].split()


def test_what_is_held_owed_and_in_cash_stands_in_rows_of_its_own():
    lines = table(LEDGER, scope=Scope.ACCOUNT)
    assert lines[0] == "Books in USD, fifo, lots by account, as of 2024-01-05"
    assert row(lines, "BTC a") == ["1", "500.50", "600.00", "99.50"]
    assert row(lines, "XYZ a") == ["1", "1.00", "no", "price", "no", "price"]
    assert row(lines, "USD cash") == ["233.495"]
    assert row(lines, "ETH owed") == ["-1.5"]


def test_totals_are_rounded_to_cents_half_to_even():
    """A coin left at its cost of 500.5025 for 1,800 with two that nobody had brought in."""
    lines = table(LEDGER, scope=Scope.ACCOUNT)
    assert row(lines, "fees") == ["1.00"]
    assert row(lines, "realised") == ["1,299.50"]
    assert row(lines, "net flow") == ["-564.50"]
    assert row(lines, "value") == ["833.50"]


def test_problems_name_the_line_that_shows_them():
    lines = table(LEDGER, scope=Scope.ACCOUNT)
    assert lines[-3].endswith("2 problems")
    assert lines[-2].startswith("line 5: missing_acquisition: 2 BTC taken out of vault")
    assert lines[-1].startswith("line 6: missing_price: No price of XYZ")


def test_a_pool_of_all_accounts_names_none():
    lines = table(LEDGER)
    assert lines[0].endswith("lots by portfolio, as of 2024-01-05")
    assert row(lines, "ETH") == ["1.5", "15.00", "15.00", "0.00"]


def test_what_cannot_be_formed_is_none():
    lines = table("")
    assert lines[0].endswith("as of None")
    for name in ("time-weighted return", "yearly rate (XIRR)", "volatility"):
        assert row(lines, name) == ["none"]
    assert row(lines, "profit") == ["0.00"]
    assert lines[-1] == "0 lots, 0 disposals, 0 problems"
