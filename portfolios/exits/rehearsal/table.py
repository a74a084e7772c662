"""A short readable account of a rehearsal."""

from collections.abc import Iterator
from decimal import Decimal

from markets.numbers import plain
from portfolios.exits.records import Watch
from portfolios.exits.rehearsal.run import Rehearsal

_HEAD = ("rule", "asset", "kind", "status", "level", "high water", "fired at", "price", "sells")
# Names, dates and words stand to the left, figures to the right.
_FIGURES = {4, 5, 7, 8}


def write_table(rehearsal: Rehearsal) -> Iterator[str]:
    """Lines for a person: where each rule stands after the last price."""
    count = sum(1 for _ in rehearsal.steps())
    watches = rehearsal.outcome()
    rows = [_HEAD, *map(_row, watches)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield f"{len(watches)} rules over {count} prices\n\n"
    for row in rows:
        cells = [
            cell.rjust(width) if place in _FIGURES else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip() + "\n"


def _row(watch: Watch) -> tuple[str, ...]:
    fired_by = watch.fired_by
    return (
        str(watch.rule.id),
        str(watch.rule.asset),
        watch.rule.kind.value,
        watch.status.value,
        _figure(watch.level),
        _figure(watch.high_water),
        "-" if fired_by is None else str(fired_by.source),
        _figure(None if fired_by is None else fired_by.amount),
        _figure(watch.sold),
    )


def _figure(figure: Decimal | None) -> str:
    return "-" if figure is None else plain(figure)
