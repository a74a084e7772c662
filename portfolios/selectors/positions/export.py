"""The table of positions as CSV: the rows and columns that are seen, with every digit."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from markets.numbers import exact_decimal, plain_figure
from markets.spreadsheets import guarded
from portfolios.selectors.positions.query import PositionsQuery
from portfolios.selectors.positions.rows import PositionRow
from portfolios.selectors.positions.table import PositionTable

_FIELDS = {"trend": ("trend_change",), "gain": ("gain", "gain_share")}


def positions_csv(table: PositionTable, query: PositionsQuery, *, currency: str) -> str:
    """A heading and every row, in the table's order; fractions as such, what is unknown is empty.

    Money is in the currency that the last column names. Sums are left to the reader, so that they
    are not added twice. Text that a spreadsheet would run as a formula starts with an apostrophe.
    """
    fields = [field for name in query.columns for field in _FIELDS.get(name, (name,))]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    grouped = [query.group] if query.group else []
    headings = (_heading(field, query) for field in fields)
    writer.writerow([*grouped, "asset", "symbol", "name", *headings, "currency"])
    for group in table.groups:
        named = [guarded(group.name)] if query.group else []
        for row in group.rows:
            writer.writerow([*named, *_cells(row, fields), guarded(currency)])
    return text.getvalue()


def _heading(field: str, query: PositionsQuery) -> str:
    if field == "trend_change":
        return "change_7d"
    return f"{field}_{query.period}" if field.startswith("gain") else field


def _cells(row: PositionRow, fields: list[str]) -> Iterator[str]:
    yield row.asset.slug
    yield guarded(row.asset.symbol)
    yield guarded(row.asset.name)
    for field in fields:
        value = getattr(row, field)
        if value is None:
            yield ""
        else:
            yield plain_figure(value if isinstance(value, Decimal) else exact_decimal(value))
