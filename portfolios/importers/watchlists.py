"""A file of assets to follow, as Tidemark, CoinGecko and spreadsheets write it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from types import MappingProxyType

from markets.number_reading import Ambiguous, NotANumber, read_written
from markets.numbers import STORED_DIGITS, STORED_PLACES, plain, quantised
from markets.spreadsheets import guarded
from markets.wording import gettext as _
from portfolios.files.cells import CellError, Fault
from portfolios.files.tables import read_table
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


def read_watchlist(lines: Iterable[str]) -> tuple[list[WatchRow], list[Fault]]:
    """The rows of a file, and what is wrong with the others.

    The header names an id (`asset`, `id`, `coin_id` …), a symbol or a name (`coin` …), and if it
    likes notes, tags and targets in US dollars; other columns, as those of a portfolio's export,
    are passed over. A repeated asset keeps its first line.
    """
    faults: list[Fault] = []
    lines = iter(lines)
    first = next(lines, "")
    try:
        named = next(csv.reader([first]), [])
    except csv.Error:
        named = []
    names = _canonical(named)
    if not {"asset", "symbol", "name"} & set(names):
        message = _("The header names neither an id, a symbol nor a name of coins.")
        return [], [Fault(1, "header", message)]
    header = ",".join(names) + "\n"
    others = [name for name in names if name not in HEADER]
    rows: dict[tuple[str, str, str], WatchRow] = {}
    table = read_table(
        chain([header], lines), header=HEADER, faults=faults, required=(), passed_over=others
    )
    for count, (line, cells) in enumerate(table, start=1):
        if count > MOST_ROWS:
            message = _("A file has at most {most} rows.").format(most=MOST_ROWS)
            faults.append(Fault(line, "row", message))
            break
        try:
            row = _row(line, *cells)
        except CellError as error:
            faults.append(Fault(line, "target", str(error)))
            continue
        if not row.text:
            faults.append(Fault(line, "asset", _("The row names no asset.")))
            continue
        rows.setdefault((row.asset, row.symbol, row.name.casefold()), row)
    return list(rows.values()), faults


def _canonical(names: list[str]) -> list[str]:
    """The columns as they are called here; a second one of a kind, or an unknown one, by number."""
    found: list[str] = []
    for number, name in enumerate(names):
        plain = re.sub(r"[^a-z]", "", name.removeprefix("\ufeff").lower())
        known = ALIASES.get(plain, "")
        found.append(known if known and known not in found else f"column {number}")
    return found


def _row(
    line: int, asset: str, symbol: str, name: str, note: str, tags: str, target: str
) -> WatchRow:
    symbol, name = clean(symbol, limit=40), clean(name, limit=160)
    if not symbol and (both := _IN_PARENTHESES.fullmatch(name)):
        name, symbol = both["name"], both["symbol"]
    return WatchRow(
        line=line,
        asset=clean(asset, limit=120).lower(),
        symbol=symbol.upper(),
        name=name,
        note=clean(note, limit=500),
        tags=tuple(filter(None, (tag.strip() for tag in clean(tags, limit=500).split(",")))),
        target=_target(clean(target, limit=120)),
    )


def _target(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        written = read_written(text)
        number = written.value(mark=".")
    except (Ambiguous, NotANumber):
        raise CellError(_("{text} is not a price.").format(text=repr(text))) from None
    if written.is_percent or written.unit.upper() not in ("", "$", "USD"):
        message = _("{text} is not a price in US dollars.")
        raise CellError(message.format(text=repr(text)))
    if number >= Decimal(10) ** (STORED_DIGITS - STORED_PLACES):
        raise CellError(_("{text} is too large for a price.").format(text=repr(text)))
    target = quantised(number)
    if target <= 0:
        raise CellError(_("A target is above 0."))
    return target


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
