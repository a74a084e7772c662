"""Data points, grades, signals and forecasts of a folder of candle files, with no database."""

from argparse import ArgumentTypeError
from pathlib import Path

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from markets.analytics.analysis import Analysis, analyse
from markets.analytics.document import write_document
from markets.analytics.reading.candles import FIRST_DAY
from markets.analytics.reading.folder import NoCandles, read_folder
from markets.analytics.report import write_report
from markets.management.arguments import day_of

_BAD_INPUT = 2
_LONGEST_HORIZON = 365


class Command(BaseCommand):
    help = "Work out data points, grades, signals and forecasts of candle files, with no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="CANDLES_DIR", help="holds <ASSET>.csv")
        parser.add_argument("--as-of", type=day_of, help="the last day to use, as YYYY-MM-DD")
        parser.add_argument("--from", dest="since", type=day_of, help="the first day of histories")
        parser.add_argument(
            "--horizons", type=_horizons, default=(1, 7, 30), help="days ahead, such as 1,7,30"
        )
        parser.add_argument("--json", action="store_true", help="everything, exactly, as JSON")

    def handle(self, *args, **options) -> None:
        try:
            panel = read_folder(options["folder"], as_of=options["as_of"])
        except NoCandles as error:
            raise CommandError(str(error), returncode=_BAD_INPUT) from error
        last = panel.days[-1]
        first = np.datetime64(options["since"] or last)
        if first > last:
            message = f"--from {first} is after {last}, the last day that is used."
            raise CommandError(message, returncode=_BAD_INPUT)
        if first < FIRST_DAY:
            message = f"--from {first} is before {FIRST_DAY}, the first day that rows can have."
            raise CommandError(message, returncode=_BAD_INPUT)
        self._write(analyse(panel, horizons=options["horizons"]), first, json=options["json"])

    def _write(self, analysis: Analysis, first: np.datetime64, *, json: bool) -> None:
        if json:
            dates = np.arange(first, analysis.panel.days[-1] + 1)
            for chunk in write_document(analysis, dates=dates):
                self.stdout.write(chunk, ending="")
        else:
            for line in write_report(analysis):
                self.stdout.write(line)


def _horizons(text: str) -> tuple[int, ...]:
    """Days in rising order, each once."""
    parts = text.split(",")
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ArgumentTypeError(f"{text!r} is no list of days, such as 1,7,30.")
    days = tuple(sorted({int(part) for part in parts}))
    if not 1 <= days[0] <= days[-1] <= _LONGEST_HORIZON:
        raise ArgumentTypeError(f"{text!r}: a horizon is of 1 to {_LONGEST_HORIZON} days.")
    return days
