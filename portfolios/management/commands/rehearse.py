"""What an exit plan would have done over a path of prices, with no database."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolios.exits.rehearsal.document import write_document
from portfolios.exits.rehearsal.plans import read_plan
from portfolios.exits.rehearsal.prices import read_prices
from portfolios.exits.rehearsal.run import Rehearsal
from portfolios.exits.rehearsal.table import write_table
from portfolios.files.cells import Fault
from portfolios.management.files import BAD_INPUT, told

_CHUNK = 64 * 1024


class Command(BaseCommand):
    help = "Take an exit plan through a path of prices and tell what fires, with no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", type=Path, help="CSV with the rules of the plan")
        parser.add_argument("prices", type=Path, help="CSV with at,asset,price in order of time")
        parser.add_argument("--json", action="store_true", help="every step, exactly, as JSON")

    def handle(self, *args, **options) -> None:
        write = write_document if options["json"] else write_table
        rules, plan_faults = read_plan(_lines(options["plan"]))
        faults: list[Fault] = []
        prices = read_prices(_lines(options["prices"]), faults=faults)
        # A bad line may come last, and then nothing may have been printed. A second reading
        # instead would need a file that can be read twice, which a pipe is not.
        with TemporaryFile(mode="w+", encoding="utf-8", newline="") as held:
            if plan_faults:
                deque(prices, maxlen=0)
            else:
                held.writelines(write(Rehearsal(rules, prices=prices)))
            found = [(options["plan"], plan_faults), (options["prices"], faults)]
            told_of = [told(path, bad, done="rehearsed") for path, bad in found if bad]
            if told_of:
                raise CommandError("\n".join(told_of), returncode=BAD_INPUT)
            held.seek(0)
            while chunk := held.read(_CHUNK):
                self.stdout.write(chunk, ending="")


def _lines(path: Path) -> Iterator[str]:
    """The file's lines; CommandError (exit code 2) where it cannot be read, also half way."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from lines
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}", returncode=BAD_INPUT) from error
