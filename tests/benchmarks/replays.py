"""How a replay grows with its ledger, against a bare FIFO loop over the same rows."""

import math
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from random import Random

from portfolios.accounting.books import build_books
from portfolios.accounting.performance import daily_returns, money_weighted_rates
from portfolios.accounting.prices import PriceTable
from portfolios.accounting.replay.fiat import FIAT
from portfolios.accounting.replay.ledger import read_ledger
from portfolios.accounting.replay.quotes import read_quotes
from portfolios.accounting.types import Method, Scope
from portfolios.accounting.valuation import daily_values
from tests.benchmarks.harness import Row
from tests.benchmarks.replay import write_ledger, write_prices

SIZES = (1_000, 10_000, 50_000)


def run() -> Iterator[Row]:
    taken = {}
    for size in SIZES:
        entries, table = inputs(size)
        began = time.perf_counter()
        books = build_books(
            entries, prices=table, currency="USD", fiat=FIAT, method=Method.FIFO,
            scope=Scope.ACCOUNT, validated=True,
        )  # fmt: skip
        days = daily_values(books, prices=table)
        daily_returns(days)
        money_weighted_rates(days)
        taken[size] = time.perf_counter() - began
        bare = fifo_loop(entries)
        yield Row(f"books and returns of {size:,} rows / bare FIFO", taken[size], "s", bare,
                  taken[size] / bare)  # fmt: skip
    exponent = math.log(taken[SIZES[-1]] / taken[SIZES[1]]) / math.log(SIZES[-1] / SIZES[1])
    yield Row("growth exponent of the books", exponent, "", goal="≤ 1.15", holds=exponent <= 1.15)


def inputs(size: int) -> tuple[list, PriceTable]:
    random = Random(7)
    with tempfile.TemporaryDirectory() as folder:
        ledger, prices = Path(folder, "ledger.csv"), Path(folder, "prices.csv")
        write_ledger(ledger, rows=size, random=random)
        write_prices(prices, random=random)
        with ledger.open(encoding="utf-8", newline="") as file:
            entries, faults = read_ledger(file, tz=UTC)
            entries = list(entries)
        with prices.open(encoding="utf-8", newline="") as file:
            table = PriceTable(read_quotes(file, tz=UTC)[0])
    assert not faults, faults[:3]
    return entries, table


def fifo_loop(entries: list) -> float:
    """Seconds of the naive way: queues of lots in Decimal, and nothing else."""
    began = time.perf_counter()
    lots: dict[str, deque] = {}
    for entry in entries:
        if entry.received is not None:
            lots.setdefault(entry.received.asset, deque()).append(entry.received.quantity)
        if entry.sent is not None:
            open_lots, left = lots.setdefault(entry.sent.asset, deque()), entry.sent.quantity
            while left and open_lots:
                part = min(left, open_lots[0])
                left -= part
                open_lots[0] -= part
                if open_lots[0] == Decimal(0):
                    open_lots.popleft()
    return time.perf_counter() - began
