"""The figures of a ledger file, with no database."""

import gc
from collections.abc import Callable
from datetime import UTC, date, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolios.accounting.prices import PriceTable
from portfolios.accounting.replay.cells import Fault
from portfolios.accounting.replay.document import write_document
from portfolios.accounting.replay.ledger import read_ledger
from portfolios.accounting.replay.quotes import read_quotes
from portfolios.accounting.replay.report import replay
from portfolios.accounting.replay.table import write_table
from portfolios.accounting.types import Method, Scope

_BAD_FILE = 2


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
        report = replay(
            entries,
            prices=PriceTable(quotes),
            currency=options["currency"],
            method=Method(options["method"]),
            scope=Scope(options["scope"]),
            track_cash=not options["no_cash"],
            as_of=options["as_of"],
            tz=tz,
        )
        if options["json"]:
            for chunk in write_document(report):
                self.stdout.write(chunk, ending="")
        else:
            for line in write_table(report):
                self.stdout.write(line)


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
