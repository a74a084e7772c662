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
from typing import NamedTuple

from tests.benchmarks.harness import Row, compared, limited
from tests.benchmarks.replay import write_ledger, write_prices

TINY, SMALL, LONG, LONGEST = 1_000, 10_000, 100_000, 1_000_000
ROUNDS = {TINY: 5, SMALL: 3, LONG: 3, LONGEST: 1}
MOST_TIMES_BARE = 8
# Of the bare loop over LONG rows: half a second where that takes 0.28.
MOST_TO_START = 1.8
MEMORY = 2048  # MB


def run() -> Iterator[Row]:
    best: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        prices = Path(folder, "prices.csv")
        write_prices(prices, random=Random(7))
        for size, rounds in ROUNDS.items():
            ledger = Path(folder, "ledger.csv")
            write_ledger(ledger, rows=size, random=Random(7))
            # Whatever else the machine does can only add: the least of each says most.
            measured = [measure(ledger, prices) for _ in range(rounds)]
            best[size] = Measured(*map(min, zip(*measured, strict=True)))
    yield compared(f"start-up: CPU of {TINY:,} rows / bare FIFO of {LONG:,}", best[TINY].cpu, "s",
                   baseline=best[LONG].bare_cpu, most=MOST_TO_START)  # fmt: skip
    for size in (LONG, LONGEST):
        title = f"replay of {size:,} rows"
        yield compared(f"{title} / bare FIFO", best[size].wall, "s", baseline=best[size].bare,
                       most=MOST_TIMES_BARE)  # fmt: skip
        yield limited(f"{title}: peak memory", best[size].memory, "MB", most=MEMORY)
    exponent = math.log(best[LONGEST].wall / best[SMALL].wall) / math.log(LONGEST / SMALL)
    yield limited("growth exponent of the replay", exponent, most=1.1)


class Measured(NamedTuple):
    """Seconds and megabytes of a replay, and the seconds of a bare loop over its rows."""

    wall: float
    cpu: float
    memory: float
    bare: float
    bare_cpu: float


def measure(ledger: Path, prices: Path) -> Measured:
    """The command as a user runs it, its JSON thrown away, and the bare loop right after it."""
    command = [sys.executable, "manage.py", "replay", str(ledger), "--prices", str(prices)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--scope", "account", "--json"], stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    cpu = usage.ru_utime + usage.ru_stime
    began, began_cpu = time.perf_counter(), time.process_time()
    fifo_loop(ledger)
    bare, bare_cpu = time.perf_counter() - began, time.process_time() - began_cpu
    return Measured(wall, cpu, usage.ru_maxrss / 1024, bare, bare_cpu)


def fifo_loop(ledger: Path) -> None:
    """The naive way: the file's rows, queues of lots in Decimal, and nothing else."""
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
