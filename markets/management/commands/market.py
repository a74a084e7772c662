"""Shows which market this database holds, or changes it for another."""

from django.core.management.base import BaseCommand, CommandError

from markets.models import Market
from markets.providers.base import ProviderError
from markets.selectors import market_status
from markets.services import switch_market


class Command(BaseCommand):
    help = "Show the market of this database, or use another: market use simulated|coingecko"

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("show", help="which market it is and how fresh (the default)")
        use = actions.add_parser(
            "use", help="delete this market's prices and take another; ledgers stay as they are"
        )
        use.add_argument("provider", choices=Market.Provider.values)
        use.add_argument("--seed", type=int, help="of the simulated market")

    def handle(self, *args, **options):
        if options["action"] == "use":
            try:
                switch_market(options["provider"], seed=options["seed"])
            except ProviderError as error:
                raise CommandError(f"The market was not changed: {error}") from None
        self.show()

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
