"""The figures of a ledger file, with no database."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, date, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolios.accounting.books import build_books
from portfolios.accounting.prices import PriceTable
from portfolios.accounting.records import Books, Disposal
from portfolios.accounting.replay.cells import Fault
from portfolios.accounting.replay.document import write_disposals, write_document, write_lots
from portfolios.accounting.replay.fiat import FIAT
from portfolios.accounting.replay.ledger import read_ledger
from portfolios.accounting.replay.quotes import read_quotes
from portfolios.accounting.replay.report import report_on
from portfolios.accounting.replay.table import write_table
from portfolios.accounting.types import Method, Scope
from portfolios.management.beside import Beside

_BAD_FILE = 2
# From so many lots on, writing them in a second process saves more than it takes.
_MANY = 20_000


class Command(BaseCommand):
    help = "Work out lots, gains, daily values and returns of a ledger file, with no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ledger", type=Path, help="a file in Tidemark's own CSV form")
        parser.add_argument("--prices", type=Path, help="CSV with date,asset,price,currency")
        parser.add_argument("--method", choices=[one.value for one in Method], default="fifo")
        parser.add_argument("--scope", choices=[one.value for one in Scope], default="portfolio")
        parser.add_argument("--currency", default="USD", help="the books' currency")
        parser.add_argument("--tz", type=_zone, default=UTC, help="time zone of days and dates")
        parser.add_argument("--as-of", type=_day, help="the last day to book, as YYYY-MM-DD")
        parser.add_argument("--no-cash", action="store_true", help="money balances are not kept")
        parser.add_argument("--json", action="store_true", help="everything, exactly, as JSON")

    def handle(self, *args, **options) -> None:
        # Records are made once and kept until the process ends: there is nothing to collect.
        gc.disable()
        tz: tzinfo = options["tz"]
        # An iterator lets go of its list when it ends, and so of the rows once they are booked.
        entries = iter(_read(options["ledger"], read_ledger, tz=tz))
        quotes = _read(options["prices"], read_quotes, tz=tz) if options["prices"] else []
        prices = PriceTable(quotes)
        disposals = Beside()
        books = build_books(
            entries,
            prices=prices,
            currency=options["currency"],
            fiat=FIAT,
            method=Method(options["method"]),
            scope=Scope(options["scope"]),
            track_cash=not options["no_cash"],
            as_of=options["as_of"],
            tz=tz,
            validated=True,
            hand_over=_into(disposals) if options["json"] else None,
        )
        if options["json"]:
            for chunk in _document(books, prices, disposals):
                self.stdout.write(chunk, ending="")
        else:
            for line in write_table(report_on(books, prices=prices)):
                self.stdout.write(line)


def _into(disposals: Beside) -> Callable[[list[Disposal]], None]:
    return lambda given: disposals.write(write_disposals(given))


def _document(books: Books, prices: PriceTable, disposals: Beside) -> Iterator[str]:
    lots = Beside() if len(books.lots) >= _MANY else None
    if lots is not None:
        lots.write(write_lots(books))
    return write_document(report_on(books, prices=prices), lots=lots, disposals=disposals)


def _zone(name: str) -> tzinfo:
    """Raises ValueError for a zone that does not exist; argparse tells it."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(name) from error


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _read(path: Path, read: Callable, *, tz: tzinfo) -> list:
    """The rows of a file; CommandError (exit code 2) with every bad line if there is one."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows, faults = read(lines, tz=tz)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}", returncode=_BAD_FILE) from error
    if faults:
        raise CommandError(_told(path, faults), returncode=_BAD_FILE)
    return rows


def _told(path: Path, faults: list[Fault]) -> str:
    lines = [f"{path}, line {one.line}, {one.field}: {one.message}" for one in faults]
    return "\n".join([f"{path} has {len(faults)} faults; nothing was worked out.", *lines])
