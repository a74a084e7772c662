"""A file of assets to follow, as Tidemark, CoinGecko and spreadsheets write it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from markets.number_reading import NotANumber, Written, read_written
from markets.numbers import STORED_DIGITS, STORED_PLACES, plain, quantised
from markets.spreadsheets import guarded
from markets.wording import gettext as _
from portfolios.files.cells import CellError, Fault
from portfolios.importers.amounts import NumberStyle
from portfolios.importers.layout import Cells
from portfolios.importers.tables import TableForm, read_table_file
from portfolios.importers.text import clean

HEADER = ("asset", "symbol", "name", "note", "tags", "target")
MOST_ROWS = 1000
# Other names of the columns, in small letters without signs between words.
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "asset": "asset", "id": "asset", "slug": "asset", "coinid": "asset", "apiid": "asset",
        "coingeckoid": "asset",
        "symbol": "symbol", "ticker": "symbol", "coinsymbol": "symbol", "code": "symbol",
        "name": "name", "coin": "name", "coinname": "name", "assetname": "name", "token": "name",
        "note": "note", "notes": "note", "comment": "note", "description": "note",
        "tags": "tags", "tag": "tags", "labels": "tags", "label": "tags",
        "target": "target", "targetprice": "target", "pricetarget": "target",
    }
)  # fmt: skip
_IN_PARENTHESES = re.compile(r"(?P<name>.+?)\s*\((?P<symbol>[^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A line of such a file; `asset` is an id, empty as is all that the file does not say."""

    line: int
    asset: str
    symbol: str
    name: str
    note: str = ""
    tags: tuple[str, ...] = ()
    target: Decimal | None = None

    @property
    def text(self) -> str:
        """What the line calls its asset."""
        return self.asset or (f"{self.name} ({self.symbol})" if self.name and self.symbol else
                              self.symbol or self.name)  # fmt: skip


def read_watchlist(content: bytes) -> tuple[list[WatchRow], list[Fault]]:
    """The rows of a file, and what is wrong with the others.

    The header names an id (`asset`, `id`, `coin_id` …), a symbol or a name (`coin` …), and if it
    likes notes, tags and targets in US dollars; other columns, as those of a portfolio's export,
    are passed over. A repeated asset keeps its first line.
    """
    faults: list[Fault] = []
    rows: dict[tuple[str, str, str], WatchRow] = {}
    form = TableForm(
        _keys_of, needs=("asset", "symbol", "name"), number="target",
        header_fault=_("The header names neither an id, a symbol nor a name of coins."),
    )  # fmt: skip
    records, style = read_table_file(content, form=form, faults=faults)
    for count, cells in enumerate(records, start=1):
        if count > MOST_ROWS:
            message = _("A file has at most {most} rows.").format(most=MOST_ROWS)
            faults.append(Fault(cells.line, "row", message))
            break
        try:
            row = _row(cells, style=style)
        except CellError as error:
            faults.append(Fault(cells.line, "target", str(error)))
            continue
        if not row.text:
            faults.append(Fault(cells.line, "asset", _("The row names no asset.")))
            continue
        rows.setdefault((row.asset, row.symbol, row.name.casefold()), row)
    return list(rows.values()), faults


def _keys_of(titles: Sequence[str]) -> list[str]:
    """The columns as they are called here; a second one of a kind, or an unknown one, by number."""
    found: list[str] = []
    for number, title in enumerate(titles):
        known = ALIASES.get(re.sub(r"[^a-z]", "", title.lower()), "")
        found.append(known if known and known not in found else f"column {number}")
    return found


def _row(cells: Cells, *, style: NumberStyle) -> WatchRow:
    symbol, name = clean(cells.text("symbol"), limit=40), clean(cells.text("name"), limit=160)
    if not symbol and (both := _IN_PARENTHESES.fullmatch(name)):
        name, symbol = both["name"], both["symbol"]
    return WatchRow(
        line=cells.line,
        asset=clean(cells.text("asset"), limit=120).lower(),
        symbol=symbol.upper(),
        name=name,
        note=clean(cells.text("note"), limit=500),
        tags=_tags(cells.text("tags")),
        target=_target(clean(cells.text("target"), limit=120), style=style),
    )


def _tags(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, re.split("[,;]", clean(text, limit=500)))))


def _target(text: str, *, style: NumberStyle) -> Decimal | None:
    if not text:
        return None
    try:
        written = read_written(text)
    except NotANumber:
        raise CellError(_("{text} is not a price.").format(text=repr(text))) from None
    number = _value(written, text, style=style)
    if written.is_percent or written.unit.upper() not in ("", "$", "USD"):
        message = _("{text} is not a price in US dollars.")
        raise CellError(message.format(text=repr(text)))
    if number >= Decimal(10) ** (STORED_DIGITS - STORED_PLACES):
        raise CellError(_("{text} is too large for a price.").format(text=repr(text)))
    target = quantised(number)
    if target <= 0:
        raise CellError(_("A target is above 0."))
    return target


def _value(written: Written, text: str, *, style: NumberStyle) -> Decimal:
    """The number that is meant, as the file's other targets are written."""
    mark = style.mark() or ("." if style.writes_dots else "")
    found = set(written.values.values())
    if len(found) == 1:
        return found.pop()
    if mark:
        return written.values[mark]
    message = _("{text} can be read in two ways: write it with a decimal point alone.")
    raise CellError(message.format(text=repr(text)))


def write_watchlist(rows: Iterable[WatchRow]) -> str:
    """A file that `read_watchlist` reads back as these rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        named = (row.symbol, row.name, row.note, ",".join(row.tags))
        target = "" if row.target is None else plain(row.target)
        writer.writerow([row.asset, *map(guarded, named), target])
    return text.getvalue()
