"""What every benchmark shares: rows of the table, medians, a bare COPY to compare with."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import connection, transaction

ROUNDS = 7


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is value ÷ baseline; `goal` says what it should be, `holds` if it is."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    goal: str = ""
    holds: bool | None = None

    def as_json(self) -> dict:
        return asdict(self)

    def cells(self) -> list[str]:
        def short(number):
            return "" if number is None else f"{number:,.4g}"

        verdict = {True: "yes", False: "NO", None: ""}[self.holds]
        return [
            self.name, short(self.value), self.unit, short(self.baseline), short(self.ratio),
            self.goal, verdict,
        ]  # fmt: skip


def compared(name: str, value: float, unit: str, *, baseline: float, most: float) -> Row:
    """A figure that may be `most` times its baseline."""
    ratio = value / baseline
    return Row(name, value, unit, baseline, ratio, f"≤ {most:g}×", ratio <= most)


def milliseconds(job: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The median time of a job that is run once before."""
    job()
    times = []
    for _ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        job()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def alternating(
    job: Callable[[], object],
    baseline: Callable[[], object],
    *,
    before_job: Callable[[], object] = lambda: None,
    before_baseline: Callable[[], object] = lambda: None,
    rounds: int = ROUNDS,
) -> tuple[float, float]:
    """Medians of a job and its baseline, run in turns so that both see the same machine.

    What is done before each is not counted.
    """
    taken: tuple[list, list] = ([], [])
    for _ in range(rounds + 1):
        for times, prepare, run in zip(
            taken, (before_job, before_baseline), (job, baseline), strict=True
        ):
            prepare()
            gc.collect()
            began = time.perf_counter()
            run()
            times.append(1000 * (time.perf_counter() - began))
    return tuple(statistics.median(times[1:]) for times in taken)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """A bare, committed COPY of rows into a table."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def run_sql(statement: str, parameters: object = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
