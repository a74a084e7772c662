"""Ledger files as texts, and what a test wants to know of a parsed one."""

from datetime import UTC, datetime
from decimal import Decimal

from markets.numbers import plain
from portfolios.importers.base import Leg, ParsedFile
from portfolios.importers.parse import parse
from portfolios.importers.tidemark import HEADER

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TIDEMARK_HEADER = ",".join(HEADER)


def read(text: str | bytes, **options) -> ParsedFile:
    content = text if isinstance(text, bytes) else text.encode()
    return parse(content, now=NOW, **options)


def clean(text: str | bytes, **options) -> ParsedFile:
    """A file that must not hold an error."""
    parsed = read(text, **options)
    assert parsed.errors == ()
    return parsed


def tidemark(*rows: str, newline: str = "\n") -> str:
    return newline.join((TIDEMARK_HEADER, *rows, ""))


def deposit(amount: str = "1", date: str = "2024-01-31") -> str:
    """A row of Tidemark CSV that only brings in one coin."""
    quoted = f'"{amount}"'
    return f"{date},deposit,Cold wallet,,,,{quoted},BTC,,,,,,,"


def leg(text: str) -> Leg:
    quantity, symbol = text.split()
    return Leg(symbol, Decimal(quantity))


def legs(row) -> tuple[str, str, str]:
    """Sent, received and fee as texts: `100 EUR`."""
    return tuple(
        f"{plain(one.quantity)} {one.symbol}" if one else ""
        for one in (row.sent, row.received, row.fee)
    )
