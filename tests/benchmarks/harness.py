"""What every benchmark shares: rows of the table, medians, a bare COPY to compare with."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import connection, transaction

ROUNDS = 7


@dataclass(frozen=True)
class Row:
    """One figure. `goal` says what it should be, `holds` if it is; `ratio` is value ÷ baseline."""

    name: str
    value: float
    unit: str
    goal: str
    holds: bool
    baseline: float | None = None
    ratio: float | None = None

    def as_json(self) -> dict:
        return asdict(self)

    def cells(self) -> list[str]:
        return [
            self.name, short(self.value), self.unit, short(self.baseline), short(self.ratio),
            self.goal, "yes" if self.holds else "NO",
        ]  # fmt: skip

    def measured(self) -> str:
        """What the goal is about: the ratio where there is one, else the value."""
        if self.ratio is not None:
            return f"{short(self.ratio)}×"
        return f"{short(self.value)} {self.unit}".strip()


def short(number: float | None) -> str:
    return "" if number is None else f"{number:,.4g}"


def compared(name: str, value: float, unit: str, *, baseline: float, most: float) -> Row:
    """A figure that may be `most` times its baseline."""
    ratio = value / baseline
    return Row(name, value, unit, f"≤ {most:g}×", ratio <= most, baseline, ratio)


def limited(name: str, value: float, unit: str = "", *, most: float) -> Row:
    """A figure that may be `most`, on any machine."""
    goal = f"≤ {most:g} {unit}".strip() if most else "0"
    return Row(name, value, unit, goal, value <= most)


def unchanged(name: str, value: float, unit: str, *, baseline: float) -> Row:
    """A figure that is the same for much as for little."""
    return Row(name, value, unit, "constant", value == baseline, baseline, value / baseline)


def milliseconds(job: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The median time of a job that is run once before."""
    job()
    times = []
    with garbage_kept():
        for _ in range(rounds):
            began = time.perf_counter()
            job()
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Measure without the garbage collector, as `timeit` does.

    To collect before each round would walk over all objects of the process, and leave the
    processor's caches without what the job is about: it takes a short one several times as long.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def alternating(
    job: Callable[[], object],
    baseline: Callable[[], object],
    *,
    before_job: Callable[[], object] = lambda: None,
    before_baseline: Callable[[], object] = lambda: None,
    rounds: int = ROUNDS,
    summary: Callable[[list[float]], float] = statistics.median,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """Medians of a job and its baseline, run in turns so that both see the same machine.

    What is done before each is not counted. Of jobs of a millisecond or two the `summary` is min:
    what else the machine does takes longer, and can only add.
    """
    taken: tuple[list, list] = ([], [])
    with garbage_kept():
        for _ in range(rounds + 1):
            for times, prepare, run in zip(
                taken, (before_job, before_baseline), (job, baseline), strict=True
            ):
                prepare()
                began = clock()
                run()
                times.append(1000 * (clock() - began))
    return tuple(summary(times[1:]) for times in taken)


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
