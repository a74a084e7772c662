from datetime import date

from django.db import models
from django.db.models import Q


class CandleQuerySet(models.QuerySet):
    """The vocabulary of questions about stored days."""

    def between(self, first: date | None, last: date | None):
        """Days from `first` to `last`, both included; None leaves that end open."""
        rows = self
        # The year says which arrays need not be opened at all.
        if first is not None:
            rows = rows.filter(day__gte=first, year__gte=first.year)
        if last is not None:
            rows = rows.filter(day__lte=last, year__lte=last.year)
        return rows


class AssetQuerySet(models.QuerySet):
    """The vocabulary of questions about assets."""

    def active(self):
        return self.filter(is_active=True)

    def fiat(self):
        return self.filter(kind="fiat")

    def listed(self):
        """What a market table shows: active, not fiat, with a price."""
        return self.active().exclude(kind="fiat").filter(quote__isnull=False)

    def matching(self, text: str):
        """Assets whose symbol, name or slug begins with or holds the text."""
        return self.filter(
            Q(symbol__iexact=text)
            | Q(symbol__istartswith=text)
            | Q(name__icontains=text)
            | Q(slug__istartswith=text)
        )
