"""`manage.py replay` from a file to JSON, against a bare FIFO loop over the same rows."""

import csv
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.benchmarks.harness import Row
from tests.benchmarks.replay import write_ledger, write_prices

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SECONDS = {100_000: 2.5, 1_000_000: 30}
MEMORY = 2048  # MB


def run() -> Iterator[Row]:
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        prices = Path(folder, "prices.csv")
        write_prices(prices, random=Random(7))
        for size in SIZES:
            ledger = Path(folder, "ledger.csv")
            write_ledger(ledger, rows=size, random=Random(7))
            taken[size], memory = replay(ledger, prices)
            bare, goal = fifo_loop(ledger), SECONDS.get(size)
            yield Row(f"replay of {size:,} rows / bare FIFO", taken[size], "s", bare,
                      taken[size] / bare, f"≤ {goal} s" if goal else "",
                      taken[size] <= goal if goal else None)  # fmt: skip
            yield Row(f"replay of {size:,} rows: peak memory", memory, "MB",
                      goal=f"≤ {MEMORY} MB", holds=memory <= MEMORY)  # fmt: skip
    first, last = SIZES[1], SIZES[-1]
    exponent = math.log(taken[last] / taken[first]) / math.log(last / first)
    yield Row("growth exponent of the replay", exponent, "", goal="≤ 1.1", holds=exponent <= 1.1)


def replay(ledger: Path, prices: Path) -> tuple[float, float]:
    """Seconds and megabytes of the command as a user runs it, its JSON thrown away."""
    command = [sys.executable, "manage.py", "replay", str(ledger), "--prices", str(prices)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--scope", "account", "--json"], stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def fifo_loop(ledger: Path) -> float:
    """Seconds of the naive way: the file's rows, queues of lots in Decimal, and nothing else."""
    began = time.perf_counter()
    lots: dict[str, deque] = {}
    with ledger.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["received_amount"]:
                queue = lots.setdefault(row["received_asset"], deque())
                queue.append(Decimal(row["received_amount"]))
            if row["sent_amount"]:
                open_lots = lots.setdefault(row["sent_asset"], deque())
                left = Decimal(row["sent_amount"])
                while left and open_lots:
                    part = min(left, open_lots[0])
                    left -= part
                    open_lots[0] -= part
                    if not open_lots[0]:
                        open_lots.popleft()
    return time.perf_counter() - began
