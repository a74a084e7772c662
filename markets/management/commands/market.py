"""Shows which market this database holds, changes it for another, or analyses its days."""

from datetime import UTC, date, datetime

from django.core.management.base import BaseCommand, CommandError

from markets.models import Market
from markets.providers.base import ProviderError
from markets.selectors import market_status
from markets.services import analyse_day, analyse_market, switch_market


class Command(BaseCommand):
    help = "Show the market of this database, use another, or analyse its days"

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("show", help="which market it is and how fresh (the default)")
        use = actions.add_parser(
            "use", help="delete this market's prices and take another; ledgers stay as they are"
        )
        use.add_argument("provider", choices=Market.Provider.values)
        use.add_argument("--seed", type=int, help="of the simulated market")
        analyse = actions.add_parser(
            "analyse", help="analyse every closed day that is not stored, as the scheduled job does"
        )
        analyse.add_argument("--day", type=date.fromisoformat, help="this day alone")
        analyse.add_argument(
            "--correction", action="store_true", help="a further version of a day that is stored"
        )

    def handle(self, *args, **options):
        if options["action"] == "use":
            try:
                switch_market(options["provider"], seed=options["seed"])
            except ProviderError as error:
                raise CommandError(f"The market was not changed: {error}") from None
        if options["action"] == "analyse":
            self.analyse(options["day"], correction=options["correction"])
        else:
            self.show()

    def analyse(self, day: date | None, *, correction: bool) -> None:
        """Analyse a day, or all that are not stored, and print what was."""
        if day is None and correction:
            raise CommandError("A correction is of one day: give --day.")
        if day is not None and day >= datetime.now(UTC).date():
            raise CommandError(f"{day} has not closed.")
        runs = analyse_market() if day is None else [analyse_day(day, correction=correction)]
        for run in filter(None, runs):
            self.stdout.write(f"{run}, version {run.version}: {run.done} of {run.total} days")
        if not any(runs):
            self.stdout.write("Nothing to do, or another worker is at work.")

    def show(self):
        """Print the market, its age and its last error."""
        status = market_status()
        if status.provider is None:
            self.stdout.write("No market has been chosen yet: the first start does it.")
            return
        self.stdout.write(f"Market: {status.label} ({status.provider})")
        age = "never" if status.age is None else f"{status.age.total_seconds():.0f} s ago"
        freshness = "fresh" if status.is_fresh else "stale"
        self.stdout.write(f"Last refresh that worked: {age} ({freshness})")
        if status.error:
            self.stdout.write(f"Last error: {status.error}")
