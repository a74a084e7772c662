"""The assets that a query of the screener finds, as CSV."""

import csv
import io
from collections.abc import Iterator

from markets.selectors.screener.query import ScreenerQuery
from markets.selectors.screener.table import Screen
from markets.spreadsheets import guarded

CHUNK = 500


def screen_csv(query: ScreenerQuery, found: Screen) -> Iterator[str]:
    """A heading and every row with the columns shown, unrounded, in pieces. A query a piece."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["asset", "symbol", "name", *(column.id for column in query.shown)])
    for first in range(0, max(len(found), 1), CHUNK):
        for asset, figures in found.rows(first, first + CHUNK):
            named = [asset.slug, guarded(asset.symbol), guarded(asset.name)]
            writer.writerow([*named, *("" if value != value else repr(value) for value in figures)])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
