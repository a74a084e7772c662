"""The figures of a ledger file, with no database."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from markets.management.arguments import day_of
from portfolios.accounting.booking.books import build_books, stream_books
from portfolios.accounting.booking.passes import HandOver
from portfolios.accounting.core.entries import Entry, OutOfOrder, in_entry_order
from portfolios.accounting.core.fiat import BASE_COINS, FIAT
from portfolios.accounting.core.policy import Policy
from portfolios.accounting.core.records import Books, Disposal, Fee
from portfolios.accounting.core.types import Method, Scope
from portfolios.accounting.prices.prices import PriceTable, Quote
from portfolios.accounting.prices.split_prices import UnadjustedPrices, splits_of
from portfolios.files.cells import CellError, Fault, Names, asset_names
from portfolios.importers.kinds import CHOICES
from portfolios.management.beside import Beside
from portfolios.management.files import BAD_INPUT, reading, refuse
from portfolios.management.imported import ImportOptions, is_own_form, read_imported
from portfolios.replay.document import (
    write_disposals,
    write_document,
    write_fees,
    write_lots,
)
from portfolios.replay.ledger import read_ledger
from portfolios.replay.quotes import read_quotes
from portfolios.replay.report import report_on
from portfolios.replay.table import write_table

# From so many lots on, writing them in a second process saves more than it takes.
_MANY = 20_000
# The daily values of five years take as long to work out as twice so many lots to write.
_HALF_A_REPORT = 30_000


class Command(BaseCommand):
    help = "Work out lots, gains, daily values and returns of a ledger file, with no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ledger", type=Path, help="a file in any form that the import reads")
        parser.add_argument("--prices", type=Path, help="CSV with date,asset,price,currency")
        parser.add_argument("--method", choices=[one.value for one in Method], default="fifo")
        parser.add_argument("--scope", choices=[one.value for one in Scope], default="portfolio")
        parser.add_argument("--currency", default="USD", help="the books' currency")
        parser.add_argument("--tz", type=_zone, default=UTC, help="time zone of days and dates")
        parser.add_argument("--as-of", type=day_of, help="the last day to book, as YYYY-MM-DD")
        parser.add_argument("--no-cash", action="store_true", help="money balances are not kept")
        parser.add_argument(
            "--map", action="append", type=_choice, default=[], metavar="KIND=TYPE",
            help="what rows of a type that is not understood are, or skip; can be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--decimal-mark", choices=[".", ","], help="where the file's numbers leave it open"
        )
        parser.add_argument(
            "--adjusted-prices", action="append", default=[], metavar="ASSET",
            help="its prices are adjusted for its splits; may be given several times",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="everything, exactly, as JSON")

    def handle(self, *args, **options) -> None:
        tz: tzinfo = options["tz"]
        assets, path = asset_names(), options["prices"]
        prices = PriceTable(_read_prices(path, tz=tz, assets=assets) if path else [])
        policy = Policy(
            currency=_known(options["currency"], prices=prices),
            fiat=FIAT,
            method=Method(options["method"]),
            scope=Scope(options["scope"]),
            track_cash=not options["no_cash"],
            tz=tz,
            as_of=options["as_of"],
        )
        choices = ImportOptions(kinds=dict(options["map"]), decimal_mark=options["decimal_mark"])
        facts = {"tz": tz, "now": datetime.now(UTC), "assets": assets}
        adjusted = {_asset(code, assets) for code in options["adjusted_prices"]}
        ledger = options["ledger"]
        with reading(ledger) as lines:
            if choices.decimal_mark or not is_own_form(lines.buffer.peek()):
                content = lines.buffer.read()
                entries, warnings = read_imported(content, path=ledger, options=choices, **facts)
                prices = _unadjusted(prices, entries, assets=adjusted, tz=tz)
                books = build_books(entries, prices=prices, policy=policy, validated=True)
                beside = Beside()
            else:
                warnings = []
                read = partial(read_ledger, **facts)
                if adjusted:
                    rows = _read_ahead(lines, ledger, read=read)
                    prices = _unadjusted(prices, rows, assets=adjusted, tz=tz)
                terms = {"prices": prices, "policy": policy}
                books, beside = _book(lines, ledger, terms, read=read, into_json=options["json"])
        for message in warnings:
            self.stderr.write(message)
        if options["json"]:
            for chunk in _document(books, prices, beside):
                self.stdout.write(chunk, ending="")
        else:
            for line in write_table(report_on(books, prices=prices)):
                self.stdout.write(line)


def _book(
    lines: TextIO, path: Path, terms: dict[str, Any], *, read: Callable, into_json: bool
) -> tuple[Books, Beside]:
    """The books, of rows as they are read; where these are not in order of time, of all rows."""

    def take_into(beside: Beside) -> HandOver | None:
        return _into(beside) if into_json else None

    if lines.seekable():
        beside, faults = Beside(), []
        with suppress(OutOfOrder):
            books = stream_books(read(lines, faults=faults), hand_over=take_into(beside), **terms)
            refuse(path, faults)
            return books, beside
        lines.seek(0)
    beside, faults = Beside(), []
    # An iterator, so that each row can go as soon as it is booked.
    entries = iter(in_entry_order(list(read(lines, faults=faults))))
    refuse(path, faults)
    books = build_books(entries, validated=True, hand_over=take_into(beside), **terms)
    return books, beside


def _asset(code: str, assets: Names) -> str:
    try:
        return assets[code]
    except CellError as error:
        raise CommandError(f"--adjusted-prices: {error}", returncode=BAD_INPUT) from error


def _read_ahead(lines: TextIO, path: Path, *, read: Callable) -> Iterator[Entry]:
    """The ledger's rows, once before they are booked."""
    if not lines.seekable():
        message = "--adjusted-prices reads the ledger twice: give a file, not a pipe."
        raise CommandError(message, returncode=BAD_INPUT)
    faults: list[Fault] = []
    yield from read(lines, faults=faults)
    refuse(path, faults)
    lines.seek(0)


def _unadjusted(
    prices: PriceTable, rows: Iterable[Entry], *, assets: set[str], tz: tzinfo
) -> PriceTable | UnadjustedPrices:
    """The prices with those of some assets as they were before the splits of the ledger."""
    if not assets:
        return prices
    events = splits_of(rows, local_day=lambda at: at.astimezone(tz).date())
    return UnadjustedPrices(prices, events, assets=assets)


def _into(beside: Beside) -> HandOver:
    def take(disposals: list[Disposal], fees: list[Fee]) -> None:
        beside.write(disposals=write_disposals(disposals), fees=write_fees(fees))

    return take


def _document(books: Books, prices: PriceTable, beside: Beside) -> Iterator[str]:
    """The JSON. What is left to write is shared so that neither process waits long."""
    lots, disposals, fees = books.lots, books.disposals, books.fees
    if len(lots) >= _MANY:
        whole = len(lots) + len(disposals) + len(fees)
        own = min(len(lots), max(0, whole // 2 - _HALF_A_REPORT))
        beside.write(
            lots=write_lots(lots[own:]),
            disposals=write_disposals(disposals),
            fees=write_fees(fees),
        )
        lots, disposals, fees = lots[:own], (), ()
    return write_document(
        report_on(books, prices=prices),
        lots=chain(write_lots(lots), beside.read("lots")),
        disposals=chain(beside.read("disposals"), write_disposals(disposals)),
        fees=chain(beside.read("fees"), write_fees(fees)),
    )


def _known(currency: str, *, prices: PriceTable) -> str:
    """The books' currency; CommandError (exit code 2) for one in which nothing has a value."""
    known = FIAT | BASE_COINS.keys() | prices.assets
    found = next((code for code in (currency, currency.upper()) if code in known), None)
    if found is None:
        message = f"--currency: {currency!r} is not money, BTC or ETH, and no price names it."
        raise CommandError(message, returncode=BAD_INPUT)
    return found


def _zone(name: str) -> tzinfo:
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ArgumentTypeError(f"{name!r} is no time zone, such as Europe/Berlin.") from error


def _choice(text: str) -> tuple[str, str]:
    """What rows of a type are: `Sell Refund=buy`."""
    kind, sign, code = text.rpartition("=")
    if not sign or not kind.strip() or code not in CHOICES:
        raise ArgumentTypeError(f"{text!r} is not KIND=TYPE with a type of {', '.join(CHOICES)}.")
    return kind, code


def _read_prices(path: Path, *, tz: tzinfo, assets: Names) -> list[Quote]:
    with reading(path) as lines:
        quotes, faults = read_quotes(lines, tz=tz, assets=assets)
    refuse(path, faults)
    return quotes
