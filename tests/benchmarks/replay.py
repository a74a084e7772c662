"""Times a replay, phase by phase, over a made-up ledger of any length.

    python -m tests.benchmarks.replay --rows 100000 --method fifo --scope account

Rows are spread over five years, fifty coins and four accounts; prices are daily.
"""

import argparse
import gc
import resource
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from portfolios.accounting.booking.books import stream_books
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.policy import Policy
from portfolios.accounting.core.types import Method, Scope
from portfolios.accounting.prices.prices import PriceTable
from portfolios.replay.document import (
    write_disposals,
    write_document,
    write_fees,
    write_lots,
)
from portfolios.replay.ledger import HEADER, read_ledger
from portfolios.replay.quotes import read_quotes
from portfolios.replay.report import report_on

COINS = [f"C{number:02}" for number in range(50)]
ACCOUNTS = ["exchange", "wallet", "vault", "broker"]
START = date(2020, 1, 1)
DAYS = 1826


def write_ledger(path: Path, *, rows: int, random: Random) -> None:
    """A ledger of buys, sales, swaps, transfers and rewards that mostly sells what it has."""
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    step = timedelta(days=DAYS - 1) / rows
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        file.write("2020-01-01T00:00:00Z,deposit,exchange,,,,900000000,USD" + "," * 7 + "\n")
        for number in range(rows - 1):
            moment += step
            kind = random.choice(["buy"] * 5 + ["sell"] * 3 + ["swap", "transfer", "reward"])
            row = _row(kind, random=random)
            file.write(f"{moment:%Y-%m-%dT%H:%M:%SZ},{row},,,,t{number}\n")


def _row(kind: str, *, random: Random) -> str:
    coin, account = random.choice(COINS), random.choice(ACCOUNTS)
    units = f"{random.uniform(0.01, 5):.8f}"
    money = f"{random.uniform(10, 5000):.2f}"
    if kind == "buy":
        return f"buy,{account},,{money},USD,{units},{coin},{random.uniform(0, 3):.2f},USD,"
    if kind == "sell":
        return f"sell,{account},,{units},{coin},{money},USD,0.001,{random.choice(COINS)},"
    if kind == "swap":
        other = COINS[(COINS.index(coin) + 1) % len(COINS)]
        return f"swap,{account},,{units},{coin},{units},{other},,,"
    if kind == "transfer":
        other = ACCOUNTS[(ACCOUNTS.index(account) + 1) % len(ACCOUNTS)]
        return f"transfer,{account},{other},{units},{coin},,,0.0001,{coin},"
    return f"staking_reward,{account},,,,{units},{coin},,,"


def write_prices(path: Path, *, random: Random) -> None:
    """A random walk a coin, one price a day."""
    with path.open("w", encoding="utf-8") as file:
        file.write("date,asset,price,currency\n")
        for coin in COINS:
            price = 100.0
            for number in range(DAYS):
                price *= random.uniform(0.96, 1.0415)
                file.write(f"{START + timedelta(days=number)},{coin},{price:.6f},USD\n")


class Clock:
    """Prints how long each phase took."""

    def __init__(self) -> None:
        self.start = self.last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        print(f"{name:<24}{now - self.last:8.3f} s")  # noqa: T201
        self.last = now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--method", default="fifo")
    parser.add_argument("--scope", default="portfolio")
    options = parser.parse_args()
    random = Random(7)
    with tempfile.TemporaryDirectory() as folder:
        ledger, prices = Path(folder, "ledger.csv"), Path(folder, "prices.csv")
        write_ledger(ledger, rows=options.rows, random=random)
        write_prices(prices, random=random)
        run(ledger, prices, method=Method(options.method), scope=Scope(options.scope))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':<24}{peak:8.0f} MB")  # noqa: T201


def run(ledger: Path, prices: Path, *, method: Method, scope: Scope) -> None:
    """The phases of `manage.py replay`."""
    gc.disable()  # as manage.py does
    clock = Clock()
    with prices.open(encoding="utf-8", newline="") as file:
        table = PriceTable(read_quotes(file, tz=UTC)[0])
    clock.lap("read the prices")
    faults: list = []
    with ledger.open(encoding="utf-8", newline="") as file:
        books = stream_books(
            read_ledger(file, tz=UTC, faults=faults),
            prices=table,
            policy=Policy(currency="USD", fiat=FIAT, method=method, scope=scope),
        )
    assert not faults, faults[:3]
    clock.lap("read the ledger and book")
    report = report_on(books, prices=table)
    clock.lap("daily values and returns")
    document = write_document(
        report,
        lots=write_lots(books.lots),
        disposals=write_disposals(books.disposals),
        fees=write_fees(books.fees),
    )
    length = sum(map(len, document))
    clock.lap(f"JSON, {length / 1e6:.0f} MB")
    print(f"{'all':<24}{time.perf_counter() - clock.start:8.3f} s")  # noqa: T201


if __name__ == "__main__":
    main()
