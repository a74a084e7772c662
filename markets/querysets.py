from django.db import models
from django.db.models import Q


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
