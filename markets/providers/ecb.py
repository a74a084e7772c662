"""The European Central Bank's reference rates: one file with every day since 1999, without a key.

The file is the one that comes with the installation, as of now; it is sent again only if it has
changed, on working days at about 16:00 Central European time.
"""

import csv
import io
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from markets.providers.base import UNREADABLE, Page, ProviderError
from markets.providers.cells import number
from markets.providers.vendor import Vendor

NAME = "ecb"
URL = "https://www.ecb.europa.eu/stats/eurofxref"
PER_MINUTE = 5
# The whole history has some 2 MB.
MOST_UNPACKED = 40_000_000
# The bank deflates its file; ours is packed tighter, since it comes with every installation.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesRecord:
    """US dollars a unit on a day, by upper-case code; `odd` cells of the day could not be read."""

    day: date
    rates: Mapping[str, float]
    odd: int = 0


class EuropeanCentralBank:
    """Answers with the bank's days."""

    name = NAME

    def __init__(self, *, base_url: str = "", now: Callable[[], datetime] | None = None, **options):
        self._server = Vendor(NAME, base_url or URL, **options)
        self._now = now or (lambda: datetime.now(UTC))

    def rates(self, *, since: date) -> Page[RatesRecord]:
        """Every day from `since` on, newest first. One request. Raises `ProviderError`."""
        packed = self._server.content("/eurofxref-hist.zip", conditional=True)
        return bank_rates(packed, since=since, today=self._now().astimezone(UTC).date())


def bank_rates(packed: bytes, *, since: date, today: date) -> Page[RatesRecord]:
    """The days of the bank's zipped table from `since` until today, newest first.

    Raises `ProviderError` for a file that is none.
    """
    records: dict[date, RatesRecord] = {}
    rejected: Counter[str] = Counter()
    for row in _rows(_table(packed)):
        try:
            day = date.fromisoformat(row.pop("Date"))
            if day < since:
                continue
            if day > today:
                raise ValueError("a day that is to come")
            record = _record(day, row)
        except (KeyError, TypeError, ValueError, AttributeError):
            rejected[UNREADABLE] += 1
            continue
        rejected["repeated"] += day in records
        rejected[UNREADABLE] += record.odd
        records.setdefault(day, record)
    return Page(tuple(records[day] for day in sorted(records, reverse=True)), rejected=+rejected)


def _rows(table: str) -> list[dict[Any, Any]]:
    reader = csv.DictReader(io.StringIO(table))
    try:
        rows = list(reader)
    except csv.Error:
        raise _not_the_table() from None
    if "Date" not in (reader.fieldnames or ()):
        raise _not_the_table()
    return rows


def _table(packed: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            (entry,) = archive.infolist()
            if entry.file_size > MOST_UNPACKED:
                raise ProviderError(f"{NAME}: the file unpacks to {entry.file_size} bytes")
            if entry.compress_type not in _METHODS:
                raise zipfile.BadZipFile("packed in a way that nobody expects")
            return archive.read(entry).decode("ascii")
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, EOFError, RuntimeError):
        raise _not_the_table() from None


def _not_the_table() -> ProviderError:
    return ProviderError(f"{NAME}: the file is not the bank's table")


def _record(day: date, row: Mapping[Any, Any]) -> RatesRecord:
    """Units per euro, N/A or empty where there is none, as dollars a unit."""
    per_euro: dict[str, float] = {}
    odd = 0
    for code, cell in row.items():
        if not code or not isinstance(cell, str) or cell.strip() in ("", "N/A"):
            continue
        try:
            rate = number(cell)
        except ValueError:
            rate = None
        if rate is None or rate <= 0:
            odd += 1
        else:
            per_euro[code.strip()] = rate
    dollars = per_euro.get("USD")
    if not dollars:
        raise ValueError("no dollar")
    rates = {"EUR": dollars, **{code: dollars / rate for code, rate in per_euro.items()}}
    return RatesRecord(day=day, rates=rates, odd=odd)
