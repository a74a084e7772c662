"""The books' lists as CSV and NDJSON, streamed, with every digit."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from markets.numbers import plain
from markets.spreadsheets import guarded
from portfolios.models import Portfolio

CHUNK = 2000
PIECE = 500


@dataclass(frozen=True, slots=True)
class BookTable:
    """A list of the books: each column's heading and the field that fills it, in order."""

    name: str
    columns: dict[str, str]


# What people named: cells that must not run as formulas.
_SUBJECT = {"asset": "asset__symbol", "slug": "asset__slug", "account": "account__name"}
TABLES = {
    "lots": BookTable("lots", _SUBJECT | {
        "acquired": "acquired_at", "quantity": "quantity", "remaining": "remaining",
        "cost": "cost", "transaction": "transaction_id",
    }),
    "disposals": BookTable("disposals", _SUBJECT | {
        "type": "type", "acquired": "acquired_at", "disposed": "disposed_at",
        "quantity": "quantity", "proceeds": "proceeds", "cost": "cost", "gain": "gain",
        "term": "term", "transaction": "transaction_id", "acquired_by": "acquired_by",
    }),
    "income": BookTable("incomes", _SUBJECT | {
        "type": "type", "at": "at", "day": "day", "quantity": "quantity", "value": "value",
        "transaction": "transaction_id",
    }),
    "fees": BookTable("fees", _SUBJECT | {
        "at": "at", "day": "day", "quantity": "quantity", "value": "value", "in_cost": "in_cost",
        "transaction": "transaction_id",
    }),
}  # fmt: skip


def book_rows(portfolio: Portfolio, table: str) -> QuerySet:
    """Every row of a list, in the books' order."""
    return getattr(portfolio, TABLES[table].name).order_by("pk")


def book_csv(portfolio: Portfolio, table: str, rows: QuerySet | None = None) -> Iterator[str]:
    """A list as CSV, in pieces; money is in the currency that the last column names.

    Instants carry the offset of the portfolio's time zone. Text that a spreadsheet would run as
    a formula starts with an apostrophe.
    """
    columns = TABLES[table].columns
    currency = guarded(portfolio.figures_currency.symbol)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*columns, "currency"])
    for number, cells in enumerate(_cells(portfolio, table, rows), start=1):
        writer.writerow([*map(_csv_cell, columns, cells), currency])
        if not number % PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def book_ndjson(portfolio: Portfolio, table: str, rows: QuerySet | None = None) -> Iterator[str]:
    """The same as one JSON object a line; numbers are strings, what is unknown is null."""
    names = [*TABLES[table].columns, "currency"]
    currency = portfolio.figures_currency.symbol
    lines: list[str] = []
    for cells in _cells(portfolio, table, rows):
        record = dict(zip(names, [*cells, currency], strict=True))
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
        if len(lines) == PIECE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def _cells(portfolio: Portfolio, table: str, rows: QuerySet | None) -> Iterator[list]:
    rows = book_rows(portfolio, table) if rows is None else rows
    # A list of values needs no joined objects.
    values = rows.select_related(None).values_list(*TABLES[table].columns.values())
    zone = portfolio.zone
    return ([_written(cell, zone) for cell in row] for row in values.iterator(chunk_size=CHUNK))


def _written(cell, zone: ZoneInfo):
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell


def _csv_cell(name: str, cell):
    if cell is None:
        return ""
    if name in _SUBJECT:
        return guarded(cell)
    return ("yes" if cell else "no") if isinstance(cell, bool) else cell
