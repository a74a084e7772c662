"""`manage.py rebuild`: rebuilds the cached books from the ledger, to the same bytes."""

from django.core.management.base import BaseCommand, CommandError

from portfolios.models import Portfolio
from portfolios.services.books.books import rebuild_books


class Command(BaseCommand):
    help = "Make positions, lots, disposals and daily values again from the ledger."

    def add_arguments(self, parser):
        parser.add_argument("portfolios", nargs="*", type=int, help="ids; all if none is given")

    def handle(self, *, portfolios, **options):
        chosen = Portfolio.objects.order_by("pk")
        if portfolios:
            chosen = chosen.filter(pk__in=portfolios)
        found = list(chosen.values_list("pk", flat=True))
        if unknown := sorted(set(portfolios) - set(found)):
            raise CommandError(f"There is no portfolio {', '.join(map(str, unknown))}.")
        for pk in found:
            rebuild_books(pk)
            self.stdout.write(f"portfolio {pk}: rebuilt")
