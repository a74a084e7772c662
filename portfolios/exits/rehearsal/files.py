"""Rules and prices as the files that `manage.py rehearse` reads."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain

from markets.numbers import plain
from portfolios.exits.records import Price, Rule
from portfolios.exits.rehearsal import plans, prices


class _Line:
    """What a csv.writer writes to: keeps the last line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def plan_lines(rules: Sequence[Rule]) -> Iterator[str]:
    """PLAN.csv, line by line. An expiry has no column: rules that have one are written without."""
    rows = ([_cell(getattr(rule, name)) for name in plans.HEADER] for rule in rules)
    return _lines(plans.HEADER, rows)


def price_lines(path: Iterable[Price]) -> Iterator[str]:
    """PRICES.csv, line by line, in the order given."""
    rows = ([_cell(price.at), price.asset, _cell(price.amount)] for price in path)
    return _lines(prices.HEADER, rows)


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
    return "" if value is None else str(value)


def _lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    for row in chain([header], rows):
        writer.writerow(row)
        yield line.text
